"""What is expected as a stay goes on: who should do what, by which night. One list for every page that tells it.

From the review of 2023 (001): a plan and a worker before entry, and referrals made while people are still on the ward
(sections 3 and 5); a stay "limited to 2 or 3 months", after which "there is some underlying issue" (section 3). The
nights are those of the bands in beds/nights.py.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from beds.nights import APPROACHING_NIGHTS, CRITICAL_AFTER, PROLONGED_AFTER, Band
from beds.wording import long_date

AGAIN_AFTER = 30
"""Nights after which a critical stay is looked at again."""


class Step(StrEnum):
    """One thing that is expected."""

    PLAN = "plan"
    WAY_OUT = "way_out"
    REVIEW = "review"
    REASON = "reason"
    EXTENSION = "extension"
    TOGETHER = "together"
    HEADS = "heads"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class Expected:
    """What is expected in a band, of whom, and by when in words."""

    step: Step
    band: Band
    who: str
    what: str


EXPECTED = (
    Expected(Step.PLAN, Band.ON_COURSE, "Ward and provider", "A move-on plan and an allocated worker before entry"),
    Expected(
        Step.WAY_OUT, Band.ON_COURSE, "Ward, provider and housing", "The way out is begun while still on the ward"
    ),
    Expected(Step.REVIEW, Band.APPROACHING, "Provider and clinical team", "A review: can they move in time?"),
    Expected(Step.REASON, Band.APPROACHING, "Provider", "What keeps them is recorded, and whose move it is"),
    Expected(Step.EXTENSION, Band.APPROACHING, "Provider", "An extension is asked for"),
    Expected(Step.TOGETHER, Band.OVERSTAY, "Commissioner and housing", "They meet about this person"),
    Expected(Step.HEADS, Band.PROLONGED, "Heads of service", "The underlying issue is reviewed"),
    Expected(Step.AGAIN, Band.CRITICAL, "Heads of service", "It is reviewed again each month until the move"),
)

LADDER: Mapping[Band, tuple[Expected, ...]] = {
    band: tuple(expected for expected in EXPECTED if expected.band == band) for band in Band
}
"""What is expected in each band."""


class State(StrEnum):
    """How something that is expected stands."""

    DONE = "done"
    LATE = "late"
    OVERDUE = "overdue"
    TO_COME = "to_come"

    @property
    def label(self) -> str:
        return {State.LATE: "Done late", State.TO_COME: "To come"}.get(self, self.value.capitalize())


@dataclass(frozen=True, slots=True)
class Rung:
    """Something expected of one stay: by when, and when it was done, as far as the records can tell."""

    expected: Expected
    by: dt.date
    night: int
    """By which night of the stay; 0 is before entry."""
    done_on: dt.date | None
    as_at: dt.date

    @property
    def state(self) -> State:
        if self.done_on is not None:
            return State.DONE if self.done_on <= self.by else State.LATE
        return State.OVERDUE if self.by < self.as_at else State.TO_COME

    @property
    def when(self) -> str:
        """By when, in words."""
        return f"by night {self.night}, {long_date(self.by)}" if self.night else f"before entry, {long_date(self.by)}"


def nights_of(limit: int) -> Mapping[Step, int]:
    """By which night each step is expected, in a stay with that limit."""
    return {
        Step.PLAN: 0,
        Step.WAY_OUT: 0,
        Step.REVIEW: limit - APPROACHING_NIGHTS,
        Step.REASON: limit,
        Step.EXTENSION: limit,
        Step.TOGETHER: max(limit, PROLONGED_AFTER),
        Step.HEADS: max(limit, CRITICAL_AFTER),
        Step.AGAIN: max(limit, CRITICAL_AFTER) + AGAIN_AFTER,
    }


def ladder(
    admitted_on: dt.date,
    limit: int,
    as_at: dt.date,
    left_on: dt.date | None,
    done: Mapping[Step, dt.date | None],
    reviewed_on: dt.date | None = None,
) -> list[Rung]:
    """What is expected of a stay so far, and in the band that it is in next. `done` says when each step was done.

    `reviewed_on` is when the heads of service reviewed it last: it is due again 30 nights later, and again, until the
    move. Of somebody who has left, only what was expected by then.
    """
    nights = dict(nights_of(limit))
    if reviewed_on is not None:
        nights[Step.AGAIN] = max(nights[Step.AGAIN], (reviewed_on - admitted_on).days + AGAIN_AFTER)
    rungs = [
        Rung(
            expected=expected,
            by=admitted_on + dt.timedelta(days=nights[expected.step]),
            night=nights[expected.step],
            done_on=done.get(expected.step),
            as_at=min(as_at, left_on or as_at),
        )
        for expected in EXPECTED
    ]
    due = [rung for rung in rungs if rung.state != State.TO_COME]
    if left_on is not None and left_on <= as_at:
        return due
    following = [rung for rung in rungs if rung.state == State.TO_COME]
    return due + [rung for rung in following if rung.night == following[0].night]
