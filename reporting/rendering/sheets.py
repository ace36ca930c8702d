"""A report as sheets, one table each, for all files that have sheets: what comes first and last, and what it is called.

The cover comes first, then a list of the sheets, then the tables in the order of the report, then its texts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from beds.files import NAME_LENGTH, sheet_name
from beds.written import Cell, Kind
from reporting.content import Chart, Column, Content, Facts, Row, Section, Table, Words
from reporting.drawing.rows import levels_of

SHARED = "Small numbers are hidden in this version"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; `charts` are drawn beside its table."""

    name: str
    section: str
    table: Table
    charts: tuple[Chart, ...] = ()


def sheets_of(content: Content) -> list[Sheet]:
    """All sheets, in order."""
    names = Names()
    cover, contents, texts = (names.unique(name) for name in ("Cover", "Contents", "Text"))
    sheets = [
        Sheet(names.unique(f"{section.number} {table.title}"), title_of(section), table, tuple(charts))
        for section, table, charts in _tables(content)
    ]
    last = [Sheet(texts, "", texts_of(content))] if texts_of(content).rows else []
    return [Sheet(cover, "", _cover(content)), Sheet(contents, "", _contents(sheets + last)), *sheets, *last]


class Names:
    """The names of sheets that are taken."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def unique(self, wanted: str) -> str:
        """The name as Excel takes it, numbered where it is taken."""
        name, number = sheet_name(wanted), 1
        while name.lower() in self._taken:
            number += 1
            name = f"{sheet_name(wanted)[: NAME_LENGTH - len(str(number)) - 1].strip()} {number}"
        self._taken.add(name.lower())
        return name


def title_of(section: Section) -> str:
    """`8 Overstays`."""
    return f"{section.number} {section.title}"


LEVEL = "level_"
"""How the keys of columns begin that hold a level of a chart."""


def charted(chart: Chart) -> Table:
    """The table of a chart, with each of its levels in a column, since a workbook draws only what stands in cells."""
    table = replace(chart.table, title=chart.title)
    levels = levels_of(chart)
    columns = tuple(Column(f"{LEVEL}{at}", level.label, chart.kind) for at, level in enumerate(levels))
    cells = tuple(level.value for level in levels)
    rows = tuple(replace(row, cells=(*row.cells, *cells)) for row in table.rows)
    return replace(table, columns=(*table.columns, *columns), rows=rows)


def _tables(content: Content) -> list[tuple[Section, Table, list[Chart]]]:
    """Every table once, with its section and its charts."""
    found: dict[str, tuple[Section, Table, list[Chart]]] = {}
    for section in content.sections:
        for block in section.blocks:
            if isinstance(block, Chart):
                charts = found.setdefault(block.table.key, (section, charted(block), []))[2]
                charts.append(block)
            elif isinstance(block, Table):
                found.setdefault(block.key, (section, block, []))
    return list(found.values())


def facts_of(content: Content) -> Table:
    """Every fact of the report, section by section."""
    rows = [
        Row((title_of(section), block.title, name, value), kind)
        for section in content.sections
        for block in section.blocks
        if isinstance(block, Facts)
        for (name, value), kind in zip(block.pairs, block.kinds, strict=True)
    ]
    labels = ("Section", "Part", "What", "Value")
    kinds = (Kind.WORDS, Kind.WORDS, Kind.WORDS, Kind.BY_ROW)
    columns = [Column(label.lower(), label, kind) for label, kind in zip(labels, kinds, strict=True)]
    return Table("facts", "Facts", tuple(columns), tuple(rows))


def _cover(content: Content) -> Table:
    """What the report is, then its facts."""
    facts = facts_of(content)
    about: list[tuple[str, Cell, Kind]] = [
        ("Report", content.title, Kind.WORDS),
        ("About", content.subtitle, Kind.WORDS),
        ("As at the morning of", content.as_at, Kind.DATE),
    ]
    if content.shared:
        about.append(("Small numbers", SHARED, Kind.WORDS))
    rows = tuple(Row(("", "", name, value), kind) for name, value, kind in about)
    return replace(facts, key="cover", title="Cover", rows=rows + facts.rows)


def _contents(sheets: list[Sheet]) -> Table:
    columns = (
        Column("sheet", "Sheet"),
        Column("section", "Section"),
        Column("title", "Table"),
        Column("rows", "Rows", Kind.COUNT),
        Column("note", "Note"),
    )
    rows = tuple(
        Row((sheet.name, sheet.section, sheet.table.title, len(sheet.table.rows), _note(sheet.table)))
        for sheet in sheets
    )
    return Table("contents", "Contents", columns, rows)


def _note(table: Table) -> str | None:
    said = (table.note, "" if table.rows else table.empty)
    return " ".join(filter(None, said)) or None


def _paragraphs(content: Content) -> Iterator[tuple[str, str, str]]:
    for section in content.sections:
        for block in section.blocks:
            if isinstance(block, Words):
                yield from ((title_of(section), block.title, paragraph) for paragraph in block.paragraphs)


def texts_of(content: Content) -> Table:
    """Every paragraph of the report, section by section."""
    columns = tuple(Column(label.lower(), label) for label in ("Section", "Part", "Text"))
    return Table("text", "Text", columns, tuple(Row(cells) for cells in _paragraphs(content)))
