"""What has to be known of who works where, under which agreement, and who is responsible for what."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q

from beds.access import Scope
from beds.models.base import (
    Cancellable,
    CancellableQuerySet,
    PeriodQuerySet,
    Recorded,
    cancelled_with_reason,
    until_not_before_from,
)
from beds.models.organisations import Commissioner, Provider
from beds.models.services import Service


class BetweenQuerySet(CancellableQuerySet, PeriodQuerySet):  # type: ignore[override]  # the plugin's as_manager
    """Rows that belong to a commissioner, and most of them also to one of its providers."""

    def within(self, scope: Scope) -> Self:
        """A commissioner's own, and those that name a provider in scope."""
        if scope.everything:
            return self
        return self.filter(Q(commissioner__in=scope.commissioners) | Q(provider__in=scope.providers))


class Agreement(Recorded, Cancellable):
    """A memorandum, a data-sharing agreement or a protocol, with the day on which it runs out."""

    class Kind(models.TextChoices):
        MOU = "mou", "Memorandum of understanding"
        DATA_SHARING = "data_sharing", "Data-sharing agreement"
        PROTOCOL = "protocol", "Protocol"

    commissioner = models.ForeignKey(Commissioner, models.PROTECT, related_name="agreements")
    provider = models.ForeignKey(
        Provider, models.PROTECT, null=True, blank=True, related_name="agreements", help_text="Empty: with all of them."
    )
    kind = models.CharField(max_length=20, choices=Kind)
    title = models.CharField(max_length=200)
    from_date = models.DateField("in force from")
    until_date = models.DateField("runs out on", null=True, blank=True)
    held_by = models.CharField("where it is kept", max_length=200, blank=True)

    objects = BetweenQuerySet.as_manager()

    class Meta:
        ordering = ("until_date", "title")
        constraints = [
            until_not_before_from("beds_agreement_ends_after_start", "It must run out after the day it begins."),
            cancelled_with_reason("beds_agreement_cancelled_with_reason"),
        ]

    def __str__(self) -> str:
        return self.title


class Post(Recorded, Cancellable):
    """A post that the service depends on: who employs it, until when it is paid for, and whether it is filled.

    001, section 2.5. Nobody's name is kept: a post is what is paid for, not who has it.
    """

    class ContractType(models.TextChoices):
        PERMANENT = "permanent", "Permanent"
        FIXED_TERM = "fixed_term", "Fixed or short-term contract"
        AGENCY = "agency", "Agency"
        SECONDED = "seconded", "Secondment"
        VOLUNTEER = "volunteer", "Volunteer"

    commissioner = models.ForeignKey(Commissioner, models.PROTECT, related_name="posts")
    provider = models.ForeignKey(Provider, models.PROTECT, null=True, blank=True, related_name="posts")
    service = models.ForeignKey(Service, models.PROTECT, null=True, blank=True, related_name="posts")
    employer = models.CharField(max_length=120)
    role = models.CharField(max_length=120)
    contract_type = models.CharField(max_length=12, choices=ContractType)
    from_date = models.DateField("paid for from")
    until_date = models.DateField("paid for until", null=True, blank=True, help_text="The first day without it.")
    vacant_since = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    objects = BetweenQuerySet.as_manager()

    class Meta:
        ordering = ("employer", "role", "pk")
        constraints = [
            until_not_before_from("beds_post_ends_after_start", "The post must end after the day it begins."),
            cancelled_with_reason("beds_post_cancelled_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.role}, {self.employer}"

    def has_ended(self, as_at: dt.date) -> bool:
        """Whether nobody pays for it any more on that morning."""
        return self.until_date is not None and self.until_date <= as_at

    def is_vacant(self, as_at: dt.date) -> bool:
        """Whether somebody pays for it on that morning, and nobody is in it."""
        return not self.has_ended(as_at) and self.vacant_since is not None and self.vacant_since <= as_at


class ResponsibilityQuerySet(models.QuerySet):
    def within(self, scope: Scope) -> Self:
        """Those of the services this person may see."""
        return self if scope.everything else self.filter(service__in=Service.objects.within(scope))


class Responsibility(Recorded):
    """Who answers for what in a service (001, section 2.7: nobody knew). An empty `who` is nobody, any more."""

    class Area(models.TextChoices):
        OVERSIGHT = "oversight", "Overall oversight"
        CONTRACT = "contract", "Contract monitoring and targets"
        QUALITY = "quality", "Quality and standards"
        SUPPORT = "support", "Daily support"
        MOVE_ON = "move_on", "Move-on and housing"
        CLINICAL = "clinical", "Clinical care"
        SAFEGUARDING = "safeguarding", "Safeguarding"
        REPAIRS = "repairs", "Building and repairs"

    service = models.ForeignKey(Service, models.PROTECT, related_name="responsibilities")
    area = models.CharField(max_length=20, choices=Area)
    who = models.CharField("post or team", max_length=120, blank=True)
    contact = models.CharField("how to reach them", max_length=200, blank=True)

    objects = ResponsibilityQuerySet.as_manager()

    class Meta:
        ordering = ("service", "pk")
        verbose_name_plural = "responsibilities"
        constraints = [
            models.UniqueConstraint(
                name="beds_responsibility_one_per_area",
                fields=["service", "area"],
                violation_error_message="Somebody is already named for this.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_area_display()}: {self.who or 'nobody named'}"
