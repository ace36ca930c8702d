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
from reporting.content import Block, Chart, Content, Facts, Section, Table, Words
from reporting.drawing import svg
from reporting.rendering.sheets import SHARED

TEMPLATE = Path(__file__).with_name("report.typ")
NOT_IN_FONTS = re.compile(
    r"[^\n -~\xa0-\u0377\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u04ff\u1e00-\u1eff"
    r"\u2010-\u2015\u2018-\u2040\u20a0-\u20bf\u2190-\u22ff]"
)
"""Characters that the fonts may not have, such as faces: PDF/UA refuses a page with one. All others are tested."""
NOT_DRAWN = "\ufffd"


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
            drawing = {"title": block.title, "description": block.description, "svg": svg(block)}
            return {"is": "chart", **drawing, "table": _table(block.table)}
        case Table():
            return {"is": "table", **_table(block)}


def _table(table: Table) -> dict[str, Any]:
    return {
        "title": table.title,
        "heads": [column.label for column in table.columns],
        "right": [column.kind.is_right for column in table.columns],
        "rows": [
            {
                "cells": [
                    written(cell, table.kind_of(column, row))
                    for column, cell in zip(table.columns, row.cells, strict=True)
                ],
                "total": row.is_total,
            }
            for row in table.rows
        ],
        "note": table.note,
        "empty": table.empty,
    }
