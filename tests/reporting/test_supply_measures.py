"""Beds, overstays, money and posts: the values of measures are those of the pages for the same nights."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal

import pytest

from beds.access import SYSTEM, Scope
from beds.models import Contract, Post, Void
from reporting import runs
from reporting.measures import MEASURES, Dimension
from reporting.periods import Span, financial_year_of, month_of, so_far
from reporting.queries.capacity import beds_on, by_reason, stored_nights, void_nights
from reporting.queries.contracts import contracts_money, spend_total
from reporting.queries.overstay_nights import due_soon, overstays_between, total_of
from reporting.queries.overstayers import Overstayers
from reporting.readings import Part, read_measures, rows_of
from tests.factories import (
    make_bed_stay,
    make_contract,
    make_contracted_bed,
    make_placement,
    make_void,
)
from tests.oracle import COUNTS
from tests.reporting.histories import days, imagined, then_forgotten, write
from tests.reporting.small_house import AS_AT, SmallHouse, make_small_house, november, october

pytestmark = pytest.mark.django_db

OCTOBER, NOVEMBER = month_of(october(1)), month_of(november(1))
SEEDS = (3, 8, 21, 34, 55, 89)


@pytest.fixture
def house() -> SmallHouse:
    return make_small_house()


def values(keys: str, scope: Scope, period: Span, as_at: dt.date, **asked) -> list[Decimal | None]:
    readings = read_measures(keys.split(), scope, [period], as_at, **asked)
    return [readings.value(key, period) for key in keys.split()]


def test_the_small_house_counted_by_hand(house):
    beds = "beds_contracted beds_block beds_spot contracted_nights available_nights held_nights vacant_nights"
    assert values(beds, house.scope, NOVEMBER, AS_AT) == [4, 0, 4, 76, 71, 2, 42]
    overstays = "overstayers overstay_beds overstay_nights authorised unauthorised overstays_new overstays_ended"
    assert values(overstays, house.scope, NOVEMBER, AS_AT) == [1, 1, 8, 3, 5, 1, 0]
    assert values(overstays, house.scope, OCTOBER, AS_AT) == [0, 0, 0, 0, 0, 0, 0]
    assert values("due_soon", house.scope, OCTOBER, AS_AT) == [1]
    # 29 nights at £100, of £400 a night for 19 nights
    money = "spend contract_value spend_share cost_per_occupied_night cost_per_placement overstay_cost"
    assert values(money, house.scope, NOVEMBER, AS_AT) == [2900, 7600, Decimal(290000) / 7600, 100, 1450, 800]
    # 41 nights at £100, and one discharge
    assert values("cost_per_discharge_within_limit", house.scope, OCTOBER, AS_AT) == [4100]
    assert values("cost_per_discharge_within_limit", house.scope, NOVEMBER, AS_AT) == [None]
    assert values("overstay_cost_change", house.scope, NOVEMBER, AS_AT) == [800]
    week = Span(november(13), november(20))
    assert values("overstay_cost overstay_cost_change", house.scope, week, AS_AT) == [700, 600]


def test_breakdowns_and_parts(house):
    reasons = read_measures(["overstayers"], house.scope, [NOVEMBER], AS_AT, split="owner")
    assert [reasons.value("overstayers", NOVEMBER, code=code) for code in reasons.codes("overstayers")] == [1]
    voids = read_measures(["void_nights"], house.scope, [NOVEMBER], AS_AT, split="reason")
    assert voids.value("void_nights", NOVEMBER, code=Void.Reason.REPAIR) == 5
    by = read_measures(["overstay_nights", "overstay_cost"], house.scope, [NOVEMBER], AS_AT, by=Dimension.CONTRACT)
    assert by.value("overstay_cost", NOVEMBER, unit=house.contract.pk) == 800
    elsewhere = Part.of(contract=house.contract.pk + 1)
    assert values("overstay_nights spend overstayers", house.scope, NOVEMBER, AS_AT, part=elsewhere) == [0, 0, 0]


def test_a_stranger_has_nothing(house):
    stranger = Scope(commissioners=frozenset({house.council.pk + 1}))
    keys = "beds_contracted void_nights overstay_nights overstayers due_soon overstays_new spend overstay_cost"
    assert values(keys, stranger, NOVEMBER, AS_AT) == [0] * 8


def test_turnaround_leaves_void_nights_out(house):
    bed = make_contracted_bed(contract=house.contract, label="Room 5")
    make_placement(bed, admitted_on=october(1), discharged_on=october(10))
    make_void(bed, october(12), october(15))
    make_placement(bed, admitted_on=october(20))
    # the first stay in each bed comes after nobody
    assert values("turnaround_nights", house.scope, OCTOBER, AS_AT) == [7]
    assert values("turnaround_nights", house.scope, NOVEMBER, AS_AT) == [None]


def test_coming_back_to_ones_own_bed_is_no_turnaround(house):
    bed = make_contracted_bed(contract=house.contract, label="Room 5")
    placement = make_placement(bed, admitted_on=october(1))
    placement.bed_stays.update(until_date=october(8))
    make_bed_stay(placement, bed, october(12))
    assert values("turnaround_nights", house.scope, OCTOBER, AS_AT) == [None]


def test_a_block_night_has_no_price_and_a_void_costs_what_the_commissioner_pays():
    block = make_contract(
        funding="block", from_date=dt.date(2024, 4, 1), until_date=dt.date(2025, 4, 1), annual_value=Decimal(36_500)
    )
    make_placement(make_contracted_bed(contract=block), admitted_on=october(1))
    make_void(make_contracted_bed(contract=block), november(1), november(8), payer="commissioner")
    make_void(make_contracted_bed(contract=block), november(1), november(8), payer="provider")
    runs.recompute_all(today=AS_AT)
    scope = Scope(commissioners=frozenset({block.commissioner_id}))
    assert values("overstay_nights overstay_cost overstay_cost_change", scope, NOVEMBER, AS_AT) == [8, None, None]
    assert values("overstay_cost", scope, OCTOBER, AS_AT) == [0]
    # £100 a night for three beds
    (money,) = contracts_money([block], AS_AT)
    beds = block.contract_beds.all()
    nights = sum(financial_year_of(AS_AT).shared(Span(bed.from_date, bed.until_date)) for bed in beds)
    assert money.value_in_year is not None
    expected = (7 * money.value_in_year / nights).quantize(Decimal("0.01"))
    assert values("void_cost_block", scope, NOVEMBER, AS_AT) == [expected]
    assert expected == Decimal("233.33")
    assert values("spend contract_value cost_per_occupied_night", scope, NOVEMBER, AS_AT) == [1900, 1900, 100]


def test_value_over_two_financial_years_is_by_the_nights_of_each():
    contract = make_contract(
        funding="block", from_date=dt.date(2023, 4, 1), until_date=dt.date(2025, 4, 1), annual_value=Decimal(366_000)
    )
    both = Span(dt.date(2024, 3, 1), dt.date(2024, 5, 1))
    scope = Scope(commissioners=frozenset({contract.commissioner_id}))
    assert values("contract_value", scope, both, AS_AT) == [
        31 * 1000 + (Decimal(366_000) * 30 / 365).quantize(Decimal("0.01"))
    ]


def test_a_night_belongs_to_the_contract_of_its_bed():
    """Somebody moves to another provider and another commissioner's contract: each has its nights, and its price."""
    first = make_contracted_bed(rate="100.00")
    then = make_contracted_bed(rate="50.00")
    placement = make_placement(first, admitted_on=october(1), moves=[(november(15), then)])
    runs.recompute_all(today=AS_AT)
    ours, theirs = (bed.contract_beds.get().contract for bed in (first, then))
    scopes = [Scope(commissioners=frozenset({each.commissioner_id})) for each in (ours, theirs)]
    asked = "overstay_nights overstay_cost spend"
    assert values(asked, scopes[0], NOVEMBER, AS_AT) == [3, 300, 1400]
    assert values(asked, scopes[1], NOVEMBER, AS_AT) == [5, 250, 250]
    assert values(asked, SYSTEM, NOVEMBER, AS_AT) == [8, 550, 1650]
    (row,) = rows_of(MEASURES["overstay_nights"], scopes[1], NOVEMBER, AS_AT)
    assert row.reference == "Placed by another commissioner"
    (row,) = rows_of(MEASURES["overstay_nights"], scopes[0], NOVEMBER, AS_AT)
    assert row.reference == placement.resident.reference
    provider = Scope(providers=frozenset({ours.provider_id}))
    assert values(asked, provider, NOVEMBER, AS_AT) == [3, 300, 1400]
    (row,) = rows_of(MEASURES["overstay_nights"], provider, NOVEMBER, AS_AT)
    assert row.reference == "Now with another provider"


