"""A report as an Excel workbook: one table a sheet with its charts beside it, real numbers and dates, no formula."""

from __future__ import annotations

import datetime as dt
from typing import IO

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from beds.files import LINE_HEIGHT, Styles, lay_out, lines_of, put_cell, put_heads
from beds.written import written
from reporting.content import Content, Table
from reporting.rendering.excel_charts import excel_chart
from reporting.rendering.sheets import Sheet, sheets_of

NARROWEST, WIDEST = 9, 60
"""Widths of columns, in characters."""


def render_xlsx(content: Content, file: IO[bytes]) -> None:
    """Write the workbook. Its date is that of the figures, so that the same content makes the same bytes."""
    created = dt.datetime.combine(content.as_at, dt.time.min)
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"title": content.title, "subject": content.subtitle, "created": created})
        styles = Styles.of(book)
        for sheet in sheets_of(content):
            worksheet = book.add_worksheet(sheet.name)
            _write_table(worksheet, sheet.table, styles, content.title)
            _draw_charts(book, worksheet, sheet)


def _write_table(sheet: Worksheet, table: Table, styles: Styles, footer: str) -> None:
    across = widths(table)
    lay_out(sheet, across, footer)
    put_heads(sheet, [(column.label, column.kind) for column in table.columns], across, styles)
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(table.rows, start=1):
        lines = 1
        for at, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True)):
            kind = table.kind_of(column, row)
            put_cell(sheet, (number, at), cell, kind, styles, column=column.kind, total=row.is_total)
            lines = max(lines, lines_of(cell, across[at]))
        if lines > 1:
            sheet.set_row(number, LINE_HEIGHT * lines)
    last = sum(not row.is_total for row in table.rows)
    sheet.autofilter(0, 0, last, len(table.columns) - 1)


def widths(table: Table) -> list[int]:
    """Wide enough for the words of each column, within reason; longer ones wrap."""
    found = []
    for at, column in enumerate(table.columns):
        words = [written(row.cells[at], table.kind_of(column, row)) for row in table.rows]
        # a long heading wraps, its longest word must not; the filter's arrow needs room beside it
        head = max(len(column.label) // 2, *map(len, column.label.split()), NARROWEST - 3) + 3
        found.append(min(WIDEST, max([head, *(len(each) + 3 for each in words)])))
    return found


def _draw_charts(book: xlsxwriter.Workbook, worksheet: Worksheet, sheet: Sheet) -> None:
    """The charts to the right of the table, where a screen shows them at once, one below the other."""
    drawn = [(chart, excel_chart(book, chart, sheet)) for chart in sheet.charts]
    row = 1
    for chart, drawing in drawn:
        if drawing is not None:
            options = {"description": chart.description, "object_position": 3}
            worksheet.insert_chart(row, len(sheet.table.columns) + 1, drawing, options)
            row += 26
