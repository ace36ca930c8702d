"""Charts as SVG: well formed, all values reachable, within bounds, never told by colour alone."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.content import Cell, Chart, Column, Kind, Row, Shape
from reporting.drawing import svg
from reporting.drawing.bars import draw_bars, draw_funnel
from reporting.drawing.columns import draw_histogram, draw_stacked
from reporting.drawing.lines import SERIES, SIGNALS, draw_control, draw_lines, series
from reporting.drawing.marks import FILLS, Text, length
from reporting.drawing.rows import known
from reporting.drawing.scales import scale, spread
from reporting.drawing.timeline import STATES
from tests.reporting import some_charts

SVG = "{http://www.w3.org/2000/svg}"
NUMBERS = (Shape.LINE, Shape.SPC, Shape.BARS, Shape.STACKED, Shape.FUNNEL, Shape.HISTOGRAM)


def drawn(chart: Chart, **options) -> ElementTree.Element:
    return ElementTree.fromstring(svg(chart, **options))


def said(root: ElementTree.Element) -> list[str]:
    """The words of the values that can be reached."""
    return [each.findtext(f"{SVG}title") or "" for each in root.iter(f"{SVG}g") if each.get("tabindex") == "0"]


@pytest.mark.parametrize("chart", some_charts.every_shape(), ids=lambda chart: chart.key)
def test_a_drawing_names_itself_and_lets_every_row_be_reached(chart):
    root = drawn(chart)
    assert root.findtext(f"{SVG}title") == chart.title
    assert root.findtext(f"{SVG}desc") == chart.description
    ids = Counter(each.attrib["id"] for each in root.iter() if "id" in each.attrib)
    assert set(ids.values()) == {1}
    assert all(name.startswith(chart.key) for name in ids)
    assert {root.get("aria-labelledby"), root.get("aria-describedby")} == set(ids)
    rows = len({row.cells[0] for row in chart.table.rows}) if chart.shape is Shape.TIMELINE else len(chart.table.rows)
    assert len(said(root)) == rows


def test_a_value_says_its_row():
    assert said(drawn(some_charts.occupancy()))[7:9] == [
        "Nov 2021: Cedar House no value",
        "Dec 2021: Cedar House 96.0%",
    ]
    assert said(drawn(some_charts.timeline(1, 10))) == [
        "Cedar House room 1: Occupied 1 Jan 2023 to 3 Jan 2023, R-1000; Past due 4 Jan 2023 to 10 Jan 2023, R-1001"
    ]


@pytest.mark.parametrize("chart", some_charts.every_shape(), ids=lambda chart: chart.key)
def test_only_presentation_attributes_are_used(chart):
    assert not re.search(r"\sstyle=|<style|<script|foreignObject|url\(|href", svg(chart))


def brightness(colour: str) -> float:
    """Of five, as black and white shows it."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return round((0.299 * red + 0.587 * green + 0.114 * blue) / 51)


def test_series_signals_and_states_differ_in_more_than_colour():
    for kinds in (
        [(mark, dash) for _, mark, dash in SERIES],
        [series(which) for which in range(30)],
        [mark for _, mark, _ in SIGNALS.values()],
        [(hatching, brightness(colour)) for colour, hatching, _ in FILLS],
    ):
        assert len(set(kinds)) == len(kinds)
    hatchings = Counter(hatching for state, (_, hatching, _) in STATES.items() if state != "overstay")
    assert hatchings.pop("") == 2  # occupied is dark, vacant is white
    assert set(hatchings.values()) == {1}


