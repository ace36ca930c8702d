"""When a bed is free for certain, and whom it fits: judged from plain values, without the database.

Nothing here knows of expected dates: only what is recorded frees a bed. Somebody who has a bed is due to move on at
some time, and that is shown, never reckoned with.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from beds.models import Bed, ContractBed, Service
from beds.nights import SIX_WEEKS
from beds.wording import long_date
from residents.models import Referral, Resident

Dates = tuple[dt.date, dt.date | None]
Level = Service.NeedsLevel
LEVELS = (Level.LOW, Level.MEDIUM, Level.HIGH)


class State(StrEnum):
    """What stands between a bed and somebody who waits."""

    FREE = "free"
    LATER = "later"
    BOOKED = "booked"
    TAKEN = "taken"
    VOID = "void"
    NO_CONTRACT = "no_contract"

    @property
    def label(self) -> str:
        return {
            State.FREE: "Free now",
            State.LATER: "Free later",
            State.VOID: "Out of service",
            State.NO_CONTRACT: "In no contract",
        }.get(self, self.value.capitalize())


@dataclass(frozen=True, slots=True)
class Availability:
    """A bed's state, and the first night on which somebody could have it: None unless something certain frees it."""

    state: State
    from_date: dt.date | None = None

    @property
    def offered(self) -> bool:
        """Whether it can be given to somebody, now or from a day that is known."""
        return self.from_date is not None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What is recorded of one bed that bears on its next nights. Periods are half-open; an end of None is open."""

    life: Dates
    stays: tuple[Dates, ...] = ()
    voids: tuple[Dates, ...] = ()
    contracts: tuple[Dates, ...] = ()
    booked: bool = False


def availability(bed: Recorded, today: dt.date) -> Availability:
    """When the bed can be had, by what is recorded. A stay or a void without an end is never taken to end.

    A booking keeps the bed for its person, whatever the day of arrival; a void that is still to come keeps out
    everybody who would be in the bed by then.
    """
    night = max(today, bed.life[0])
    for state, periods in ((State.TAKEN, bed.stays), (State.VOID, bed.voids)):
        for from_date, until_date in sorted(periods, key=lambda period: period[0]):
            if until_date is None:
                return Availability(state)
            if until_date > from_date:
                night = max(night, until_date)
    if bed.booked:
        return Availability(State.BOOKED)
    bought = _first_bought(bed.contracts, night)
    closes = bed.life[1]
    if bought is None or (closes is not None and bought >= closes):
        return Availability(State.NO_CONTRACT)
    return Availability(State.FREE if bought == today else State.LATER, bought)


def _first_bought(contracts: Iterable[Dates], night: dt.date) -> dt.date | None:
    """The first night from `night` on that lies in a contract."""
    nights = ((max(night, from_date), until_date) for from_date, until_date in contracts)
    return min((first for first, until_date in nights if until_date is None or first < until_date), default=None)


# Does it fit? -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Needs:
    """What somebody needs of a bed. `wanted_on` is the day on which they could come: today at the earliest."""

    wanted_on: dt.date
    gender: str = Resident.Gender.NOT_KNOWN
    women_only: bool = False
    step_free: bool = False
    self_contained: bool = False
    level: str = Referral.NeedsLevel.NOT_KNOWN

    @classmethod
    def of(cls, referral: Referral, today: dt.date) -> Needs:
        """The needs of the person as the referral tells them, and how high they are as the last assessment found.

        One query for the assessments, unless the referral brings them.
        """
        in_force = [found for found in referral.assessments.all() if found.cancelled_at is None]
        last = max(in_force, key=lambda found: (found.assessed_on, found.pk), default=None)
        return cls(
            wanted_on=max(today, referral.clinically_ready_on or today),
            gender=referral.resident.gender,
            women_only=referral.needs_women_only,
            step_free=referral.needs_step_free,
            self_contained=referral.needs_self_contained,
            level=last.needs_level if last else referral.needs_level,
        )

    @property
    def words(self) -> list[str]:
        """What is needed, to be read; empty when nothing in particular is."""
        wanted = (
            (self.women_only, "a women-only house"),
            (self.step_free, "step-free access"),
            (self.self_contained, "a self-contained place"),
            (self.level in LEVELS, f"support for {self.level} needs"),
        )
        return [words for true, words in wanted if true]


@dataclass(frozen=True, slots=True)
class Place:
    """What a bed offers. `from_date` is the first night it can be had.

    `until_date` is the night on which it closes for good or leaves its contract, whichever comes first; `limit` is for
    how many nights the contract lets somebody stay.
    """

    from_date: dt.date
    until_date: dt.date | None = None
    limit: int = SIX_WEEKS
    women_only: bool = False
    step_free: bool = False
    self_contained: bool = False
    level: str = Level.MEDIUM

    @classmethod
    def of(cls, bed: Bed, from_date: dt.date, links: Iterable[ContractBed] = ()) -> Place:
        """A bed and its house, as one commissioner has it by these `links`, which bring their contracts."""
        bought_until, limit = _bought(links, from_date)
        return cls(
            from_date=from_date,
            until_date=min((end for end in (bed.until_date, bought_until) if end is not None), default=None),
            limit=limit,
            women_only=bed.service.women_only,
            step_free=bed.step_free,
            self_contained=bed.self_contained,
            level=bed.service.needs_level,
        )

    @property
    def words(self) -> list[str]:
        """What it offers, to be read."""
        offers = (
            (True, f"{self.level} needs"),
            (self.women_only, "women only"),
            (self.step_free, "step-free"),
            (self.self_contained, "self-contained"),
        )
        return [words for true, words in offers if true]


@dataclass(frozen=True, slots=True)
class Fit:
    """Whether a place fits: what does not, in words, and what nobody has written down and is to be asked."""

    misfits: tuple[str, ...] = ()
    to_check: tuple[str, ...] = ()
    barred: bool = False
    """A place that is not even to be offered: a women-only house to a man."""

    @property
    def fits(self) -> bool:
        return not self.misfits


def fit(needs: Needs, place: Place) -> Fit:
    """Judge one place against the needs of one person."""
    barred = place.women_only and needs.gender == Resident.Gender.MALE
    level_known = needs.level in LEVELS
    too_low = level_known and LEVELS.index(Level(place.level)) < LEVELS.index(Level(needs.level))
    wanted_on = max(needs.wanted_on, place.from_date)
    misfits = (
        (barred, "for women only"),
        (needs.women_only and not place.women_only, "not a women-only house"),
        (needs.step_free and not place.step_free, "no step-free access"),
        (needs.self_contained and not place.self_contained, "not self-contained"),
        (too_low, f"for {place.level} needs, and theirs are {needs.level}"),
        (place.from_date > needs.wanted_on, f"free only from {long_date(place.from_date)}"),
        (
            _ends_too_soon(place, wanted_on),
            f"free only until {long_date(place.until_date)}" if place.until_date else "",
        ),
    )
    unclear = place.women_only and needs.gender not in (Resident.Gender.MALE, Resident.Gender.FEMALE)
    to_check = (
        (unclear, "ask whether a women-only house is right"),
        (not level_known, "ask for the level of need"),
    )
    return Fit(
        tuple(words for true, words in misfits if true), tuple(words for true, words in to_check if true), barred=barred
    )


def _ends_too_soon(place: Place, wanted_on: dt.date) -> bool:
    """Whether the bed closes, or leaves its contract, before a stay up to the limit of the contract would end."""
    return place.until_date is not None and place.until_date < wanted_on + dt.timedelta(days=place.limit)


def _bought(links: Iterable[ContractBed], night: dt.date) -> tuple[dt.date | None, int]:
    """Until when a bed is bought without a gap from a night on, by one contract after another, and the first's limit.

    None where that night is in no contract: then nothing is known of an end.
    """
    end, limit = night, None
    for link in sorted(links, key=lambda link: link.from_date):
        if link.from_date <= end < link.until_date:
            end, limit = link.until_date, limit or link.contract.stay_limit_nights
    return (end, limit) if limit else (None, SIX_WEEKS)
