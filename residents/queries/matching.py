"""The beds that are free or will be, who waits for one, and which bed fits whom."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from beds.access import Scope
from beds.models import Bed, ContractBed, Service, Void
from residents.models import BedStay, Booking, Placement, Referral
from residents.queries.fitting import Availability, Dates, Fit, Needs, Place, Recorded, State, availability, fit
from residents.queries.names import names_of


@dataclass(frozen=True, slots=True)
class BedNow:
    """One bed, whether it is free, and what keeps it from being free, as far as this person may see that.

    `booked_for` is the reference of the person for whom it is booked, empty for those who may not know; `links` are the
    contracts that have the bed. `due` is when whoever has it is to move on: for information, as they may stay longer.
    """

    bed: Bed
    when: Availability
    booking: Booking | None = None
    booked_for: str = ""
    links: Sequence[ContractBed] = ()
    void: Void | None = None
    void_to_come: bool = False
    reference: str = ""
    due: dt.date | None = None

    @property
    def service(self) -> Service:
        return self.bed.service

    @property
    def rank(self) -> tuple[int, dt.date]:
        """Free beds first, then by the day on which they can be had, then those that cannot be had."""
        return list(State).index(self.when.state), self.when.from_date or dt.date.max

    @property
    def offers(self) -> list[str]:
        """What the bed offers, in words."""
        return Place.of(self.bed, self.when.from_date or self.bed.from_date).words


@dataclass(frozen=True, slots=True)
class Match:
    """A free bed judged for one person, and what this reader may do with it."""

    referral: Referral
    row: BedNow
    fit: Fit
    may_book: bool = False
    may_admit: bool = False


def beds_now(scope: Scope, today: dt.date, *, commissioner_id: int | None = None) -> list[BedNow]:
    """Every bed in scope that is in use or to come, free ones first, then by the day they can be had. Six queries.

    Free means: for somebody of `commissioner_id`, or, without one, of a commissioner that buys the bed.
    """
    in_use = Bed.objects.within(scope).filter(Q(until_date=None) | Q(until_date__gt=today))
    beds = list(in_use.select_related("service__provider").order_by("service__name", "label", "pk"))
    ids = [bed.pk for bed in beds]
    open_stays = BedStay.objects.in_force().filter(bed__in=ids).filter(Q(until_date=None) | Q(until_date__gt=today))
    stays = _by_bed(open_stays.order_by("from_date"))
    voids = _by_bed(Void.objects.in_force().filter(bed__in=ids).filter(Q(until_date=None) | Q(until_date__gt=today)))
    links = ContractBed.objects.filter(bed__in=ids, until_date__gt=today).select_related("contract")
    if commissioner_id is not None:
        links = links.filter(contract__commissioner=commissioner_id)
    contracts = _by_bed(links)
    # who sees a bed may know that it is booked, and not for whom, unless they may see that person
    theirs = Exists(Referral.objects.within(scope).filter(pk=OuterRef("referral")))
    bookings = Booking.objects.waiting().filter(bed__in=ids).annotate(may_see=theirs)
    booked = {booking.bed_id: booking for booking in bookings.select_related("referral__resident")}
    guests = _guests(scope, ids, today)
    rows = []
    for bed in beds:
        recorded = Recorded(
            life=(bed.from_date, bed.until_date),
            stays=_dates(stays[bed.pk]),
            voids=_dates(voids[bed.pk]),
            contracts=_dates(contracts[bed.pk]),
            booked=bed.pk in booked,
        )
        guest, void = guests.get(bed.pk), next(iter(voids[bed.pk]), None)
        booking = booked.get(bed.pk)
        rows.append(
            BedNow(
                bed,
                availability(recorded, today),
                booking=booking,
                booked_for=booking.referral.resident.reference if booking and booking.may_see else "",
                links=contracts[bed.pk],
                void=void,
                void_to_come=void is not None and void.from_date > today,
                reference=guest.resident.reference if guest else "",
                due=guest.move_on_due if guest else None,
            )
        )
    return sorted(rows, key=lambda row: row.rank)


def _by_bed(rows: Iterable[object]) -> defaultdict[int, list]:
    found: defaultdict[int, list] = defaultdict(list)
    for row in rows:
        found[row.bed_id].append(row)  # type: ignore[attr-defined]
    return found


def _dates(rows: Iterable[BedStay | Void | ContractBed]) -> tuple[Dates, ...]:
    return tuple((row.from_date, row.until_date) for row in rows)


def _guests(scope: Scope, beds: Sequence[int], today: dt.date) -> dict[int, Placement]:
    """Who has a bed this morning, by bed, of those whom this person may see."""
    stays = BedStay.objects.within(scope).in_force().on(today).filter(bed__in=beds)
    rows = stays.select_related("placement__resident", "placement__contract")
    return {stay.bed_id: stay.placement for stay in rows}


def matches(referral: Referral, scope: Scope, today: dt.date, *, booked: bool = False) -> list[Match]:
    """The beds that can be had now or from a known day, judged for this person; those that fit come first.

    Somebody who is `booked` into another bed may be admitted elsewhere, and have no second bed booked.
    """
    needs = Needs.of(referral, today)
    writes = referral.status == Referral.Status.ACCEPTED and scope.may_write_for(referral.provider_id)
    found = []
    for row in beds_now(scope, today, commissioner_id=referral.commissioner_id):
        if row.when.from_date is None:
            continue
        judged = fit(needs, Place.of(row.bed, row.when.from_date, row.links))
        may = writes and not judged.barred and scope.may_write_for(row.service.provider_id)
        free = row.when.state == State.FREE
        found.append(Match(referral, row, judged, may_book=may and not booked, may_admit=may and free))
    return sorted(found, key=lambda match: (not match.fit.fits, len(match.fit.misfits)))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody for whom a bed is looked for: what they need, the bed booked for them if any, and the free beds."""

    referral: Referral
    needs: Needs
    booking: Booking | None
    matches: list[Match]
    may_settle: bool
    """Whether this reader may admit the person to the booked bed, or cancel the booking."""
    name: str
    """Empty for those who need no names."""

    @property
    def waits(self) -> bool:
        """Whether they may be given a bed: accepted, and not placed yet."""
        return self.referral.status == Referral.Status.ACCEPTED

    @property
    def fitting(self) -> int:
        return sum(match.fit.fits for match in self.matches)


