"""Any table of a page as a file: all its rows in its order, with numbers and dates as what they are."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.forms import BaseForm
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.template import Context
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.timezone import localtime
from django_tables2.data import TableQuerysetData
from django_tables2.rows import BoundRow

from beds.files import FileColumn, Format, Sheet, Typed, as_file
from beds.progress import counted, is_watched
from beds.tables import ROWS_AT_A_TIME, Table
from beds.written import Cell, Kind

SOFT_HYPHEN = "\u00ad"
BLOCK = re.compile(r"<(?:[^>]*\bsd-block\b[^>]*|br ?/?)>")
"""What begins a new line in a cell."""
NEW_LINE = "\x1f"
MANY_ROWS = 10_000
"""A file with more rows takes longer than one likes to wait."""
NOTHING_SAID = "—"
"""What a table shows for None."""


def page_or_file(
    request: HttpRequest, template_name: str, context: Mapping[str, Any], *tables: Table, on: dt.date
) -> HttpResponseBase:
    """The page, whose tables offer themselves as files; with `?download=csv`, `xlsx` or `ods` one of them as a file.

    A file holds all the rows that the address asks for, whatever page is shown, in the order of the table. `table=`
    says which one where there are several; `on` is the day in its name. Asked for any other file the page is shown,
    which offers those that there are.

    A file of very many rows is made in the background: one is led to the page that asks for it.
    """
    for table in tables:
        table.is_offered = True
        table.asked_as = slugify(table.caption) if len(tables) > 1 else None
    asked = request.GET.get("download")
    wanted = [table for table in tables if table.asked_as in (None, request.GET.get("table"))]
    is_wrong = any(isinstance(each, BaseForm) and each.errors for each in context.values())
    if asked not in set(Format) or not wanted or is_wrong:
        return render(request, template_name, dict(context))
    table = wanted[0]
    if is_long(rows_in(table)):
        return made_later(request, table.caption, Format(asked))
    table.context = Context({**context, "request": request})  # a cell's template may use what the page knows
    about = (("Table", table.caption), ("Day", on), ("Address", request.build_absolute_uri()))
    file = as_file(Format(asked), table.caption, [sheet_of(table), about_sheet(about)])
    name = f"{slugify(table.caption)}-{on.isoformat()}.{asked}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=Format(asked).content_type)


def is_long(rows: int) -> bool:
    """Whether a file of so many rows is to be made in the background, where we are not yet."""
    return rows > MANY_ROWS and not is_watched()


def made_later(request: HttpRequest, title: str, kind: Format) -> HttpResponseBase:
    """The page that asks for the file of this address."""
    later = urlencode({"address": request.get_full_path(), "title": f"{title}, {kind.upper()}"})
    return redirect(f"{reverse('reporting:export_new')}?{later}")


def about_sheet(facts: Iterable[tuple[str, Cell]]) -> Sheet:
    """A sheet of names and values, which says what another one holds."""
    columns = (FileColumn("what", "What"), FileColumn("value", "Value", width=90))
    return Sheet("About", columns, ((typed(name), typed(value)) for name, value in facts))


def sheet_of(table: Table) -> Sheet:
    """A table of a page, ready to be written."""
    bound = [column for column in table.columns if not column.column.exclude_from_export]
    columns = [FileColumn(each.name, str(each.header).replace(SOFT_HYPHEN, ""), each.column.kind) for each in bound]
    rows = (BoundRow(record, table=table) for record in counted(records_of(table), rows_in(table)))
    return Sheet(table.caption, columns, ([cell_of(row, column) for column in bound] for row in rows))


def rows_in(table: Table) -> int:
    """How many rows there are. Of a table without pages the database counts them, where `len` would read them all."""
    data = table.data
    if isinstance(data, TableQuerysetData) and not hasattr(table, "paginator"):
        return int(data.data.count())
    return len(data)


def records_of(table: Table) -> Iterator[Any]:
    """Every row of a table, a few in memory at a time."""
    data = table.data
    return data.data.iterator(ROWS_AT_A_TIME) if isinstance(data, TableQuerysetData) else iter(data)


def cell_of(row: BoundRow, bound: Any) -> Typed:
    """What a file holds of a cell: the value of its column where it names one, else the words that the page shows.

    A date that is not there is an empty cell; a number that is not there is told in the words of the page.
    """
    column = bound.column
    if column.holds_values:
        value, kind = column.value_in(row.record)
        if kind is Kind.DATE or value not in (None, ""):
            return typed(value, kind)
    said = row.get_cell(bound.name)
    if not isinstance(said, SafeString):
        return typed(None if said == NOTHING_SAID else said)
    return text_of(said) or None, Kind.WORDS


def typed(value: Any, kind: Kind = Kind.WORDS) -> Typed:
    """A value of Python as a cell, and what it is."""
    if value is None or isinstance(value, str):
        return value or None, Kind.WORDS
    if isinstance(value, bool):
        return "Yes" if value else "No", Kind.WORDS
    if isinstance(value, dt.date):
        return localtime(value).date() if isinstance(value, dt.datetime) else value, Kind.DATE
    if isinstance(value, int | Decimal):
        by_type = Kind.COUNT if isinstance(value, int) else Kind.POUNDS  # most amounts are of money
        return value, kind if kind.is_number else by_type
    return str(value), Kind.WORDS


def text_of(cell: str) -> str:
    """What a drawn cell says, without its marks: lines one after the other, with semicolons."""
    lines = html.unescape(strip_tags(BLOCK.sub(NEW_LINE, cell))).split(NEW_LINE)
    return "; ".join(filter(None, (" ".join(line.split()) for line in lines)))
