"""What every file that people download has in common: its kind, its paper, and words that can do no harm in it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from textwrap import wrap
from typing import IO, Any, Protocol

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from beds.ods import open_book
from beds.written import DECIMALS, Cell, Kind, shown

A4 = 9
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK = "\ufeff"
"""A CSV begins with it: without, Excel takes the text for another alphabet."""
IN_MEMORY_BYTES = 5_000_000
LINE_HEIGHT = 15.5
"""Points."""
MOST_HEIGHTS = 2_000
"""Rows of a long table that get the height of their words: each height is kept in memory to the end."""
NAME_LENGTH = 31
"""The longest name of a sheet that Excel takes."""
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")


class TakesText(Protocol):
    """A file, or what a command writes to."""

    def write(self, text: str, /) -> Any: ...


class Format(StrEnum):
    """The kinds of file of a table."""

    CSV = "csv"
    XLSX = "xlsx"
    ODS = "ods"

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES[self]


CONTENT_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.ODS: "application/vnd.oasis.opendocument.spreadsheet",
}


def harmless(value: Cell) -> str:
    """The value in a CSV; words that a spreadsheet would take for a formula get an apostrophe in front (OWASP)."""
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return str(value)


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


def put_heads(sheet: Worksheet, heads: Sequence[tuple[str, Kind]], widths: Sequence[int], styles: Styles) -> None:
    """Write the names of the columns into the first row, each set as its column is."""
    lines = max((lines_of(label, width) for (label, _), width in zip(heads, widths, strict=True)), default=1)
    sheet.set_row(0, LINE_HEIGHT * lines)
    for at, (label, kind) in enumerate(heads):
        sheet.write_string(0, at, label, styles.head_of(kind))


def lines_of(value: Cell, width: int) -> int:
    """How many lines words need; not every program finds the height of wrapped words by itself."""
    return len(wrap(value, width - 3)) if isinstance(value, str) and len(value) > width - 3 else 1


def lay_out(sheet: Worksheet, widths: Sequence[int], footer: str) -> None:
    """The widths of the columns, and paper on which all of them are side by side, under their names on every page."""
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer(f"&L{footer.replace('&', '&&')}&RPage &P of &N")


Typed = tuple[Cell, Kind]
NARROW, WIDE = 16, 28
"""The widths of columns of values and of words, in characters."""


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column of a file: its name for programs, its name for people, and what it holds."""

    key: str
    label: str = ""
    kind: Kind = Kind.WORDS
    width: int = 0

    @property
    def head(self) -> str:
        return self.label or self.key


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table to be written. Its rows come one by one, so that a long one needs no more memory than a short one."""

    name: str
    columns: Sequence[FileColumn]
    rows: Iterable[Iterable[Typed]]


def sheet_name(wanted: str) -> str:
    """The name without what Excel does not take, cut to its length."""
    return NOT_IN_NAMES.sub(" ", wanted).strip("' ")[:NAME_LENGTH].strip("' ")


def plain(value: Cell, kind: Kind) -> str:
    """A cell for a program to read: ISO dates, plain numbers; 45.8% is 45.8."""
    number = shown(value, kind)
    return f"{number:f}" if isinstance(number, Decimal) else harmless(number)


def write_csv(sheet: Sheet, file: TakesText) -> None:
    """A header of keys and one line a row, nothing else, so that a program can read it."""
    lines = csv.writer(file)
    lines.writerow(column.key for column in sheet.columns)
    for row in sheet.rows:
        lines.writerow(plain(value, kind) for value, kind in row)


def write_xlsx(title: str, sheets: Iterable[Sheet], file: IO[bytes]) -> None:
    """A workbook whose sheets can be sorted and filtered."""
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        book.set_properties({"title": title})
        styles = Styles.of(book)
        for sheet in sheets:
            _write_worksheet(book.add_worksheet(sheet_name(sheet.name)), sheet, styles, title)


def _write_worksheet(worksheet: Worksheet, sheet: Sheet, styles: Styles, footer: str) -> None:
    widths = [column.width or (WIDE if column.kind is Kind.WORDS else NARROW) for column in sheet.columns]
    lay_out(worksheet, widths, footer)
    worksheet.freeze_panes(1, 1)
    put_heads(worksheet, [(column.head, column.kind) for column in sheet.columns], widths, styles)
    number = 0
    for number, row in enumerate(sheet.rows, start=1):
        cells = list(row)
        lines = max((lines_of(value, width) for (value, _), width in zip(cells, widths, strict=True)), default=1)
        if lines > 1 and number <= MOST_HEIGHTS:
            worksheet.set_row(number, LINE_HEIGHT * lines)
        for at, (column, (value, kind)) in enumerate(zip(sheet.columns, cells, strict=True)):
            put_cell(worksheet, (number, at), value, kind, styles, column=column.kind)
    worksheet.autofilter(0, 0, number, len(sheet.columns) - 1)


def write_ods(title: str, sheets: Iterable[Sheet], file: IO[bytes]) -> None:
    """An OpenDocument spreadsheet."""
    with open_book(file, title) as book:
        for sheet in sheets:
            book.sheet(sheet_name(sheet.name), [column.head for column in sheet.columns], sheet.rows)


def write_file(kind: Format, title: str, sheets: Sequence[Sheet], file: IO[bytes]) -> None:
    """The sheets as one file; a CSV holds the first of them."""
    if kind is Format.CSV:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        text.write(BYTE_ORDER_MARK)
        write_csv(sheets[0], text)
        text.detach()
    else:
        (write_xlsx if kind is Format.XLSX else write_ods)(title, sheets, file)


def as_file(kind: Format, title: str, sheets: Sequence[Sheet]) -> IO[bytes]:
    """The whole file, ready to be read: a download is complete or an error, never cut short."""
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115 - whoever reads it closes it
    write_file(kind, title, sheets, file)
    file.seek(0)
    return file
