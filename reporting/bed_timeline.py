"""What a bed does night by night, gathered into runs: pure, no Django.

What is recorded fills the nights; nothing that is only expected does. A stay without an end goes on to the last night
that is shown, whatever its move-on due date, and a bed is vacant only on nights on which nothing says otherwise.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from beds.nights import Period, length_of_stay, move_on_due

NIGHT = dt.timedelta(days=1)
NARROW = 3
"""Columns up to which a run has room for few words."""


class State(StrEnum):
    """What a bed does on a night."""

    OCCUPIED = "occupied"
    HELD = "held"
    VOID = "void"
    BOOKED = "booked"
    VACANT = "vacant"
    ON_CALL = "on_call"
    UNCONTRACTED = "uncontracted"
    NOT_YOURS = "not_yours"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        return {
            "on_call": "Bought when needed",
            "uncontracted": "Not in a contract",
            "not_yours": "Not in your contract",
            "closed": "Not in use",
        }.get(self.value, self.value.capitalize())


@dataclass(frozen=True, slots=True)
class Away:
    """An absence: with the bed kept, or given up."""

    period: Period
    kind: str
    bed_held: bool


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody in the bed. Without a reference it is a person whom the reader may not see."""

    period: Period
    admitted_on: dt.date
    limit: int
    left_on: dt.date | None = None
    reference: str = ""
    name: str = ""
    placement_id: int | None = None
    away: tuple[Away, ...] = ()

    @property
    def due(self) -> dt.date:
        return move_on_due(self.admitted_on, self.limit)

    def los_nights(self, as_at: dt.date) -> int:
        return length_of_stay(self.admitted_on, self.left_on, as_at)


@dataclass(frozen=True, slots=True)
class Booked:
    """A bed promised from a date on, until the person has come."""

    from_date: dt.date
    reference: str = ""


@dataclass(frozen=True, slots=True)
class OutOfService:
    """A void."""

    period: Period
    reason: str


@dataclass(frozen=True, slots=True)
class Bought:
    """Nights in a contract: every one of them, or those on which somebody has the bed."""

    period: Period
    reserved: bool


@dataclass(frozen=True, slots=True)
class BedFacts:
    """All that is recorded of one bed around the nights to show.

    `own` says whether it is the reader's own bed. Of another's, such as the bed that a commissioner buys, only the
    nights in a contract of theirs are for them to know, and the stays of people whom they may see.
    """

    bed_id: int
    label: str
    period: Period
    own: bool
    bought: tuple[Bought, ...] = ()
    stays: tuple[Stay, ...] = ()
    voids: tuple[OutOfService, ...] = ()
    bookings: tuple[Booked, ...] = ()

    def bought_on(self, night: dt.date) -> Bought | None:
        """The contract's hold on the bed that night."""
        return next((bought for bought in self.bought if night in bought.period), None)

    def may_know(self, night: dt.date, reference: str = "") -> bool:
        """Whether the reader may know what the bed does that night; also when it concerns a person they may see."""
        return bool(self.own or reference or self.bought_on(night))


@dataclass(frozen=True, slots=True)
class Night:
    """The state of one night and what it comes from; equal neighbours make a run."""

    state: State
    source: Stay | Booked | OutOfService | None = None
    past_due: bool = False
    away: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring nights that are alike, `[from_date, until_date)`."""

    night: Night
    from_date: dt.date
    until_date: dt.date
    visits: tuple[Stay, ...] = ()
    """Stays of no nights, in and out on one of these days."""
    goes_on: bool = False
    """Whether these are the last nights shown, so that the next ones may be alike."""

    @property
    def state(self) -> State:
        return self.night.state

    @property
    def label(self) -> str:
        """What the bed does, in words."""
        idle = self.state == State.ON_CALL and isinstance(self.night.source, OutOfService)
        return f"{self.state.label} (out of service)" if idle else self.state.label

    @property
    def nights(self) -> int:
        return (self.until_date - self.from_date).days

    @property
    def last_night(self) -> dt.date:
        return self.until_date - NIGHT

    @property
    def is_narrow(self) -> bool:
        return self.nights <= NARROW

    @property
    def stay(self) -> Stay | None:
        source = self.night.source
        return source if isinstance(source, Stay) else None

    @property
    def starts_at(self) -> bool:
        """Whether what fills these nights begins with them, and not before the first night shown."""
        source = self.night.source
        return isinstance(source, Stay | OutOfService) and source.period.from_date == self.from_date

    @property
    def has_no_end(self) -> bool:
        """Whether what fills these nights goes on for as long as is known."""
        source = self.night.source
        open_ended = isinstance(source, Stay | OutOfService) and source.period.until_date is None
        return self.goes_on and open_ended


def runs(bed: BedFacts, start: dt.date, until: dt.date) -> list[Run]:
    """The nights of `[start, until)` in runs, in order, with none left out."""
    nights = [(start + n * NIGHT, night_of(bed, start + n * NIGHT)) for n in range((until - start).days)]
    found = []
    for night, group in groupby(nights, key=lambda pair: pair[1]):
        dates = [date for date, _ in group]
        end = dates[-1] + NIGHT
        found.append(Run(night, dates[0], end, visits(bed, dates[0], end), goes_on=end == until))
    return found


def visits(bed: BedFacts, start: dt.date, until: dt.date) -> tuple[Stay, ...]:
    """The stays of no nights on these days: real stays, which fill no night."""
    days = Period(start, until)
    found = (stay for stay in bed.stays if is_visit(stay) and stay.period.from_date in days)
    return tuple(stay for stay in found if bed.may_know(stay.period.from_date, stay.reference))


def is_visit(stay: Stay) -> bool:
    return stay.period.from_date == stay.period.until_date


def night_of(bed: BedFacts, night: dt.date) -> Night:
    """What the bed does on one night: somebody in it comes before a void, a void before a booking."""
    if night not in bed.period:
        return Night(State.CLOSED)
    stay = next((stay for stay in bed.stays if night in stay.period), None)
    if stay and bed.may_know(night, stay.reference) and (taken := night_of_stay(stay, night)):
        return taken
    bought = bed.bought_on(night)
    void = next((void for void in bed.voids if night in void.period), None)
    if void and bed.may_know(night):
        # a bed that nobody has bought is in no contract that night, so that its void is not counted
        return Night(State.ON_CALL if bought and not bought.reserved else State.VOID, void)
    booking = next((booking for booking in bed.bookings if booking.from_date <= night), None)
    if booking and bed.may_know(night, booking.reference):
        return Night(State.BOOKED, booking)
    if bought is None:
        return Night(State.UNCONTRACTED if bed.own else State.NOT_YOURS)
    return Night(State.VACANT if bought.reserved else State.ON_CALL)


def night_of_stay(stay: Stay, night: dt.date) -> Night | None:
    """Occupied or held; None when the bed was given up during an absence."""
    past_due = bool(stay.reference) and night >= stay.due
    away = next((away for away in stay.away if night in away.period), None)
    if away is None:
        return Night(State.OCCUPIED, stay, past_due)
    return Night(State.HELD, stay, past_due, away.kind) if away.bed_held else None
