"""A report as an OpenDocument spreadsheet: the sheets of the workbook, without its charts."""

from __future__ import annotations

from typing import IO

from beds.ods import open_book
from reporting.content import Content
from reporting.rendering.sheets import sheets_of


def render_ods(content: Content, file: IO[bytes]) -> None:
    """One table a sheet, with numbers and dates as what they are."""
    with open_book(file, content.title) as book:
        for sheet in sheets_of(content):
            table = sheet.table
            rows = (
                [(cell, table.kind_of(column, row)) for column, cell in zip(table.columns, row.cells, strict=True)]
                for row in table.rows
            )
            book.sheet(sheet.name, [column.label for column in table.columns], rows)
