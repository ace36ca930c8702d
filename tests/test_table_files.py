"""The downloads of every table of a page: what they hold is what the page shows, in all its rows, and no names."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from django.template import Context
from django.urls import reverse
from django.utils.safestring import mark_safe

from beds.files import FileColumn, Format, Sheet, plain, write_file
from beds.table_files import cell_of, records_of, text_of
from beds.tables import ROWS_AT_A_TIME, Column, NumberColumn, SortedData, Table
from beds.written import Kind, written
from residents.models import Feedback
from tests.access_world import NAME, build
from tests.residents.conftest import house, life, met, official, safe, worker
from tests.residents.support_house import make_feedback

__all__ = ["house", "life", "met", "official", "safe", "worker"]

PAGES = (
    "reporting:dashboard",
    "reporting:beds",
    "reporting:nights",
    "reporting:voids",
    "reporting:overstay_nights",
    "reporting:unpriced",
    "reporting:contracts",
    "reporting:data_quality",
    "beds:registers",
    "beds:registers?show=agreements",
    "beds:registers?show=providers",
    "residents:extension_requests",
    "residents:referrals",
    "residents:housing",
    "residents:matching",
    "residents:overrides",
    "residents:incidents",
    "residents:alerts",
    "residents:feedback_list",
    "residents:meetings",
)
MAY_BE_EMPTY = {"reporting:unpriced", "residents:overrides", "reporting:voids", "reporting:overstay_nights"}


def address(page: str) -> str:
    name, _, query = page.partition("?")
    return f"{reverse(name)}?{query}"


def content(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def read(response: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content(response).decode("utf-8-sig"), newline="")))


def tables_of(response: Any) -> list[Table]:
    """The tables that a page offers as files, each with what the page knows."""
    known = response.context[0].flatten()
    tables = [each for each in known.values() if isinstance(each, Table) and each.is_offered]
    for table in tables:
        table.context = Context({**known, "request": response.wsgi_request})
    return tables


@pytest.mark.django_db
def test_every_list_offers_files_that_hold_what_it_shows(safe, life, met):
    world = build(safe, life, met)
    for page in PAGES:
        for who in ("commissioner", "worker"):
            client = world.client(who)
            response = client.get(address(page))
            if response.status_code != 200:
                assert (page, who) == ("reporting:dashboard", "worker")
                continue
            tables = tables_of(response)
            assert tables or page in MAY_BE_EMPTY, page
            for table in tables:
                asked = f"{address(page)}&download=csv&table={table.asked_as or ''}"
                answer = client.get(asked)
                _, *lines = read(answer)
                assert answer["Content-Type"] == "text/csv; charset=utf-8"
                assert lines == list(as_shown(table)), (page, who)
                assert len(lines) == len(table.data)
                assert not any(NAME in cell for line in lines for cell in line), page
                for kind in (Format.XLSX, Format.ODS):
                    assert content(client.get(asked.replace("csv", kind))).startswith(b"PK")


def as_shown(table: Table) -> Iterator[list[str]]:
    """The rows of a table as a CSV has them; every value among them stands in its cell of the page too."""
    for row in table.rows:
        bound = [column for column in table.columns if not column.column.exclude_from_export]
        cells = [(column.name, cell_of(row, column)) for column in bound]
        for name, (value, kind) in cells:
            said = text_of(str(row.get_cell(name)))
            assert value is None or written(value, kind) in said or said in in_full(value), (name, said)
        yield [plain(value, kind) for _, (value, kind) in cells]


def in_full(value: Any) -> tuple[str, ...]:
    """How else a page writes a date: in full, or, for the bed-nights of a month, by the month."""
    return (f"{value:%-d %B %Y}", f"{value:%B %Y}") if isinstance(value, dt.date) else ()


@pytest.mark.django_db
def test_a_file_has_all_pages_in_the_order_and_with_the_filters_of_its_page(life, official):
    for ago in range(60):
        verdict = Feedback.Verdict.POSITIVE if ago % 2 else Feedback.Verdict.NEGATIVE
        make_feedback(life.placement, life.today - dt.timedelta(days=ago), verdict=verdict)
    asked = {"download": "csv", "sort": "received_on", "verdict": "positive", "page": "2"}
    _, *lines = read(official.get(reverse("residents:feedback_list"), asked))
    assert len(lines) == Feedback.objects.filter(verdict=Feedback.Verdict.POSITIVE).count() > 25
    days = [line[0] for line in lines]
    assert days == sorted(days)
    shown = official.get(reverse("residents:feedback_list"), {"download": "exe"})
    assert shown.status_code == 200
    assert shown["Content-Type"].startswith("text/html")
    workbook = content(official.get(reverse("residents:feedback_list"), asked | {"download": "xlsx"}))
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    rows = list(book["Feedback"].iter_rows(min_row=2, values_only=True))
    assert [f"{row[0]:%Y-%m-%d}" for row in rows] == days
    assert "verdict=positive" in str(book["About"]["B4"].value)


class Numbers(Table):
    """Rows that are all numbers."""

    caption = "Numbers"
    number = NumberColumn(accessor="number")


class Counted:
    """A hundred thousand rows that come from nowhere, and the largest part of them that was asked for."""

    largest = 0

    def __len__(self) -> int:
        return 20_000

    def __getitem__(self, wanted: slice) -> list[dict[str, int]]:
        self.largest = max(self.largest, wanted.stop - wanted.start)
        return [{"number": at} for at in range(wanted.start, min(wanted.stop, len(self)))]


def test_a_long_table_is_read_a_part_at_a_time():
    rows = Counted()
    table = Numbers(SortedData(rows))
    assert sum(record["number"] for record in records_of(table)) == sum(range(20_000))
    assert rows.largest == ROWS_AT_A_TIME


@pytest.mark.parametrize("kind", Format)
def test_a_file_takes_one_row_after_the_other(kind):
    """No writer asks for a row before it has written the one before: none is kept."""
    alive: list[int] = []

    class Row(list):
        def __del__(self) -> None:
            alive.pop()

    def rows() -> Iterator[Row]:
        for number in range(3_000):
            alive.append(number)
            assert len(alive) < 5
            yield Row([(number, Kind.COUNT), ("=words", Kind.WORDS)])

    write_file(kind, "Long", [Sheet("Long", (FileColumn("n", kind=Kind.COUNT), FileColumn("w")), rows())], io.BytesIO())


def test_a_cell_is_told_in_lines():
    cell = mark_safe('<a href="/x">R-1</a><span class="sd-block sd-quiet">Ann &lt;b&gt;\n  &amp; Co</span>')
    assert text_of(cell) == "R-1; Ann <b> & Co"


def test_a_page_reads_no_rows_but_its_own():
    """Rows that are cut by the database are read as soon as they are cut."""
    cut: list[slice] = []

    class Rows:
        def __len__(self) -> int:
            return 30

        def __getitem__(self, wanted: slice) -> list[dict[str, str]]:
            cut.append(wanted)
            return [{"name": "Elm"}] * 10

    class Names(Table):
        name = Column()

    table = Names(SortedData(Rows()))
    table.show_page("2", 10)
    assert len(list(table.paginated_rows)) == 10
    assert cut == [slice(10, 20)]
