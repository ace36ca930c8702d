"""The figures are those that counting every night by hand gives, over random histories."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beds import nights
from beds.models import Bed, Contract, ContractBed, Rate, Void
from beds.money import pounds
from reporting import figures, runs
from reporting.models import Change, NightlyRun, PlacementFigures, ServiceNight, Watermark
from residents.models import Absence, BedStay, Extension, Placement
from tests import oracle
from tests.reporting.histories import LONG_AGO, SPAN, Times, days, histories, read, then_forgotten, write

pytestmark = pytest.mark.django_db

examples = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)

NAMES = tuple(name for name in figures.NAMES)
COUNTS = oracle.COUNTS


def stored_figures() -> dict[int, dict]:
    return {row["placement_id"]: row for row in PlacementFigures.objects.values(*NAMES)}


def stored_nights() -> dict:
    rows = ServiceNight.objects.values_list("contract_id", "service_id", "night", *COUNTS)
    return {row[:3]: row[3:] for row in rows}


def assert_stored_as_by_hand(today: dt.date) -> None:
    """Both tables hold, row for row, what the records of the database give on the morning of `today`."""
    history = read()
    assert stored_figures() == oracle.figures(history, today)
    assert stored_nights() == oracle.service_nights(history, today)
    ends = dict(Placement.objects.values_list("pk", "discharged_on"))
    for placement, as_at in PlacementFigures.objects.values_list("pk", "as_at"):
        assert as_at == min(ends[placement] or today, today)


def as_dict(row: object) -> dict:
    return {name: getattr(row, name) for name in NAMES}


def sums(cost: figures.PeriodCost | figures.ContractCost) -> dict:
    names = ("nights", "overstay_nights", "unpriced_nights", "overstay_unpriced_nights", "cost", "overstay_cost")
    return {name: getattr(cost, name) for name in names}


@examples
@given(histories())
def test_a_full_recompute(drawn: tuple[Times, oracle.History]) -> None:
    times, history = drawn
    with then_forgotten():
        write(history, times)
        runs.recompute_all(today=times.today)
        assert_stored_as_by_hand(times.today)
        assert not Change.objects.exists()


@examples
@given(histories(), st.integers(1, 12))
def test_a_walk_night_by_night(drawn: tuple[Times, oracle.History], missed: int) -> None:
    times, history = drawn
    with then_forgotten():
        write(history, times)
        runs.recompute_all(today=times.today - days(missed))
        outcome = runs.run_nightly(today=times.today)
        assert len(outcome.runs) == missed
        assert_stored_as_by_hand(times.today)


@examples
@given(histories(), st.integers(0, SPAN), st.integers(0, SPAN))
def test_any_morning_and_any_period(drawn: tuple[Times, oracle.History], one: int, other: int) -> None:
    times, history = drawn
    as_at, from_date = times.start + days(max(one, other)), times.start + days(min(one, other))
    with then_forgotten():
        write(history, times)
        runs.recompute_all(today=times.today)
        everybody = Placement.objects.all()
        expected = oracle.figures(history, as_at)
        for live in (False, True):
            found = figures.figures_as_at(everybody, as_at, live=live)
            assert {pk: as_dict(row) for pk, row in found.items()} == expected
        for pk, row in expected.items():
            assert_lines_add_up(figures.cost_lines(pk, as_at), row)
        assert_period(history, from_date, as_at)


def assert_lines_add_up(lines: list[figures.CostLine], row: dict) -> None:
    """The lines of a placement cover its nights with a bed once each, and cost what it costs."""
    assert all(one.until_date <= two.from_date for one, two in itertools.pairwise(lines))
    assert sum(line.nights for line in lines) == row["spot_nights"] + row["block_nights"] + row["unpriced_nights"]
    assert sum(line.nights for line in lines if line.is_unpriced) == row["unpriced_nights"]
    priced = [line.sevenths for line in lines if line.sevenths is not None]
    assert (pounds(sum(priced)) if priced else None) == row["cost"]


def assert_period(history: oracle.History, from_date: dt.date, until_date: dt.date) -> None:
    expected = oracle.period_costs(history, from_date, until_date)
    found = figures.costs_between(Placement.objects.all(), from_date, until_date)
    by_hand = {pk: {k: v for k, v in row.items() if k != "contracts"} for pk, row in expected.items()}
    assert {pk: sums(row) for pk, row in found.items()} == by_hand
    for pk, row in found.items():
        assert {c: sums(cost) for c, cost in row.contracts.items()} == expected[pk]["contracts"]
    for contract, spend in figures.spend_by_contract([c.id for c in history.contracts], from_date, until_date).items():
        parts = [row["contracts"][contract] for row in expected.values() if contract in row["contracts"]]
        assert (spend.nights, spend.overstay_nights) == tuple(
            sum(part[name] for part in parts) for name in ("nights", "overstay_nights")
        )
        if history.contract(contract).funding == "spot":
            assert spend.cost == sum(part["cost"] or 0 for part in parts)
            assert spend.overstay_cost == sum(part["overstay_cost"] or 0 for part in parts)
        else:
            assert spend.cost is None
            assert spend.overstay_cost is None


# Corrections -------------------------------------------------------------------------------------------------

Edit = Callable[[int, Times], object]
CANCELLED = {"cancelled_at": LONG_AGO, "cancelled_reason": "By mistake"}


def nth(model: Any, number: int) -> Any:
    """One row of a table, chosen by a number, as a queryset; none of an empty table."""
    keys = list(model._default_manager.order_by("pk").values_list("pk", flat=True))
    return model._default_manager.filter(pk=keys[number % len(keys)]) if keys else model._default_manager.none()


def discharge(number: int, times: Times) -> None:
    """End an open placement, or end another earlier, at its last stay."""
    placement = nth(Placement, number).first()
    stay = BedStay.objects.filter(placement=placement).order_by("-from_date", "-pk").first()
    if stay is not None and placement is not None:
        end = min(stay.from_date + days(number % 30), times.today)
        Absence.objects.filter(placement=placement).update(**CANCELLED)
        BedStay.objects.filter(pk=stay.pk).update(until_date=end)
        Placement.objects.filter(pk=placement.pk).update(discharged_on=end)


def admit_later(number: int, times: Times) -> None:
    placement = nth(Placement, number).first()
    stay = BedStay.objects.filter(placement=placement).order_by("from_date", "pk").first()
    if stay is not None and placement is not None:
        start = min(stay.from_date + days(1 + number % 9), stay.until_date or times.today)
        BedStay.objects.filter(pk=stay.pk).update(from_date=start)
        Placement.objects.filter(pk=placement.pk).update(admitted_on=start)


def cancel_placement(number: int, times: Times) -> None:
    placement = nth(Placement, number)
    BedStay.objects.filter(placement__in=placement).update(**CANCELLED)
    placement.update(**CANCELLED)


def move_to_another_bed(number: int, times: Times) -> None:
    nth(BedStay, number).update(bed=nth(Bed, number // 7).get())


def shorten_contract_bed(number: int, times: Times) -> None:
    for row in nth(ContractBed, number):
        row.until_date = max(row.from_date + days(1), row.until_date - days(1 + number % 60))
        row.save()


def delete_supply(number: int, times: Times) -> None:
    nth(Rate if number % 2 else ContractBed, number // 2).delete()


def new_void(number: int, times: Times) -> None:
    start = times.start + days(number % SPAN)
    bed = nth(Bed, number // 3).get()
    stays = BedStay.objects.filter(bed=bed).in_force()
    if not stays.overlapping(start, start + days(9)).exists():
        Void.objects.create(bed=bed, from_date=start, until_date=start + days(9), reason="repair")


def close_bed(number: int, times: Times) -> None:
    nth(Bed, number).update(until_date=times.start + days(20 + number % SPAN))


def extend(number: int, times: Times) -> None:
    for placement in nth(Placement, number):
        Extension.objects.create(placement=placement, until_date=times.today, reason="Flat soon")


EDITS: dict[str, Edit] = {
    "discharge": discharge,
    "admit later": admit_later,
    "cancel a placement": cancel_placement,
    "move to another bed": move_to_another_bed,
    "shorten a contract bed": shorten_contract_bed,
    "delete a rate or a contract bed": delete_supply,
    "record a void": new_void,
    "close a bed": close_bed,
    "extend": extend,
    "cancel a void": lambda number, times: nth(Void, number).update(**CANCELLED),
    "cancel an absence": lambda number, times: nth(Absence, number).update(**CANCELLED),
    "give the bed up": lambda number, times: nth(Absence, number).update(bed_held=False),
    "cancel an extension": lambda number, times: nth(Extension, number).update(**CANCELLED),
    "change a limit": lambda number, times: nth(Contract, number).update(stay_limit_nights=1 + number % 50),
    "change the funding": lambda number, times: nth(Contract, number).update(funding="block"),
    "change a rate": lambda number, times: nth(Rate, number).update(amount=number % 900 + 1, unit="week"),
    "end a rate": lambda number, times: nth(Rate, number).update(until_date=times.start + days(number % SPAN + 1)),
    "change the contract": lambda number, times: nth(Placement, number).update(contract=nth(Contract, number).get()),
    "change the basis": lambda number, times: nth(ContractBed, number).update(basis="placement"),
    "another service": lambda number, times: nth(Bed, number).update(service=1 + number % 2),
}


def some_edits(chance: random.Random) -> list[tuple[str, int]]:
    """A few kinds of edit, each with a number that chooses the row and the amount."""
    return [(name, chance.randint(0, 1000)) for name in chance.sample(sorted(EDITS), chance.randint(1, 4))]


edits = st.integers(0, 2**32).map(random.Random).map(some_edits)


@settings(examples, max_examples=120)
@given(histories(), edits, st.integers(0, 3))
def test_corrections(drawn: tuple[Times, oracle.History], made: list[tuple[str, int]], missed: int) -> None:
    times, history = drawn
    with then_forgotten():
        write(history, times)
        runs.recompute_all(today=times.today - days(missed))
        for name, number in made:
            # an edit that a rule of the database forbids is left out
            try:
                with transaction.atomic():
                    EDITS[name](number, times)
            except IntegrityError:
                continue
        if missed:
            runs.run_nightly(today=times.today)
        else:
            runs.apply_corrections()
        assert_stored_as_by_hand(times.today)
        assert not Change.objects.exists()
        assert Watermark.objects.get().night == times.today - days(1)
        assert not NightlyRun.objects.filter(kind="full")[1:].exists()


# The arithmetic of beds/nights.py ----------------------------------------------------------------------------


@settings(deadline=None)
@given(st.integers(1, 730), st.none() | st.integers(0, 200), st.integers(0, 200))
def test_the_clock_of_one_placement(limit: int, leaves: int | None, reached: int) -> None:
    admitted_on = dt.date(2024, 2, 10)
    discharged_on = None if leaves is None else admitted_on + days(leaves)
    as_at = admitted_on + days(reached)
    placement = oracle.Placement(1, 1, admitted_on, discharged_on, cancelled=False)
    history = oracle.History(contracts=[oracle.Contract(1, "spot", limit)])
    row = oracle.figures_of(history, placement, as_at)
    los = nights.length_of_stay(admitted_on, discharged_on, as_at)
    assert los == row["los_nights"]
    assert nights.overstay_nights(los, limit) == row["overstay_nights"]
    assert nights.band(los, limit) == row["band"]
    past_due = [n.night for n in oracle.nights_of(history, placement, as_at) if n.overstay]
    assert all(night >= nights.move_on_due(admitted_on, limit) for night in past_due)
    assert len(past_due) == max(0, (min(as_at, discharged_on or as_at) - nights.move_on_due(admitted_on, limit)).days)
