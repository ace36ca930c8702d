"""Small pieces of the language that messages and pages speak."""

from __future__ import annotations

import datetime as dt


def long_date(day: dt.date) -> str:
    """A date as people write it: 20 November 2026."""
    return f"{day:%-d %B %Y}"


def dates(from_date: dt.date, until_date: dt.date | None) -> str:
    """A period as people say it: "from 3 October 2026", "from 3 October 2026 to 8 October 2026"."""
    start = f"from {long_date(from_date)}"
    return start if until_date is None else f"{start} to {long_date(until_date)}"
