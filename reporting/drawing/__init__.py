"""Charts as SVG: the geometry here, the drawing in `templates/charts/chart.svg`."""

from __future__ import annotations

from collections.abc import Callable

from django.template.loader import render_to_string

from reporting.content import Chart, Shape
from reporting.drawing.bars import draw_bars, draw_funnel
from reporting.drawing.columns import draw_histogram, draw_stacked
from reporting.drawing.lines import draw_control, draw_lines
from reporting.drawing.marks import LEADING, Drawing, wrapped
from reporting.drawing.rows import known, number_columns, rows_of
from reporting.drawing.timeline import draw_timeline

WIDTH = 640
"""The width of a drawing, in units of which a letter has 14; a page scales it."""

_SHAPES: dict[Shape, Callable[[Chart, int], Drawing]] = {
    Shape.LINE: draw_lines,
    Shape.SPC: draw_control,
    Shape.BARS: draw_bars,
    Shape.STACKED: draw_stacked,
    Shape.FUNNEL: draw_funnel,
    Shape.HISTOGRAM: draw_histogram,
    Shape.TIMELINE: draw_timeline,
}


def svg(chart: Chart, width: int = WIDTH) -> str:
    """One drawing that stands alone, for a page and for a PDF; its ids begin with the chart's key.

    Every row of the table is a value that a reader can reach. Where there is nothing to draw, words say so.
    """
    drawing = _SHAPES[chart.shape](chart, width) if _has_values(chart) else _empty(chart, width)
    return render_to_string("charts/chart.svg", {"chart": chart, "drawing": drawing})


def _has_values(chart: Chart) -> bool:
    rows = rows_of(chart)
    if chart.shape is Shape.TIMELINE:
        return bool(rows)
    return bool(known(row.cells[at] for row in rows for at, _ in number_columns(chart)))


def _empty(chart: Chart, width: int) -> Drawing:
    """The sentence of a chart without any value."""
    words = "There are no figures to draw." if chart.table.rows else chart.table.empty
    lines = wrapped(words, width - 4)
    drawing = Drawing(width, 16 + LEADING * len(lines))
    for at, line in enumerate(lines):
        drawing.text(0, 20 + LEADING * at, line)
    return drawing
