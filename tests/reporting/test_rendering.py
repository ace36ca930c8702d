"""A report as files: opened as a reader would, every figure equals that of the content, and no text runs."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from odf import opendocument
from odf.table import Table as OdfTable
from odf.table import TableCell, TableRow

from beds.written import Cell, Kind, shown, written
from reporting.content import Content, Table, Words
from reporting.rendering import Format, content_type, file_name, file_response, render
from reporting.rendering.pdf import NOT_IN_FONTS, TEMPLATE, as_data, drawable
from reporting.rendering.sheets import Names, sheets_of
from tests.reporting.report_content import AS_AT, CHARTS, FORMULA, MARKUP, OVERSTAYS, SUMMARY, every_kind


def rendered(file_format: Format, content: Content | None = None) -> io.BytesIO:
    file = io.BytesIO()
    render(content or every_kind(), file_format, file)
    file.seek(0)
    return file


def as_read(cell: Cell, kind: Kind) -> Any:
    """What a spreadsheet holds of a cell."""
    value = shown(cell, kind)
    if isinstance(value, Decimal | int):
        return float(value / 100 if kind is Kind.PER_CENT else value)
    if isinstance(value, dt.date):
        return value
    return value or None


def rows_of(table: Table) -> list[list[Any]]:
    return [
        [as_read(cell, table.kind_of(column, row)) for column, cell in zip(table.columns, row.cells, strict=True)]
        for row in table.rows
    ]


def day(value: Any) -> Any:
    """A date where a spreadsheet has a moment, a number where it has a whole one."""
    if isinstance(value, dt.datetime):
        return value.date()
    return float(value) if isinstance(value, int) else (value or None)


@pytest.mark.parametrize("file_format", Format)
def test_the_same_content_makes_the_same_bytes(file_format):
    assert rendered(file_format).getvalue() == rendered(file_format).getvalue()


def test_every_cell_of_the_workbook_is_that_of_the_content():
    book = openpyxl.load_workbook(rendered(Format.XLSX))
    sheets = sheets_of(every_kind())
    assert book.sheetnames == [sheet.name for sheet in sheets]
    assert book.sheetnames[:3] == ["Cover", "Contents", "2 Summary of measures"]
    assert book.sheetnames[-1] == "Text"
    for sheet in sheets:
        head, *rows = book[sheet.name].iter_rows(values_only=True)
        assert list(head) == [column.label for column in sheet.table.columns]
        assert [[day(value) for value in row] for row in rows] == rows_of(sheet.table)


def test_numbers_of_the_workbook_are_shown_as_on_the_screen_and_no_text_is_a_formula():
    book = openpyxl.load_workbook(rendered(Format.XLSX))
    summary = book["2 Summary of measures"]
    assert (summary["B2"].value, summary["B2"].number_format) == (0.458, "0.0%")
    assert (summary["B4"].value, summary["B4"].number_format) == (79738.13, "£#,##0.00")
    assert (summary["C3"].value, summary["C4"].value) == (None, "Block funded")
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert summary["D2"].value == FORMULA
    assert not any(sheet.merged_cells.ranges for sheet in book)
    assert {sheet.freeze_panes for sheet in book} == {"A2"}
    assert summary.auto_filter.ref == "A1:D5"
    assert (book.properties.title, book.properties.created) == (
        "Contract review",
        dt.datetime.combine(AS_AT, dt.time.min),
    )


def test_every_chart_stands_beside_its_table_with_its_words():
    file = rendered(Format.XLSX)
    target = next(sheet for sheet in sheets_of(every_kind()) if sheet.charts)
    assert target.table.column("level_0") == [Decimal(85)] * 14  # a workbook draws what stands in cells
    with zipfile.ZipFile(file) as parts:
        drawings = "".join(parts.read(name).decode() for name in parts.namelist() if "drawings/drawing" in name)
        drawn = "".join(parts.read(name).decode() for name in parts.namelist() if "charts/chart" in name)
    for chart in CHARTS:
        assert f'descr="{chart.description}"' in drawings
        assert f"<a:t>{chart.title}</a:t>" in drawn


def test_sheets_have_names_that_excel_takes():
    names = Names()
    first, second = (names.unique("8 Overstays: by resident / and the reason of it") for _ in range(2))
    assert len(first) <= 31 >= len(second)
    assert first != second
    assert not set("[]:*?/\\") & set(first)
    assert names.unique("OTHERS") != names.unique("others")


def test_the_zip_holds_a_csv_for_each_table_and_lists_them():
    content = every_kind()
    with zipfile.ZipFile(rendered(Format.CSV)) as parts:
        files = {name: parts.read(name) for name in parts.namelist()}
    assert all(data.startswith(b"\xef\xbb\xbf") for data in files.values())
    lines = {name: list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))) for name, data in files.items()}
    assert [line[0] for line in lines["contents.csv"][1:]] == [name for name in files if name != "contents.csv"]
    assert {f"{table.key}.csv" for table in content.tables()} < set(files)
    assert lines["summary.csv"] == [
        ["measure", "value", "target", "note", "unit"],
        ["Occupancy", "45.8", "85.0", f"'{FORMULA}", "per_cent"],
        ["Admissions", "1234", "", "'-1+1", "count"],
        ["Spend", "79738.13", "Block funded", MARKUP, "pounds"],
        ["Mean stay", "78.0", "", "'@SUM", "decimal"],
    ]
    assert lines["overstays.csv"][1][-3:] == ["2023-03-01", "25", "3220.36"]
    assert ["1 Cover", "", "Value", "520000.00", "pounds"] in lines["facts.csv"]


def read_ods(file: io.BytesIO) -> dict[str, list[list[Any]]]:
    """The values of an OpenDocument spreadsheet, by the name of the sheet."""

    def value(cell: Any) -> Any:
        kind = cell.getAttribute("valuetype")
        if kind == "date":
            return dt.date.fromisoformat(cell.getAttribute("datevalue"))
        return float(cell.getAttribute("value")) if kind in ("float", "percentage") else (str(cell) or None)

    return {
        sheet.getAttribute("name"): [
            [value(cell) for cell in row.getElementsByType(TableCell)] for row in sheet.getElementsByType(TableRow)
        ]
        for sheet in opendocument.load(file).spreadsheet.getElementsByType(OdfTable)
    }


def test_every_cell_of_the_opendocument_sheets_is_that_of_the_content():
    book = read_ods(rendered(Format.ODS))
    assert book == {
        sheet.name: [[column.label for column in sheet.table.columns], *rows_of(sheet.table)]
        for sheet in sheets_of(every_kind())
    }


def test_the_pdf_is_tagged_and_no_text_of_people_is_markup():
    pages = rendered(Format.PDF).getvalue()  # typst refuses what is not PDF/UA-1
    assert pages.startswith(b"%PDF-1.7")
    assert b"pdfuaid" in pages
    assert b"/Title(8  Overstays)/Dest" in pages  # a bookmark


def test_the_pdf_is_given_every_figure_as_the_screen_shows_it():
    sections = {section["title"]: section["blocks"] for section in as_data(every_kind())["sections"]}
    assert sections["Cover"][0]["pairs"] == [
        ("Contract", "HF-1"),
        ("Signed off on", "1 Apr 2023"),
        ("Data quality", "97.3%"),
        ("Value", "£520,000.00"),
    ]
    words, summary = sections["Summary"]
    assert MARKUP in words["paragraphs"]
    assert [row["cells"][1] for row in summary["rows"]] == ["45.8%", "1,234", "£79,738.13", "78.0"]
    for table, set_in in ((SUMMARY, summary), (OVERSTAYS, sections["Overstays"][0])):
        assert [row["cells"] for row in set_in["rows"]] == [
            [written(cell, table.kind_of(at, row)) for at, cell in zip(table.columns, row.cells, strict=True)]
            for row in table.rows
        ]
    assert [(chart["title"], chart["description"]) for chart in sections["Trends"]] == [
        (chart.title, chart.description) for chart in CHARTS
    ]


def test_the_fonts_have_every_character_that_is_let_through():
    everything = [chr(code) for code in range(0x20, 0x2300) if not NOT_IN_FONTS.match(chr(code))]
    content = every_kind()
    words = Words((" ".join(everything), drawable("日本 😀 \x07")), "Signs")
    section = content.sections[0]
    signs = content.with_section(type(section)(1, section.key, section.title, (words,)))
    assert rendered(Format.PDF, signs).getvalue()


def test_a_table_of_a_hundred_rows_or_none_is_set_too():
    assert rendered(Format.PDF, every_kind(more_rows=100)).getvalue()
    assert TEMPLATE.exists()


def test_a_report_is_answered_as_a_download():
    answer = file_response(every_kind(), Format.CSV)
    assert answer["Content-Type"] == content_type(Format.CSV) == "application/zip"
    assert answer["Content-Disposition"] == 'attachment; filename="contract-review-2023-04-01.zip"'
    assert file_name(every_kind(), Format.PDF) == "contract-review-2023-04-01.pdf"
    assert b"".join(answer) == rendered(Format.CSV).getvalue()


@pytest.mark.parametrize(
    ("cell", "kind", "words"),
    [
        (None, Kind.POUNDS, "–"),
        (Decimal("45.85"), Kind.PER_CENT, "45.9%"),  # half up, as on the screen
        (Decimal("-1234.5"), Kind.POUNDS, "-£1,234.50"),
        (0, Kind.COUNT, "0"),
        (Decimal("2.25"), Kind.DECIMAL, "2.3"),
        ("Block funded", Kind.POUNDS, "Block funded"),
        (dt.date(2023, 3, 1), Kind.WORDS, "1 Mar 2023"),
        (3, Kind.WORDS, "3"),
    ],
)
def test_a_cell_is_written_as_what_it_is(cell, kind, words):
    assert written(cell, kind) == words
