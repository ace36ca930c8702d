"""A pack's content as bytes that stay the same for ever, and where it differs from what the records say now. Pure."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from reporting.content import Cell, Chart, Column, Content, Facts, Kind, Row, Section, Table, from_json, to_json

WHOLE_ROW = "Whole row"
CALLED_SINCE = {
    "Overstayers now": "Overstayers",
    "Beds they occupy": "Beds with an overstayer",
    "Spend of value": "Spend as a share of contract value",
}
"""What measures were called in packs that were signed before rows had keys: a better name is no restatement."""


def freeze(content: Content) -> bytes:
    """The content as JSON in UTF-8, written in one way only, so that equal contents have equal hashes."""
    return json.dumps(to_json(content), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def thaw(frozen: bytes) -> Content:
    """What was frozen."""
    content = from_json(json.loads(bytes(frozen)))
    if not isinstance(content, Content):
        raise TypeError("This is no frozen content.")
    return content


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure that was signed otherwise than it is now; of a row that came or went, its name alone."""

    section: Section
    table: str
    row: str
    column: str
    kind: Kind
    signed: Cell
    now: Cell

    @property
    def by(self) -> Decimal | int | None:
        """How much more it is now; None for what is no number."""
        if isinstance(self.signed, int | Decimal) and isinstance(self.now, int | Decimal):
            return self.now - self.signed
        return None


def differences(signed: Content, now: Content, *, beside: frozenset[str] = frozenset()) -> list[Difference]:
    """Where the tables and facts of two contents differ, in their order; without the sections of the keys `beside`.

    Tables are matched by their key, columns by theirs, rows by theirs or, without, by their first cell. A chart's table
    repeats figures of the tables above it, so it counts only where it tells of a difference that none of them does.
    """
    current = {section.key: section for section in now.sections}
    found: list[Difference] = []
    for section in signed.sections:
        other = current.get(section.key)
        if other is None or section.key in beside:
            continue
        tables = _tables(other)
        for key, (table, is_chart) in _tables(section).items():
            there = tables.get(key)
            if there is None:
                continue
            new = list(_of_table(section, table, there[0]))
            told = {_said(each) for each in found} if is_chart else set()
            found += [each for each in new if _said(each) not in told]
    return found


def _said(each: Difference) -> tuple[str, str, Cell, Cell]:
    return each.section.key, each.row, each.signed, each.now


def _tables(section: Section) -> dict[str, tuple[Table, bool]]:
    """The tables of a section by key, facts among them as tables of two columns; and whether each is a chart's.

    One of words only, such as the definitions, has no figure: better words are no restatement.
    """
    found: dict[str, tuple[Table, bool]] = {}
    for number, block in enumerate(section.blocks):
        if isinstance(block, Table) and any(column.kind is not Kind.WORDS for column in block.columns):
            found[block.key] = (block, False)
        elif isinstance(block, Chart):
            found[block.table.key] = (block.table, True)
        elif isinstance(block, Facts):
            found[f"facts {number}"] = (_as_table(block, section), False)
    return found


def _as_table(facts: Facts, section: Section) -> Table:
    rows = tuple(Row(pair, kind) for pair, kind in zip(facts.pairs, facts.kinds, strict=True))
    columns = (Column("name", "Name"), Column("value", "Value", Kind.BY_ROW))
    return Table("facts", facts.title or section.title, columns, rows)


def _of_table(section: Section, signed: Table, now: Table) -> Iterator[Difference]:
    keyed = all(any(row.key for row in table.rows) for table in (signed, now))
    before, after = _by_name(signed, keyed=keyed), _by_name(now, keyed=keyed)
    places = {column.key: at for at, column in enumerate(now.columns)}
    for name, row in before.items():
        if name not in after:
            yield Difference(section, signed.title, _name(row), WHOLE_ROW, Kind.WORDS, "there", "not there")
            continue
        for at, column in enumerate(signed.columns[1:], start=1):
            if column.key not in places:
                continue
            cells = row.cells[at], after[name].cells[places[column.key]]
            if cells[0] != cells[1]:
                yield Difference(section, signed.title, _name(row), column.label, signed.kind_of(column, row), *cells)
    for row in (row for name, row in after.items() if name not in before):
        yield Difference(section, signed.title, _name(row), WHOLE_ROW, Kind.WORDS, "not there", "there")


def _name(row: Row) -> str:
    return str(row.cells[0])


def _by_name(table: Table, *, keyed: bool) -> dict[tuple[str, int], Row]:
    """The rows by their key, if that is known, or their first cell; those of one name are told apart by their order."""
    seen: Counter[str] = Counter()
    rows = {}
    for row in table.rows:
        name = (keyed and row.key) or CALLED_SINCE.get(_name(row), _name(row))
        rows[name, seen[name]] = row
        seen[name] += 1
    return rows
