"""Nights without a contract or a rate: listed by name, led to from the dashboard, and said beside every spend."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse

from reporting.queries.unpriced import unpriced
from tests.factories import (
    make_commissioner,
    make_contract,
    make_contracted_bed,
    make_official,
    make_placement,
    make_rate,
    make_resident,
    make_service,
    make_user,
    make_worker,
)
from tests.reporting.small_house import AS_AT, november, october

pytestmark = pytest.mark.django_db
PAGE = reverse("reporting:unpriced")
THEN = {"as_at": AS_AT.isoformat()}


@pytest.fixture
def council():
    return make_commissioner()


@pytest.fixture
def placement(council):
    """In a contract whose only rate ends on 15 November: 5 nights without one."""
    contract = make_contract(commissioner=council, from_date=dt.date(2024, 4, 1))
    make_rate(contract, "100.00", from_date=dt.date(2024, 4, 1), until_date=november(15))
    service = make_service("Rowan House", provider=contract.provider)
    bed = make_contracted_bed(contract=contract, service=service)
    return make_placement(bed, admitted_on=october(20), resident=make_resident("R-UNPRICED"))


def text(response) -> str:
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_the_page_lists_them_by_name(client, council, placement):
    make_placement(make_contracted_bed(commissioner=council), resident=make_resident("R-PRICED"))
    client.force_login(make_official(council))
    shown = text(client.get(PAGE, THEN))
    assert "5 nights of 1 placement." in shown
    assert "R-UNPRICED" in shown
    assert "Rowan House" in shown
    assert "R-PRICED" not in shown
    assert "Every night in a bed has a contract" in text(client.get(PAGE, {"as_at": "2024-11-15"}))


def test_the_dashboard_leads_to_them(client, council, placement):
    client.force_login(make_official(council))
    page = client.get(reverse("reporting:dashboard"), THEN)
    assert "1 placement has nights without a contract or rate" in text(page)
    assert f"{PAGE}?as_at=2024-11-20" in page.content.decode()
    earlier = client.get(reverse("reporting:dashboard"), {"as_at": "2024-11-15"})
    assert "without a contract or rate" not in text(earlier)


@pytest.mark.parametrize("page", ["dashboard", "contracts", "contract"])
def test_each_spend_says_how_many_nights_it_leaves_out(client, council, placement, page):
    client.force_login(make_official(council))
    address = reverse(f"reporting:{page}", args=[placement.contract_id] if page == "contract" else [])
    assert "without 5 nights that have no rate" in text(client.get(address, THEN))
    assert "no rate" not in text(client.get(address, {"as_at": "2024-11-15"}))


def test_a_rate_missing_in_another_providers_contract_is_not_told(council, placement):
    bed = make_contracted_bed(commissioner=council)
    moved = make_placement(placement.bed_stays.get().bed, admitted_on=october(1), moves=[(october(10), bed)])
    placement.contract.rates.update(from_date=october(5))
    theirs = make_worker(bed.service.provider).scope()
    assert unpriced(theirs, AS_AT) == []
    ours = {row.placement.pk: row.nights for row in unpriced(make_official(council).scope(), AS_AT)}
    assert ours == {moved.pk: 4, placement.pk: 5}


def test_others_find_nothing(client, placement):
    client.force_login(make_official(make_commissioner()))
    assert "R-UNPRICED" not in text(client.get(PAGE, THEN))


def test_the_page_is_for_reading_by_those_who_signed_in(client):
    assert client.get(PAGE).headers["Location"].startswith(reverse("account_login"))
    client.force_login(make_user())
    assert client.get(PAGE).status_code == 403
    client.force_login(make_official(make_commissioner()))
    assert client.get(PAGE).status_code == 200
    assert client.post(PAGE).status_code == 405


def test_the_rows_take_few_queries_and_come_fifty_a_page(client, council, placement, django_assert_max_num_queries):
    for _ in range(50):
        make_placement(make_contracted_bed(commissioner=council, rate=None), admitted_on=november(1))
    client.force_login(make_official(council))
    with django_assert_max_num_queries(16):
        shown = text(client.get(PAGE, THEN))
    assert "51 placements" in shown
    assert "page 1 of 2" in shown
