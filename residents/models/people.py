"""The people: residents, who they are by name, and the wards that they come from."""

from __future__ import annotations

import secrets
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q

from beds.access import Scope
from beds.models import Commissioner
from beds.models.base import Recorded

REFERENCE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters and digits that nobody mistakes for one another when read aloud."""


def new_reference() -> str:
    """A random resident reference, such as `R-7K3QX2`: it says nothing of the person or of when they came."""
    return "R-" + "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(6))


class WardQuerySet(models.QuerySet):
    def within(self, scope: Scope) -> Self:
        """The wards a person refers from, and those that refer to a commissioner, or a provider of one, in scope."""
        if scope.everything:
            return self
        buyers = Commissioner.objects.buying_from(scope.providers)
        commissioners = Commissioner.objects.filter(Q(pk__in=scope.commissioners) | Q(pk__in=buyers.values("pk")))
        return self.filter(
            Q(pk__in=scope.wards) | Q(pk__in=self.model.objects.filter(commissioners__in=commissioners).values("pk"))
        )


class Ward(Recorded):
    """A hospital ward that refers people."""

    name = models.CharField(max_length=120)
    hospital = models.CharField(max_length=120)
    out_of_area = models.BooleanField(
        "outside the area",
        default=False,
        db_default=False,
        help_text="The hospital is outside its commissioners' area: people of the area are brought back from it.",
    )
    commissioners = models.ManyToManyField(
        Commissioner,
        blank=True,
        related_name="wards",
        help_text="Whose beds people from this ward may be referred to.",
    )

    objects = WardQuerySet.as_manager()

    class Meta:
        ordering = ("hospital", "name")
        constraints = [
            models.UniqueConstraint(
                name="residents_ward_name_once_per_hospital",
                fields=["hospital", "name"],
                violation_error_message="This hospital already has a ward of that name.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.hospital}"


class ResidentQuerySet(models.QuerySet):
    def within(self, scope: Scope) -> Self:
        """Those with a referral or a placement that this person may see."""
        if scope.everything:
            return self
        from residents.models.placements import Placement
        from residents.models.referrals import Referral

        return self.filter(
            Exists(Placement.objects.within(scope).filter(resident=OuterRef("pk")))
            | Exists(Referral.objects.within(scope).filter(resident=OuterRef("pk")))
        )


class Resident(Recorded):
    """A person, known by a random reference, with what the measures need and nothing that names them."""

    class AgeBand(models.TextChoices):
        UNDER_20 = "under_20", "Under 20"
        TWENTIES = "20_29", "20 to 29"
        THIRTIES = "30_39", "30 to 39"
        FORTIES = "40_49", "40 to 49"
        FIFTIES = "50_59", "50 to 59"
        SIXTIES = "60_69", "60 to 69"
        SEVENTY_UP = "70_up", "70 and over"
        NOT_KNOWN = "not_known", "Not known"

    class Gender(models.TextChoices):
        FEMALE = "female", "Female"
        MALE = "male", "Male"
        NON_BINARY = "non_binary", "Non-binary"
        OTHER = "other", "Other"
        NOT_KNOWN = "not_known", "Not known"

    class Ethnicity(models.TextChoices):
        ASIAN = "asian", "Asian or Asian British"
        BLACK = "black", "Black, Black British, Caribbean or African"
        MIXED = "mixed", "Mixed or multiple ethnic groups"
        WHITE = "white", "White"
        OTHER = "other", "Other ethnic group"
        NOT_KNOWN = "not_known", "Not known or not stated"

    class Need(models.TextChoices):
        MOOD = "mood", "Anxiety or depression"
        PSYCHOSIS = "psychosis", "Schizophrenia or another psychosis"
        BIPOLAR = "bipolar", "Bipolar disorder"
        PERSONALITY = "personality", "Personality disorder"
        TRAUMA = "trauma", "Trauma"
        OTHER = "other", "Other"
        NOT_KNOWN = "not_known", "Not known"

    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    age_band = models.CharField(max_length=10, choices=AgeBand, default=AgeBand.NOT_KNOWN)
    gender = models.CharField(max_length=12, choices=Gender, default=Gender.NOT_KNOWN)
    ethnicity = models.CharField(max_length=12, choices=Ethnicity, default=Ethnicity.NOT_KNOWN)
    need = models.CharField("main need", max_length=12, choices=Need, default=Need.NOT_KNOWN)

    objects = ResidentQuerySet.as_manager()

    class Meta:
        ordering = ("reference",)

    def __str__(self) -> str:
        return self.reference


def validate_nhs_number(value: str) -> None:
    """Refuse a number whose tenth digit is not the check digit (modulus 11, NHS Data Dictionary).

    Of what is not ten digits it says nothing: that is refused in other words.
    """
    if len(value) != 10 or not value.isdecimal():
        return
    digits = [int(character) for character in value]
    check = 11 - sum(digit * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True)) % 11
    if check % 11 != digits[9]:
        raise ValidationError("Check the NHS number: its last digit does not fit the others.")


class ResidentIdentityQuerySet(models.QuerySet):
    def within(self, scope: Scope) -> Self:
        """Names are for the ward, and the providers that have or are asked to have the person; not commissioners."""
        if scope.everything:
            return self
        from residents.models.placements import Placement
        from residents.models.referrals import Referral

        person = Q(resident=OuterRef("resident"))
        return self.filter(
            Exists(Placement.objects.in_force().filter(person, service__provider__in=scope.providers))
            | Exists(Referral.objects.filter(person).filter(Q(provider__in=scope.providers) | Q(ward__in=scope.wards)))
        )


class ResidentIdentity(Recorded):
    """Who a resident is: kept apart from everything else, and shown to those who need to know."""

    resident = models.OneToOneField(Resident, models.PROTECT, related_name="identity")
    name = models.CharField(max_length=120)
    date_of_birth = models.DateField(null=True, blank=True)
    nhs_number = models.CharField(
        "NHS number",
        max_length=10,
        null=True,
        blank=True,
        unique=True,
        validators=[RegexValidator(r"^\d{10}$", "An NHS number has 10 digits."), validate_nhs_number],
    )

    objects = ResidentIdentityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "resident identities"

    def __str__(self) -> str:
        return f"Identity of {self.resident}"
