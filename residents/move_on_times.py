"""How long each stage of a move-on application is expected to take: pure Python, no Django.

A stage is named by what has been reached, so the time *in* a stage is the time until the next one. The figures are
those of DOMAIN.md, section 5, taken from section 3 of the review of step-down beds in Hammersmith and Fulham (2023):

- "This process may take 1 to 2 weeks": from the referral to the end of its assessment, the stage `made`.
- "a waiting list for supported housing from one to three months": from there until a vacancy is matched, the stage
  `assessment`. A month is counted as 30 days.
- "an interview ... may take another week to arrange and to take place": the stage `matched`.
- "a placement should be offered within a week": the stage `interview`.
- "the whole process should take about a 4 to 5 weeks": the parts above come to 3 to 4, which leaves a week between the
  offer and the move, the stage `offer`.

Two figures are no source's but taken here: a council or housing association home is waited for as long as supported
housing, and a private home, which has no list, is found within a week.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

WEEK, MONTH = 7, 30

STAGES = ("made", "assessment", "matched", "interview", "offer", "moved")
"""The stages on the way to a new home, in order."""

PRIVATE = "private"
"""The kind of home for which there is no waiting list."""


@dataclass(frozen=True, slots=True)
class Days:
    """An expected time in days, from the `least` to the `most`."""

    least: int
    most: int

    def __str__(self) -> str:
        return f"{self.most}" if self.least == self.most else f"{self.least} to {self.most}"

    def __add__(self, other: Days) -> Days:
        return Days(self.least + other.least, self.most + other.most)


WAITING_LIST = Days(MONTH, 3 * MONTH)
NO_LIST = Days(0, WEEK)

IN_STAGE = {
    "made": Days(WEEK, 2 * WEEK),
    "matched": Days(WEEK, WEEK),
    "interview": Days(WEEK, WEEK),
    "offer": Days(WEEK, WEEK),
}
"""The time in each stage that is the same for all kinds of home."""


def expected(kind: str, stage: str) -> Days | None:
    """The expected time in an open stage of an application for this kind of home; None for a stage that is not open.

    `kind` and `stage` are the values of `MoveOnApplication.Kind` and `.Stage`.
    """
    if stage == "assessment":
        return NO_LIST if kind == PRIVATE else WAITING_LIST
    return IN_STAGE.get(stage)


def next_stage(stage: str) -> str | None:
    """The stage after an open one; None for a stage from which no step leads on."""
    return STAGES[STAGES.index(stage) + 1] if stage in STAGES[:-1] else None


@dataclass(frozen=True, slots=True)
class Clock:
    """The time that an application has been in its stage, against what is expected."""

    since: dt.date
    days: int
    expected: Days | None

    @property
    def late_by(self) -> int:
        """Days beyond the longest time expected; 0 while it is within it, or where none is known."""
        return max(0, self.days - self.expected.most) if self.expected else 0

    @property
    def due_on(self) -> dt.date | None:
        """The day by which the next stage is expected at the latest."""
        return self.since + dt.timedelta(days=self.expected.most) if self.expected else None

    def __str__(self) -> str:
        """Such as "12 days, expected 7: 5 late"."""
        said = f"{self.days} day{'' if self.days == 1 else 's'}"
        if self.expected is None:
            return said
        late = f": {self.late_by} late" if self.late_by else ""
        return f"{said}, expected {self.expected}{late}"


def clock(kind: str, stage: str, since: dt.date, today: dt.date) -> Clock:
    """The clock of an application for this kind of home, in this stage since a day."""
    return Clock(since=since, days=(today - since).days, expected=expected(kind, stage))
