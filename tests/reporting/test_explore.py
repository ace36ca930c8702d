"""Explore: any measure compared over time, in words a reader can trust, the same on the page and in files."""

from __future__ import annotations

import csv
import re
import zipfile
from decimal import Decimal
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from django.urls import reverse

from reporting.comparing import fewest
from reporting.explore_chart import chart_of
from reporting.explore_forms import ExploreForm
from reporting.explore_words import notes
from reporting.measures import MEASURES
from reporting.models import SavedView
from reporting.periods import month_of
from reporting.queries.explore import Explored, Figure, Line, Question, explore
from reporting.readings import Reading
from reporting.runs import recompute_all
from tests.factories import (
    make_bed,
    make_commissioner,
    make_contract_bed,
    make_official,
    make_placement,
    make_resident,
    make_service,
    make_user,
    make_worker,
)
from tests.reporting.small_house import AS_AT, SmallHouse, make_small_house, november

pytestmark = pytest.mark.django_db
EXPLORE = reverse("reporting:explore")
THEN = {"as_at": AS_AT.isoformat()}
MONTHS = {**THEN, "from": "2024-09-01", "until": "2024-11-20"}


@pytest.fixture
def house() -> SmallHouse:
    """The small house, and a second one under the same contract, with one person from 10 to 15 November."""
    house = make_small_house()
    other = make_service("Aspen House", provider=house.service.provider)
    bed = make_bed("Room 9", service=other)
    make_contract_bed(house.contract, bed)
    make_placement(
        bed, admitted_on=november(10), discharged_on=november(15), resident=make_resident("R-ASPEN", name="Zoe Rill")
    )
    recompute_all(today=AS_AT)
    return house


@pytest.fixture
def reader(client, house):
    client.force_login(make_official(house.council))
    return client


def text(response) -> str:
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def ask(scope, **asked):
    form = ExploreForm({"grain": "month", **asked}, scope=scope, as_at=AS_AT)
    assert form.is_valid(), form.errors
    return explore(scope, form.question)


def test_it_begins_with_examples_that_all_work(reader):
    page = reader.get(EXPLORE)
    assert "Views to begin with" in text(page)
    for example in page.context["examples"]:
        assert "There is a problem" not in text(reader.get(example.address)), example


def test_lines_and_their_total_are_the_readings(house):
    answer = ask(house.scope, measure="occupied_nights", by="service", **{"from": "2024-10-01"})

    assert [line.name for line in answer.lines] == ["Aspen House", "Lantern House"]
    assert [[int(figure.reading.value) for figure in line.figures] for line in answer.all_lines] == [
        [0, 5],
        [41, 27],
        [41, 32],
    ]


def test_a_rate_stands_beside_its_numbers_and_says_when_it_is_too_small(reader):
    shown = text(reader.get(EXPLORE, {**MONTHS, "measure": "occupancy", "by": "service", "from": "2024-10-01"}))
    assert "40.8% , Lantern House, Nov 2024: open the rows 29 of 71" in shown
    assert "26.3% , Aspen House, Nov 2024: open the rows 5 of 19 too small to compare" in shown
    assert "fewer than 30 bed-nights behind it" in shown
    assert "November 2024 is not over" in shown
    assert (fewest(MEASURES["los_leavers_mean"]), fewest(MEASURES["admissions"])) == (5, 0)


def test_a_count_stands_beside_its_rate_so_that_large_and_small_are_compared(reader):
    asked = {**MONTHS, "measure": "admissions", "by": "service"}
    page = reader.get(EXPLORE, asked)
    november = {row.name: row.figures[-1] for row in [*page.context["page"].rows, *page.context["page"].totals]}

    assert {name: (each.value, each.behind, each.too_small) for name, each in november.items()} == {
        "Aspen House": ("1", "52.6 per 1,000", True),  # of 19 bed-nights
        "Lantern House": ("1", "13.2 per 1,000", False),  # of 76
        "All together": ("2", "21.1 per 1,000", False),
    }
    assert "for every 1,000 contracted bed-nights" in text(page)
    assert "per 1,000" not in text(reader.get(EXPLORE, asked | {"by": "ward"}))
    assert b"".join(reader.get(EXPLORE, asked | {"download": "xlsx"}).streaming_content)


def test_where_beds_are_no_longer_bought_it_leads_to_the_last_figures(reader):
    gone = {"measure": "occupancy", "from": "2025-01-01", "until": "2025-02-01", "as_at": "2025-02-01"}
    page = reader.get(EXPLORE, gone).content.decode()
    assert f'href="?measure=occupancy&amp;as_at={AS_AT}"' in page
    assert "There is nothing to count" not in page
    before = {**THEN, "measure": "occupancy", "from": "2023-01-01", "until": "2023-02-01"}
    assert "No bed was in a contract" not in text(reader.get(EXPLORE, before))


