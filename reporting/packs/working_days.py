"""When the pack of a month is due: on the first working day after it, in England. Pure, no Django."""

from __future__ import annotations

import datetime as dt

import holidays

from reporting.periods import Span, last_months, month_of

SATURDAY = 5
ONE_DAY = dt.timedelta(days=1)


def is_working_day(day: dt.date) -> bool:
    """Whether offices are open: no weekend and no bank holiday of England."""
    return day.weekday() < SATURDAY and day not in holidays.country_holidays("GB", subdiv="ENG", years=day.year)


def first_working_day(month: dt.date) -> dt.date:
    """The first working day of the month of a date."""
    day = month_of(month).from_date
    while not is_working_day(day):
        day += ONE_DAY
    return day


def month_due(today: dt.date) -> Span | None:
    """The month whose packs are due by `today`: the one before, from the first working day of this one on."""
    return last_months(today, 2)[0] if today >= first_working_day(today) else None
