"""A contract that others have a part in: its placements add up to its spend for everybody, and open where they may."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.urls import reverse

from reporting.queries.contracts import contract_page, contracts_list
from tests.factories import (
    make_bed,
    make_contract_bed,
    make_contracted_bed,
    make_official,
    make_placement,
    make_resident,
    make_worker,
)
from tests.reporting.small_house import AS_AT, SmallHouse, make_small_house, november

pytestmark = pytest.mark.django_db
THEN = {"as_at": AS_AT.isoformat()}


@pytest.fixture
def house() -> SmallHouse:
    return make_small_house()


def text(response) -> str:
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def gone_elsewhere(house: SmallHouse):
    """Six nights under the contract from 1 November, then with another provider of the same commissioner."""
    elsewhere = make_contracted_bed(commissioner=house.council, rate="50.00")
    start = make_bed("Room 5", service=house.service)
    make_contract_bed(house.contract, start)
    return make_placement(
        start, admitted_on=november(1), moves=[(november(7), elsewhere)], resident=make_resident("R-GONE")
    )


def test_the_costs_add_up_to_the_spend_for_the_provider_too(house):
    gone_elsewhere(house)
    scope = make_worker(house.service.provider).scope()
    page = contract_page(scope, house.contract.pk, AS_AT)
    assert page.money.spend == page.cost_of_placements == Decimal("7600.00")
    assert [row.placement and row.placement.pk for row in page.placements] == [
        house.one.pk, house.left.pk, house.two.pk, None
    ]  # fmt: skip


def test_who_is_now_with_another_provider_is_counted_and_not_named(client, house):
    gone = gone_elsewhere(house)
    address = reverse("reporting:contract", args=[house.contract.pk])
    link = reverse("reporting:placement", args=[gone.pk])
    client.force_login(make_worker(house.service.provider))
    page = client.get(address, THEN)
    assert "Now with another provider not shown not shown 6 0 £600.00" in text(page)
    assert "R-GONE" not in page.content.decode()
    assert link not in page.content.decode()
    client.force_login(make_official(house.council))
    page = client.get(address, THEN)
    assert "R-GONE" in text(page)
    assert link in page.content.decode()


def test_links_of_a_past_morning_open_for_the_provider(client, house):
    gone_elsewhere(house)
    client.force_login(make_worker(house.service.provider))
    for page in (reverse("reporting:contract", args=[house.contract.pk]), reverse("reporting:beds")):
        shown = client.get(page, {"as_at": "2024-11-05"}).content.decode()
        assert "R-GONE" not in shown
        links = set(re.findall(r'href="(/placements/[^"#]*)', shown))
        assert {client.get(link).status_code for link in links} == {200}
    assert "Somebody whose record you cannot see" in shown


def test_a_bed_bought_when_needed_counts_when_somebody_has_it(house):
    bed = make_bed("Room 6", service=house.service)
    make_contract_bed(house.contract, bed, basis="placement")
    assert (
        contracts_list(house.scope, AS_AT)[0].beds
        == contract_page(house.scope, house.contract.pk, AS_AT).beds_tonight
        == 4
    )
    make_placement(bed, admitted_on=AS_AT - dt.timedelta(days=1))
    assert (
        contracts_list(house.scope, AS_AT)[0].beds
        == contract_page(house.scope, house.contract.pk, AS_AT).beds_tonight
        == 5
    )
