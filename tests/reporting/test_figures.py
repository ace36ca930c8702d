"""The figures of placements laid out one by one: the published table, and the corners of the rules."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from beds.access import SYSTEM
from reporting import figures, runs
from reporting.figures import costs_between, figures_as_at, spend_by_contract
from reporting.queries.unpriced import unpriced
from residents.models import Placement
from tests.factories import (
    TODAY,
    make_contract,
    make_contract_bed,
    make_contracted_bed,
    make_extension,
    make_placement,
    make_rate,
)

DAY = dt.timedelta(days=1)
AS_AT = dt.date(2023, 4, 1)
START = dt.date(2020, 1, 1)

PUBLISHED = [
    (25, "3220.36", "901.70", "week"),
    (3, "386.44", "901.70", "week"),
    (38, "4894.94", "901.70", "week"),
    (54, "6955.97", "901.70", "week"),
    (161, "21849.31", "135.71", "night"),
    (62, "8414.02", "135.71", "night"),
    (3, "407.13", "135.71", "night"),
    (41, "5564.11", "135.71", "night"),
    (38, "5156.98", "135.71", "night"),
    (49, None, None, None),
    (1, "128.81", "901.70", "week"),
    (73, "9403.44", "901.70", "week"),
    (57, "7735.47", "135.71", "night"),
    (1, "135.71", "135.71", "night"),
    (48, "5485.44", "114.28", "night"),
]
"""Overstay nights, cost and rate of the fifteen residents of the review of 2023, section 3."""


def published_placement(nights: int, amount: str | None, unit: str | None) -> Placement:
    contract = make_contract(funding="spot" if amount else "block")
    if amount and unit:
        make_rate(contract, amount, unit)
    bed = make_contracted_bed(contract=contract)
    return make_placement(bed, admitted_on=AS_AT - (42 + nights) * DAY, discharged_on=AS_AT)


@pytest.mark.django_db
@pytest.mark.parametrize("live", [True, False])
def test_the_published_table_to_the_penny(live: bool) -> None:
    placements = [published_placement(nights, amount, unit) for nights, _, amount, unit in PUBLISHED]
    runs.recompute_all(today=AS_AT)
    found = figures_as_at(Placement.objects.all(), AS_AT, live=live)
    rows = [found[placement.pk] for placement in placements]
    assert [row.overstay_nights for row in rows] == [nights for nights, *_ in PUBLISHED]
    assert [row.overstay_cost for row in rows] == [cost and Decimal(cost) for _, cost, *_ in PUBLISHED]
    assert sum(row.overstay_nights for row in rows) == 654
    assert sum(row.overstay_spot_nights for row in rows) == 605
    assert sum(row.overstay_cost or 0 for row in rows) == Decimal("79738.13")


@pytest.mark.django_db
def test_exactly_the_limit_is_no_overstay_and_the_next_night_is_the_first() -> None:
    placement = make_placement(admitted_on=TODAY - 42 * DAY)
    everyone = Placement.objects.all()
    assert figures_as_at(everyone, TODAY)[placement.pk].overstay_nights == 0
    assert figures_as_at(everyone, TODAY + DAY)[placement.pk].overstay_nights == 1


@pytest.mark.django_db
def test_a_move_changes_the_price_and_not_the_clock() -> None:
    dear, cheap = make_contracted_bed(rate="200.00"), make_contracted_bed(rate="100.00")
    moved_on = TODAY - 5 * DAY
    placement = make_placement(dear, admitted_on=TODAY - 50 * DAY, moves=[(moved_on, cheap)])
    row = figures_as_at(Placement.objects.all(), TODAY)[placement.pk]
    assert (row.los_nights, row.overstay_nights) == (50, 8)
    assert row.cost == 45 * 200 + 5 * 100
    assert row.overstay_cost == 3 * 200 + 5 * 100
    first, second = figures.cost_lines(placement.pk, TODAY)
    assert (first.until_date, first.amount, second.from_date, second.amount) == (
        moved_on,
        Decimal(9000),
        moved_on,
        Decimal(500),
    )


@pytest.mark.django_db
def test_an_extension_authorises_and_hides_nothing() -> None:
    placement = make_placement(admitted_on=TODAY - 52 * DAY)
    make_extension(placement, TODAY - 4 * DAY)
    row = figures_as_at(Placement.objects.all(), TODAY)[placement.pk]
    assert (row.overstay_nights, row.authorised_nights, row.unauthorised_nights) == (10, 6, 4)
    assert row.overstay_cost == 10 * Decimal("135.71")


@pytest.mark.django_db
def test_nights_in_both_kinds_of_bed_cost_what_the_spot_nights_do() -> None:
    block = make_contracted_bed(contract=make_contract(funding="block"))
    placement = make_placement(
        block, admitted_on=TODAY - 50 * DAY, moves=[(TODAY - 45 * DAY, make_contracted_bed(rate="10.00"))]
    )
    row = figures_as_at(Placement.objects.all(), TODAY)[placement.pk]
    assert (row.block_nights, row.spot_nights, row.cost) == (5, 45, Decimal(450))
    assert (row.overstay_block_nights, row.overstay_spot_nights, row.overstay_cost) == (0, 8, Decimal(80))


@pytest.mark.django_db
def test_nights_without_a_rate_are_listed_and_not_priced() -> None:
    contract = make_contract()
    make_rate(contract, "100.00", from_date=TODAY - 3 * DAY)
    placement = make_placement(make_contracted_bed(contract=contract), admitted_on=TODAY - 10 * DAY)
    (found,) = unpriced(SYSTEM, TODAY)
    assert (found.placement, found.nights) == (placement, 7)
    row = figures_as_at(Placement.objects.all(), TODAY)[placement.pk]
    assert (row.spot_nights, row.unpriced_nights, row.cost) == (3, 7, Decimal(300))


@pytest.mark.django_db
def test_nights_in_a_bed_without_a_contract_are_listed_too() -> None:
    contract = make_contract(until_date=TODAY - 4 * DAY)
    make_rate(contract)
    bed = make_contracted_bed(contract=make_contract(funding="block", from_date=TODAY))
    make_contract_bed(contract, bed)
    placement = make_placement(bed, contract=contract, admitted_on=TODAY - 10 * DAY)
    assert [(each.placement, each.nights) for each in unpriced(SYSTEM, TODAY)] == [(placement, 4)]
    lines = figures.cost_lines(placement.pk, TODAY)
    assert [(line.contract, line.nights, line.is_unpriced) for line in lines] == [
        (contract.reference, 6, False),
        (None, 4, True),
    ]


@pytest.mark.django_db
def test_a_same_day_stay_has_a_row_of_no_nights() -> None:
    placement = make_placement(admitted_on=TODAY - DAY, discharged_on=TODAY - DAY)
    runs.run_nightly(today=TODAY)
    row = figures_as_at(Placement.objects.all(), TODAY)[placement.pk]
    assert (row.los_nights, row.cost, row.band) == (0, None, "on_course")


@pytest.mark.django_db
def test_a_correction_of_today_is_seen_before_it_is_stored() -> None:
    placement = make_placement(admitted_on=TODAY - 60 * DAY, discharged_on=TODAY - 5 * DAY)
    runs.run_nightly(today=TODAY)
    placement.bed_stays.update(until_date=TODAY - 8 * DAY)
    Placement.objects.update(discharged_on=TODAY - 8 * DAY)
    assert figures_as_at(Placement.objects.all(), TODAY)[placement.pk].los_nights == 52


@pytest.mark.django_db
def test_a_month_costs_its_own_nights() -> None:
    contract = make_contract()
    make_rate(contract, "901.70", "week")
    placement = make_placement(make_contracted_bed(contract=contract), admitted_on=dt.date(2026, 9, 11))
    from_date, until_date = dt.date(2026, 10, 1), dt.date(2026, 11, 1)
    row = costs_between(Placement.objects.all(), from_date, until_date)[placement.pk]
    assert (row.nights, row.overstay_nights) == (31, 9)
    assert row.cost == row.contracts[contract.pk].cost == Decimal("3993.24")
    assert row.overstay_cost == Decimal("1159.33")
    spend = spend_by_contract([contract.pk], from_date, until_date)[contract.pk]
    assert (spend.nights, spend.cost) == (31, Decimal("3993.24"))


@pytest.mark.django_db
def test_the_figures_of_a_page_take_four_reads_whatever_their_number(django_assert_num_queries) -> None:
    for number in range(4):
        make_placement(admitted_on=TODAY - 60 * DAY, discharged_on=TODAY - 5 * DAY if number % 2 else None)
    runs.run_nightly(today=TODAY)
    # is a correction waiting; the stored rows; who is missing; their figures, computed
    with django_assert_num_queries(4):
        assert len(figures_as_at(Placement.objects.all(), TODAY)) == 4
