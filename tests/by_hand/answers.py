"""Every measure of the catalogue worked out by hand, from the words of its definition and the raw records.

An independent second opinion, like `tests/oracle.py` on which it stands: plain Python over plain rows, slow and simple.
It knows nothing of the code that it judges. Here: the records, and the kinds of answers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from tests import oracle
from tests.oracle import ONE

Value = Fraction | None
Answer = tuple[Value, Value, Value]
"""Numerator, denominator and value. A plain number has no denominator; of a median the numerator is the value."""


@dataclass
class Records:
    """All rows by table, without those taken back, and the nights that follow from them, up to the morning of today."""

    history: oracle.History
    rows: dict[str, list[Any]]
    today: dt.date
    by_id: dict[str, dict[int, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.by_id = {name: {row.id: row for row in rows} for name, rows in self.rows.items() if name != "workers"}

    def __getattr__(self, name: str) -> Any:
        if name == "rows":
            raise AttributeError(name)
        return self.rows[name]

    @cached_property
    def placements_in_force(self) -> list[Any]:
        return [row for row in self.rows["placement"] if row.cancelled_at is None]

    def placement_of(self, row: Any) -> Any:
        return self.by_id["placement"][row.placement_id]

    @cached_property
    def nights(self) -> dict[int, list[oracle.Night]]:
        """The nights of each placement that holds, tonight's too for those who are here this morning."""
        return {
            placement.id: list(oracle.nights_of(self.history, placement, self.today + ONE))
            for placement in self.history.placements
            if not placement.cancelled
        }

    @cached_property
    def bed_nights(self) -> dict[tuple[int, int, dt.date], tuple[int, ...]]:
        return oracle.service_nights(self.history, self.today)

    def limit(self, placement: Any) -> int:
        return self.history.contract(placement.contract_id).limit


@dataclass(frozen=True)
class Period:
    """The nights `[f, u)` of a period that have happened. Figures of a morning are those of `u`, if it has a night."""

    f: dt.date
    u: dt.date
    as_at: dt.date

    def has(self, day: dt.date | None) -> bool:
        return day is not None and self.f <= day < self.u

    @property
    def morning(self) -> dt.date | None:
        return self.u if self.u > self.f else None


Oracle = Callable[[Records, Period], Answer]
ORACLES: dict[str, Oracle] = {}


# The kinds of answers ------------------------------------------------------------------------------------------


def number(*keys: str) -> Callable[[Callable[[Records, Period], Any]], Any]:
    """The rows counted, or a sum."""

    def keep(count: Callable[[Records, Period], Any]) -> Any:
        def answer(records: Records, period: Period) -> Answer:
            found = count(records, period)
            found = found if found is None or isinstance(found, int | Decimal | Fraction) else len(list(found))
            top = None if found is None else Fraction(found)
            return top, None, top

        ORACLES.update(dict.fromkeys(keys, answer))
        return count

    return keep


def ratio(*keys: str, per_cent: bool = False) -> Callable[[Callable[[Records, Period], tuple[Any, Any]]], Any]:
    """One sum by another; nothing where the other is 0."""

    def keep(parts: Callable[[Records, Period], tuple[Any, Any]]) -> Any:
        def answer(records: Records, period: Period) -> Answer:
            found = parts(records, period)
            top, bottom = Fraction(found[0]), Fraction(found[1])
            return top, bottom, top * (100 if per_cent else 1) / bottom if bottom else None

        ORACLES.update(dict.fromkeys(keys, answer))
        return parts

    return keep


def share(*keys: str) -> Callable[[Callable[[Records, Period], Iterable[bool]]], Any]:
    """How many of those looked at are so."""

    def keep(looked_at: Callable[[Records, Period], Iterable[bool]]) -> Any:
        def parts(records: Records, period: Period) -> tuple[int, int]:
            found = list(looked_at(records, period))
            return sum(found), len(found)

        ratio(*keys, per_cent=True)(parts)
        return looked_at

    return keep


def centile(key: str, at: Fraction = Fraction(1, 2)) -> Callable[[Callable[[Records, Period], Iterable[int]]], Any]:
    """The value below which a share of the values lies, on the straight line between two neighbours."""

    def keep(values: Callable[[Records, Period], Iterable[int]]) -> Any:
        def answer(records: Records, period: Period) -> Answer:
            found = sorted(values(records, period))
            if not found:
                return None, Fraction(0), None
            place = at * (len(found) - 1)
            low, high = found[int(place)], found[min(int(place) + 1, len(found) - 1)]
            value = low + (high - low) * (place - int(place))
            return Fraction(value), Fraction(len(found)), Fraction(value)

        ORACLES[key] = answer
        return values

    return keep


# Who was there ------------------------------------------------------------------------------------------------


def los(placement: Any) -> int:
    return (placement.discharged_on - placement.admitted_on).days


def left(records: Records, period: Period) -> list[Any]:
    return [p for p in records.placements_in_force if period.has(p.discharged_on)]


def in_time(records: Records, period: Period) -> list[Any]:
    return [p for p in left(records, period) if los(p) <= records.limit(p)]


def here(records: Records, period: Period) -> list[tuple[Any, int]]:
    """Those in a placement on the morning after the last night, with their nights so far."""
    morning = period.morning
    return [
        (p, (morning - p.admitted_on).days)
        for p in records.placements_in_force
        if morning and p.admitted_on < morning and (p.discharged_on is None or p.discharged_on > morning)
    ]
