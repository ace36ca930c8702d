"""A report as a page: headings, tables, charts, links to the rows behind numbers; nothing that axe finds wrong."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.template.loader import render_to_string
from django.urls import path

from reporting.cell_words import short_words, words_of
from reporting.content import Column, Content, Facts, Kind, Row, Section, Table, Words
from stepdown.urls import urlpatterns as own
from tests.factories import make_official
from tests.reporting import some_charts
from tests.reporting.small_house import make_small_house

MEASURES = Table(
    "summary",
    "Measures of the month",
    (Column("measure", "Measure"), Column("value", "Value", Kind.BY_ROW), Column("change", "Change", Kind.BY_ROW)),
    (
        Row(("Occupancy", Decimal("85.25"), None), Kind.PER_CENT, opens="/measures/occupancy/rows/"),
        Row(("Spend", Decimal("1234.5"), Decimal("-20")), Kind.POUNDS),
        Row(("Total", 1234, "fewer than 5"), Kind.COUNT, is_total=True),
    ),
    note="Rates are of available bed-nights.",
)
NOBODY = Table("nobody", "Declined", (Column("who", "Who"),), (), empty="Nobody was declined.")
CHARTS = tuple(some_charts.every_shape()[:-1])
REPORT = Content(
    "Review",
    "March 2023",
    dt.date(2023, 4, 1),
    (
        Section(1, "summary", "Summary", (Words(("It is so.",), "In short"), MEASURES, NOBODY)),
        Section(2, "facts", "Facts", (Facts((("Value", Decimal(520_000)), ("Beds", 8)), (Kind.POUNDS, Kind.COUNT)),)),
        Section(3, "charts", "Charts", CHARTS),
    ),
)
PAGE = """{% extends "base.html" %}{% block title %}Report{% endblock %}
{% block content %}<h1 class="govuk-heading-l">{{ content.title }}</h1>
{% include "content/content.html" %}{% endblock %}"""


def report(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(PAGE).render({"content": REPORT}, request))


urlpatterns = [*own, path("a-report/", report)]


def test_a_report_says_everything_in_order():
    html = " ".join(render_to_string("content/content.html", {"content": REPORT}).split())
    for words in (
        '<h2 class="govuk-heading-m" id="section-summary">1. Summary</h2>',
        '<h3 class="govuk-heading-s">In short</h3>',
        '<th scope="col" class="govuk-table__header govuk-table__header--numeric">Value</th>',
        'href="/measures/occupancy/rows/">85.3%<span class="govuk-visually-hidden"> Occupancy: open the rows</span>',
        '<td class="govuk-table__cell govuk-table__cell--numeric sd-nowrap">–</td>',
        '<tr class="govuk-table__row sd-table__sum">',
        "-£20.00",
        "fewer than 5",
        "Nobody was declined.",
        "Rates are of available bed-nights.",
        '<dd class="govuk-summary-list__value">£520,000.00</dd>',
    ):
        assert words in html
    assert html.count("<svg ") == 2 * html.count("Figures of this chart") == 2 * len(CHARTS)  # one for a phone


@pytest.mark.urls(__name__)
@pytest.mark.django_db(transaction=True)
def test_a_report_is_accessible_and_fits(page, live_server, sign_in, accessible):
    sign_in(make_official(make_small_house().council))
    for width in (1280, 375):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{live_server.url}/a-report/")
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    for box in page.locator(".sd-figure").all():
        assert box.evaluate("box => box.scrollWidth <= box.clientWidth")
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    page.locator(".sd-scrolls").first.wait_for()
    said, cards = set(), 0
    for box in page.locator(".sd-scroll").all():
        scrolls = box.evaluate("box => box.scrollWidth > box.clientWidth + 1")
        assert box.evaluate("box => getComputedStyle(box, '::before').content.includes('sideways')") == scrolls
        cards += "sd-scroll--cards" in str(box.get_attribute("class"))
        said.add(scrolls)
    assert (said, cards) == ({True, False}, 1)
    value = page.locator("#line-1-narrow-title ~ g [tabindex]").nth(3)
    told = value.locator(".sd-chart__told")
    assert not told.is_visible()
    value.focus()
    assert told.is_visible()


@pytest.mark.parametrize(
    ("cell", "kind", "words"),
    [
        (1234, Kind.COUNT, "1,234"),
        (Decimal("2.5"), Kind.COUNT, "3"),
        (Decimal("-0.04"), Kind.DECIMAL, "0.0"),
        (Decimal("45.85"), Kind.PER_CENT, "45.9%"),
        (Decimal("-1234.565"), Kind.POUNDS, "-£1,234.57"),
        (dt.date(2023, 3, 1), Kind.DATE, "1 Mar 2023"),
        ("Block funded", Kind.POUNDS, "Block funded"),
        (None, Kind.PER_CENT, "–"),
    ],
)
def test_a_cell_is_written_in_one_way(cell, kind, words):
    assert words_of(cell, kind) == words


@pytest.mark.parametrize(
    ("number", "kind", "words"),
    [(20_000, Kind.POUNDS, "£20k"), (-2.5, Kind.COUNT, "-2.5"), (50, Kind.PER_CENT, "50%"), (0, Kind.COUNT, "0")],
)
def test_a_scale_is_written_briefly(number, kind, words):
    assert short_words(number, kind) == words
