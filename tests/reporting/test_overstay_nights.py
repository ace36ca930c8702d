"""The overstay nights of a period: which of them lack a price, in which service they were, and a page at a time."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from beds.access import SYSTEM
from reporting.periods import Span
from reporting.queries.overstay_nights import overstays_between, total_of
from residents.models import Placement
from tests.factories import make_contract, make_contracted_bed, make_placement, make_rate
from tests.reporting.small_house import november, october

pytestmark = pytest.mark.django_db
ADMITTED = october(1)  # due on 12 November
NOVEMBER = Span(november(1), november(20))


def overstays() -> list:
    return overstays_between(Placement.objects.within(SYSTEM), NOVEMBER)


def test_nights_after_a_bed_was_given_up_lack_no_price():
    placement = make_placement(make_contracted_bed(rate="100.00"), admitted_on=ADMITTED)
    placement.bed_stays.update(until_date=november(5))
    (row,) = overstays()
    assert (row.nights, row.unpriced_nights, row.cost) == (8, 0, None)


def test_nights_after_the_last_rate_are_counted_beside_those_with_a_price():
    contract = make_contract(from_date=dt.date(2024, 4, 1))
    make_rate(contract, "100.00", from_date=dt.date(2024, 4, 1), until_date=november(15))
    make_placement(make_contracted_bed(contract=contract), admitted_on=ADMITTED)
    (row,) = overstays()
    assert (row.nights, row.unpriced_nights, row.cost) == (8, 5, Decimal("300.00"))
    assert total_of([row, row]).unpriced_nights == 10


def test_nights_in_a_bed_that_no_contract_holds_lack_a_price():
    ended = make_contract(from_date=dt.date(2024, 4, 1), until_date=november(15))
    make_rate(ended, "100.00", from_date=dt.date(2024, 4, 1))
    make_placement(make_contracted_bed(contract=ended), admitted_on=ADMITTED)
    (row,) = overstays()
    assert (row.nights, row.unpriced_nights, row.cost) == (8, 5, Decimal("300.00"))


def test_block_funded_nights_lack_no_price():
    block = make_contract(funding="block", from_date=dt.date(2024, 4, 1))
    make_placement(make_contracted_bed(contract=block), admitted_on=ADMITTED)
    (row,) = overstays()
    assert (row.nights, row.block_nights, row.unpriced_nights) == (8, 8, 0)