def test_a_number_opens_its_own_rows(reader, house):
    page = reader.get(EXPLORE, {**MONTHS, "measure": "admissions", "by": "service"})
    links = re.findall(r'href="(/measures/admissions/rows/[^"]+)"', page.content.decode())
    wanted = [link for link in links if f"service={house.service.pk}" in link and "from=2024-11-01" in link]

    shown = text(reader.get(wanted[0].replace("&amp;", "&")))

    assert "R-TWO" in shown
    assert "R-ASPEN" not in shown


def test_codes_of_a_split_are_lines_of_their_own(reader, house):
    shown = text(reader.get(EXPLORE, {**MONTHS, "measure": "void_nights", "split": "reason", "by": "service"}))
    assert "Void nights by service and reason" in shown
    assert "Repair" in shown
    alone = ask(house.scope, measure="discharges", split="destination", **{"from": "2024-10-01"})
    assert [(line.told, [int(f.reading.value) for f in line.figures]) for line in alone.lines] == [("Home", [1, 1])]


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((2, 2, 1), "A and B are highest with 2, C lowest with 1."),
        ((9, 1, 1), "A is highest with 9, B and C lowest with 1."),
        ((2, 1, 1, 1), "A is highest with 2, 3 of them lowest with 1."),
        ((2, 2), "2."),
    ],
)
def test_those_that_are_level_are_named_alike_and_rows_that_overlap_say_so(numbers, said):
    month = month_of(november(1))

    def line(name: str, number: int) -> Line:
        value = Decimal(number)
        return Line(name, "", (Figure(month, Reading(value, None, value), too_small=False, opens=""),))

    lines = tuple(line(name, number) for name, number in zip("ABCD", numbers, strict=False))
    question = Question(MEASURES["overstayers"], (month,), AS_AT, split="reason")
    told = [notes(Explored(question, lines, (line("All together", sum(numbers) - less),))) for less in (0, 1)]
    chart = chart_of(Explored(question, lines, ()))
    assert chart is not None
    assert chart.description == said
    assert [any("add up to more than all together" in note for note in each) for each in told] == [False, True]


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("name", ["Aspen House", "Lantern House"]),
        ("-name", ["Lantern House", "Aspen House"]),
        ("2024-11-01", ["Aspen House", "Lantern House"]),
        ("-2024-11-01", ["Lantern House", "Aspen House"]),
        ("nonsense", ["Aspen House", "Lantern House"]),
    ],
)
def test_lines_are_sorted_as_asked(house, order, names):
    answer = ask(house.scope, measure="occupied_nights", by="service", sort=order, **{"from": "2024-10-01"})
    assert [line.name for line in answer.lines] == names


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"measure": "nonsense"}, "Measure must be one of the list"),
        ({"measure": ""}, "Choose a measure"),
        ({"by": "ward"}, "Occupancy can be compared by commissioner, provider, service or contract"),
        ({"split": "destination"}, "Occupancy cannot be broken down"),
        ({"measure": "void_nights", "split": "age_band"}, "Void nights can be broken down by reason or who pays"),
        ({"from": "2024-11-20", "until": "2024-11-01"}, "The last morning must be after the first night"),
        ({"from": "2025-11-20", "until": ""}, "The first night must be before 20 November 2024"),
        ({"from": "1950-01-01"}, "at most 60 periods"),
        ({"from_day": "40", "from_month": "x", "from": ""}, "The first night must"),
        ({"service": "99999"}, "The service must be one of those that you may see"),
    ],
)
def test_what_cannot_be_shown_is_said_and_what_was_typed_is_kept(reader, asked, said):
    page = reader.get(EXPLORE, {**MONTHS, "measure": "occupancy", **asked})
    assert said in text(page)
    assert "There is a problem" in text(page)
    if "from_day" in asked:
        assert 'value="40"' in page.content.decode()


def test_what_a_browser_sends_becomes_the_address_that_reproduces_the_view(reader, house):
    typed = {
        "from_day": "1",
        "from_month": "9",
        "from_year": "2024",
        "until_day": "",
        "until_month": "",
        "until_year": "",
    }
    sent = {
        "measure": "occupancy",
        "by": "service",
        "split": "",
        "grain": "month",
        **typed,
        "service": house.service.pk,
    }
    answer = reader.get(EXPLORE, {**THEN, **sent})
    clean = f"measure=occupancy&by=service&grain=month&from=2024-09-01&service={house.service.pk}&as_at=2024-11-20"
    assert answer["Location"] == f"{EXPLORE}?{clean}"

    page = reader.get(answer["Location"])
    assert parse_qs(urlsplit(page.context["link"]).query) == parse_qs(clean) | {"until": ["2024-12-01"]}
    again = reader.get(page.context["link"])
    assert again.context["page"].rows == page.context["page"].rows