def test_a_placement_is_rounded_once():
    """A night at 4 sevenths of a penny under each of two contracts is a penny together, and a penny under each."""
    first, then = make_contracted_bed(), make_contracted_bed()
    contracts = [bed.contract_beds.get().contract for bed in (first, then)]
    for contract in contracts:
        contract.rates.update(amount="0.04", unit="week")
    make_placement(first, admitted_on=october(1), discharged_on=november(14), moves=[(november(13), then)])
    three = Span(november(12), november(15))
    assert values("overstay_nights overstay_cost spend", SYSTEM, three, AS_AT) == [2, Decimal("0.01"), Decimal("0.02")]
    for contract in contracts:
        part = Part.of(contract=contract.pk)
        assert values("overstay_cost", SYSTEM, three, AS_AT, part=part) == [Decimal("0.01")]


def test_posts_on_the_morning(house):
    council, provider = house.council, house.service.provider
    posts = {"commissioner": council, "provider": provider, "employer": "Trust", "contract_type": "permanent"}
    Post.objects.create(role="Manager", from_date=october(1), **posts)
    Post.objects.create(role="Nurse", from_date=october(1), vacant_since=november(20), **posts)
    Post.objects.create(role="Worker", from_date=october(1), until_date=AS_AT + days(90), **posts)
    Post.objects.create(role="Cook", from_date=october(1), until_date=AS_AT + days(91), **posts)
    Post.objects.create(role="Driver", from_date=october(1), until_date=AS_AT, **posts)
    keys = "posts_filled posts_vacant posts_ending vacancy_rate"
    assert values(keys, house.scope, NOVEMBER, AS_AT) == [3, 1, 1, 25]
    assert values(keys, house.scope, NOVEMBER, AS_AT, part=Part.of(contract=house.contract.pk)) == [3, 1, 1, 25]
    assert values(keys, house.scope, OCTOBER, AS_AT) == [5, 0, 1, 0]
    make_contract(commissioner=council, provider=provider, from_date=october(1))
    assert values("posts_filled", house.scope, NOVEMBER, AS_AT, part=Part.of(contract=house.contract.pk)) == [0]


