"""OpenDocument spreadsheets, written row by row: numbers, dates and words as what they are, and nothing kept in memory.

The libraries for it hold every cell as an object, a gigabyte for 50,000 rows, and put the time into the file.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from beds.written import Cell, Kind, shown, written

FIRST_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
"""The date in a zip of parts that have none, so that the same content makes the same bytes."""
NOT_IN_XML = re.compile(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MIME_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns"
SPACES = "".join(
    f' xmlns:{name}="{NAMESPACE}:{rest}"'
    for name, rest in {
        "office": "office:1.0",
        "table": "table:1.0",
        "text": "text:1.0",
        "style": "style:1.0",
        "number": "datastyle:1.0",
        "fo": "xsl-fo-compatible:1.0",
        "meta": "meta:1.0",
    }.items()
)
MANIFEST = (
    f'<manifest:manifest xmlns:manifest="{NAMESPACE}:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIME_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    '<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)


def number(decimals: int) -> str:
    """The style of a number with commas between thousands."""
    return f'<number:number number:decimal-places="{decimals}" number:min-integer-digits="1" number:grouping="true"/>'


SHOWN = {
    Kind.COUNT: f'<number:number-style style:name="count-shown">{number(0)}</number:number-style>',
    Kind.DECIMAL: f'<number:number-style style:name="decimal-shown">{number(1)}</number:number-style>',
    Kind.POUNDS: (
        f'<number:number-style style:name="pounds-shown"><number:text>£</number:text>{number(2)}</number:number-style>'
    ),
    Kind.PER_CENT: (
        f'<number:percentage-style style:name="per_cent-shown">{number(1)}<number:text>%</number:text>'
        "</number:percentage-style>"
    ),
    Kind.DATE: (
        '<number:date-style style:name="date-shown"><number:day/><number:text> </number:text>'
        '<number:month number:textual="true"/><number:text> </number:text><number:year number:style="long"/>'
        "</number:date-style>"
    ),
}
STYLES = (
    "".join(SHOWN.values())
    + "".join(
        f'<style:style style:name="{kind}" style:family="table-cell" style:data-style-name="{kind}-shown"/>'
        for kind in SHOWN
    )
    + '<style:style style:name="head" style:family="table-cell"><style:text-properties fo:font-weight="bold"/>'
    "</style:style>"
    '<style:style style:name="wide" style:family="table-column">'
    '<style:table-column-properties style:column-width="4cm"/></style:style>'
)


def without_controls(text: str) -> str:
    """The text without characters that no XML, and so no spreadsheet, can hold."""
    return NOT_IN_XML.sub("", text)


class Book:
    """A spreadsheet that is being written, one sheet after the other."""

    def __init__(self, content: IO[bytes]) -> None:
        self._content = content

    def write(self, text: str) -> None:
        self._content.write(text.encode())

    def sheet(self, name: str, head: Sequence[str], rows: Iterable[Iterable[tuple[Cell, Kind]]]) -> None:
        """One sheet: the names of its columns, then its rows."""
        self.write(f"<table:table table:name={quoteattr(without_controls(name))}>")
        self.write(f'<table:table-column table:style-name="wide" table:number-columns-repeated="{len(head)}"/>')
        names = "".join(cell(label, Kind.WORDS, "head") for label in head)
        self.write(f"<table:table-header-rows><table:table-row>{names}</table:table-row></table:table-header-rows>")
        for row in rows:
            self.write(f"<table:table-row>{''.join(cell(value, kind) for value, kind in row)}</table:table-row>")
        self.write("</table:table>")


def cell(value: Cell, kind: Kind, style: str = "") -> str:
    """One cell. A number has the value that is shown, a percentage as a share of one."""
    if value is None:
        return "<table:table-cell/>"
    style = style or (Kind.DATE if isinstance(value, dt.date) else kind)
    named = f' table:style-name="{style}"' if style in (*SHOWN, "head") else ""
    words = "".join(f"<text:p>{escape(line)}</text:p>" for line in without_controls(written(value, kind)).split("\n"))
    return f'<table:table-cell{named} office:value-type="{_typed(value, kind)}>{words}</table:table-cell>'


def _typed(value: Cell, kind: Kind) -> str:
    """The type of a value and the value itself, as the end of a tag; a closing quotation mark is part of it."""
    if isinstance(value, dt.date):
        return f'date" office:date-value="{value.isoformat()}"'
    number = shown(value, kind)
    if not isinstance(number, int | Decimal):
        return 'string"'
    if kind is Kind.PER_CENT:
        return f'percentage" office:value="{Decimal(number) / 100}"'
    return f'float" office:value="{number}"'


@contextmanager
def open_book(file: IO[bytes], title: str) -> Iterator[Book]:
    """A spreadsheet in a file; the same sheets make the same bytes."""

    def part(name: str) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(name, FIRST_ZIP_DATE)
        info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
        return info

    head = '<?xml version="1.0" encoding="UTF-8"?>'
    with zipfile.ZipFile(file, "w") as parts:
        parts.writestr(part("mimetype"), MIME_TYPE)
        parts.writestr(part("META-INF/manifest.xml"), head + MANIFEST)
        dc = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
        parts.writestr(
            part("meta.xml"),
            f'{head}<office:document-meta{SPACES} {dc} office:version="1.3"><office:meta>'
            f"<dc:title>{escape(without_controls(title))}</dc:title></office:meta></office:document-meta>",
        )
        with parts.open(part("content.xml"), "w", force_zip64=True) as content:
            book = Book(content)
            book.write(f'{head}<office:document-content{SPACES} office:version="1.3">')
            book.write(f"<office:automatic-styles>{STYLES}</office:automatic-styles><office:body><office:spreadsheet>")
            yield book
            book.write("</office:spreadsheet></office:body></office:document-content>")
