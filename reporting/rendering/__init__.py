"""Reports as files: workbook, PDF, CSV and OpenDocument, all drawn from one content, so that no figure can differ.

The same content makes the same bytes, so that the hash of a frozen file says that it is what was signed.
"""

from __future__ import annotations

import tempfile
from enum import StrEnum
from typing import IO

from django.http import FileResponse
from django.utils.text import slugify

from reporting.content import Content
from reporting.rendering.csv_files import render_csv
from reporting.rendering.ods import render_ods
from reporting.rendering.pdf import render_pdf
from reporting.rendering.xlsx import render_xlsx

IN_MEMORY_BYTES = 5_000_000


class Format(StrEnum):
    """The kinds of file of a report. CSV is a zip of one CSV for each table."""

    XLSX = "xlsx"
    PDF = "pdf"
    CSV = "csv"
    ODS = "ods"

    @property
    def extension(self) -> str:
        return "zip" if self is Format.CSV else str(self)


CONTENT_TYPES = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.PDF: "application/pdf",
    Format.CSV: "application/zip",
    Format.ODS: "application/vnd.oasis.opendocument.spreadsheet",
}
RENDER = {Format.XLSX: render_xlsx, Format.PDF: render_pdf, Format.CSV: render_csv, Format.ODS: render_ods}


def render(content: Content, file_format: Format, file: IO[bytes]) -> None:
    """Write the whole report into a file."""
    RENDER[file_format](content, file)


def file_name(content: Content, file_format: Format, about: str = "") -> str:
    """What the file is called: `contract-review-march-2023-2023-04-01.xlsx`; `about` tells it from its like."""
    name = slugify(f"{content.title} {about}")
    shared = "-shared" if content.shared else ""
    return f"{name}{shared}-{content.as_at.isoformat()}.{file_format.extension}"


def content_type(file_format: Format) -> str:
    """The media type of a format."""
    return CONTENT_TYPES[file_format]


def file_response(content: Content, file_format: Format, about: str = "") -> FileResponse:
    """The report as a download: complete, or an error, never cut short."""
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115 - the answer closes it
    render(content, file_format, file)
    file.seek(0)
    name = file_name(content, file_format, about)
    return FileResponse(file, as_attachment=True, filename=name, content_type=content_type(file_format))
