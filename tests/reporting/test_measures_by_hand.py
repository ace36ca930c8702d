"""Every measure is what counting by hand gives, over 200 random histories (`tests/by_hand/`)."""

from __future__ import annotations

import datetime as dt
import random
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import models
from django.utils import timezone

from beds import models as supply
from beds.access import SYSTEM
from reporting import runs
from reporting.measures import calculated
from reporting.periods import Span, month_of
from reporting.readings import Reading, read_measures
from residents import models as demand
from tests.by_hand import ORACLES, Period, Records
from tests.reporting.histories import SPAN, Times, days, imagined, read, then_forgotten
from tests.reporting.lives import Life

HISTORIES = 200
AT_ONCE = 20
"""Histories of one test, so that the two processes of a run share them."""

TABLES: dict[str, type[models.Model]] = {
    "contract": supply.Contract,
    "void": supply.Void,
    "post": supply.Post,
    "ward": demand.Ward,
    "resident": demand.Resident,
    "referral": demand.Referral,
    "step": demand.ReferralStep,
    "assessment": demand.Assessment,
    "placement": demand.Placement,
    "absence": demand.Absence,
    "discharge": demand.Discharge,
    "readmission": demand.Readmission,
    "score": demand.OutcomeScore,
    "reason": demand.OverstayReason,
    "earlier_owner": demand.EarlierOwner,
    "feedback": demand.Feedback,
    "support": demand.SupportRecord,
    "application": demand.MoveOnApplication,
    "stage": demand.ApplicationStage,
    "plan": demand.MoveOnPlan,
    "incident": demand.Incident,
    "review": demand.Review,
    "party": demand.ReviewParty,
    "alert": demand.RiskAlert,
    "acknowledgement": demand.AlertAcknowledgement,
}
EVERY_KEY = [measure.key for measure in calculated()]


def test_every_measure_is_counted_by_hand() -> None:
    assert set(ORACLES) == set(EVERY_KEY)


def records_of(today: dt.date, workers: list[int]) -> Records:
    """The rows of the database that were not taken back, in the order of entry; placements all of them."""
    rows: dict[str, list[Any]] = {
        name: [
            SimpleNamespace(**row)
            for row in table._default_manager.order_by("pk").values()
            if name == "placement" or row.get("cancelled_at") is None
        ]
        for name, table in TABLES.items()
    }
    for row in rows["acknowledgement"]:
        row.day = timezone.localtime(row.acknowledged_at).date()
    return Records(history=read(), rows=rows | {"workers": workers}, today=today)


def periods_of(chance: random.Random, times: Times) -> list[Span]:
    """A month, any nights, a period that is not over, and one that has not begun."""
    first, last = sorted(times.start + days(chance.randint(0, SPAN)) for _ in range(2))
    return [
        month_of(times.start + days(chance.randint(0, SPAN))),
        Span(first, last + days(1)),
        Span(times.today - days(chance.randint(1, 40)), times.today + days(9)),
        Span(times.today + days(3), times.today + days(30)),
    ]


Parts = tuple[Fraction | None, ...]


def as_fractions(reading: Reading) -> Parts:
    parts = (reading.top, reading.bottom, reading.value)
    return tuple(None if part is None else Fraction(part) for part in parts)


def is_same(found: Fraction | None, expected: Fraction | None) -> bool:
    """Equal, but for the digits to which PostgreSQL divides."""
    if found is None or expected is None:
        return found is expected
    return abs(found - expected) <= Fraction(1, 10**9) * max(Fraction(1), abs(expected))


def disagreements(seed: int) -> list[str]:
    """The measures of one history that are not what counting gives, with both answers."""
    chance = random.Random(seed)
    times, history = imagined(chance)
    life = Life(chance, history, times)
    life.write()
    workers = [worker.pk for worker in life.workers]
    runs.recompute_all(today=times.today)
    records, periods = records_of(times.today, workers), periods_of(chance, times)
    readings = read_measures(EVERY_KEY, SYSTEM, periods, times.today)
    wrong = []
    for period in periods:
        until = max(period.from_date, min(period.until_date, times.today))
        for key in EVERY_KEY:
            found: Parts = as_fractions(readings.of(key, period))
            expected: Parts = ORACLES[key](records, Period(period.from_date, until, times.today))
            if expected[1] == 0 and expected[2] is None:  # of nothing there is neither a sum nor a middle
                found, expected = found[1:], expected[1:]
            if not all(is_same(one, other) for one, other in zip(found, expected, strict=True)):
                wrong.append(f"{seed}: {key} in {period} is {found}, by hand {expected}")
    return wrong


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, HISTORIES, AT_ONCE))
def test_all_measures_over_random_histories(first: int, db: None) -> None:
    wrong = []
    for seed in range(first, first + AT_ONCE):
        with then_forgotten():
            wrong += disagreements(seed)
    assert not wrong, "\n".join(wrong)
