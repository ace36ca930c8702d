"""The base of every sortable table: a table declares its columns and a caption, and inherits everything else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import django_tables2
from django.core.paginator import Paginator
from django.http import HttpRequest
from django_tables2.data import TableData
from django_tables2.utils import Accessor

from beds.written import Kind

ROWS_AT_A_TIME = 500
"""How many rows are in memory while all of them are read."""

WORDS = {"th": {"class": "govuk-table__header"}, "td": {"class": "govuk-table__cell"}}
NUMERIC = {
    "th": {"class": "govuk-table__header govuk-table__header--numeric"},
    "td": {"class": "govuk-table__cell govuk-table__cell--numeric"},
}


class Column(django_tables2.Column):
    """A column of words.

    Files of the table hold what the page shows, unless the column says that it holds values: `datum` is where a row
    has the value, if not where the column is drawn from, and `kind` what it is.
    """

    def __init__(self, *args: Any, kind: Kind = Kind.WORDS, datum: str = "", **options: Any) -> None:
        self.kind, self.datum = kind, datum
        options.setdefault("attrs", NUMERIC if kind.is_number else WORDS)
        super().__init__(*args, **options)

    @property
    def holds_values(self) -> bool:
        return bool(self.datum) or self.kind is not Kind.WORDS

    def value_in(self, record: Any) -> tuple[Any, Kind]:
        """The value of a row in this column, None where there is none, and what it is."""
        return Accessor(self.datum or self.accessor).resolve(record, quiet=True), self.kind


class NumberColumn(Column):
    """A column of whole numbers, set to the right with commas between thousands."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, kind=Kind.COUNT, **options)

    def render(self, value: int) -> str:
        return f"{value:,}"


class CellColumn(Column, django_tables2.TemplateColumn):
    """A column drawn by a template of its own, which is given the row as `record`."""

    def __init__(self, template_name: str, *, numeric: bool = False, **options: Any) -> None:
        if numeric:
            options["attrs"] = NUMERIC
        super().__init__(template_name=template_name, **options)


class Table(django_tables2.Table):
    """A GOV.UK table with sortable headers and pages; on a phone each row is read as a card.

    `caption` says what the table holds. The first column is the row's header. With a `request`, its address says the
    order, and nothing else: how many rows a page has is the view's to say.
    """

    caption = ""
    is_offered = False
    """Whether the page offers the table as files."""
    asked_as: str | None = None
    """Its name in the address of its files, where a page has several tables."""

    def __init__(self, *args: Any, request: HttpRequest | None = None, **options: Any) -> None:
        if request is not None:
            options.setdefault("order_by", request.GET.getlist("sort") or None)
        # Not in a Meta, which a table with columns of its own would not inherit.
        options.setdefault("template_name", "components/table.html")
        options.setdefault("attrs", {"class": "govuk-table sd-table"})
        super().__init__(*args, **options)

    @property
    def sorts(self) -> bool:
        """Whether any heading sorts the rows; where none does, the order has a meaning of its own."""
        return any(column.orderable for column in self.columns)

    def show_page(self, number: str | None, size: int) -> None:
        """Show one page of `size` rows; a page that is not there becomes the nearest that is."""
        self.paginator = Paginator(self.rows, size)  # paginate() would read the rows of the first page too
        self.page = self.paginator.get_page(number)


class SortedData(TableData):
    """Rows that come counted, ordered and cut to pages from the database, of a class with `len` and slices."""

    def __iter__(self) -> Iterator[Any]:
        """Every row; a part at a time, unless the class knows better."""
        if hasattr(self.data, "__iter__"):
            yield from self.data
            return
        for start in range(0, len(self), ROWS_AT_A_TIME):
            yield from self.data[start : start + ROWS_AT_A_TIME]

    def __len__(self) -> int:
        return len(self.data)

    def order_by(self, aliases: Any) -> None:
        """Nothing to do: the rows were asked for in this order."""
