"""Where the beds are: services, beds, and the periods in which a bed is out of service."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from beds.access import Scope
from beds.models.base import (
    IN_FORCE,
    Cancellable,
    CancellableQuerySet,
    PeriodQuerySet,
    Recorded,
    cancelled_with_reason,
    until_not_before_from,
)
from beds.models.organisations import Provider
from beds.nights import Period


def nights_range() -> Func:
    """`[from_date, until_date)` as a PostgreSQL date range, for exclusion constraints."""
    return Func(F("from_date"), F("until_date"), function="DATERANGE", output_field=DateRangeField())


class ServiceQuerySet(models.QuerySet):
    def within(self, scope: Scope) -> Self:
        """A provider's own services; for a commissioner, those with a bed that it has ever had in a contract."""
        if scope.everything:
            return self
        bought = Bed.objects.filter(
            service=models.OuterRef("pk"), contract_beds__contract__commissioner__in=scope.commissioners
        )
        return self.filter(Q(provider__in=scope.providers) | models.Exists(bought))


class Service(Recorded):
    """A house or scheme with step-down beds, run by one provider."""

    class Kind(models.TextChoices):
        STEP_DOWN = "step_down", "Step-down"
        STEP_UP = "step_up", "Step-up"

    class NeedsLevel(models.TextChoices):
        LOW = "low", "Low"
        MEDIUM = "medium", "Medium"
        HIGH = "high", "High"

    class Quality(models.TextChoices):
        OUTSTANDING = "outstanding", "Outstanding"
        GOOD = "good", "Good"
        REQUIRES_IMPROVEMENT = "requires_improvement", "Requires improvement"
        INADEQUATE = "inadequate", "Inadequate"

    class Supply(models.TextChoices):
        GROWING = "growing", "Growing"
        STABLE = "stable", "Stable"
        FRAGILE = "fragile", "Fragile"

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="services")
    name = models.CharField(max_length=120)
    locality = models.CharField(max_length=120)
    postcode = models.CharField(max_length=10, blank=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.STEP_DOWN)
    support_hours = models.CharField(max_length=120, blank=True, help_text="For example: 9am to 5pm, 7 days a week.")
    needs_level = models.CharField(max_length=20, choices=NeedsLevel, default=NeedsLevel.MEDIUM)
    women_only = models.BooleanField(default=False)
    market_quality = models.CharField(max_length=30, choices=Quality, blank=True)
    market_supply = models.CharField(max_length=30, choices=Supply, blank=True)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(
                name="beds_service_name_once_per_provider",
                fields=["provider", "name"],
                violation_error_message="This provider already has a service of that name.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class BedQuerySet(PeriodQuerySet):
    def within(self, scope: Scope) -> Self:
        """A provider's own beds; for a commissioner, those that it has ever had in a contract."""
        if scope.everything:
            return self
        bought = Q(contract_beds__contract__commissioner__in=scope.commissioners)
        return self.filter(
            pk__in=self.model.objects.filter(Q(service__provider__in=scope.providers) | bought).values("pk")
        )


class Bed(Recorded):
    """One bed in a service, from the day it opens until the day it closes for good."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="beds")
    label = models.CharField(max_length=40, help_text="What staff call it, such as Room 3.")
    step_free = models.BooleanField(default=False)
    self_contained = models.BooleanField(default=False)
    from_date = models.DateField("in use from")
    until_date = models.DateField("in use until", null=True, blank=True, help_text="The first night it is gone.")

    objects = BedQuerySet.as_manager()

    class Meta:
        ordering = ("service__name", "label")
        constraints = [
            models.UniqueConstraint(
                name="beds_bed_label_once_per_service",
                fields=["service", "label"],
                violation_error_message="This service already has a bed of that name.",
            ),
            until_not_before_from("beds_bed_ends_after_start", "The bed must close after the day it opens."),
        ]

    def __str__(self) -> str:
        return f"{self.label}, {self.service}"

    @property
    def period(self) -> Period:
        return Period(self.from_date, self.until_date)


class VoidQuerySet(CancellableQuerySet, PeriodQuerySet):  # type: ignore[override]  # the plugin's as_manager
    def within(self, scope: Scope) -> Self:
        """Voids of the beds this person may see."""
        return self if scope.everything else self.filter(bed__in=Bed.objects.within(scope))


class Void(Recorded, Cancellable):
    """A period in which a bed is out of service and cannot be offered."""

    class Reason(models.TextChoices):
        REPAIR = "repair", "Repair"
        REFURBISHMENT = "refurbishment", "Refurbishment"
        DEEP_CLEAN = "deep_clean", "Deep clean"
        SAFETY = "safety", "Safety"
        STAFFING = "staffing", "Staffing"
        OTHER = "other", "Other"

    class Payer(models.TextChoices):
        COMMISSIONER = "commissioner", "Commissioner"
        PROVIDER = "provider", "Provider"

    bed = models.ForeignKey(Bed, models.PROTECT, related_name="voids")
    from_date = models.DateField("out of service from")
    until_date = models.DateField("back in service", null=True, blank=True)
    reason = models.CharField(max_length=20, choices=Reason)
    payer = models.CharField("who pays", max_length=20, choices=Payer, default=Payer.PROVIDER)
    note = models.CharField(max_length=300, blank=True)

    objects = VoidQuerySet.as_manager()

    class Meta:
        ordering = ("-from_date",)
        constraints = [
            until_not_before_from("beds_void_ends_after_start", "The bed must come back after the day it went out."),
            cancelled_with_reason("beds_void_cancelled_with_reason"),
            ExclusionConstraint(
                name="beds_void_once_per_bed_and_night",
                expressions=[("bed", RangeOperators.EQUAL), (nights_range(), RangeOperators.OVERLAPS)],
                condition=IN_FORCE,
                violation_error_message="This bed already has a void in that period.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} void of {self.bed} from {self.from_date:%-d %B %Y}"

    def nights(self, as_at: dt.date) -> int:
        """Nights out of service by the morning of `as_at`."""
        return Period(self.from_date, self.until_date).nights(as_at)
