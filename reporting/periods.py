"""The periods that figures are given for: months, and financial years from April. Pure arithmetic, no Django."""

from __future__ import annotations

import datetime as dt

from beds.nights import Period

FIRST_MONTH_OF_YEAR = 4
"""April: quarters and years here are financial ones."""
MONTHS_SHOWN = 12


def month_of(night: dt.date) -> Period:
    """The calendar month of a night."""
    first = night.replace(day=1)
    return Period(first, (first + dt.timedelta(days=31)).replace(day=1))


def financial_year_of(night: dt.date) -> Period:
    """The financial year of a night, 1 April to 31 March."""
    year = night.year if night.month >= FIRST_MONTH_OF_YEAR else night.year - 1
    return Period(dt.date(year, FIRST_MONTH_OF_YEAR, 1), dt.date(year + 1, FIRST_MONTH_OF_YEAR, 1))


def financial_year_name(year: Period) -> str:
    """`2024/25`."""
    return f"{year.from_date.year}/{(year.from_date.year + 1) % 100:02}"


def so_far(period: Period, as_at: dt.date) -> Period:
    """The nights of a period that have happened by the morning of `as_at`."""
    end = as_at if period.until_date is None else min(period.until_date, as_at)
    return Period(period.from_date, max(period.from_date, end))


def last_months(night: dt.date, count: int = MONTHS_SHOWN) -> list[Period]:
    """The month of a night and those before it, `count` in all, oldest first."""
    months = [month_of(night)]
    while len(months) < count:
        months.insert(0, month_of(months[0].from_date - dt.timedelta(days=1)))
    return months
