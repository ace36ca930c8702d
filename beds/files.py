"""What every file that people download has in common: its kind, its paper, and words that can do no harm in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any

from xlsxwriter.worksheet import Worksheet

Value = str | int | Decimal | dt.date | None

A4 = 9
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK = "\ufeff"
"""A CSV begins with it: without, Excel takes the text for another alphabet."""


class Format(StrEnum):
    """The kinds of file."""

    CSV = "csv"
    XLSX = "xlsx"

    @property
    def content_type(self) -> str:
        if self is Format.CSV:
            return "text/csv; charset=utf-8"
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def harmless(value: Value) -> str:
    """The value in a CSV; words that a spreadsheet would take for a formula get an apostrophe in front (OWASP)."""
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return str(value)


def put(
    sheet: Worksheet, row: int, column: int, value: Value, formats: Mapping[str, Any], words: str = "words"
) -> None:
    """Write a value as what it is. Words are written as words, so that none of them can become a formula or a link."""
    if isinstance(value, str):
        sheet.write_string(row, column, value, formats[words])
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, column, value, formats["date"])
    elif isinstance(value, Decimal):
        sheet.write_number(row, column, value, formats["pounds"])
    elif value is not None:
        sheet.write_number(row, column, value, formats["count"])


def lay_out(sheet: Worksheet, widths: Sequence[int]) -> None:
    """The widths of the columns, and paper on which all of them are side by side."""
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)


def head(sheet: Worksheet, names: Sequence[str], style: Any, footer: str) -> None:
    """The row with the names of the columns, which stays in sight and is printed on every page."""
    for column, name in enumerate(names):
        sheet.write_string(0, column, name, style)
    sheet.repeat_rows(0)
    sheet.set_footer(f"&L{footer}&RPage &P of &N")
