"""The charts of a report as Excel's own, drawn from the cells of their sheet. A timeline of beds Excel cannot draw."""

from __future__ import annotations

from typing import Any

import xlsxwriter
from xlsxwriter.chart import Chart as ExcelChart

from beds.written import Kind
from reporting.content import Chart, Column, Shape
from reporting.drawing.lines import COMMON, SIGNALS
from reporting.drawing.marks import BLUE, INK, ORANGE, QUIET, WHITE
from reporting.drawing.rows import column_of, number_columns
from reporting.rendering.sheets import LEVEL, Sheet

COLOURS = (BLUE, ORANGE, "#28A197", "#801650", "#A285D1", QUIET)
MARKERS = ("circle", "square", "triangle", "diamond", "x", "star")
KINDS: dict[Shape, dict[str, str]] = {
    Shape.LINE: {"type": "line"},
    Shape.SPC: {"type": "line"},
    Shape.BARS: {"type": "bar"},
    Shape.STACKED: {"type": "column", "subtype": "stacked"},
    Shape.FUNNEL: {"type": "bar"},
    Shape.HISTOGRAM: {"type": "column"},
}
LYING = (Shape.BARS, Shape.FUNNEL)
UPRIGHT = (Shape.STACKED, Shape.HISTOGRAM)
GAPS = {Shape.FUNNEL: 15, Shape.HISTOGRAM: 4, Shape.STACKED: 40, Shape.BARS: 60}
"""The space between bars, in per cent of their width."""
DASHES = {"mean": "solid", "lower": "dash", "upper": "dash"}
NUMBER_FORMATS = {Kind.COUNT: "#,##0", Kind.DECIMAL: "#,##0.0", Kind.PER_CENT: "0%", Kind.POUNDS: "£#,##0"}
UNITS = {Kind.COUNT: "Number", Kind.DECIMAL: "Value", Kind.PER_CENT: "Per cent", Kind.POUNDS: "Pounds"}
MANY_ROWS = 12
"""More rows than this need a wider drawing."""


def excel_chart(book: xlsxwriter.Workbook, chart: Chart, sheet: Sheet) -> ExcelChart | None:
    """The chart of a sheet; None where there is nothing that Excel can draw."""
    columns = number_columns(chart, "limit", "signal")
    if chart.shape not in KINDS or not columns or not sheet.table.rows:
        return None
    drawing = book.add_chart(KINDS[chart.shape])
    levels = [at for at, column in enumerate(sheet.table.columns) if column.key.startswith(LEVEL)]
    over = book.add_chart({"type": "line"}) if chart.shape in UPRIGHT and levels else drawing
    for number, (at, column) in enumerate(columns):
        drawing.add_series(_cells(sheet, at) | _look(chart, number, column))
    for at in levels:
        over.add_series(_cells(sheet, at) | _look_of_level(chart))
    if over is not drawing:
        drawing.combine(over)
    up = columns[0][1].label if len(columns) == 1 else UNITS.get(chart.kind, "")
    _set_axes(drawing, chart, sheet.table.columns[0].label, up)
    drawing.set_title({"name": chart.title, "overlay": False, "name_font": {"size": 12}})
    drawing.set_legend({"none": len(columns) + len(levels) == 1, "position": "bottom"})
    drawing.show_blanks_as("gap")
    drawing.set_size({"width": 760 if len(sheet.table.rows) > MANY_ROWS else 620, "height": 460})
    return drawing


def _set_axes(drawing: ExcelChart, chart: Chart, along: str, up: str) -> None:
    """The axis of the rows and that of the numbers. Bars begin at nothing, or their lengths would not compare."""
    least = 0 if chart.shape in LYING + UPRIGHT else None
    numbers: dict[str, Any] = {"name": up, "num_format": NUMBER_FORMATS.get(chart.kind, "General"), "min": least}
    if chart.shape in LYING:
        drawing.set_x_axis(numbers | {"major_gridlines": {"visible": False}})
        # reversed, or the first row would be at the bottom; the crossing brings the numbers back from the top
        drawing.set_y_axis({"name": along, "reverse": True, "crossing": "max"})
    else:
        drawing.set_x_axis({"name": along})
        drawing.set_y_axis(numbers | {"major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}})


def _cells(sheet: Sheet, at: int) -> dict[str, Any]:
    """Where the name, the labels and the numbers of a series stand."""
    last = sum(not row.is_total for row in sheet.table.rows)
    return {
        "name": [sheet.name, 0, at],
        "categories": [sheet.name, 1, 0, last, 0],
        "values": [sheet.name, 1, at, last, at],
    }


def _look(chart: Chart, number: int, column: Column) -> dict[str, Any]:
    colour = COLOURS[number % len(COLOURS)]
    if column.key == "target":
        return _look_of_level(chart)
    if chart.shape is Shape.SPC and column.key in DASHES:
        return {"line": {"color": QUIET, "width": 1.25, "dash_type": DASHES[column.key]}, "marker": {"type": "none"}}
    if chart.shape is Shape.SPC:
        colours = [SIGNALS.get(str(signal), COMMON)[0] for signal in column_of(chart, "signal")]
        points = [{"fill": {"color": each}, "border": {"color": each}} for each in colours]
        return _line(COMMON[0], "circle") | {"points": points}
    if chart.shape is Shape.LINE:
        return _line(colour, MARKERS[number % len(MARKERS)])
    labels = {"data_labels": {"value": True}} if chart.shape in LYING else {}
    return {"fill": {"color": colour}, "border": {"color": WHITE}, "gap": GAPS[chart.shape], **labels}


def _line(colour: str, marker: str) -> dict[str, Any]:
    mark = {"type": marker, "size": 6, "fill": {"color": colour}, "border": {"color": colour}}
    return {"line": {"color": colour, "width": 2}, "marker": mark}


def _look_of_level(chart: Chart) -> dict[str, Any]:
    """A dashed line; across bars that lie, which Excel cannot cross with a line, a bar without a filling."""
    if chart.shape in LYING:
        return {"fill": {"none": True}, "border": {"color": INK, "dash_type": "dash"}}
    return {"line": {"color": INK, "width": 1.5, "dash_type": "dash"}, "marker": {"type": "none"}}
