"""What every file that people download has in common: its kind, its paper, and words that can do no harm in it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from beds.written import DECIMALS, Cell, Kind, shown

Value = Cell

A4 = 9
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK = "\ufeff"
"""A CSV begins with it: without, Excel takes the text for another alphabet."""
FIRST_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
"""The date in a zip of parts that have none, so that the same content makes the same bytes."""
NOT_IN_XML = re.compile(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


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


def without_controls(text: str) -> str:
    """The text without characters that no XML, and so no spreadsheet, can hold."""
    return NOT_IN_XML.sub("", text)


SHOWN_AS: dict[Kind, dict[str, Any]] = {
    Kind.WORDS: {"num_format": "@", "text_wrap": True, "align": "left", "indent": 1},
    Kind.BY_ROW: {"num_format": "@", "text_wrap": True, "align": "right"},
    Kind.COUNT: {"num_format": "#,##0"},
    Kind.DECIMAL: {"num_format": "#,##0.0"},
    Kind.PER_CENT: {"num_format": "0.0%"},
    Kind.POUNDS: {"num_format": "£#,##0.00"},
    Kind.DATE: {"num_format": "d mmm yyyy", "align": "left", "indent": 1},
}


@dataclass(frozen=True, slots=True)
class Styles:
    """How the cells of a workbook look, by what they are."""

    head: Any
    head_of_numbers: Any
    plain: Mapping[Kind, Any]
    total: Mapping[Kind, Any]

    def head_of(self, kind: Kind) -> Any:
        """The style of the name of a column."""
        return self.head_of_numbers if kind.is_right else self.head

    @classmethod
    def of(cls, book: xlsxwriter.Workbook) -> Styles:
        """The styles, in a workbook."""
        head = {"valign": "top", "bold": True, "bottom": 1, "text_wrap": True}
        total = {"valign": "top", "bold": True, "top": 1}
        return cls(
            head=book.add_format(head | {"align": "left", "indent": 1}),
            head_of_numbers=book.add_format(head | {"align": "right"}),
            plain={kind: book.add_format(shown_as | {"valign": "top"}) for kind, shown_as in SHOWN_AS.items()},
            total={kind: book.add_format(shown_as | total) for kind, shown_as in SHOWN_AS.items()},
        )


def put_cell(
    sheet: Worksheet, at: tuple[int, int], value: Cell, kind: Kind, styles: Styles, *, column: Kind, total: bool = False
) -> None:
    """Write a value as what it is: words as words, so that none can become a formula or a link; a percentage as a share
    of one, which a spreadsheet shows as a percentage; nothing for None. `column` is the kind of its column.
    """
    formats = styles.total if total else styles.plain
    number = shown(value, kind)
    if isinstance(value, dt.date):
        sheet.write_datetime(*at, value, formats[Kind.DATE])
    elif isinstance(number, int | Decimal):
        share = Decimal(number) / 100 if kind is Kind.PER_CENT else number
        sheet.write_number(*at, share, formats[kind if kind in DECIMALS else Kind.COUNT])
    elif value is not None:
        sheet.write_string(*at, str(value), formats[Kind.BY_ROW if column.is_right else Kind.WORDS])


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
