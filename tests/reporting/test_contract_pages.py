"""The contracts, and the page of one: value, spend that its placements add up to, its end, and who may see it."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.urls import reverse

from beds.access import SYSTEM
from beds.models import Contract
from reporting.queries.contracts import contract_page, contracts_list
from tests.factories import (
    make_bed,
    make_commissioner,
    make_contract,
    make_contract_bed,
    make_contracted_bed,
    make_official,
    make_placement,
    make_worker,
)
from tests.reporting.small_house import AS_AT, SmallHouse, make_small_house, november, october

pytestmark = pytest.mark.django_db
LIST = reverse("reporting:contracts")
THEN = {"as_at": AS_AT.isoformat()}


@pytest.fixture
def house() -> SmallHouse:
    return make_small_house()


def address(contract: Contract) -> str:
    return reverse("reporting:contract", args=[contract.pk])


def text(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_the_placements_listed_add_up_to_the_spend(house):
    page = contract_page(house.scope, house.contract.pk, AS_AT)
    assert page.money.spend == page.cost_of_placements == Decimal("7000.00")
    assert [(row.placement and row.placement.pk, row.cost.nights) for row in page.placements] == [
        (house.one.pk, 50),
        (house.left.pk, 10),
        (house.two.pk, 10),
    ]
    assert page.overstay_nights_of_placements == 8
    assert (page.year_nights.used, page.year_nights.available) == (70, 4 * 233 - 5)


def test_nights_under_another_contract_are_not_counted_here(house):
    elsewhere = make_contracted_bed(commissioner=house.council, rate="50.00")
    start = make_bed(service=house.service)
    make_contract_bed(house.contract, start)
    make_placement(start, admitted_on=november(1), moves=[(november(6), elsewhere)])
    page = contract_page(house.scope, house.contract.pk, AS_AT)
    assert page.money.spend == page.cost_of_placements == Decimal("7500.00")


def test_a_year_that_is_over_is_worth_its_whole_value(house):
    page = contract_page(house.scope, house.contract.pk, dt.date(2025, 4, 1))
    assert page.year_is_over
    assert page.money.value_to_date == Decimal("146000.00")


def test_a_contract_is_worth_its_share_of_a_leap_year_and_of_a_part_year():
    council = make_commissioner()
    contract = make_contract(
        commissioner=council,
        funding="block",
        annual_value=Decimal(36_600),
        from_date=dt.date(2024, 2, 1),
        until_date=dt.date(2024, 4, 1),
    )
    (money,) = contracts_list(make_official(council).scope(), dt.date(2024, 4, 1))
    assert money.contract == contract
    assert money.value_to_date == Decimal("6000.00")  # 60 nights of a year of 366
    assert money.spend == Decimal("6000.00")


def test_the_somerset_block_costs_178_08_a_contracted_bed_night():
    call_command("load_demo", "somerset", verbosity=0)
    contract = Contract.objects.within(SYSTEM).get(commissioner__slug="somerset")
    page = contract_page(SYSTEM, contract.pk, dt.date(2025, 4, 1))
    assert page.notional_cost == Decimal("178.08")
    assert page.money.spend == Decimal("520000.00")
    assert contract_page(SYSTEM, contract.pk, dt.date(2025, 3, 31)).money.year_name == "2024/25"


def test_the_page_shows_beds_rates_and_money(client, house):
    client.force_login(make_official(house.council))
    shown = text(client.get(address(house.contract), THEN))
    for words in ("£146,000.00", "£93,200.00", "£7,000.00", "£100.00 a night", "Room 1", "Reserved every night",
                  "42 nights", "R-ONE", "Void"):  # fmt: skip
        assert words in shown
    assert "block funded" not in shown


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (AS_AT + dt.timedelta(days=89), "This contract ends in 89 days"),
        (AS_AT + dt.timedelta(days=1), "This contract ends in 1 day,"),
        (AS_AT, "This contract ended"),
    ],
)
def test_an_end_that_is_near_or_past_is_said(client, until, said):
    council = make_commissioner()
    contract = make_contract(commissioner=council, from_date=october(1), until_date=until)
    client.force_login(make_official(council))
    assert said in text(client.get(address(contract), THEN))


def test_an_end_90_days_away_is_no_warning(client):
    council = make_commissioner()
    until = AS_AT + dt.timedelta(days=90)
    contract = make_contract(commissioner=council, from_date=october(1), until_date=until)
    client.force_login(make_official(council))
    assert "This contract ends in" not in text(client.get(address(contract), THEN))


def test_a_block_contract_is_paid_by_the_night_and_never_shows_nought(client):
    council = make_commissioner()
    contract = make_contract(commissioner=council, funding="block", from_date=dt.date(2024, 4, 1))
    make_placement(make_contracted_bed(contract=contract), admitted_on=october(1))
    client.force_login(make_official(council))
    shown = text(client.get(address(contract), THEN))
    assert "Block funded" in shown
    assert "notional: never added to spot cost" in shown
    assert "£0.00" not in shown


def test_the_list_shows_a_persons_own_contracts(client, house):
    other = make_contract()
    client.force_login(make_official(house.council))
    shown = text(client.get(LIST, THEN))
    assert house.contract.reference in shown
    assert other.reference not in shown
    client.force_login(make_worker(house.service.provider))
    assert house.contract.reference in text(client.get(LIST, THEN))
    client.force_login(make_official(make_commissioner()))
    assert "There is no contract yet" in text(client.get(LIST))


def test_strangers_and_writers_are_turned_away(client, house):
    assert client.get(LIST).status_code == client.get(address(house.contract)).status_code == 302
    client.force_login(make_official(make_commissioner()))
    assert client.get(address(house.contract)).status_code == 404
    assert client.post(LIST).status_code == client.post(address(house.contract)).status_code == 405


def test_the_queries_do_not_grow_with_contracts_or_beds(client, house, django_assert_max_num_queries):
    for _ in range(8):
        make_placement(make_contracted_bed(contract=house.contract), admitted_on=october(1))
        make_contracted_bed(commissioner=house.council)
    client.force_login(make_official(house.council))
    with django_assert_max_num_queries(7):
        client.get(LIST, THEN)
    with django_assert_max_num_queries(25):
        client.get(address(house.contract), THEN)


def test_each_bed_is_drawn_night_by_night_and_people_by_reference(client, house):
    client.force_login(make_worker(house.service.provider))  # who may know names elsewhere
    chart = contract_page(make_official(house.council).scope(), house.contract.pk, AS_AT).beds_chart
    assert [(row.cells[0], row.cells[1], row.cells[2], row.cells[4]) for row in chart.table.rows] == [
        ("Room 1", "Vacant", dt.date(2024, 8, 21), ""),
        ("Room 1", "Occupied", october(1), "R-ONE"),
        ("Room 1", "Past due", november(12), "R-ONE"),
        ("Room 2", "Vacant", dt.date(2024, 8, 21), ""),
        ("Room 2", "Occupied", november(10), "R-TWO"),
        ("Room 2", "Held", november(18), "R-TWO"),
        ("Room 3", "Vacant", dt.date(2024, 8, 21), ""),
        ("Room 3", "Void", november(15), "Repair"),
        ("Room 4", "Vacant", dt.date(2024, 8, 21), ""),
        ("Room 4", "Occupied", october(10), "R-LEFT"),
        ("Room 4", "Vacant", october(20), ""),
    ]
    assert chart.description == "4 beds. Nights: vacant 289, occupied 60, past due 8, void 5, held 2."
    page = client.get(address(house.contract), THEN).content.decode()
    assert "Room 2: Vacant 21 Aug 2024 to 9 Nov 2024; Occupied 10 Nov 2024 to 17 Nov 2024, R-TWO; Held" in page
    assert "Ada" not in page


def test_the_months_of_a_contract_are_drawn_from_its_start(house):
    occupancy, spend = contract_page(house.scope, house.contract.pk, AS_AT).charts
    assert occupancy.target == 85
    assert occupancy.table.rows[0].cells[0] == "April 2024"
    assert occupancy.table.column("used")[-2:] == [41, 29]
    assert spend.table.column("spend")[-2:] == [4100, 2900]
    assert spend.table.column("target")[-2:] == [12_400, 7_600]
