"""The rows behind the dashboard's numbers: narrowed as asked, within the scope, in few queries."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse

from reporting.measures import MEASURES
from reporting.models import NightlyRun
from tests.factories import make_commissioner, make_contracted_bed, make_official, make_service
from tests.reporting.small_house import AS_AT, SmallHouse, make_small_house

pytestmark = pytest.mark.django_db
THEN = {"as_at": AS_AT.isoformat()}
BEDS, NIGHTS, VOIDS, OVERSTAY_NIGHTS, RUNS, DEFINITIONS = (
    reverse(f"reporting:{name}") for name in ("beds", "nights", "voids", "overstay_nights", "runs", "definitions")
)
NOVEMBER = {**THEN, "from_date": "2024-11-01", "until_date": "2024-11-20"}


@pytest.fixture
def house() -> SmallHouse:
    return make_small_house()


@pytest.fixture
def reader(client, house):
    client.force_login(make_official(house.council))
    return client


def text(response) -> str:
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.mark.parametrize(
    ("state", "room"),
    [("occupied", "Room 1"), ("overstay", "Room 1"), ("held", "Room 2"), ("void", "Room 3"), ("vacant", "Room 4")],
)
def test_beds_in_a_state_are_listed(reader, state, room):
    shown = text(reader.get(BEDS, THEN | {"state": state}))
    assert "1 bed." in shown
    assert set(re.findall(r"Room \d", shown)) == {room}


def test_all_beds_are_listed_with_who_has_them_and_why_not(reader):
    shown = text(reader.get(BEDS, THEN))
    assert "4 beds: 1 occupied, 1 held, 1 void, 1 vacant." in shown
    assert "R-ONE" in shown
    assert "(hospital)" in shown
    assert "(repair)" in shown


def test_beds_of_a_service_or_a_contract_are_listed(reader, house):
    make_contracted_bed("Elsewhere", contract=house.contract, service=make_service("Aspen House"))
    assert "Elsewhere" not in text(reader.get(BEDS, THEN | {"service": house.service.pk}))
    assert "5 beds" in text(reader.get(BEDS, THEN | {"contract": house.contract.pk}))


def test_a_service_outside_the_scope_cannot_be_asked_for(reader):
    other = make_contracted_bed().service
    response = reader.get(BEDS, THEN | {"service": other.pk})
    assert "4 beds" in text(response)
    assert other.name not in text(response)


def test_nights_are_listed_one_by_one_with_their_sum(reader):
    shown = text(reader.get(NIGHTS, NOVEMBER))
    assert "76 Contracted" in shown.replace("Contracted 76", "76 Contracted")
    assert "40.8%" in shown
    assert "19 Nov 2024" in shown
    assert "20 Nov 2024" not in shown


def test_a_long_period_is_listed_by_month(reader):
    shown = text(reader.get(NIGHTS, THEN | {"from_date": "2024-04-01", "until_date": "2024-11-20"}))
    assert "October 2024" in shown
    assert "33.1%" in shown


def test_a_period_that_ends_before_it_starts_is_answered_with_a_message(reader):
    shown = text(reader.get(NIGHTS, THEN | {"from_date": "2024-11-20", "until_date": "2024-11-01"}))
    assert "The period must end on or after the day it starts" in shown


@pytest.mark.parametrize("page", [NIGHTS, VOIDS, OVERSTAY_NIGHTS])
def test_nights_after_the_asked_morning_are_not_counted(reader, page):
    """The dashboard of a past morning links whole months: what opens is the number that was shown."""
    shown = text(reader.get(page, {"as_at": "2024-11-16", "from_date": "2024-11-01", "until_date": "2024-12-01"}))
    assert "up to the morning of 16 November 2024" in shown
    assert "As at the morning of 16 November 2024" in shown
    assert "up to the morning of 16 November 2024" in text(reader.get(page, {"as_at": "2024-11-16"}))


def test_voids_are_listed_with_their_nights_in_the_period(reader):
    shown = text(reader.get(VOIDS, NOVEMBER))
    assert "Room 3" in shown
    assert "repair 5" in shown
    assert "No contracted bed was out of service" in text(reader.get(VOIDS, NOVEMBER | {"reason": "staffing"}))


def test_overstay_nights_of_a_period_are_listed_by_placement(reader):
    shown = text(reader.get(OVERSTAY_NIGHTS, NOVEMBER))
    assert "R-ONE" in shown
    assert "R-TWO" not in shown
    assert "£800.00" in shown
    assert "3 authorised, 5 unauthorised" in shown


def test_another_commissioner_finds_no_rows(client, house):
    client.force_login(make_official(make_commissioner()))
    for page in (BEDS, NIGHTS, VOIDS, OVERSTAY_NIGHTS):
        shown = text(client.get(page, NOVEMBER))
        assert "Room" not in shown
        assert "R-ONE" not in shown


@pytest.mark.parametrize("page", [BEDS, NIGHTS, VOIDS, OVERSTAY_NIGHTS, RUNS, DEFINITIONS])
def test_the_pages_are_for_reading_by_those_who_signed_in(client, page):
    assert client.get(page).headers["Location"].startswith(reverse("account_login"))
    client.force_login(make_official(make_commissioner()))
    assert client.get(page).status_code == 200
    assert client.post(page).status_code == 405


@pytest.mark.parametrize(("page", "most"), [(BEDS, 7), (NIGHTS, 7), (VOIDS, 7), (OVERSTAY_NIGHTS, 10)])
def test_the_rows_take_few_queries(reader, page, most, django_assert_max_num_queries):
    with django_assert_max_num_queries(most):
        reader.get(page, NOVEMBER)


def test_every_measure_is_defined_under_its_own_link(reader):
    page = reader.get(DEFINITIONS).content.decode()
    for key, measure in MEASURES.items():
        assert f'id="measure-{key}"' in page
        assert measure.label.replace("'", "&#x27;") in page


def test_every_run_is_listed_with_why_it_failed(reader, django_assert_max_num_queries):
    now = dt.datetime.now(tz=dt.UTC)
    NightlyRun.objects.create(kind="nightly", status="failed", error="No room on the disk", started_at=now)
    with django_assert_max_num_queries(8):
        shown = text(reader.get(RUNS))
    assert "No room on the disk" in shown
    assert "Full recompute" in shown


def test_runs_are_shown_fifty_a_page(reader):
    now = dt.datetime.now(tz=dt.UTC)
    NightlyRun.objects.bulk_create(
        NightlyRun(kind="correction", status="succeeded", started_at=now, finished_at=now) for _ in range(60)
    )
    assert text(reader.get(RUNS)).count("Correction") == 50
    assert text(reader.get(RUNS, {"page": 2})).count("Correction") == 10
    assert text(reader.get(RUNS, {"page": "nonsense"})).count("Correction") == 50


def test_the_definitions_say_what_each_destination_counts_as(reader):
    shown = text(reader.get(DEFINITIONS))
    assert "Settled No Counts as Other National code 53, NHS ward for people" in shown
    assert "Home Settled Yes Counts as Home National code 19, usual place of residence" in shown
