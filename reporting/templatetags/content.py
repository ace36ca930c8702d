"""The blocks of a report as HTML: which template draws each, and the cells of its tables in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django import template

from reporting.cell_words import is_number, words_of
from reporting.content import Block, Chart, Column, Facts, Kind, Row, Table
from reporting.drawing import svg

register = template.Library()
LONGEST_DATE = len("30 Sep 2023")
LONGEST_NAME = 20
MANY_WORDS = 4
"""Columns of words that a phone cannot show beside each other."""
NARROW = 345
"""The width of a drawing for a phone, in units of which a letter has 14: that of a phone without its margins."""


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell as a page shows it; `opens` is the address of the rows behind it."""

    words: str
    is_number: bool
    opens: str = ""
    label: str = ""
    """The heading of its column, which stands beside it on a phone."""

    @property
    def is_short(self) -> bool:
        """Whether it stays on one line, such as a number, a date or a reference."""
        return self.is_number or len(self.words) <= LONGEST_DATE

    @property
    def is_long(self) -> bool:
        """Whether it is a sentence, which needs a column that is not narrow."""
        return len(self.words) > LONGEST_NAME


@register.filter
def template_of(block: Block) -> str:
    """The template that draws a block: `content/table.html`."""
    return f"content/{type(block).__name__.lower()}.html"


@register.simple_tag
def drawing(chart: Chart, width: int = 640) -> str:
    """The chart as SVG."""
    return svg(chart, width)


@register.simple_tag
def narrow_drawing(chart: Chart) -> str:
    """The chart as SVG for a phone, where it stands at its own size; its ids differ from those of the other drawing."""
    return svg(replace(chart, key=f"{chart.key}-narrow"), NARROW)


@register.filter
def becomes_cards(table: Table) -> bool:
    """Whether each row tells many things of one, so that a phone has it as a card; numbers are compared in rows."""
    return sum(not is_number(column.kind) for column in table.columns) >= MANY_WORDS


@register.filter
def sets_right(column: Column) -> bool:
    """Whether a column stands at the right, as numbers do."""
    return is_number(column.kind)


@register.filter
def cells_of(row: Row, table: Table) -> list[ShownCell]:
    """The cells of a row. The link to the rows behind it is its first number, or its name where there is none."""
    kinds = [table.kind_of(column, row) for column in table.columns]
    first = next((at for at, column in enumerate(table.columns) if at and is_number(column.kind)), 0)
    opens_at = 0 if row.cells[first] is None else first
    return [
        ShownCell(
            words_of(cell, kinds[at]),
            is_number(table.columns[at].kind),
            row.opens if at == opens_at else "",
            table.columns[at].label,
        )
        for at, cell in enumerate(row.cells)
    ]


@register.filter
def in_pairs(facts: Facts) -> Iterator[tuple[str, str]]:
    """The names and values of facts, in words."""
    kinds: tuple[Kind, ...] = facts.kinds
    return ((name, words_of(cell, kind)) for (name, cell), kind in zip(facts.pairs, kinds, strict=True))
