"""A person's stay in step-down: the placement, the beds they have in it, absences, and its end."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import ExpressionWrapper, F, Q, Value
from django.utils import timezone

from beds.access import Scope
from beds.models import Bed, Contract, Service
from beds.models.base import (
    IN_FORCE,
    Cancellable,
    CancellableQuerySet,
    PeriodQuerySet,
    Recorded,
    by_whom,
    cancelled_with_reason,
    until_not_before_from,
)
from beds.models.services import nights_range
from beds.nights import Band, Period, band, length_of_stay, move_on_due
from residents.models.half_days import half_days
from residents.models.people import Resident
from residents.models.referrals import Referral

LATE_AFTER = dt.timedelta(days=2)
"""An entry made longer after the event than this is flagged as late; it is never refused."""


class PlacementQuerySet(CancellableQuerySet):
    def within(self, scope: Scope) -> Self:
        """A commissioner's placements, and those in (or last in) a service of a provider in scope."""
        if scope.everything:
            return self
        return self.filter(Q(contract__commissioner__in=scope.commissioners) | Q(service__provider__in=scope.providers))

    def within_by_ids(self, scope: Scope) -> Self:
        """The same, asked by ids, which an index finds among a hundred thousand of others; two queries come before."""
        if scope.everything:
            return self
        contracts = Contract.objects.filter(commissioner__in=scope.commissioners).values_list("pk", flat=True)
        services = Service.objects.filter(provider__in=scope.providers).values_list("pk", flat=True)
        return self.filter(Q(contract__in=list(contracts)) | Q(service__in=list(services)))

    def open_on(self, night: dt.date) -> Self:
        """Placements that hold this night: admitted by then and not yet discharged."""
        return self.in_force().filter(
            Q(discharged_on__gt=night) | Q(discharged_on__isnull=True), admitted_on__lte=night
        )

    def overstaying(self, as_at: dt.date) -> Self:
        """Open placements that, on the morning of `as_at`, have stayed more nights than their limit."""
        last_within = ExpressionWrapper(
            Value(as_at, models.DateField()) - F("contract__stay_limit_nights"), output_field=models.DateField()
        )
        return self.open_on(as_at).filter(admitted_on__lt=last_within)

    def left_after_overstay(self, as_at: dt.date) -> Self:
        """Placements that ended by the morning of `as_at`, after more nights than their limit."""
        return self.in_force().filter(
            discharged_on__lte=as_at,
            discharged_on__gt=ExpressionWrapper(
                F("admitted_on") + F("contract__stay_limit_nights"), output_field=models.DateField()
            ),
        )


