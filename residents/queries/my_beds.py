"""A provider's beds this morning: who has them, who is away, what is free."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import Max, QuerySet

from beds.access import Scope
from beds.models import Bed, ContractBed, Service, Void
from beds.models.services import BedQuerySet
from beds.nights import Band, band
from residents.models import Absence, BedStay, Booking, Placement, Referral, ResidentIdentity
from residents.models.referrals import ReferralQuerySet
from residents.queries.alerts import unacknowledged_count
from residents.queries.names import names_of

RECENTLY = dt.timedelta(days=14)
"""How long somebody who left stays on the page, to be undone or corrected."""


class State(StrEnum):
    """What a bed is this morning."""

    OCCUPIED = "occupied"
    AWAY = "away"
    VOID = "void"
    BOOKED = "booked"
    NO_CONTRACT = "no-contract"
    VACANT = "vacant"

    @property
    def label(self) -> str:
        words = {State.VOID: "Out of service", State.NO_CONTRACT: "In no contract"}
        return words.get(self, self.value.capitalize())


@dataclass(frozen=True, slots=True)
class Guest:
    """A resident as their provider sees them. `name` is empty where it is not known or not this person's to know."""

    placement: Placement
    name: str
    nights: int
    limit: int
    due: dt.date
    band: Band
    absence: Absence | None

    @property
    def reference(self) -> str:
        return self.placement.resident.reference


@dataclass(frozen=True, slots=True)
class BedToday:
    """One bed this morning. `since` is the day the state began, where that is known."""

    bed: Bed
    state: State
    guest: Guest | None = None
    void: Void | None = None
    booking: Booking | None = None
    since: dt.date | None = None
    may_write: bool = False


@dataclass(slots=True)
class ServiceToday:
    """A service and its beds; `without_bed` are residents whose bed was given up while they are away."""

    service: Service
    may_write: bool
    beds: list[BedToday] = field(default_factory=list)
    without_bed: list[Guest] = field(default_factory=list)

    @property
    def vacant(self) -> int:
        return sum(bed.state == State.VACANT for bed in self.beds)


@dataclass(frozen=True, slots=True)
class Departure:
    """Somebody who left lately."""

    placement: Placement
    name: str
    may_write: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody accepted for whom no bed is booked. `name` is empty for those who need no names."""

    referral: Referral
    name: str
    may_write: bool


@dataclass(frozen=True, slots=True)
class MyBeds:
    """The whole page."""

    services: list[ServiceToday]
    departures: list[Departure]
    waiting: list[Waiting]
    unread_alerts: int
    """How many risk alerts the reader must still acknowledge."""

    @property
    def may_write(self) -> bool:
        return any(service.may_write for service in self.services)

    @property
    def may_book(self) -> bool:
        return any(one.may_write for one in self.waiting)


def my_beds(user: Any, scope: Scope, today: dt.date) -> MyBeds:
    """The beds of this user's providers as at the morning of `today`, by service. A fixed number of queries."""
    beds = list(own_beds(scope).on(today).select_related("service__provider").order_by("service__name", "label"))
    guests = _guests(scope, today)
    facts = _Facts(scope, beds, today)
    services: dict[int, ServiceToday] = {}
    for bed in beds:
        may_write = scope.may_write_for(bed.service.provider_id)
        service = services.setdefault(bed.service_id, ServiceToday(bed.service, may_write))
        service.beds.append(facts.today(bed, guests, may_write=may_write))
    in_bed = {stay.placement_id for stay in facts.stays.values()}
    for guest in guests.values():
        if guest.placement.pk not in in_bed and guest.placement.service_id in services:
            services[guest.placement.service_id].without_bed.append(guest)
    unread = unacknowledged_count(user, scope)
    return MyBeds(list(services.values()), _departures(scope, today), _waiting(scope), unread)


def own_beds(scope: Scope) -> BedQuerySet:
    """The beds of the providers a person belongs to, without those they see as a commissioner."""
    beds = Bed.objects.within(scope)
    return beds if scope.everything else beds.filter(service__provider__in=scope.providers)


def waiting_for_a_bed(scope: Scope) -> list[Waiting]:
    """Whom this person may admit, in the order in which beds are offered. Two queries."""
    referrals = Referral.objects.awaiting_admission().admissible(scope)
    return _as_waiting(referrals, scope)


def to_admit(pk: int, scope: Scope) -> Referral | None:
    """A referral whose person this writer may admit, whatever its state."""
    return Referral.objects.admissible(scope).select_related("resident", "ward").filter(pk=pk).first()


