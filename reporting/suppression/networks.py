"""The sums that a table holds, as networks of its cells that count people."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from reporting.content import Adds, Cell, Column, Kind, Row, Table
from reporting.suppression.moves import Edge, Name

At = tuple[int, int]
"""A cell: number of its row, number of its column."""
NOT_PEOPLE = ("target", "limit")
"""Columns of aims beside figures of people."""

Network = dict[Name, Edge]


def counts_people(table: Table, column: Column, row: Row) -> bool:
    """Whether a cell is a number of people."""
    if column.key in NOT_PEOPLE or table.kind_of(column, row) is not Kind.COUNT:
        return False
    return column.people or (column.kind is Kind.BY_ROW and row.people)


def people_cells(table: Table) -> dict[At, int]:
    """The numbers of people in a table, without those that go on from one report to the next."""
    return {
        (i, j): int(cell)
        for i, row in enumerate(table.rows)
        for j, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True))
        if isinstance(cell, int | Decimal)
        and not (column.cumulative or row.cumulative)
        and counts_people(table, column, row)
    }


def is_number(cell: Cell) -> bool:
    return isinstance(cell, int | Decimal)


def networks(table: Table) -> list[Network]:
    """All sums that the cells of a table are in; a cell that is in none stands by itself."""
    cells = people_cells(table)
    rows, columns = sorted({i for i, _ in cells}), sorted({j for _, j in cells})
    if table.adds is Adds.BOTH:
        return [_both(table, cells)]
    if table.adds is Adds.ACROSS:
        return [_across(table, i, {at: cells[at] for at in cells if at[0] == i}) for i in rows]
    of_columns = [{at: cells[at] for at in cells if at[1] == j} for j in columns]
    if table.adds is Adds.DOWN:
        return [_down(table, column) for column in of_columns]
    return [network for column in of_columns for network in _parts(table, column)]


def _parts(table: Table, cells: dict[At, int]) -> Iterable[Network]:
    """The rows of each part in a column; those of none stand alone."""
    named = {table.rows[i].part for i, _ in cells} - {""}
    for part in sorted(named):
        yield _sum({at: cells[at] for at in cells if table.rows[at[0]].part == part})
    for at, value in cells.items():
        if not table.rows[at[0]].part:
            yield {at: Edge("alone", "itself", value)}


def _sum(cells: dict[At, int], total_at: At | None = None) -> Network:
    """Parts and their total, which is told elsewhere if not here."""
    parts = {at: value for at, value in cells.items() if at != total_at}
    edges: Network = {at: Edge("outside", "sum", value) for at, value in parts.items()}
    if total_at is None:
        return edges | {"sum": Edge("sum", "outside", sum(parts.values()), told=False)}
    return edges | {total_at: Edge("sum", "outside", cells[total_at], is_total=True)}


def _across(table: Table, i: int, cells: dict[At, int]) -> Network:
    return _sum(cells, next((at for at in cells if table.columns[at[1]].is_total), None))


def _down(table: Table, cells: dict[At, int]) -> Network:
    """A column: its rows make parts, parts make the sub-total below them, and these the total of all."""
    totals = [at for at in cells if table.rows[at[0]].is_total]
    if len(totals) == 1 and not any(table.rows[i].part for i, _ in cells):
        return _sum(cells, totals[0])
    grand = totals[-1] if totals and (len(totals) == 1 or totals[-1][0] - 1 == totals[-2][0]) else None
    subtotals = [at for at in totals if at != grand]
    edges: Network = {}
    for at, value in cells.items():
        if at in totals:
            continue
        block = next((each for each in subtotals if each[0] > at[0]), "rest")
        part = table.rows[at[0]].part
        node = (block, part) if part else block
        edges[at] = Edge("outside", node, value)
        if part:
            _add(edges, ("part", node), node, block, value)
        if block == "rest":
            _add(edges, "rest", "rest", "all", value)
    edges |= {at: Edge(at, "all", cells[at], is_total=True) for at in subtotals}
    if grand is not None:
        return edges | {grand: Edge("all", "outside", cells[grand], is_total=True)}
    everything = sum(value for at, value in cells.items() if at not in totals)
    return edges | {"sum": Edge("all", "outside", everything, told=False)}


def _both(table: Table, cells: dict[At, int]) -> Network:
    """Two ways at once: the whole is cut into rows, rows into cells, and these make columns and the whole again."""
    edges: Network = {}
    inner: dict[At, int] = {}
    for at, value in cells.items():
        ends_row, ends_column = table.columns[at[1]].is_total, table.rows[at[0]].is_total
        if ends_row and ends_column:
            edges[at] = Edge("columns", "rows", value, is_total=True)
        elif ends_row:
            edges[at] = Edge("rows", ("row", at[0]), value, is_total=True)
        elif ends_column:
            edges[at] = Edge(("column", at[1]), "columns", value, is_total=True)
        else:
            edges[at] = Edge(("row", at[0]), ("column", at[1]), value)
            inner[at] = value
    told = {(edge.start, edge.end) for edge in edges.values()}
    for (i, j), value in inner.items():
        for start, end in (("rows", ("row", i)), (("column", j), "columns"), ("columns", "rows")):
            if (start, end) not in told:
                _add(edges, ("sum", start, end), start, end, value)
    return edges


def _add(edges: Network, name: Name, start: Name, end: Name, value: int) -> None:
    """Add to a sum that does not stand in the table."""
    before = edges[name].value if name in edges else 0
    edges[name] = Edge(start, end, before + value, told=False)