@pytest.mark.parametrize("seed", SEEDS)
def test_random_histories_as_on_the_pages(seed):
    times, history = imagined(random.Random(seed))
    with then_forgotten():
        write(history, times)
        runs.recompute_all(today=times.today)
        periods = [Span(times.start + days(a), times.start + days(b)) for a, b in ((0, 110), (20, 61), (61, 102))]
        for period in periods:
            assert_nights(period, times.today)
            assert_overstays(period, times.today)
        assert_money(times.today)


def assert_nights(period: Span, as_at: dt.date) -> None:
    contracts = list(Contract.objects.values_list("pk", flat=True))
    stored = stored_nights(SYSTEM, period).values_list(*COUNTS)
    contracted, void, occupied, held, *_ = (sum(column) for column in zip(*stored, strict=True))
    keys = "contracted_nights void_nights occupied_nights held_nights beds_contracted"
    last_night = len(beds_on(contracts, period.until_date - days(1)))
    assert values(keys, SYSTEM, period, as_at) == [contracted, void, occupied, held, last_night]
    split = read_measures(["void_nights"], SYSTEM, [period], as_at, split="reason")
    for reason, _, nights in by_reason(void_nights(contracts, period)):
        assert split.value("void_nights", period, code=reason) == nights


def assert_overstays(period: Span, as_at: dt.date) -> None:
    total = total_of(overstays_between(SYSTEM, period))
    keys = "overstay_nights authorised unauthorised overstay_cost"
    nights = [total.nights, total.authorised_nights, total.unauthorised_nights]
    assert values(keys, SYSTEM, period, as_at) == [*nights, total.cost if total.nights else 0]
    before = total_of(overstays_between(SYSTEM, Span(period.from_date - days(period.nights), period.from_date)))
    if total.cost is not None or before.cost is not None:
        change = (total.cost or 0) - (before.cost or 0)
        assert values("overstay_cost_change", SYSTEM, period, as_at) == [change]
    here = Overstayers(SYSTEM, period.until_date)
    beds = beds_on(list(Contract.objects.values_list("pk", flat=True)), period.until_date)
    late = sum(bed.overstay for bed in beds if bed.is_used)
    due = len(due_soon(SYSTEM, period.until_date))
    keys = "overstayers overstay_beds due_soon"
    assert values(keys, SYSTEM, period, as_at) == [here.summary.people, late, due]


def assert_money(as_at: dt.date) -> None:
    """Contract by contract, and together, for the financial year so far."""
    moneys = contracts_money(Contract.objects.all(), as_at)
    year = so_far(financial_year_of(as_at - days(1)), as_at)
    by = read_measures(["spend", "contract_value"], SYSTEM, [year], as_at, by=Dimension.CONTRACT)
    for money in moneys:
        assert by.value("spend", year, unit=money.contract.pk) == money.spend
        assert by.value("contract_value", year, unit=money.contract.pk) == money.value_to_date
    total = spend_total(moneys)
    assert values("spend contract_value", SYSTEM, year, as_at) == [total.spend, total.value_to_date]
    (share,) = values("spend_share", SYSTEM, year, as_at)
    assert (share is None) == (total.share is None)
    assert share is None or total.share is None or abs(share - total.share) < Decimal("1e-9")
