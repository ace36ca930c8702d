"""The version of a report for readers outside the commissioner and the provider concerned: small numbers are hidden.

What is guaranteed, and against whom, is in `docs/decisions/0013-small-numbers.md`. Pure, no Django.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from reporting.content import Adds, Block, Cell, Chart, Column, Content, Facts, Kind, Row, Section, Shape, Table, Words
from reporting.suppression.moves import SMALL, hidden_figures
from reporting.suppression.networks import NOT_PEOPLE, At, is_number, networks, people_cells
from reporting.suppression.rounding import HIDDEN, NUMBERS, rounded

__all__ = ["HIDDEN", "SMALL", "shared"]

NOTE = (
    "This version is for readers outside the commissioner and the provider. Numbers of people below 5 are shown as *, "
    "others to the nearest 5; a larger number is shown as * too where a small one could be worked out from it. Rates, "
    "nights and amounts that speak of fewer than 5 people are shown as *, and so are shares that leave out fewer than "
    "5 or make 100% with a hidden one. Others are rounded: per cent and nights to the nearest 5, averages to whole "
    "numbers, amounts to the nearest £100. So parts may not add up to their total. "
    "Numbers and amounts that go on from month to month, such as a year to date, are shown as *."
)
ABOUT_PERSONS = "Left out of this version: it speaks of single people."
REGROUPED = "Left out of this version: with other tables, small numbers could be worked out from it."
LEFT_OUT = "Left out of this version: it speaks of people in small numbers."
TOO_FEW = "Left out of this version: there are too few people to tell, or none."
IN_THE_TABLE = "The figures are in the table beside it; small numbers are hidden."

SHARE_TOLD_TO = Decimal("0.1")
"""How exactly packs tell a share."""

Label = tuple[Cell, str, int]
"""What a cell is called in any table: the first cell of its row, the heading of its column, and its value."""


def shared(content: Content) -> Content:
    """The same report for outsiders. One that is shared already comes back as it is."""
    if content.shared:
        return content
    hidden = _hidden(content)
    sections = [
        replace(section, blocks=tuple(_block(block, hidden) for block in section.blocks))
        for section in content.sections
    ]
    if sections:
        sections[0] = _with_note(sections[0])
    return replace(content, sections=tuple(sections), shared=True)


def _with_note(section: Section) -> Section:
    return replace(section, blocks=(Words((NOTE,), title="Small numbers"), *section.blocks))


def _hidden(content: Content) -> set[Label]:
    """The cells to be hidden. One that stands in two tables is hidden in both, and so others with it, until all is."""
    tables = [table for table in content.tables() if not (table.about_people or table.regroups)]
    hidden: set[Label] = set()
    while True:
        before = len(hidden)
        for table in tables:
            hidden |= {_label(table, at, value) for at, value in hidden_cells(table, hidden).items()}
        if len(hidden) == before:
            return hidden


def hidden_cells(table: Table, also: set[Label]) -> dict[At, int]:
    """The cells of a table to be hidden, with their values."""
    cells = people_cells(table)
    forced = {at for at, value in cells.items() if _label(table, at, value) in also}
    found: dict[At, int] = {}
    for network in networks(table):
        names = hidden_figures(network, forced & network.keys())
        found |= {at: cells[at] for at in cells if at in names}
    return found


def _label(table: Table, at: At, value: int) -> Label:
    return table.rows[at[0]].cells[0], table.columns[at[1]].label, value


def _block(block: Block, hidden: set[Label]) -> Block:
    if isinstance(block, Table):
        return _table(block, hidden)
    if isinstance(block, Chart):
        return _chart(block, hidden)
    if isinstance(block, Facts):
        return _facts(block)
    return replace(block, paragraphs=(LEFT_OUT,)) if block.people else block


def _facts(facts: Facts) -> Facts:
    """Counts are hidden or rounded; what is calculated from them is hidden, as nobody can tell from how many.

    Words that may speak of single people are left out.
    """
    pairs = []
    for at, (name, value) in enumerate(facts.pairs):
        if not any(facts.people[at : at + 1]) or not isinstance(value, int | Decimal | str):
            pairs.append((name, value))
        elif isinstance(value, str):
            pairs.append((name, ABOUT_PERSONS))
        else:
            is_told = facts.kinds[at] is Kind.COUNT and isinstance(value, int | Decimal) and value >= SMALL
            pairs.append((name, rounded(value, Kind.COUNT) if is_told else HIDDEN))
    return replace(facts, pairs=tuple(pairs))


def _chart(chart: Chart, hidden: set[Label]) -> Block:
    table = _table(chart.table, hidden)
    if isinstance(table, Words):
        return table
    if not _speaks_of_people(chart.table):
        return replace(chart, table=table)
    if not any(_tells(table, row) for row in table.rows):
        return Words((TOO_FEW,), title=chart.title)
    if chart.shape is Shape.SPC:
        table = _limits(table, chart.kind)
    return replace(chart, description=f"{chart.title}. {IN_THE_TABLE}", table=table)


def _limits(table: Table, kind: Kind) -> Table:
    """Mean and limits are rounded too, and left out where a figure that they are calculated from is hidden."""
    keys = [column.key for column in table.columns]
    some_hidden = any(cell == HIDDEN for row in table.rows for cell in row.cells)
    rows = []
    for row in table.rows:
        cells = list(row.cells)
        for key in ("mean", "lower", "upper", "signal"):
            if key in keys:
                at = keys.index(key)
                cells[at] = None if some_hidden or cells[at] == HIDDEN else rounded(cells[at], kind)
        rows.append(replace(row, cells=tuple(cells)))
    return replace(table, rows=tuple(rows))


def _table(table: Table, hidden: set[Label]) -> Table | Words:
    if table.about_people:
        return Words((ABOUT_PERSONS,), title=table.title)
    if table.regroups:
        return Words((REGROUPED,), title=table.title)
    about = _speaks_of_people(table)
    if not about:
        return replace(table, rows=tuple(replace(row, opens="") for row in table.rows))
    cells = people_cells(table)
    hidden_here = {at for at, value in cells.items() if value < SMALL or _label(table, at, value) in hidden}
    rows = []
    for i, row in enumerate(table.rows):
        shown = tuple(_cell(table, (i, j), cells, hidden_here) for j in range(len(table.columns)))
        rows.append(replace(row, cells=shown, opens="", behind=()))
    if table.adds is not Adds.NO and not any(_tells(table, row) for row in rows):
        return Words((TOO_FEW,), title=table.title)
    note = "" if any(letter.isdigit() for letter in table.note) else table.note
    return replace(table, rows=tuple(rows), note=note)


def _tells(table: Table, row: Row) -> bool:
    """Whether a row has a figure left. A table without any would tell apart no people from a few."""
    return any(
        is_number(cell) and table.kind_of(column, row) in NUMBERS and column.key not in NOT_PEOPLE
        for column, cell in zip(table.columns, row.cells, strict=True)
    )


def _speaks_of_people(table: Table) -> bool:
    return any(column.people for column in table.columns) or any(
        row.people or any(people is not None for people in row.behind) for row in table.rows
    )


def _cell(table: Table, at: At, cells: dict[At, int], hidden: set[At]) -> Cell:
    """A cell as outsiders see it: a number of people, a figure of people, or something else, which stays."""
    row, column = table.rows[at[0]], table.columns[at[1]]
    cell, kind = row.cells[at[1]], table.kind_of(column, row)
    if not (cell is None or is_number(cell)) or kind not in NUMBERS or column.key in NOT_PEOPLE:
        return cell
    if at in cells:
        return HIDDEN if at in hidden or _few(row.behind, at[1]) else rounded(cell, kind)
    beside = [each for each in cells if each[0] == at[0]]
    adds_up = kind in (Kind.COUNT, Kind.POUNDS)
    if (adds_up and (column.cumulative or row.cumulative)) or _few_in_part(table, at, hidden):
        is_hidden = True
    elif _behind(row.behind, at[1]) is None and beside:
        is_hidden = any(each in hidden for each in beside)
    else:
        is_hidden = _behind(row.behind, at[1]) is None
    is_people = _is_of_people(column, row)
    speaks = beside or is_people or _behind(row.behind, at[1]) is not None
    if cell is None and is_people and _behind(row.behind, at[1]) is None:
        is_hidden = True  # nothing to divide by is a number too
    return cell if not speaks else HIDDEN if is_hidden else rounded(cell, kind)


def _behind(behind: tuple[int | None, ...], at: int) -> int | None:
    """How many people a cell speaks of, where its row says so."""
    return behind[at] if at < len(behind) else None


def _few(behind: tuple[int | None, ...], at: int) -> bool:
    """Whether a cell is known to speak of too few."""
    people = _behind(behind, at)
    return people is not None and people < SMALL


def _few_in_part(table: Table, at: At, hidden: set[At]) -> bool:
    """Whether a cell speaks of too few or leaves out too few, or one does with which it makes a whole."""
    parts = _shares_of_a_whole(table, at)
    return (
        _few_in_the_rest(table, at)
        or any(_few(table.rows[i].behind, at[1]) for i in (at[0], *parts))
        or (table.adds is not Adds.NO and any(i in parts for i, _ in hidden))
    )


def _shares_of_a_whole(table: Table, at: At) -> list[int]:
    """The rows whose shares make 100% with that of a cell, itself among them: each is 100% less the others."""
    row, column = table.rows[at[0]], table.columns[at[1]]
    if column.people and column.kind is Kind.PER_CENT and table.adds in (Adds.DOWN, Adds.BOTH):
        return [i for i, each in enumerate(table.rows) if not each.is_total]
    return [i for i, each in enumerate(table.rows) if row.part and each.part == row.part]


def _few_in_the_rest(table: Table, at: At) -> bool:
    """Whether a share of people leaves out too few: those who did not go home are 100% less those who did.

    How many they are is known from the share and its people, as exactly as the share is told.
    """
    row, column = table.rows[at[0]], table.columns[at[1]]
    share, people = row.cells[at[1]], _behind(row.behind, at[1])
    if not _is_of_people(column, row) or table.kind_of(column, row) is not Kind.PER_CENT:
        return False
    if people is None or not isinstance(share, int | Decimal):
        return False
    most = share + SHARE_TOLD_TO / 2
    return people * (100 - most) <= (SMALL - 1) * most


def _is_of_people(column: Column, row: Row) -> bool:
    return column.people or (column.kind is Kind.BY_ROW and row.people)
