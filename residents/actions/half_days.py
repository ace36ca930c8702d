"""Stays counted in half-days, exactly as the database's exclusion constraints count them (`half_days` in the models).

Arrival is in the afternoon and departure in the morning, so a bed can turn over in a day; a stay of no nights takes
the morning of its day, after whoever leaves and before whoever arrives.
"""

from __future__ import annotations

import datetime as dt

Dates = tuple[dt.date, dt.date | None]
FOREVER = 2 * (dt.date.max.toordinal() + 1)


def half_day_range(dates: Dates) -> tuple[int, int]:
    """The half-days `[first, end)` of a stay."""
    from_date, until_date = dates
    start = 2 * from_date.toordinal() + (until_date != from_date)
    if until_date is None:
        return start, FOREVER
    return start, 2 * until_date.toordinal() + (until_date == from_date)


def overlap(one: Dates, other: Dates) -> bool:
    """Whether two stays cannot be in the same bed."""
    (start, end), (other_start, other_end) = half_day_range(one), half_day_range(other)
    return start < other_end and other_start < end


def contains(outer: Dates, inner: Dates) -> bool:
    """Whether `inner` takes no half-day that `outer` has not."""
    (start, end), (inner_start, inner_end) = half_day_range(outer), half_day_range(inner)
    return start <= inner_start and inner_end <= end
