"""The overstayers page: who may open it, what it shows and keeps, and that it says so without colour or script."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from beds.access import Role
from beds.models import Commissioner, Contract
from tests.factories import (
    make_commissioner,
    make_contract,
    make_contracted_bed,
    make_extension,
    make_official,
    make_placement,
    make_resident,
    make_user,
    make_worker,
)

pytestmark = pytest.mark.django_db
PAGE = reverse("reporting:overstayers")


@pytest.fixture
def today() -> dt.date:
    return timezone.localdate()


@pytest.fixture
def council() -> Commissioner:
    return make_commissioner("Wells Council")


def overstayer(council: Commissioner, today: dt.date, nights: int, reference: str = "", **facts: object):
    bed = facts.pop("bed", None) or make_contracted_bed(commissioner=council, rate="100.00")
    admitted_on = today - dt.timedelta(days=nights)
    return make_placement(bed, admitted_on=admitted_on, resident=make_resident(reference), **facts)  # type: ignore[arg-type]


def as_user(client: Client, user: object) -> Client:
    client.force_login(user)  # type: ignore[arg-type]
    return client


def text(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("role", [Role.COMMISSIONER, Role.CONTRACT_MANAGER, Role.ADMINISTRATOR])
def test_a_commissioner_of_any_role_sees_the_overstayers(client, council, today, role):
    placement = overstayer(council, today, 60, "R-MINE")
    overstayer(make_commissioner(), today, 60, "R-THEIRS")
    page = text(as_user(client, make_official(council, role=role)).get(PAGE))
    assert reverse("reporting:placement", args=[placement.pk]) in page
    assert "R-MINE" in page
    assert "£1,800.00" in page
    assert "R-THEIRS" not in page


@pytest.mark.parametrize("role", [Role.PROVIDER_WORKER, Role.PROVIDER_VIEWER])
def test_a_provider_sees_its_own_and_is_offered_no_other_to_filter_by(client, council, today, role):
    mine = overstayer(council, today, 60, "R-MINE")
    other = overstayer(council, today, 60, "R-THEIRS")
    page = text(as_user(client, make_worker(mine.service.provider, role=role)).get(PAGE))
    assert "R-MINE" in page
    assert "R-THEIRS" not in page
    assert other.service.provider.name not in page
    assert other.service.name not in page


def test_somebody_who_belongs_nowhere_is_not_told_that_nobody_overstays(client):
    assert as_user(client, make_user()).get(PAGE).status_code == 403


def test_a_stranger_is_asked_to_sign_in(client):
    assert client.get(PAGE).status_code == 302


@pytest.mark.parametrize("name", ["post", "put", "delete"])
def test_the_page_is_only_read(client, council, name):
    assert getattr(as_user(client, make_official(council)), name)(PAGE).status_code == 405


def test_a_filter_by_what_is_not_theirs_filters_by_nothing_and_says_so(client, council, today):
    overstayer(council, today, 60, "R-MINE")
    other = overstayer(make_commissioner(), today, 60)
    page = text(as_user(client, make_official(council)).get(PAGE, {"provider": other.service.provider_id}))
    assert "There is a problem" in page
    assert "R-MINE" in page


def test_totals_are_of_the_filtered_rows_over_all_pages(client, council, today):
    for _ in range(52):
        overstayer(council, today, 52)
    overstayer(council, today, 100)
    page = text(as_user(client, make_official(council)).get(PAGE, {"band": "overstay"}))
    assert "52 placements" in page
    assert ">520<" in page
    assert "£52,000.00" in page
    assert "Page 2 of 2" in page
    assert "page=2" in page


def test_a_page_that_is_not_there_becomes_the_last(client, council, today):
    overstayer(council, today, 60, "R-MINE")
    assert "R-MINE" in text(as_user(client, make_official(council)).get(PAGE, {"page": "99"}))


def test_headings_sort_and_keep_the_filters(client, council, today):
    overstayer(council, today, 60)
    page = text(as_user(client, make_official(council)).get(PAGE, {"band": "overstay", "sort": "ward"}))
    assert 'aria-sort="ascending"' in page
    assert "?band=overstay&amp;sort=-ward" in page


def test_the_provider_stands_under_the_service_and_still_sorts(client, council, today):
    placement = overstayer(council, today, 60)
    service = placement.service
    page = text(as_user(client, make_official(council)).get(PAGE))
    assert f'<span>{service.name}<span class="sd-block sd-quiet">{service.provider.name}</span>' in page
    assert 'href="?sort=provider">Sort by provider</a>' in page
    assert 'href="?sort=-provider">Sort by provider, Z to A</a>' in text(client.get(PAGE, {"sort": "provider"}))


def test_an_unknown_order_is_not_taken(client, council, today):
    overstayer(council, today, 60, "R-MINE")
    answer = as_user(client, make_official(council)).get(PAGE, {"sort": "1; DROP TABLE"})
    assert answer.status_code == 200
    assert "R-MINE" in text(answer)


def test_links_keep_the_as_at_date(client, council, today):
    placement = overstayer(council, today, 100)
    then = (today - dt.timedelta(days=20)).isoformat()
    page = text(as_user(client, make_official(council)).get(PAGE, {"as_at": then}))
    assert f"{reverse('reporting:placement', args=[placement.pk])}?as_at={then}" in page
    assert f"{reverse('reporting:overstayers_download', args=['csv'])}?as_at={then}" in page
    assert ">80<" in page


def test_a_future_date_gives_todays_page_and_the_reason(client, council, today):
    overstayer(council, today, 60, "R-MINE")
    asked = (today + dt.timedelta(days=1)).isoformat()
    page = text(as_user(client, make_official(council)).get(PAGE, {"as_at": asked}))
    assert "There is a problem" in page
    assert "R-MINE" in page


def test_block_funded_is_said_and_never_nought(client, council, today):
    block = make_contract(commissioner=council, funding=Contract.Funding.BLOCK)
    overstayer(council, today, 60, bed=make_contracted_bed(contract=block))
    page = text(as_user(client, make_official(council)).get(PAGE))
    assert page.count("Block funded") == 2  # the row, and the total
    assert "£0" not in page


def test_nobody_and_nobody_of_these_filters_are_told_apart(client, council, today):
    user = make_official(council)
    assert "Nobody was past their stay limit" in text(as_user(client, user).get(PAGE))
    overstayer(council, today, 60)
    page = text(client.get(PAGE, {"band": "critical"}))
    assert "No placement matches these filters" in page
    assert "Clear filters" in page


def test_the_print_view_has_all_rows_and_no_filters(client, council, today):
    for _ in range(55):
        overstayer(council, today, 50)
    page = text(as_user(client, make_official(council)).get(PAGE, {"view": "print"}))
    assert page.count('role="rowheader"') == 55
    assert "sd-filters" not in page


def test_query_count_is_the_same_for_few_and_many(client, council, today, django_assert_max_num_queries):
    as_user(client, make_official(council))
    for nights in range(45, 75):
        make_extension(overstayer(council, today, nights), today)
    with django_assert_max_num_queries(17):
        client.get(PAGE, {"who": "everyone"})


@pytest.mark.parametrize("width", [1280, 1024, 375])
def test_it_is_accessible_and_no_column_is_cut_off(live_server, page, sign_in, accessible, council, today, width):
    overstayer(council, today, 60, "R-MINE")
    sign_in(make_official(council))
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(live_server.url + PAGE)
    assert page.get_by_role("link", name="R-MINE").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if width > 640:  # below, the rows are cards
        box = page.get_by_role("region", name="Overstayers")
        assert box.evaluate("box => box.scrollWidth <= box.clientWidth")
    accessible(page)