def _waiting(scope: Scope) -> list[Waiting]:
    """Accepted referrals to the person's providers, also where they only read, for whom no bed is booked."""
    referrals = Referral.objects.within(scope).awaiting_admission().without_booking()
    if not scope.everything:
        referrals = referrals.filter(provider__in=scope.providers)
    return _as_waiting(referrals, scope)


def _as_waiting(referrals: ReferralQuerySet, scope: Scope) -> list[Waiting]:
    rows = list(referrals.select_related("resident", "ward").in_waiting_order())
    names = names_of([row.resident_id for row in rows], scope)
    return [Waiting(row, names[row.resident_id], scope.may_write_for(row.provider_id)) for row in rows]


class _Facts:
    """What is recorded of some beds that bears on this morning, read in one query a kind."""

    def __init__(self, scope: Scope, beds: list[Bed], today: dt.date) -> None:
        self.day = today
        stays = BedStay.objects.within(scope).in_force().filter(bed__in=beds)
        self.stays = {stay.bed_id: stay for stay in stays.on(today)}
        ended = stays.filter(until_date__lte=today).values_list("bed").annotate(Max("until_date"))
        self.left: dict[int, dt.date] = dict(ended)
        voids = Void.objects.within(scope).in_force().filter(bed__in=beds)
        self.voids = {void.bed_id: void for void in voids.on(today)}
        back = voids.filter(until_date__lte=today).values_list("bed").annotate(Max("until_date"))
        self.back: dict[int, dt.date] = dict(back)
        bookings = Booking.objects.within(scope).waiting().filter(bed__in=beds)
        self.bookings = {booking.bed_id: booking for booking in bookings.select_related("referral__resident")}
        self.bought = set(ContractBed.objects.filter(bed__in=beds).on(today).values_list("bed", flat=True))

    def today(self, bed: Bed, guests: dict[int, Guest], *, may_write: bool) -> BedToday:
        stay = self.stays.get(bed.pk)
        void, booking = self.voids.get(bed.pk), self.bookings.get(bed.pk)
        if stay is not None:
            guest = guests.get(stay.placement_id)
            state = State.AWAY if guest and guest.absence else State.OCCUPIED
            return BedToday(bed, state, guest, booking=booking, since=stay.from_date, may_write=may_write)
        if void is not None:
            return BedToday(bed, State.VOID, void=void, booking=booking, since=void.from_date, may_write=may_write)
        since = max(filter(None, (self.left.get(bed.pk), self.back.get(bed.pk))), default=None)
        unclaimed = State.VACANT if bed.pk in self.bought else State.NO_CONTRACT
        return BedToday(bed, State.BOOKED if booking else unclaimed, booking=booking, since=since, may_write=may_write)


def _guests(scope: Scope, today: dt.date) -> dict[int, Guest]:
    """Everybody who is in one of the person's services this morning, by placement."""
    placements = Placement.objects.within(scope).open_on(today)
    if not scope.everything:
        placements = placements.filter(service__provider__in=scope.providers)
    placements = placements.select_related("resident", "contract")
    absences = Absence.objects.within(scope).in_force().filter(placement__in=placements.values("pk")).on(today)
    away = {absence.placement_id: absence for absence in absences}
    names = _names(scope, placements)
    guests = {}
    for placement in placements:
        limit = placement.contract.stay_limit_nights
        nights = placement.los_nights(today)
        guests[placement.pk] = Guest(
            placement=placement,
            name=names[placement.resident_id],
            nights=nights,
            limit=limit,
            due=placement.move_on_due,
            band=band(nights, limit),
            absence=away.get(placement.pk),
        )
    return guests


def _names(scope: Scope, placements: QuerySet[Placement]) -> defaultdict[int, str]:
    """The names of residents that this person may know; empty for the others."""
    known = ResidentIdentity.objects.within(scope).filter(resident__in=placements.values("resident"))
    return defaultdict(str, known.values_list("resident", "name"))


def _departures(scope: Scope, today: dt.date) -> list[Departure]:
    left = (
        Placement.objects.within(scope).in_force().filter(discharged_on__gt=today - RECENTLY, discharged_on__lte=today)
    )
    if not scope.everything:
        left = left.filter(service__provider__in=scope.providers)
    names = _names(scope, left)
    rows = left.select_related("resident", "service", "discharge").order_by("-discharged_on", "pk")
    return [Departure(row, names[row.resident_id], scope.may_write_for(row.service.provider_id)) for row in rows]


def stay_of(placement: Placement, scope: Scope) -> BedStay | None:
    """The bed that a resident has now, or had last, if this person may know."""
    stays = BedStay.objects.within(scope).in_force().filter(placement=placement)
    return stays.select_related("bed__service").order_by("-from_date", "-pk").first()
