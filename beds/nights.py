"""Nights, periods and the overstay clock: pure arithmetic, no Django.

Every period is half-open, `[from, until)`: the night of `until` is not in it. A night is named by the
date on which it begins. `until=None` means that the period has not ended.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

SIX_WEEKS = 42
"""Nights that a step-down stay should last at most, unless the contract says otherwise."""

APPROACHING_NIGHTS = 14
"""How many nights before its limit a stay is said to approach it."""
PROLONGED_AFTER = 60
CRITICAL_AFTER = 90


class Band(StrEnum):
    """How far a stay has got on the escalation ladder, by nights stayed."""

    ON_COURSE = "on_course"
    APPROACHING = "approaching"
    OVERSTAY = "overstay"
    PROLONGED = "prolonged"
    CRITICAL = "critical"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()

    @property
    def is_overstay(self) -> bool:
        return self in (Band.OVERSTAY, Band.PROLONGED, Band.CRITICAL)


@dataclass(frozen=True, slots=True)
class Period:
    """A run of nights `[from_date, until_date)`; open when `until_date` is None, empty when both are equal."""

    from_date: dt.date
    until_date: dt.date | None = None

    def __post_init__(self) -> None:
        if self.until_date is not None and self.until_date < self.from_date:
            raise ValueError(f"A period cannot end ({self.until_date}) before it starts ({self.from_date}).")

    def __contains__(self, night: dt.date) -> bool:
        return self.from_date <= night and (self.until_date is None or night < self.until_date)

    def nights(self, as_at: dt.date) -> int:
        """Nights of the period that have happened by the morning of `as_at`."""
        end = as_at if self.until_date is None else min(self.until_date, as_at)
        return max(0, (end - self.from_date).days)

    def overlaps(self, other: Period) -> bool:
        """Whether the two share a night. An empty period shares no night with anything."""
        start = max(self.from_date, other.from_date)
        return (self.until_date is None or start < self.until_date) and (
            other.until_date is None or start < other.until_date
        )

    def within(self, other: Period) -> bool:
        """Whether every night of this period is also a night of `other`; an empty one must start in or at its ends."""
        if self.from_date < other.from_date:
            return False
        if other.until_date is None:
            return True
        return self.until_date is not None and self.until_date <= other.until_date


def length_of_stay(admitted_on: dt.date, discharged_on: dt.date | None, as_at: dt.date) -> int:
    """Nights stayed by the morning of `as_at`: discharge minus admission, with no "+1" (NHS convention)."""
    return Period(admitted_on, discharged_on).nights(as_at)


def overstay_nights(los_nights: int, limit: int = SIX_WEEKS) -> int:
    """Nights beyond the limit. Night 43 of a 42-night limit is overstay night 1."""
    return max(0, los_nights - limit)


def move_on_due(admitted_on: dt.date, limit: int = SIX_WEEKS) -> dt.date:
    """The date by which the resident should have moved on: the morning after the last night within the limit."""
    return admitted_on + dt.timedelta(days=limit)


def band(los_nights: int, limit: int = SIX_WEEKS) -> Band:
    """The escalation band of a stay of `los_nights`: to 28, to 42, to 60, to 90 nights, and beyond.

    A contract with another limit moves the first two edges, which are about the limit; the last two are two and
    three months in a step-down bed (001, section 3) and stay where they are, but no stay within its limit is an
    overstay of any band.
    """
    if los_nights <= limit:
        return Band.ON_COURSE if los_nights <= limit - APPROACHING_NIGHTS else Band.APPROACHING
    if los_nights > CRITICAL_AFTER:
        return Band.CRITICAL
    return Band.PROLONGED if los_nights > PROLONGED_AFTER else Band.OVERSTAY
