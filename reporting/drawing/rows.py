"""What is drawn of a chart's table: its rows but for totals, its numbers, its levels. Pure, no Django."""

from __future__ import annotations

from collections.abc import Iterable

from reporting.cell_words import words_of
from reporting.content import Cell, Chart, Column, Kind, Level, Row, Shape


def number(cell: Cell) -> float | None:
    """The number of a cell; None where it holds words, as a hidden or a missing number does."""
    return None if cell is None or isinstance(cell, str) or not hasattr(cell, "__float__") else float(cell)


def known(cells: Iterable[Cell]) -> list[float]:
    """The numbers among cells."""
    return [found for cell in cells if (found := number(cell)) is not None]


def rows_of(chart: Chart) -> list[Row]:
    """The rows, without totals, which would dwarf what they are the total of."""
    return [row for row in chart.table.rows if not row.is_total]


def labels_of(chart: Chart) -> list[str]:
    """The first cell of each row, in words."""
    return [words_of(row.cells[0], chart.table.columns[0].kind) for row in rows_of(chart)]


def number_columns(chart: Chart, *without: str) -> list[tuple[int, Column]]:
    """The columns to draw, with their places: of those after the first, those of the kind of the chart.

    So a table may also say of how many a rate is. `without` are keys that mean something else; totals are left out. The
    mean and the limits of counts are no whole numbers.
    """
    after = [(at, column) for at, column in enumerate(chart.table.columns) if at and column.key not in without]
    kinds = {chart.kind, Kind.BY_ROW} | ({Kind.DECIMAL} if chart.shape is Shape.SPC else set())
    return [(at, col) for at, col in after if col.kind in kinds and not col.is_total]


def column_of(chart: Chart, key: str) -> list[Cell]:
    """The cells of a column, none where there is no such column."""
    at = next((at for at, column in enumerate(chart.table.columns) if column.key == key), None)
    return [] if at is None else [row.cells[at] for row in rows_of(chart)]


def levels_of(chart: Chart) -> list[Level]:
    """The target and the other levels."""
    target = [] if chart.target is None else [Level(chart.target, chart.target_label or "Target")]
    return [*target, *chart.levels]


def words_of_row(chart: Chart, row: Row) -> str:
    """`Apr 2023: Occupancy 82.3%, Target 85.0%`."""
    table = chart.table
    label, *others = (
        words_of(cell, table.kind_of(column, row)) if cell is not None else "no value"
        for column, cell in zip(table.columns, row.cells, strict=True)
    )
    named = zip(table.columns[1:], others, strict=True)
    return f"{label}: {', '.join(f'{column.label} {words}' for column, words in named if words)}"
