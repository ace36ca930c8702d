"""The charts of a report as Excel's own, drawn from the cells of their sheet. A timeline of beds Excel cannot draw."""

from __future__ import annotations

from typing import Any

import xlsxwriter
from xlsxwriter.chart import Chart as ExcelChart

from beds.written import Kind
from reporting.content import Chart, Column, Shape, Table
from reporting.rendering.sheets import Sheet

COLOURS = ("#005EB8", "#ED8B00", "#768692", "#330072", "#00A499", "#41B6E6", "#7C2855", "#425563")
"""Blue and orange first, which everybody can tell apart."""
KINDS: dict[Shape, dict[str, str]] = {
    Shape.LINE: {"type": "line"},
    Shape.SPC: {"type": "line"},
    Shape.BARS: {"type": "bar"},
    Shape.STACKED: {"type": "column", "subtype": "stacked"},
    Shape.FUNNEL: {"type": "bar"},
    Shape.HISTOGRAM: {"type": "column"},
}
GAPS = {Shape.FUNNEL: 15, Shape.HISTOGRAM: 4, Shape.STACKED: 40, Shape.BARS: 60}
"""The space between bars, in per cent of their width."""
DASHED = {"target": "square_dot", "mean": "solid", "lower": "dash", "upper": "dash"}
NOT_DRAWN = ("limit", "signal")
NUMBER_FORMATS = {Kind.COUNT: "#,##0", Kind.DECIMAL: "#,##0.0", Kind.PER_CENT: "0%", Kind.POUNDS: "£#,##0"}
UNITS = {Kind.COUNT: "Number", Kind.DECIMAL: "Value", Kind.PER_CENT: "Per cent", Kind.POUNDS: "Pounds"}
MOST_ONE_BY_ONE = 12
"""More categories than this need a larger drawing."""


def excel_chart(book: xlsxwriter.Workbook, chart: Chart, sheet: Sheet) -> ExcelChart | None:
    """The chart of a sheet; None where there is nothing that Excel can draw."""
    if chart.shape not in KINDS or not sheet.table.rows:
        return None
    drawing = book.add_chart(KINDS[chart.shape])
    columns = drawn_columns(sheet.table)
    for number, (at, column) in enumerate(columns):
        drawing.add_series(_series(chart, sheet, number, at, column))
    along, up = sheet.table.columns[0].label, columns[0][1].label if len(columns) == 1 else UNITS.get(chart.kind, "")
    drawing.set_title({"name": chart.title, "overlay": False, "name_font": {"size": 12}})
    numbers: dict[str, Any] = {
        "name": up,
        "num_format": NUMBER_FORMATS.get(chart.kind, "General"),
        "min": _least(chart),
    }
    if chart.shape in (Shape.BARS, Shape.FUNNEL):
        drawing.set_x_axis(numbers | {"major_gridlines": {"visible": False}})
        # reversed, or the first row would be at the bottom; the crossing brings the numbers back from the top
        drawing.set_y_axis({"name": along, "reverse": True, "crossing": "max"})
    else:
        drawing.set_x_axis({"name": along})
        drawing.set_y_axis(numbers)
    drawing.set_legend({"none": len(columns) == 1, "position": "bottom"})
    drawing.show_blanks_as("gap")
    drawing.set_size({"width": 760 if len(sheet.table.rows) > MOST_ONE_BY_ONE else 620, "height": 460})
    return drawing


def drawn_columns(table: Table) -> list[tuple[int, Column]]:
    """The columns of numbers, each with its place."""
    return [
        (at, column)
        for at, column in enumerate(table.columns)
        if at and column.kind.is_number and column.key not in NOT_DRAWN
    ]


def _least(chart: Chart) -> int | None:
    """Bars begin at nothing, or their lengths would not compare; lines where they are."""
    return None if chart.shape in (Shape.LINE, Shape.SPC) else 0


def _series(chart: Chart, sheet: Sheet, number: int, at: int, column: Column) -> dict[str, Any]:
    last = sum(not row.is_total for row in sheet.table.rows)
    colour = COLOURS[number % len(COLOURS)]
    series: dict[str, Any] = {
        "name": [sheet.name, 0, at],
        "categories": [sheet.name, 1, 0, last, 0],
        "values": [sheet.name, 1, at, last, at],
    }
    if chart.shape in (Shape.LINE, Shape.SPC):
        line = {"color": colour, "width": 2}
        if column.key in DASHED:
            return series | {"line": {"color": "#425563", "width": 1.25, "dash_type": DASHED[column.key]}}
        marker = {"type": "circle", "size": 6, "fill": {"color": colour}, "border": {"color": colour}}
        return series | {"line": line, "marker": marker}
    if column.key == "target":
        return series | {"fill": {"color": "#FFFFFF"}, "border": {"color": "#425563", "dash_type": "dash"}}
    labels = {"data_labels": {"value": True}} if chart.shape in (Shape.BARS, Shape.FUNNEL) else {}
    return series | labels | {"fill": {"color": colour}, "border": {"color": "#FFFFFF"}, "gap": GAPS[chart.shape]}
