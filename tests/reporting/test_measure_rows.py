"""Every value of every measure opens its rows: narrowed as asked, within the scope, by reference and in few queries."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from reporting.measures import MEASURES, calculated
from reporting.opening import rows_address
from reporting.periods import Span, month_of
from reporting.readings import Part
from tests.factories import make_commissioner, make_contracted_bed, make_official, make_user, make_worker
from tests.reporting.small_house import AS_AT, SmallHouse, make_small_house, november

pytestmark = pytest.mark.django_db
NOVEMBER = month_of(november(1))


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


def test_the_address_names_the_period_the_part_and_the_code():
    period = Span(november(1), november(20))
    address = rows_address("void_nights", period, AS_AT, part=Part.of(contract=3), split="reason", code="repair")
    assert address == (
        "/measures/void_nights/rows/?from=2024-11-01&until=2024-11-20&as_at=2024-11-20"
        "&contract=3&split=reason&code=repair"
    )


def test_a_rate_opens_the_rows_of_its_denominator_too(reader, house):
    shown = text(reader.get(rows_address("occupancy", NOVEMBER, AS_AT)))

    assert "November 2024, so far: 1 to 19 November 2024" in shown
    assert "40.8% (29 of 71)" in shown
    assert MEASURES["occupancy"].definition in shown
    assert "1 row." in shown


def test_a_person_is_shown_by_reference_and_opens_their_placement(reader, house):
    page = reader.get(rows_address("overstayers", NOVEMBER, AS_AT)).content.decode()

    assert "R-ONE" in page
    assert f"{reverse('reporting:placement', args=[house.one.pk])}?as_at=2024-11-20" in page
    assert reverse("reporting:contract", args=[house.contract.pk]) not in page
    assert "Ada Lane" not in text(reader.get(rows_address("admissions", NOVEMBER, AS_AT)))


def test_a_code_of_a_split_opens_its_own_rows(reader, house):
    repair = text(reader.get(rows_address("void_nights", NOVEMBER, AS_AT, split="reason", code="repair")))
    safety = text(reader.get(rows_address("void_nights", NOVEMBER, AS_AT, split="reason", code="safety")))

    assert "Only: Repair" in repair
    assert "Room 3" in repair
    assert "Nothing lies behind this number" in safety


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"from": "2024-13-01", "until": "2024-11-20"}, "The first night must have a real month"),
        ({"from": "2024-11-20", "until": "2024-11-01"}, "The period must end on or after the day it starts"),
        ({"from": "2024-11-20"}, "give both"),
        ({"contract": "999999"}, "The contract must be one of those that you may see"),
        ({"service": "nonsense"}, "The service must be one of those that you may see"),
        ({"split": "password", "code": "x"}, "cannot be broken down by “password”"),
        ({"split": "reason", "code": "x"}, "“x” is none of the kinds"),
        ({"as_at": "2198-01-01"}, "must be today"),
    ],
)
def test_what_is_asked_wrongly_is_said_in_words(reader, asked, said):
    shown = text(reader.get(reverse("reporting:measure_rows", args=["void_nights"]), asked))
    assert "There is a problem" in shown
    assert said in shown


def test_rows_are_sorted_as_asked_with_the_unknown_last(reader):
    october = rows_address("admissions", Span(november(1).replace(month=10), november(20)), AS_AT)
    first_down = text(reader.get(f"{october}&sort=-admitted_on"))
    assert first_down.index("R-TWO") < first_down.index("R-LEFT") < first_down.index("R-ONE")
    assert text(reader.get(f"{october}&sort=nonsense&page=nonsense")).count("R-") >= 3


def test_it_is_for_those_who_see_figures_and_shows_them_their_own(client, house):
    address = rows_address("overstayers", NOVEMBER, AS_AT)
    client.force_login(make_user())
    assert client.get(address).status_code == 403
    for stranger in (make_official(make_commissioner()), make_worker(make_contracted_bed().service.provider)):
        client.force_login(stranger)
        assert "R-ONE" not in text(client.get(address))
        assert "The contract must be one of those" in text(client.get(f"{address}&contract={house.contract.pk}"))
    assert client.post(address).status_code == 405
    assert client.get(reverse("reporting:measure_rows", args=["no_such"])).status_code == 404


def test_every_measure_opens_its_rows_in_few_queries(reader, django_assert_max_num_queries):
    for measure in calculated():
        with django_assert_max_num_queries(18):
            shown = text(reader.get(rows_address(measure.key, Span(november(1).replace(month=4), AS_AT), AS_AT)))
        assert measure.label in shown
