"""Months, financial years and the drawing of occupancy: pure arithmetic."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from reporting.bed_nights import BedNights
from reporting.charts import occupancy_chart, spend_chart
from reporting.drawing.lines import draw_lines
from reporting.drawing.marks import Path
from reporting.periods import Span, financial_year_name, financial_year_of, last_months, month_of, so_far


@pytest.mark.parametrize(
    ("night", "starts", "name"),
    [
        (dt.date(2024, 3, 31), 2023, "2023/24"),
        (dt.date(2024, 4, 1), 2024, "2024/25"),
        (dt.date(2099, 12, 1), 2099, "2099/00"),
    ],
)
def test_a_financial_year_starts_in_april(night, starts, name):
    year = financial_year_of(night)
    assert year == Span(dt.date(starts, 4, 1), dt.date(starts + 1, 4, 1))
    assert financial_year_name(year) == name


def test_a_month_ends_with_the_first_of_the_next():
    assert month_of(dt.date(2024, 2, 29)) == Span(dt.date(2024, 2, 1), dt.date(2024, 3, 1))
    assert month_of(dt.date(2024, 12, 31)).until_date == dt.date(2025, 1, 1)


def test_the_last_months_run_over_the_new_year():
    months = last_months(dt.date(2024, 2, 10), 3)
    assert [month.from_date for month in months] == [dt.date(2023, 12, 1), dt.date(2024, 1, 1), dt.date(2024, 2, 1)]


def test_what_has_happened_of_a_span_is_never_less_than_nothing():
    span = Span(dt.date(2024, 4, 1), dt.date(2024, 5, 1))
    assert so_far(span, dt.date(2024, 4, 11)).nights == 10
    assert so_far(span, dt.date(2024, 3, 1)).nights == 0
    assert so_far(span, dt.date(2030, 1, 1)) == span


def test_spans_share_the_nights_that_are_in_both():
    april = Span(dt.date(2024, 4, 1), dt.date(2024, 5, 1))
    assert april.shared(Span(dt.date(2024, 4, 29), dt.date(2024, 6, 1))) == 2
    assert april.shared(Span(dt.date(2024, 5, 1), dt.date(2024, 6, 1))) == 0


def test_rates_are_of_counts_and_none_of_nothing():
    counts = BedNights(contracted=10, void=2, occupied=5, held=1, placement_only=2)
    assert (counts.available, counts.vacant) == (8, 2)
    assert counts.occupancy == 75
    assert counts.utilisation == 60
    assert f"{counts.occupancy_of_reserved:.2f}" == "66.67"  # 4 of 6
    assert counts.utilisation_of_reserved == 50  # 4 of 8
    assert BedNights().occupancy is None


def nights(percent: int) -> BedNights:
    return BedNights(contracted=100, occupied=percent)


def test_the_occupancy_chart_says_how_often_the_lines_were_passed():
    chart = occupancy_chart(
        "key", "Title", [("A", nights(96)), ("B", nights(20)), ("C", BedNights()), ("D", nights(86))]
    )
    assert chart.description == (
        "From 20.0% (B) to 96.0% (A), last 86.0%. Of 3 readings 2 are above 85% and 1 above 95%."
    )
    assert [level.label for level in chart.levels] == ["85% recommended", "95% alarm"]
    assert chart.table.column("occupancy") == [96, 20, None, 86]
    with_target = occupancy_chart("key", "Title", [], target=Decimal("85.00"))
    assert with_target.target_label == "85% target"
    assert [level.label for level in with_target.levels] == ["95% alarm"]


def test_a_gap_breaks_the_line():
    readings = [(str(n), BedNights() if n == 2 else nights(60 + n)) for n in range(6)]
    lines = [
        mark for mark in draw_lines(occupancy_chart("key", "Title", readings), 480).marks if isinstance(mark, Path)
    ]
    line = next(mark for mark in lines if mark.width == 2.5)
    assert [run.count("L") for run in line.d.split("M") if run] == [1, 2]


def test_no_readings_are_said_in_words():
    assert occupancy_chart("key", "Title", []).description == "There are no readings."


def test_the_spend_chart_says_how_often_the_value_was_passed():
    chart = spend_chart("key", "Title", [("A", Decimal(120), Decimal(100)), ("B", Decimal(80), Decimal(100))])
    assert chart.description == (
        "From £80.00 (B) to £120.00 (A), last £80.00. Of 2 months with a value 1 cost more than it."
    )
    assert spend_chart("key", "Title", [("A", Decimal(120), None)]).description == "£120.00 throughout."
