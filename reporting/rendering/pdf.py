"""A report as a tagged PDF/UA, set by typst from `report.typ`. The content reaches it as data, never as markup."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import IO, Any

import font_source_sans_pro
import typst

from beds.wording import long_date
from beds.written import written
from reporting.content import Block, Chart, Content, Facts, Section, Shape, Table, Words
from reporting.drawing import svg
from reporting.rendering.sheets import SHARED

TEMPLATE = Path(__file__).with_name("report.typ")
NOT_IN_FONTS = re.compile(
    r"[^\n -~\xa0-\u0377\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u04ff\u1e00-\u1eff"
    r"\u2010-\u2015\u2018-\u2040\u20a0-\u20bf\u2190-\u22ff]"
)
"""Characters that the fonts may not have, such as faces: PDF/UA refuses a page with one. All others are tested."""
NOT_DRAWN = "\ufffd"
BESIDE_WIDTH = 440
"""A control chart stands beside its table, so that two have room on a page."""
MOST_BESIDE, LETTER_BESIDE = 56, 0.73
"""Of the width, in per cent: the most that the chart has, and what a letter of its table takes."""
LONG, FULL_LINE, FEW = 22, 100, 36
"""Letters: the longest text that is not to be broken, what a line of the page has room for, and what no column of long
texts has less room than."""


def render_pdf(content: Content, file: IO[bytes]) -> None:
    """Set the report. Its date is that of the figures, so that the same content makes the same bytes."""
    morning = dt.datetime.combine(content.as_at, dt.time.min, tzinfo=dt.UTC)
    set_pages = typst.compile(
        TEMPLATE,
        font_paths=[font_source_sans_pro.font_directory],
        ignore_system_fonts=True,
        sys_inputs={"content": json.dumps(drawable(as_data(content)))},
        pdf_standards=["ua-1"],
        timestamp=int(morning.timestamp()),
    )
    file.write(set_pages)


def drawable(data: Any) -> Any:
    """The data with a sign in place of each character in its texts that no font has."""
    if isinstance(data, str):
        return NOT_IN_FONTS.sub(NOT_DRAWN, data.replace("\r\n", "\n").replace("\t", " "))
    if isinstance(data, dict):
        return {name: drawable(value) for name, value in data.items()}
    return [drawable(value) for value in data] if isinstance(data, list | tuple) else data


def as_data(content: Content) -> dict[str, Any]:
    """What `report.typ` sets: every figure as the words in which a screen shows it."""
    return {
        "title": content.title,
        "subtitle": content.subtitle,
        "as_at": long_date(content.as_at),
        "year": content.as_at.year,
        "month": content.as_at.month,
        "day": content.as_at.day,
        "shared": SHARED if content.shared else "",
        "sections": [_section(section) for section in content.sections],
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "number": section.number,
        "title": section.title,
        "is_cover": section.key == "cover",
        "blocks": [_block(block) for block in section.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Words():
            return {"is": "words", "title": block.title, "paragraphs": block.paragraphs}
        case Facts():
            pairs = zip(block.pairs, block.kinds, strict=True)
            return {
                "is": "facts",
                "title": block.title,
                "pairs": [(name, written(value, kind)) for (name, value), kind in pairs],
            }
        case Chart():
            beside = _beside(block)
            drawing = {"title": block.title, "description": block.description, "beside": beside}
            drawn = svg(block, BESIDE_WIDTH) if beside else svg(block)
            return {"is": "chart", **drawing, "svg": drawn, "table": _table(block.table)}
        case Table():
            return {"is": "table", **_table(block)}


def _cells(table: Table) -> list[list[str]]:
    return [
        [written(cell, table.kind_of(column, row)) for column, cell in zip(table.columns, row.cells, strict=True)]
        for row in table.rows
    ]


def _widths(rows: list[list[str]]) -> list[dict[str, int]]:
    """How wide the columns are, where not all have as much room as they ask for.

    One of short texts gets the letters that it needs, its bold heading in about two lines, one of long
    texts a share of the rest by how much it says.
    """
    columns = list(zip(*rows, strict=True))
    if sum(max(map(len, column)) for column in columns) <= FULL_LINE:
        return []
    return [_width(head, cells) for head, *cells in columns]


def _width(head: str, cells: list[str]) -> dict[str, int]:
    heading = max([-(-len(head) // 2), *(len(word) + 1 for word in head.split())])
    longest = max([heading, *map(len, cells)])
    if longest <= LONG:
        return {"letters": longest, "share": 0}
    says = sum(map(len, cells)) / len(cells)
    return {"letters": 0, "share": round(10 * max(says, FEW) ** 0.5)}


def _beside(chart: Chart) -> int:
    """What share of the width a drawing has beside its table, in per cent; 0 where it stands above it."""
    if chart.shape is not Shape.SPC:
        return 0
    rows = [[column.label for column in chart.table.columns], *_cells(chart.table)]
    letters = sum(max(map(len, column)) + 2 for column in zip(*rows, strict=True))
    return min(98 - round(letters * LETTER_BESIDE), MOST_BESIDE)


def _table(table: Table) -> dict[str, Any]:
    rows = [[column.label for column in table.columns], *_cells(table)]
    return {
        "title": table.title,
        "widths": _widths(rows),
        "heads": [column.label for column in table.columns],
        "right": [column.kind.is_right for column in table.columns],
        "rows": [{"cells": cells, "total": row.is_total} for cells, row in zip(rows[1:], table.rows, strict=True)],
        "note": table.note,
        "empty": table.empty,
    }
