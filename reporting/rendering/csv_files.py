"""A report as CSV: a zip with one file for each table, named by its key, and a list of them."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import IO

from beds.files import BYTE_ORDER_MARK, harmless, plain
from beds.ods import FIRST_ZIP_DATE
from beds.written import Kind
from reporting.content import Column, Content, Row, Table
from reporting.rendering.sheets import facts_of, texts_of

UNIT = "unit"
"""The column that says what a cell is whose kind differs from row to row."""


def render_csv(content: Content, file: IO[bytes]) -> None:
    """The zip: `contents.csv`, then the tables, then the facts and texts."""
    more = [each for each in (facts_of(content), texts_of(content)) if each.rows]
    tables = list({table.key: table for table in (*content.tables(), *more)}.values())
    columns = tuple(map(Column, ("file", "title", "rows", "note"), ("", "", "", "")))
    listed = (Row((f"{table.key}.csv", table.title, len(table.rows), table.note)) for table in tables)
    contents = Table("contents", content.title, columns, tuple(listed))
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
        for table in (contents, *tables):
            info = zipfile.ZipInfo(f"{table.key}.csv", FIRST_ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            parts.writestr(info, render_table(table))


def render_table(table: Table) -> str:
    """One table: the keys of its columns, then a line a row; plain decimals, ISO dates, words that can do no harm."""
    by_row = any(column.kind is Kind.BY_ROW for column in table.columns)
    text = io.StringIO(newline="")
    text.write(BYTE_ORDER_MARK)
    lines = csv.writer(text)
    lines.writerow([harmless(column.key) for column in table.columns] + [UNIT] * by_row)
    for row in table.rows:
        cells = (plain(cell, table.kind_of(at, row)) for at, cell in zip(table.columns, row.cells, strict=True))
        lines.writerow([*cells, *[str(row.kind)] * by_row])
    return text.getvalue()
