"""The periods that figures are given for: months, and financial years from April. Pure arithmetic, no Django."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

FIRST_MONTH_OF_YEAR = 4
"""April: quarters and years here are financial ones."""
MONTHS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Span:
    """A run of nights `[from_date, until_date)` that has an end."""

    from_date: dt.date
    until_date: dt.date

    @property
    def nights(self) -> int:
        return (self.until_date - self.from_date).days

    def shared(self, other: Span) -> int:
        """Nights that are in both."""
        return max(0, (min(self.until_date, other.until_date) - max(self.from_date, other.from_date)).days)


def month_of(night: dt.date) -> Span:
    """The calendar month of a night."""
    first = night.replace(day=1)
    return Span(first, (first + dt.timedelta(days=31)).replace(day=1))


def financial_year_of(night: dt.date) -> Span:
    """The financial year of a night, 1 April to 31 March."""
    year = night.year if night.month >= FIRST_MONTH_OF_YEAR else night.year - 1
    return Span(dt.date(year, FIRST_MONTH_OF_YEAR, 1), dt.date(year + 1, FIRST_MONTH_OF_YEAR, 1))


def financial_year_name(year: Span) -> str:
    """`2024/25`."""
    return f"{year.from_date.year}/{(year.from_date.year + 1) % 100:02}"


def so_far(span: Span, as_at: dt.date) -> Span:
    """The nights of a span that have happened by the morning of `as_at`."""
    return Span(span.from_date, max(span.from_date, min(span.until_date, as_at)))


def last_months(night: dt.date, count: int = MONTHS_SHOWN) -> list[Span]:
    """The month of a night and those before it, `count` in all, oldest first."""
    months = [month_of(night)]
    while len(months) < count:
        months.insert(0, month_of(months[0].from_date - dt.timedelta(days=1)))
    return months