def person_to_match(pk: int, scope: Scope, today: dt.date) -> Person | None:
    """The person of a referral that this reader may see, with the beds judged for them."""
    referrals = Referral.objects.within(scope).select_related("resident", "ward", "provider", "commissioner")
    referral = referrals.prefetch_related("assessments").filter(pk=pk).first()
    if referral is None:
        return None
    bookings = Booking.objects.within(scope).waiting().filter(referral=referral).select_related("bed__service")
    booking = bookings.first()
    found = matches(referral, scope, today, booked=booking is not None)
    may_settle = booking is not None and scope.may_write_for(booking.bed.service.provider_id)
    name = names_of([referral.resident_id], scope)[referral.resident_id]
    return Person(referral, Needs.of(referral, today), booking, found, may_settle, name)


# Who waits ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody accepted: their place on the list, or the bed that is booked for them. `days` since they were ready."""

    referral: Referral
    position: int | None
    booking: Booking | None
    days: int | None
    needs: list[str]
    name: str
    """Empty for those who need no names."""


def waiting_list(scope: Scope, today: dt.date) -> list[Waiting]:
    """Accepted referrals in the order in which beds are offered, then those for whom a bed is booked. Four queries."""
    rows = Referral.objects.within(scope).awaiting_admission()
    ordered = rows.select_related("resident", "ward", "provider").prefetch_related("assessments").in_waiting_order()
    referrals = list(ordered)
    bookings = Booking.objects.within(scope).waiting().filter(referral__in=[one.pk for one in referrals])
    booked = {booking.referral_id: booking for booking in bookings.select_related("bed__service")}
    names = names_of([one.resident_id for one in referrals], scope)
    position = 0
    found = []
    for referral in referrals:
        booking = booked.get(referral.pk)
        position += booking is None
        ready = referral.clinically_ready_on
        found.append(
            Waiting(
                referral,
                None if booking else position,
                booking,
                max(0, (today - ready).days) if ready else None,
                Needs.of(referral, today).words,
                names[referral.resident_id],
            )
        )
    return sorted(found, key=lambda one: one.booking is not None)
