"""What a report says, as plain values: sections of words, tables and charts.

Screens, PDF, workbook and CSV are all drawn from the same content, so a figure cannot differ between them; frozen, it
is kept as JSON. Pure, no Django.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from beds.written import Cell, Kind

__all__ = [
    "Block",
    "Cell",
    "Chart",
    "Column",
    "Content",
    "Facts",
    "Kind",
    "Row",
    "Section",
    "Shape",
    "Table",
    "Words",
    "from_json",
    "to_json",
]


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `people` says that it counts people, so that small numbers are hidden from outsiders.

    `is_total` says that it is the sum of the other people columns, `cumulative` that its figures are sums or
    differences over several periods, such as a year to date or the change since last month, or stocks, which change
    from month to month by those who come and go: small numbers of single months could be worked out from them.
    """

    key: str
    label: str
    kind: Kind = Kind.WORDS
    people: bool = False
    is_total: bool = False
    cumulative: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `kind` and `people` speak of its BY_ROW cells; `opens` is the address of the rows behind it.

    `cumulative` says of its figures what it says of those of a column. Rows of the same `part` add up to something that
    is told elsewhere, such as the discharges within the limit, or are shares that make 100%.
    `behind` says of each cell how many people it speaks of, the fewer of numerator and denominator; None or nothing
    where it speaks of no people, or where the cell itself is their number. `key` is what the row is about, whatever it
    is called, such as a measure or a code: it is the same in later reports.
    """

    cells: tuple[Cell, ...]
    kind: Kind = Kind.WORDS
    people: bool = False
    opens: str = ""
    is_total: bool = False
    part: str = ""
    cumulative: bool = False
    behind: tuple[int | None, ...] = ()
    key: str = ""


class Adds(StrEnum):
    """Which people in a table are parts of a whole, so that a hidden number could be worked out from the others."""

    DOWN = "down"
    """The rows of each column. A sub-total stands below its parts, and the total of all at the end."""
    ACROSS = "across"
    """The people columns of each row."""
    BOTH = "both"
    """Both, with one row of totals at the most."""
    NO = "no"
    """Neither, as in a table of different measures or of months; but rows of the same part do."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one header row; `note` is a sentence below it. `key` is unique in the report.

    `empty` is what is said instead when there are no rows. `about_people` says that each row is a person, by
    reference: such a table is left out of what outsiders see, and so is one that `regroups` the people of another
    table into other or wider groups.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""
    empty: str = "None."
    about_people: bool = False
    adds: Adds = Adds.DOWN
    regroups: bool = False

    def column(self, key: str) -> list[Cell]:
        """The cells of one column."""
        at = [column.key for column in self.columns].index(key)
        return [row.cells[at] for row in self.rows]

    def kind_of(self, column: Column, row: Row) -> Kind:
        """What one cell is."""
        return row.kind if column.kind is Kind.BY_ROW else column.kind


class Shape(StrEnum):
    """The kinds of charts."""

    LINE = "line"
    """Columns of the table after the first are lines; a column `target` is a dashed level."""
    SPC = "spc"
    """Columns label, value, mean, lower, upper, signal: a control chart, or a run chart where mean is empty."""
    BARS = "bars"
    """Horizontal bars, one a row; a second number column stands beside it."""
    STACKED = "stacked"
    """Vertical bars, one a row, cut into the number columns."""
    FUNNEL = "funnel"
    """The steps of a pathway, one a row, each not larger than the one before it by nature."""
    HISTOGRAM = "histogram"
    """Vertical bars without gaps: classes of length of stay; a column `limit` marks the class of the limit."""
    TIMELINE = "timeline"
    """Beds as rows: columns bed, state, from_date, until_date, words; one row a run of nights."""


@dataclass(frozen=True, slots=True)
class Level:
    """A level that the values of a chart are held against; `label` says what it is, with its number.

    Past an alarm there is reason to worry.
    """

    value: Decimal
    label: str
    is_alarm: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of a table, which stands beside it as words. `description` says what the chart shows, with figures."""

    key: str
    title: str
    description: str
    shape: Shape
    table: Table
    kind: Kind = Kind.COUNT
    """What the numbers are."""
    target: Decimal | None = None
    target_label: str = ""
    levels: tuple[Level, ...] = ()
    """Levels beside the target, such as those above which there is reason to worry."""


@dataclass(frozen=True, slots=True)
class Words:
    """Paragraphs, perhaps under a heading. `people` says that they count people: outsiders do not see them."""

    paragraphs: tuple[str, ...]
    title: str = ""
    people: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of a name and a value, perhaps under a heading; `kinds` says how each value is written.

    `people` says which of them count people, are calculated from such a count, or are words that may speak of one.
    """

    pairs: tuple[tuple[str, Cell], ...]
    kinds: tuple[Kind, ...]
    title: str = ""
    people: tuple[bool, ...] = ()


Block = Words | Facts | Table | Chart


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section."""

    number: int
    key: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """A whole report. `as_at` is the morning of which it speaks; `shared` that small numbers are hidden in it."""

    title: str
    subtitle: str
    as_at: dt.date
    sections: tuple[Section, ...]
    shared: bool = False

    def tables(self) -> list[Table]:
        """Every table, those of the charts too, in order."""
        blocks = [block for section in self.sections for block in section.blocks]
        tables = [block.table if isinstance(block, Chart) else block for block in blocks]
        return [table for table in tables if isinstance(table, Table)]

    def with_section(self, section: Section) -> Content:
        """The same with one section in the place of that of its key."""
        return replace(self, sections=tuple(section if each.key == section.key else each for each in self.sections))


_TYPES: dict[str, Any] = {
    each.__name__: each for each in (Column, Row, Table, Level, Chart, Words, Facts, Section, Content)
}
_ENUMS: dict[str, Any] = {each.__name__: each for each in (Kind, Shape, Adds)}


def to_json(value: Any) -> Any:
    """The content as JSON values: dates and decimals keep their type, so nothing is lost on the way back."""
    if is_dataclass(value):
        pairs = {each.name: to_json(getattr(value, each.name)) for each in fields(value)}
        return {"is": type(value).__name__, **pairs}
    if isinstance(value, StrEnum):
        return {"is": type(value).__name__, "value": str(value)}
    if isinstance(value, Decimal):
        return {"is": "Decimal", "value": str(value)}
    if isinstance(value, dt.date):
        return {"is": "date", "value": value.isoformat()}
    if isinstance(value, tuple):
        return [to_json(each) for each in value]
    return value


def from_json(value: Any) -> Any:
    """What `to_json` was given."""
    if isinstance(value, list):
        return tuple(from_json(each) for each in value)
    if not isinstance(value, Mapping):
        return value
    kind = value["is"]
    if kind == "Decimal":
        return Decimal(value["value"])
    if kind == "date":
        return dt.date.fromisoformat(value["value"])
    if kind in _ENUMS:
        return _ENUMS[kind](value["value"])
    return _TYPES[kind](**{name: from_json(each) for name, each in value.items() if name != "is"})
