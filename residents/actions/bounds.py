"""How far from today a day may be: further away it is a slip of the year, and would be carried into every forecast."""

from __future__ import annotations

import datetime as dt

from beds.refusal import Refusal
from beds.wording import long_date

FURTHEST = dt.timedelta(days=2 * 366)
"""Nothing about a stay of weeks is planned further ahead."""
LONGEST_BEFORE = 10
"""Years; work on a home is not followed for longer."""


def not_too_far(day: dt.date, today: dt.date, what: str, field: str) -> None:
    """Refuse a day more than about two years ahead: `what` begins the sentence, such as "Housing's date"."""
    if day > today + FURTHEST:
        raise Refusal(
            f"Check the year: {day.year} is too far ahead. {what} must be by {long_date(today + FURTHEST)}.",
            field=field,
        )


def not_too_long_ago(day: dt.date, today: dt.date, what: str, field: str) -> None:
    """Refuse a day of more than ten years ago."""
    if today.year - day.year > LONGEST_BEFORE:
        raise Refusal(
            f"Check the year: {day.year} is too long ago. {what} must be within the last {LONGEST_BEFORE} years.",
            field=field,
        )
