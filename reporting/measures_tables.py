"""The table of the rows behind a value: its columns are those that the measure shows."""

from __future__ import annotations

from typing import Any

from beds.tables import CellColumn, SortedData, Table
from beds.written import Kind
from reporting.measures import Measure
from reporting.queries.measure_rows import MeasureRows, RowShown

CELL = "reporting/cells/measure_cell.html"
COUNTED = "reporting/cells/measure_counted.html"


class MeasureColumn(CellColumn):
    """A column of cells that know what they are."""

    holds_values = True

    def value_in(self, record: RowShown) -> tuple[Any, Kind]:
        cell = record.cells[self.key]
        return cell.value, cell.kind

    def __init__(self, key: str, label: str, *, numeric: bool) -> None:
        self.key = key
        super().__init__(CELL, accessor=f"cells__{key}", verbose_name=label, empty_values=(), numeric=numeric)


class MeasureRowsTable(Table):
    """One row each, with whether it is in the numerator where there is a denominator too."""

    def __init__(self, rows: MeasureRows, *, measure: Measure, order: str) -> None:
        assert measure.rows is not None  # noqa: S101 - only a measure with rows has a value to open
        self.caption = measure.rows.what
        columns: list[tuple[str, CellColumn]] = [
            (key, MeasureColumn(key, label, numeric=rows.is_number(key))) for key, label in measure.rows.shown.items()
        ]
        if measure.denominator:
            columns.append(("counted", CellColumn(COUNTED, verbose_name="Counts", empty_values=())))
        super().__init__(SortedData(rows), order_by=order, extra_columns=columns)
