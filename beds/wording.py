"""Small pieces of the language that messages and pages speak."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError


def long_date(day: dt.date) -> str:
    """A date as people write it: 20 November 2026."""
    return f"{day:%-d %B %Y}"


def dates(from_date: dt.date, until_date: dt.date | None) -> str:
    """A period as people say it: "from 3 October 2026", "from 3 October 2026 to 8 October 2026"."""
    start = f"from {long_date(from_date)}"
    return start if until_date is None else f"{start} to {long_date(until_date)}"


def nights_so_far(nights: int, limit: int, due: str = "due today") -> str:
    """How many of the nights of a limit a stay has had: "40 of 42 nights so far, 2 left". `due` is said of the last."""
    left = limit - nights
    if left == 0:
        return f"{nights:,} of {limit:,} nights, {due}"
    return f"{nights:,} of {limit:,} nights so far, {f'{left:,} left' if left > 0 else f'{-left:,} over'}"


WRONG = {
    "max_length": "Shorten “{label}” to {limit_value} characters or fewer. It has {show_value}",
    "min_length": "Lengthen “{label}” to {limit_value} characters or more. It has {show_value}",
    "max_value": "“{label}” must be {limit_value} or less",
    "min_value": "“{label}” must be {limit_value} or more",
    "null_characters_not_allowed": "Take the characters out of “{label}” that cannot be stored: type it again by hand",
    "invalid_choice": "Select an answer to “{label}” from the list",
    "invalid_pk_value": "Select an answer to “{label}” from the list",
    "invalid_list": "Select answers to “{label}” from the list",
    "max_digits": "“{label}” must have {max} digits or fewer",
    "max_decimal_places": "“{label}” must have {max} decimal places or fewer",
    "max_whole_digits": "“{label}” must have {max} digits or fewer before the point",
}
"""What to do about an answer, by the code of what is wrong with it. Django's own words speak of values and fields."""


def what_to_do(error: ValidationError, label: str) -> str:
    """One error of an answer as words that name the question and say what to do."""
    words = WRONG.get(error.code or "")
    if words is None:
        return str(error.messages[0])
    facts: dict[str, Any] = {"limit_value": "", "show_value": "", "max": ""} | (error.params or {})
    return words.format(label=label, **{name: fact for name, fact in facts.items() if name != "label"})
