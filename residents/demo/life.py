"""What happens in the beds of an invented county, one morning after another, from seeded random numbers.

Each morning some people leave or go away, some come back, some move to another bed, and the beds that are
ready are filled. It keeps to the rules that the actions keep to: nobody in a bed that is void, closed, out
of its contract or somebody else's.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from beds.models import Bed, Contract, ContractBed, Void
from beds.nights import Band, band
from residents.demo.entries import Entries
from residents.demo.records import Records
from residents.models import Absence, Discharge, OverstayReason, Placement, Ward

Goes = Discharge.Destination
DAY = dt.timedelta(days=1)

GAPS = (0, 0, 1, 2, 3, 4, 5, 7, 9, 12, 16, 20)
"""Nights between two residents of a bed, when nothing is wrong with it."""
VOID_REASONS = {
    Void.Reason.REPAIR: 8,
    Void.Reason.DEEP_CLEAN: 6,
    Void.Reason.REFURBISHMENT: 3,
    Void.Reason.SAFETY: 2,
    Void.Reason.STAFFING: 2,
    Void.Reason.OTHER: 1,
}
ABSENCE_KINDS = {
    Absence.Kind.LEAVE: 7,
    Absence.Kind.HOSPITAL: 5,
    Absence.Kind.MISSING: 2,
    Absence.Kind.SLEEPING_ROUGH: 1,
}


@dataclass(eq=False, slots=True)
class Place:
    """A bed, the contracts that buy it, and from when it can be filled."""

    bed: Bed
    contract_beds: list[ContractBed] = field(default_factory=list)
    person: Living | None = None
    ready_on: dt.date = dt.date.min
    void: Void | None = None

    def contract(self, day: dt.date) -> Contract | None:
        """The contract that buys the bed on that night."""
        return next((row.contract for row in self.contract_beds if day in row.period), None)

    def is_void(self, day: dt.date) -> bool:
        """Whether the bed is out of service that night."""
        return self.void is not None and self.ready_on > day

    def can_be_filled(self, day: dt.date) -> bool:
        """Ready, empty and contracted, and not about to close."""
        closing = self.bed.until_date is not None and self.bed.until_date <= day + 30 * DAY
        return self.person is None and self.ready_on <= day and not closing and self.contract(day) is not None


@dataclass(eq=False, slots=True)
class Living:
    """Somebody in step-down, and what is going to happen to them."""

    placement: Placement
    place: Place | None
    leaves_on: dt.date
    moves_on: dt.date | None = None
    away_on: dt.date | None = None
    back_on: dt.date | None = None
    keeps_bed: bool = True
    absence: Absence | None = None
    reasons: list[OverstayReason] = field(default_factory=list)


class Life:
    """A county's beds and people."""

    def __init__(
        self, records: Records, places: list[Place], wards: list[Ward], women_only_ward: int, start: dt.date
    ) -> None:
        self.rng = records.rng
        self.records = records
        self.places = places
        self.start = start
        self.people: list[Living] = []
        self.entries = Entries(records, wards, women_only_ward)
        for place in places:
            # the first residents arrive over five weeks, not all on the first day
            place.ready_on = place.bed.from_date + self.rng.randint(0, 34) * DAY

    def run(self, today: dt.date) -> None:
        """Every morning from the first to today's."""
        self.entries.today = today
        day = self.start
        while day <= today:
            self._departures(day)
            self._absences(day)
            self._moves(day)
            self._overstays(day)
            self._arrivals(day)
            self.entries.other_referrals(self.rng.choice(self.places), day)
            day += DAY
        self._bookings(today)
        self.entries.waiting(self.places, today)

    def _departures(self, day: dt.date) -> None:
        for person in [person for person in self.people if person.leaves_on == day]:
            self.people.remove(person)
            if person.absence is not None:
                person.absence.until_date = day
            for reason in person.reasons:
                reason.resolved_on = reason.resolved_on or day
            self.entries.discharge(person.placement, day)
            if person.place is not None:
                self._vacate(person.place, day)

    def _vacate(self, place: Place, day: dt.date) -> None:
        """The bed is made ready for the next person, which now and then takes a void."""
        place.person, place.void = None, None
        place.ready_on = day + self.rng.choice(GAPS) * DAY
        lately = day > self.entries.today - 12 * DAY
        open_until_closing = place.bed.until_date is None or place.bed.until_date > day + 40 * DAY
        if self.rng.random() < (0.35 if lately else 0.09) and open_until_closing:
            nights = self.rng.randint(12, 30) if lately else round(self.rng.triangular(2, 28, 6))
            place.ready_on = day + nights * DAY
            place.void = self._void(place, day)

    def _void(self, place: Place, day: dt.date) -> Void:
        contract = place.contract(day)
        paid = contract is not None and contract.is_block
        reason = self.rng.choices(list(VOID_REASONS), list(VOID_REASONS.values()))[0]
        void = Void(bed=place.bed, from_date=day, reason=reason)
        void.payer = Void.Payer.COMMISSIONER if paid else Void.Payer.PROVIDER
        # nobody knows when a void that still runs will end
        void.until_date = place.ready_on if place.ready_on <= self.entries.today else None
        return self.records.add(void, day)

    def _absences(self, day: dt.date) -> None:
        for person in self.people:
            if person.absence is not None and person.back_on is not None and person.back_on <= day:
                self._comes_back(person, day)
            elif person.away_on == day:
                kind = self.rng.choices(list(ABSENCE_KINDS), list(ABSENCE_KINDS.values()))[0]
                if not person.keeps_bed:
                    kind = Absence.Kind.HOSPITAL
                    self._gives_up_bed(person, day)
                person.absence = Absence(
                    placement=person.placement, from_date=day, kind=kind, bed_held=person.keeps_bed
                )
                self.records.add(person.absence, day)

    def _gives_up_bed(self, person: Living, day: dt.date) -> None:
        self.records.leave_bed(person.placement, day)
        if person.place is not None:
            self._vacate(person.place, day)
        person.place = None

    def _comes_back(self, person: Living, day: dt.date) -> None:
        """To the bed that was kept, or to another as soon as there is one."""
        if person.place is None:
            place = self._vacancy_like(person, day)
            if place is None:
                return
            self._put_into(person, place, day)
        assert person.absence is not None  # noqa: S101 - only those who are away come back
        person.absence.until_date = day
        person.absence = None

    def _moves(self, day: dt.date) -> None:
        for person in self.people:
            if person.moves_on == day and person.place is not None and person.absence is None:
                left = person.place
                place = self._vacancy_like(person, day)
                if place is not None:
                    self._put_into(person, place, day)
                    self._vacate(left, day)

    def _vacancy_like(self, person: Living, day: dt.date) -> Place | None:
        """A free bed, in the same house if there is one, that this person may have."""
        woman = person.placement.resident.gender == "female"
        home = person.placement.service
        free = [
            place for place in self.places if place.can_be_filled(day) and (woman or not place.bed.service.women_only)
        ]
        self.rng.shuffle(free)
        free.sort(key=lambda place: (place.bed.service is not home, place.bed.service.provider is not home.provider))
        return free[0] if free else None

    def _put_into(self, person: Living, place: Place, day: dt.date) -> None:
        self.records.bed_stay(person.placement, place.bed, day)
        person.place, place.person = place, person
        if place.bed.until_date is not None:
            person.leaves_on = min(person.leaves_on, place.bed.until_date)

    def _overstays(self, day: dt.date) -> None:
        for person in self.people:
            limit = person.placement.contract.stay_limit_nights
            nights = (day - person.placement.admitted_on).days
            if nights >= limit - 10 and (person.leaves_on - person.placement.admitted_on).days > limit:
                self.entries.overstay(person.placement, person.reasons, nights - limit, day)

    def _arrivals(self, day: dt.date) -> None:
        for place in self.places:
            if place.can_be_filled(day):
                self._arrival(place, day)

    def _arrival(self, place: Place, day: dt.date) -> None:
        contract = place.contract(day)
        assert contract is not None  # noqa: S101 - the bed can be filled
        placement = self.entries.admission(place.bed, contract, day)
        nights = self._nights(contract.stay_limit_nights)
        if nights == 0:
            self.entries.discharge(placement, day)
            place.ready_on = day + DAY
            return
        leaves_on = day + nights * DAY
        if place.bed.until_date is not None:
            leaves_on = min(leaves_on, place.bed.until_date)
        person = Living(placement, place, leaves_on)
        place.person = person
        self.people.append(person)
        self._plan(person, day, (leaves_on - day).days)

    def _nights(self, limit: int) -> int:
        """Most leave near the limit, some later, a few much later."""
        kind = self.rng.random()
        if kind < 0.006:
            return 0
        if kind < 0.06:
            return self.rng.randint(2, 14)
        if kind < 0.64:
            return round(self.rng.triangular(limit - 20, limit + 2, limit - 4))
        if kind < 0.90:
            return round(self.rng.triangular(limit + 1, limit + 40, limit + 8))
        return limit + 40 + min(round(self.rng.expovariate(1 / 35)), 160)

    def _plan(self, person: Living, day: dt.date, nights: int) -> None:
        """A move to another bed for one in fourteen, nights away for three in ten, never both."""
        chance = self.rng.random()
        if chance < 0.07 and nights > 12:
            person.moves_on = day + self.rng.randint(6, nights - 4) * DAY
        elif chance < 0.36 and nights > 20:
            person.away_on = day + self.rng.randint(5, nights - 14) * DAY
            person.keeps_bed = self.rng.random() > 0.08
            away = self.rng.randint(1, 9) if person.keeps_bed else self.rng.randint(5, 12)
            person.back_on = person.away_on + away * DAY

    def _bookings(self, today: dt.date) -> None:
        """Half of the empty beds that are not void are promised to somebody."""
        for place in self.places:
            waiting = place.person is None and not place.is_void(today) and place.ready_on > today
            if waiting and place.contract(place.ready_on) is not None and self.rng.random() < 0.6:
                self.entries.booking(place, today)

    def is_worth_showing(self, today: dt.date) -> bool:
        """Whether today has an overstayer in each band, someone approaching, voids, absences, bookings, arrivals."""
        bands = [
            band((today - p.placement.admitted_on).days, p.placement.contract.stay_limit_nights) for p in self.people
        ]
        voids = [void for void in self.records.of(Void) if void.until_date is None]
        away = [person for person in self.people if person.absence is not None]
        share = len(self.people) / len(
            [place for place in self.places if place.contract(today) and not place.is_void(today)]
        )
        return (
            set(bands) == set(Band)
            and bands.count(Band.APPROACHING) >= 4
            and bands.count(Band.CRITICAL) >= 2
            and len(voids) >= 2
            and bool(away)
            and self.entries.bookings > 0
            and 0.8 <= share <= 0.97
        )
