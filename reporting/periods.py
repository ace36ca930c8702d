"""The periods that figures are given for: months, quarters and financial years from April, and any run of nights.

Pure arithmetic, no Django.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from dataclasses import dataclass
from enum import StrEnum

FIRST_MONTH_OF_YEAR = 4
"""April: quarters and years here are financial ones."""
MONTHS_SHOWN = 12
DAY = dt.timedelta(days=1)


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


class Grain(StrEnum):
    """The length of the periods that a figure is followed over."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def months(self) -> int:
        return {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.YEAR: 12}[self]

    @property
    def label(self) -> str:
        return {Grain.MONTH: "Month", Grain.QUARTER: "Quarter", Grain.YEAR: "Financial year"}[self]


def months_later(date: dt.date, count: int) -> dt.date:
    """The same day of the month `count` months later, earlier if it is negative; the last one of a shorter month."""
    year, month = divmod(date.year * 12 + date.month - 1 + count, 12)
    return dt.date(year, month + 1, min(date.day, monthrange(year, month + 1)[1]))


def period_of(grain: Grain, night: dt.date) -> Span:
    """The month, quarter or financial year of a night; Q1 is April to June."""
    first = months_later(night.replace(day=1), -((night.month - FIRST_MONTH_OF_YEAR) % grain.months))
    return Span(first, months_later(first, grain.months))


def periods_in(grain: Grain, from_date: dt.date, until_date: dt.date) -> list[Span]:
    """The whole periods that have a night of `[from_date, until_date)`, oldest first."""
    periods: list[Span] = []
    start = from_date
    while start < until_date:
        periods.append(period_of(grain, start))
        start = periods[-1].until_date
    return periods


def period_name(span: Span) -> str:
    """`March 2023`, `Q1 2024/25`, `2024/25`; any other run of nights by its first and last, `1 to 9 March 2023`."""
    if span.nights < 1:
        return f"no night, on the morning of {span.from_date:%-d %B %Y}"
    if span == period_of(Grain.MONTH, span.from_date):
        return f"{span.from_date:%B %Y}"
    year = financial_year_of(span.from_date)
    if span == period_of(Grain.QUARTER, span.from_date):
        number = (span.from_date.month - FIRST_MONTH_OF_YEAR) % 12 // 3 + 1
        return f"Q{number} {financial_year_name(year)}"
    if span == year:
        return financial_year_name(year)
    return _nights_named(span.from_date, span.until_date - DAY)


def _nights_named(first: dt.date, last: dt.date) -> str:
    if first == last:
        return f"{first:%-d %B %Y}"
    start = "%-d" if (first.year, first.month) == (last.year, last.month) else "%-d %B %Y"
    return f"{first:{start}} to {last:%-d %B %Y}"


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