def test_files_say_what_the_page_says(reader):
    asked = {**MONTHS, "measure": "occupancy", "by": "service"}
    page = reader.get(EXPLORE, asked).context["page"]
    file = reader.get(EXPLORE, asked | {"download": "xlsx"})
    book = openpyxl.load_workbook(BytesIO(b"".join(file.streaming_content)))
    cells: Any = {(row[0], row[1]): row for sheet in book for row in sheet.iter_rows(values_only=True) if len(row) > 6}

    for row in [*page.rows, *page.totals]:
        for figure, period in zip(row.figures, ("September 2024", "October 2024", "November 2024"), strict=True):
            value = cells[row.name, period][4]
            # a workbook holds a percentage as a share
            assert figure.value == (f"{100 * value:.1f}%" if value is not None else "nothing to count")
    tidy = zipfile.ZipFile(BytesIO(b"".join(reader.get(EXPLORE, asked | {"download": "csv"}).streaming_content)))
    (heading, *_) = csv.reader(tidy.read("chart.csv").decode("utf-8-sig").splitlines())
    assert heading == ["period", *(row.name for row in page.rows)]
    for kind in ("ods", "pdf"):
        assert b"".join(reader.get(EXPLORE, asked | {"download": kind}).streaming_content)


def test_a_chart_fits_what_is_asked(house):
    def shape(**asked):
        from reporting.explore_chart import chart_of

        chart = chart_of(ask(house.scope, **asked))
        return chart and str(chart.shape)

    assert shape(measure="occupied_nights", by="service", grain="range") == "bars"
    assert shape(measure="occupied_nights", by="service", **{"from": "2024-08-01"}) == "line"
    assert shape(measure="occupied_nights", **{"from": "2023-08-01"}) == "spc"
    assert shape(measure="occupied_nights", **{"from": "2024-10-01"}) is None


def test_strangers_see_nothing_and_wards_are_refused(client, house):
    for stranger in (make_official(make_commissioner()), make_worker(make_service().provider)):
        client.force_login(stranger)
        page = client.get(EXPLORE, {**MONTHS, "measure": "admissions", "by": "service"})
        assert "There is nothing to count" in text(page)
        assert "Lantern" not in page.content.decode()
    client.force_login(make_user())
    assert client.get(EXPLORE).status_code == 403


def test_queries_do_not_grow_with_the_units(reader, house, django_assert_max_num_queries):
    for n in range(6):
        bed = make_bed(f"Room {n}", service=make_service(provider=house.service.provider))
        make_contract_bed(house.contract, bed)
        make_placement(bed, admitted_on=november(2))
    recompute_all(today=AS_AT)
    with django_assert_max_num_queries(23):
        page = reader.get(EXPLORE, {**MONTHS, "measure": "occupancy", "by": "service"})
    assert len(page.context["page"].rows) == 8


# Saved views ---------------------------------------------------------------------------------------------------------


def new_view(client, name="Voids", query="measure=void_nights&by=service"):
    return client.post(f"{reverse('reporting:view_new')}?{query}", {"name": name})


def test_a_view_is_saved_opened_renamed_and_deleted_by_its_owner(reader):
    assert new_view(reader, " Voids  of mine ").status_code == 302
    view = SavedView.objects.get()
    assert (view.name, view.query) == ("Voids of mine", "measure=void_nights&by=service")
    assert f"{EXPLORE}?measure=void_nights&amp;by=service" in reader.get(EXPLORE).content.decode()

    assert "You have a view called “VOIDS of mine” already" in text(new_view(reader, "VOIDS of mine"))
    assert "Enter name of the view" in text(new_view(reader, ""))
    reader.post(reverse("reporting:view_rename", args=[view.pk]), {"name": "Empty beds"})
    assert SavedView.objects.get().name == "Empty beds"
    assert "Empty beds" in text(reader.get(reverse("reporting:view_delete", args=[view.pk])))
    reader.post(reverse("reporting:view_delete", args=[view.pk]))
    assert not SavedView.objects.exists()


def test_a_view_is_its_owners_alone_and_keeps_to_the_scope_of_whoever_opens_it(client, reader, house):
    new_view(reader, "Secret", f"measure=void_nights&service={house.service.pk}")
    view = SavedView.objects.get()
    assert "Secret" in text(reader.get(EXPLORE))
    client.force_login(make_official(make_commissioner()))
    assert "Secret" not in text(client.get(EXPLORE))
    for name in ("view_rename", "view_delete"):
        address = reverse(f"reporting:{name}", args=[view.pk])
        assert client.get(address).status_code == client.post(address, {"name": "x"}).status_code == 404
    assert "The service must be one of those that you may see" in text(client.get(f"{EXPLORE}?{view.query}"))


def test_nothing_is_saved_without_a_question(reader):
    assert "choose a measure first" in text(reader.get(reverse("reporting:view_new"), follow=True))
    assert "choose a measure first" in text(new_view(reader, query="measure=nonsense"))
    assert not SavedView.objects.exists()
