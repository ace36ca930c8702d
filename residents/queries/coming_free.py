"""A commissioner's beds that somebody can have, or soon can: never because a resident is expected to leave."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q

from beds.access import Scope
from beds.models import Bed, Commissioner, ContractBed, Void
from residents.models import BedStay, Booking


class Free(StrEnum):
    """In what way a bed is empty."""

    VACANT = "vacant"
    BOOKED = "booked"
    VOID = "void"

    @property
    def label(self) -> str:
        return "Out of service" if self is Free.VOID else self.value.capitalize()


@dataclass(frozen=True, slots=True)
class EmptyBed:
    """A bed that nobody has on the night of the day asked for."""

    bed: Bed
    state: Free
    void: Void | None = None
    booking: Booking | None = None


def empty_beds(scope: Scope, commissioner: Commissioner, day: dt.date) -> list[EmptyBed]:
    """The beds in the commissioner's contracts that nobody has on the night of `day`, vacant ones first.

    Four queries.
    """
    bought = ContractBed.objects.filter(contract__commissioner=commissioner).on(day)
    beds = list(
        Bed.objects.within(scope)
        .on(day)
        .filter(pk__in=bought.values("bed"))
        .select_related("service__provider")
        .order_by("service__name", "label")
    )
    # who sees a bed may know that it is taken, whoever has it
    taken = set(BedStay.objects.in_force().filter(bed__in=beds).on(day).values_list("bed", flat=True))
    voids = {void.bed_id: void for void in Void.objects.within(scope).in_force().filter(bed__in=beds).on(day)}
    bookings = Booking.objects.within(scope).in_force().filter(bed__in=beds)
    kept = bookings.filter(Q(arrived=False) | Q(arriving_on__gt=day)).select_related("referral__resident")
    booked = {booking.bed_id: booking for booking in kept.order_by("-arriving_on")}
    empty = [_empty(bed, voids.get(bed.pk), booked.get(bed.pk)) for bed in beds if bed.pk not in taken]
    return sorted(empty, key=lambda one: list(Free).index(one.state))


def _empty(bed: Bed, void: Void | None, booking: Booking | None) -> EmptyBed:
    state = Free.VOID if void else Free.BOOKED if booking else Free.VACANT
    return EmptyBed(bed, state, void, booking)