cells = st.one_of(st.none(), st.just("*"), st.decimals(-200, 100_000, places=1), st.integers(-50, 300))
names = st.text("abcdefgh MW&<é", min_size=1, max_size=60)
drawers = {
    Shape.LINE: draw_lines,
    Shape.SPC: draw_control,
    Shape.BARS: draw_bars,
    Shape.STACKED: draw_stacked,
    Shape.FUNNEL: draw_funnel,
    Shape.HISTOGRAM: draw_histogram,
}


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(NUMBERS),
    st.lists(st.tuples(names, cells, cells), min_size=1, max_size=30),
    st.sampled_from([345, 480, 640]),
    st.sampled_from([Kind.COUNT, Kind.PER_CENT, Kind.POUNDS]),
)
def test_everything_stands_within_the_drawing(shape, rows, width, kind):
    heads = [("value", "A name", kind), ("mean" if shape is Shape.SPC else "other", "Another name", kind)]
    chart = some_charts.chart(shape, heads, rows, kind=kind, target=Decimal(40), target_label="Target 40")
    if not known(cell for row in rows for cell in row[1:]):
        assert "There are no figures to draw." in svg(chart)
        return
    drawing = drawers[shape](chart, width)
    ElementTree.fromstring(svg(chart, width))
    for mark in drawing.marks:
        if isinstance(mark, Text):
            share = {"start": 0, "middle": 0.5, "end": 1}[mark.anchor]
            left = mark.x - length(mark.words, mark.size) * share
            assert left >= -1
            assert left + length(mark.words, mark.size) <= width + 1
            assert 0 <= mark.y <= drawing.height
        else:
            starts = re.findall(r"M(-?[\d.]+) (-?[\d.]+)", mark.d)
            assert all(-1 <= float(x) <= width + 1 and -1 <= float(y) <= drawing.height + 1 for x, y in starts)


@given(st.lists(st.floats(0, 200), max_size=9))
def test_labels_are_spread_until_none_lies_on_another(wanted):
    places = sorted(spread(wanted, [20] * len(wanted), 0, 200))
    assert all(after - before >= 19.99 for before, after in pairwise(places))
    assert all(-0.01 <= place <= 180.01 for place in places)


@pytest.mark.parametrize(
    ("values", "kind", "ticks"),
    [
        ([0, 3], Kind.COUNT, [0, 1, 2, 3]),
        ([72, 98], Kind.PER_CENT, [70, 80, 90, 100]),
        ([12, 98], Kind.PER_CENT, [0, 20, 40, 60, 80, 100]),
        ([-12_000, 30_000], Kind.POUNDS, [-20_000, -10_000, 0, 10_000, 20_000, 30_000]),
        ([0, 0], Kind.COUNT, [0, 1]),
        ([23, 23], Kind.DECIMAL, [0, 5, 10, 15, 20, 25]),
    ],
)
def test_scales_are_round(values, kind, ticks):
    assert scale(values, 0, 100, kind, from_zero=False).ticks == ticks


def test_a_line_whose_scale_leaves_out_0_says_so_and_bars_never_do():
    def drawn(shape, low):
        rows: list[tuple[Cell, ...]] = [("2025/26", Decimal(low)), ("2026/27 so far", Decimal("79.4"))]
        return svg(some_charts.chart(shape, [("value", "Stay", Kind.DECIMAL)], rows, kind=Kind.DECIMAL))

    assert "The scale starts at 78, not at 0" in drawn(Shape.LINE, "78.0")
    assert "The scale starts" not in drawn(Shape.LINE, "12.0")
    assert "The scale starts" not in drawn(Shape.BARS, "78.0")


def test_nothing_to_draw_is_said_in_words():
    empty = some_charts.chart(Shape.BARS, [("value", "Nights", Kind.COUNT)], [])
    assert "None." in svg(empty)
    hidden = some_charts.chart(Shape.BARS, [("value", "Nights", Kind.COUNT)], [("A", "*"), ("B", None)])
    assert "There are no figures to draw." in svg(hidden)


def test_totals_are_not_drawn():
    months = some_charts.stacked()
    columns = (*months.table.columns, Column("all", "All", Kind.COUNT, is_total=True))
    rows = [Row((*row.cells, 9999)) for row in months.table.rows]
    with_totals = replace(months.table, columns=columns, rows=(*rows, Row(("All", *[9999] * 6), is_total=True)))
    assert draw_stacked(replace(months, table=with_totals), 640).marks == draw_stacked(months, 640).marks


def test_steps_that_count_the_same_people_again_are_drawn():
    steps = some_charts.funnel()
    first, people = steps.table.columns
    table = replace(steps.table, columns=(first, replace(people, cumulative=True)))
    assert svg(replace(steps, table=table)) == svg(steps)