class Placement(Recorded, Cancellable):
    """One stay in step-down, from first admission to final discharge, through however many beds.

    `contract` is the one under which the placement began: it gives the stay limit. `service` is the one that has
    the resident, or had them last. Both follow from the bed stays and are kept by the actions that write them.
    """

    class OverrideCode(models.TextChoices):
        UNSAFE_ON_WARD = "unsafe_on_ward", "Not safe on the ward"
        WARD_CLOSING = "ward_closing", "Ward closing or full"
        UNSAFE_BEFORE = "unsafe_before", "Not safe where they were"
        OUT_OF_HOURS = "out_of_hours", "Out of hours, worker to be named"
        OTHER = "other", "Other"

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="placements")
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="placements")
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="placements")
    service = models.ForeignKey(Service, models.PROTECT, related_name="placements")
    admitted_on = models.DateField()
    discharged_on = models.DateField(null=True, blank=True)
    # empty also where the reason was given before codes were asked for
    override_code = models.CharField(max_length=20, choices=OverrideCode, blank=True, default="", db_default="")
    override_reason = models.CharField(
        max_length=300, blank=True, help_text="Why the person was admitted without a move-on plan or a worker."
    )

    miles_from_home = models.PositiveSmallIntegerField(
        "miles from home",
        null=True,
        blank=True,
        help_text="Whole miles from the person's home to the house they were admitted to.",
    )

    objects = PlacementQuerySet.as_manager()

    class Meta:
        ordering = ("-admitted_on",)
        indexes = [
            # open_on(): who is here on a night; the open ones are few, whatever the length of history
            models.Index(name="residents_placement_open", fields=["service"], condition=Q(discharged_on__isnull=True)),
            models.Index(name="residents_placement_dates", fields=["admitted_on", "discharged_on"]),
            # the nightly figures: those open on a night or since, which are few among all who have left
            models.Index(name="residents_placement_discharged", fields=["discharged_on"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="residents_placement_discharge_not_before_admission",
                condition=Q(discharged_on__isnull=True) | Q(discharged_on__gte=F("admitted_on")),
                violation_error_message="The discharge date must not be before the admission date.",
            ),
            cancelled_with_reason("residents_placement_cancelled_with_reason"),
            models.CheckConstraint(
                name="residents_placement_override_code_with_reason",
                condition=Q(override_code="") | ~Q(override_reason=""),
                violation_error_message="Say why this admission could not wait.",
            ),
            # not one-to-one: a placement that was entered by mistake is cancelled, and the referral placed again
            models.UniqueConstraint(
                name="residents_placement_once_per_referral",
                fields=["referral"],
                condition=IN_FORCE,
                violation_error_message="This referral has already led to a placement.",
            ),
            ExclusionConstraint(
                name="residents_placement_one_at_a_time",
                expressions=[
                    ("resident", RangeOperators.EQUAL),
                    (half_days("admitted_on", "discharged_on"), RangeOperators.OVERLAPS),
                ],
                condition=IN_FORCE,
                violation_error_message="This resident already has a placement in that period.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resident} from {self.admitted_on:%-d %B %Y}"

    @property
    def period(self) -> Period:
        return Period(self.admitted_on, self.discharged_on)

    @property
    def move_on_due(self) -> dt.date:
        return move_on_due(self.admitted_on, self.contract.stay_limit_nights)

    @property
    def recorded_late(self) -> bool:
        """Whether the admission was entered more than two days after it happened."""
        return timezone.localtime(self.created_at).date() - self.admitted_on > LATE_AFTER

    def los_nights(self, as_at: dt.date) -> int:
        """Length of stay in nights by the morning of `as_at`."""
        return length_of_stay(self.admitted_on, self.discharged_on, as_at)

    def band_on(self, as_at: dt.date) -> Band | None:
        """How far the stay has got by the morning of `as_at`; None before it began, and once it is over."""
        if self.cancelled_at is not None or self.admitted_on > as_at or self.left_by(as_at) is not None:
            return None
        return band(self.los_nights(as_at), self.contract.stay_limit_nights)

    def left_by(self, as_at: dt.date) -> dt.date | None:
        """The day of leaving; None for somebody who was still there on the morning of `as_at`."""
        left = self.discharged_on
        return left if left is not None and left <= as_at else None


class BedStayQuerySet(CancellableQuerySet, PeriodQuerySet):  # type: ignore[override]  # the plugin's as_manager
    def within(self, scope: Scope) -> Self:
        """The stays in the beds of a provider in scope, and all those of a commissioner's placements."""
        if scope.everything:
            return self
        return self.filter(
            Q(placement__contract__commissioner__in=scope.commissioners) | Q(bed__service__provider__in=scope.providers)
        )


class BedStay(Recorded, Cancellable):
    """The nights for which a placement has one bed.

    `resident` repeats the placement's, so that the database can refuse two beds for one person; a composite foreign
    key keeps the two equal.
    """

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="bed_stays")
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="bed_stays")
    bed = models.ForeignKey(Bed, models.PROTECT, related_name="bed_stays")
    from_date = models.DateField()
    until_date = models.DateField(null=True, blank=True)

    objects = BedStayQuerySet.as_manager()

    class Meta:
        ordering = ("from_date", "pk")
        constraints = [
            until_not_before_from(
                "residents_bedstay_ends_after_start", "A bed stay cannot end before it starts.", empty=True
            ),
            cancelled_with_reason("residents_bedstay_cancelled_with_reason"),
            ExclusionConstraint(
                name="residents_bedstay_bed_once_a_night",
                expressions=[
                    ("bed", RangeOperators.EQUAL),
                    (half_days("from_date", "until_date"), RangeOperators.OVERLAPS),
                ],
                condition=IN_FORCE,
                violation_error_message="Somebody else has this bed in that period.",
            ),
            ExclusionConstraint(
                name="residents_bedstay_resident_once_a_night",
                expressions=[
                    ("resident", RangeOperators.EQUAL),
                    (half_days("from_date", "until_date"), RangeOperators.OVERLAPS),
                ],
                condition=IN_FORCE,
                violation_error_message="This resident already has a bed in that period.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resident} in {self.bed}"

    @property
    def period(self) -> Period:
        return Period(self.from_date, self.until_date)


class AbsenceQuerySet(CancellableQuerySet, PeriodQuerySet):  # type: ignore[override]  # the plugin's as_manager
    def within(self, scope: Scope) -> Self:
        """Absences of the placements this person may see."""
        return self if scope.everything else self.filter(placement__in=Placement.objects.within(scope))


class Absence(Recorded, Cancellable):
    """A run of nights on which a resident is away, with the bed kept for them or given up."""

    class Kind(models.TextChoices):
        HOSPITAL = "hospital", "Hospital"
        MISSING = "missing", "Missing"
        LEAVE = "leave", "Leave"
        SLEEPING_ROUGH = "sleeping_rough", "Sleeping rough"

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="absences")
    from_date = models.DateField("first night away")
    until_date = models.DateField("back on", null=True, blank=True)
    returned_by = by_whom()
    kind = models.CharField(max_length=20, choices=Kind)
    bed_held = models.BooleanField("bed kept", default=True)
    # leaving step-down while away ends the absence without a return; undoing the departure opens it again
    ended_by_discharge = models.BooleanField(default=False, db_default=False, editable=False)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ("from_date",)
        constraints = [
            until_not_before_from(
                "residents_absence_ends_after_start", "The return must be after the first night away."
            ),
            cancelled_with_reason("residents_absence_cancelled_with_reason"),
            ExclusionConstraint(
                name="residents_absence_one_at_a_time",
                expressions=[("placement", RangeOperators.EQUAL), (nights_range(), RangeOperators.OVERLAPS)],
                condition=IN_FORCE,
                violation_error_message="An absence is already recorded in that period.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} absence of {self.placement.resident} from {self.from_date:%-d %B %Y}"


class BookingQuerySet(CancellableQuerySet):
    def within(self, scope: Scope) -> Self:
        """Bookings of the beds this person may see."""
        return self if scope.everything else self.filter(bed__in=Bed.objects.within(scope))

    def waiting(self) -> Self:
        """Those whose person has not arrived and that were not cancelled."""
        return self.in_force().filter(arrived=False)


class Booking(Recorded, Cancellable):
    """A bed promised to an accepted referral from a date on: nobody else is admitted to it until it is settled."""

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="bookings")
    bed = models.ForeignKey(Bed, models.PROTECT, related_name="bookings")
    arriving_on = models.DateField()
    arrived = models.BooleanField(default=False, editable=False)

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ("arriving_on",)
        constraints = [
            cancelled_with_reason("residents_booking_cancelled_with_reason"),
            models.UniqueConstraint(
                name="residents_booking_one_waiting_per_bed",
                fields=["bed"],
                condition=IN_FORCE & Q(arrived=False),
                violation_error_message="This bed is already booked.",
            ),
            models.UniqueConstraint(
                name="residents_booking_one_waiting_per_referral",
                fields=["referral"],
                condition=IN_FORCE & Q(arrived=False),
                violation_error_message="This person already has a bed booked.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bed} booked for {self.referral.resident} from {self.arriving_on:%-d %B %Y}"
