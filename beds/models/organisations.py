"""Who buys and who provides."""

from __future__ import annotations

from collections.abc import Collection
from typing import Self

from django.db import models

from beds.access import Scope
from beds.models.base import Recorded


class CommissionerQuerySet(models.QuerySet):
    def within(self, scope: Scope) -> Self:
        """The commissioners whose pages this person may open."""
        return self if scope.everything else self.filter(pk__in=scope.commissioners)

    def buying_from(self, provider_ids: Collection[int]) -> Self:
        """Those that have, or had, a contract with one of these providers, or for a bed of theirs.

        A lead provider's contract may buy the beds of its partners.
        """
        held = models.Q(contracts__provider__in=provider_ids)
        theirs = models.Q(contracts__contract_beds__bed__service__provider__in=provider_ids)
        return self.filter(pk__in=self.model.objects.filter(held | theirs).values("pk"))


class Commissioner(Recorded):
    """A council or an NHS body that pays for step-down beds."""

    class Kind(models.TextChoices):
        COUNCIL = "council", "Council"
        NHS = "nhs", "NHS body"

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(unique=True, help_text="The short name used in addresses and commands.")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.COUNCIL)

    objects = CommissionerQuerySet.as_manager()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class ProviderQuerySet(models.QuerySet):
    def within(self, scope: Scope) -> Self:
        """A provider's own (and its partners'); for a commissioner, those it has ever had a contract with.

        And those of whose beds it has had one in a contract, which their lead provider may hold.
        """
        if scope.everything:
            return self
        contracted = models.Q(contracts__commissioner__in=scope.commissioners)
        bought = models.Q(services__beds__contract_beds__contract__commissioner__in=scope.commissioners)
        seen = self.model.objects.filter(models.Q(pk__in=scope.providers) | contracted | bought)
        return self.filter(pk__in=seen.values("pk"))


class Provider(Recorded):
    """An organisation that runs step-down services: often a small charity, sometimes led by another provider."""

    class LegalForm(models.TextChoices):
        CHARITY = "charity", "Charity"
        HOUSING_ASSOCIATION = "housing_association", "Housing association"
        CIC = "cic", "Community interest company"
        COMPANY = "company", "Company"
        NHS_TRUST = "nhs_trust", "NHS trust"
        COUNCIL = "council", "Council"

    name = models.CharField(max_length=120, unique=True)
    legal_form = models.CharField(max_length=30, choices=LegalForm, default=LegalForm.CHARITY)
    ods_code = models.CharField("ODS code", max_length=10, blank=True)
    lead = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="partners",
        verbose_name="lead provider",
        help_text="The lead accountable body that reports for this provider, if it has one.",
    )

    objects = ProviderQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(
                name="beds_provider_does_not_lead_itself",
                condition=models.Q(lead__isnull=True) | ~models.Q(lead=models.F("pk")),
                violation_error_message="A provider cannot be its own lead provider.",
            )
        ]

    def __str__(self) -> str:
        return self.name
