"""The overstay nights of a period: which of them lack a price, in which service they were, and a page at a time."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.urls import reverse

from beds.access import SYSTEM
from reporting.periods import Span
from reporting.queries.overstay_nights import due_soon, overstays_between, total_of
from tests.factories import (
    make_commissioner,
    make_contract,
    make_contracted_bed,
    make_official,
    make_placement,
    make_rate,
    make_service,
    make_void,
    make_worker,
)
from tests.reporting.small_house import november, october

pytestmark = pytest.mark.django_db
ADMITTED = october(1)  # due on 12 November
NOVEMBER = Span(november(1), november(20))


def overstays() -> list:
    return overstays_between(SYSTEM, NOVEMBER)


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


def test_the_service_is_that_of_the_morning_and_not_the_one_after_a_later_move(client):
    first, then = make_contracted_bed(service=make_service("Rowan House")), make_contracted_bed()
    moved = make_placement(first, admitted_on=ADMITTED, moves=[(november(25), then)])
    (row,) = overstays()
    assert row.service.name == "Rowan House"
    assert [each.placement_id for each in overstays_between(SYSTEM, NOVEMBER, service=first.service)] == [moved.pk]
    assert overstays_between(SYSTEM, NOVEMBER, service=then.service) == []
    (later,) = overstays_between(SYSTEM, Span(november(1), november(26)))
    assert later.service.id == then.service_id
    (due,) = due_soon(SYSTEM, november(1))
    assert due.service.name == "Rowan House"


def test_a_service_out_of_scope_is_not_named():
    theirs = make_contracted_bed(service=make_service("Rowan House"))
    ours = make_contracted_bed()
    make_placement(theirs, admitted_on=ADMITTED, moves=[(november(25), ours)])
    scope = make_worker(ours.service.provider).scope()
    (row,) = overstays_between(scope, NOVEMBER)
    assert (row.service.id, row.service.name) == (None, "Another provider")


def test_long_lists_come_fifty_a_page_with_totals_over_all(client):
    council = make_commissioner()
    for number in range(51):
        bed = make_contracted_bed(f"Room {number}", commissioner=council, rate="10.00")
        make_placement(bed, admitted_on=ADMITTED)
        make_void(make_contracted_bed(commissioner=council), november(1))
    client.force_login(make_official(council))
    asked = {"as_at": "2024-11-20", "from_date": "2024-11-01", "until_date": "2024-11-20"}
    for name, total in (("overstay_nights", "408"), ("voids", "969"), ("beds", "102 beds")):
        first, second = (client.get(reverse(f"reporting:{name}"), asked | {"page": page}) for page in (1, 2))
        for page in (first, second):
            assert total in re.sub(r"<[^>]+>", " ", page.content.decode())
        assert first.content.decode().count('role="rowheader"') == 50
        assert "page=2" in first.content.decode()
        assert second.content.decode().count('role="rowheader"') == (50 if name == "beds" else 1)
