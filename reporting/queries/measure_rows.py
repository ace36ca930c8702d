"""The rows behind a value: sorted, cut to pages, and each with ways on to what its reader may open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse

from beds.access import Scope
from beds.models import Contract, Service
from reporting.content import Cell, Kind
from reporting.measures import Measure, Rows
from reporting.periods import Span
from reporting.readings import WHOLE, Part, Reading, read_measures, rows_of
from residents.models import Placement, Referral

POUNDS = frozenset({"cost", "earlier_cost", "spend", "value", "price"})
"""The columns of rows that are amounts of money."""

OPENS: dict[str, tuple[tuple[str, str, Callable[[Scope], Any]], ...]] = {
    "reference": (
        ("placement_id", "reporting:placement", Placement.objects.within),
        ("referral_id", "residents:referral", Referral.objects.within),
    ),
    "service": (("service_id", "beds:service", Service.objects.within),),
    "contract": (("contract_id", "reporting:contract", Contract.objects.within),),
}
"""Which column opens a page: by the id that the row has, of those that the reader may see."""


@dataclass(frozen=True, slots=True)
class RowCell:
    """One cell: what it says, how that is written, and the address that it opens, if any."""

    value: Cell
    kind: Kind
    address: str = ""


@dataclass(frozen=True, slots=True)
class RowShown:
    """One row, its cells by the keys of `Rows.shown`."""

    cells: dict[str, RowCell]
    counted: bool


class MeasureRows:
    """The rows behind a value, in an order, counted and sliced as a table wants them."""

    def __init__(self, rows: Rows, found: list[Any], scope: Scope, order: str = "") -> None:
        self.rows, self.scope = rows, scope
        key = order.removeprefix("-")
        if key == "counted" or key in rows.shown:
            known = [row for row in found if getattr(row, key) is not None]
            unknown = [row for row in found if getattr(row, key) is None]
            found = sorted(known, key=lambda row: getattr(row, key), reverse=order.startswith("-")) + unknown
        self.found = found

    def __len__(self) -> int:
        return len(self.found)

    def __getitem__(self, part: slice) -> list[RowShown]:
        """The rows of one page; the ids that open something are asked for together."""
        page = self.found[part]
        may_open = {
            id_name: self._ids(page, id_name, records) for ways in OPENS.values() for id_name, _, records in ways
        }
        return [self._shown(row, may_open) for row in page]

    @property
    def counted(self) -> int:
        """How many rows are in the numerator."""
        return sum(row.counted for row in self.found)

    def is_number(self, key: str) -> bool:
        """Whether a column holds numbers, which stand at the right."""
        known = next((value for row in self.found if (value := getattr(row, key)) is not None), None)
        return isinstance(known, int | Decimal) and not isinstance(known, bool)

    def _ids(self, page: list[Any], id_name: str, records: Callable[[Scope], Any]) -> frozenset[int]:
        ids = {getattr(row, id_name, None) for row in page} - {None}
        return frozenset(records(self.scope).filter(pk__in=ids).values_list("pk", flat=True)) if ids else frozenset()

    def _shown(self, row: Any, may_open: dict[str, frozenset[int]]) -> RowShown:
        cells = {key: self._cell(row, key, may_open) for key in self.rows.shown}
        return RowShown(cells, bool(row.counted))

    def _cell(self, row: Any, key: str, may_open: dict[str, frozenset[int]]) -> RowCell:
        value = getattr(row, key)
        ways = ((getattr(row, id_name, None), id_name, name) for id_name, name, _ in OPENS.get(key, ()))
        address = next((reverse(name, args=[pk]) for pk, id_name, name in ways if pk in may_open[id_name]), "")
        if isinstance(value, bool):
            return RowCell("Yes" if value else "No", Kind.WORDS)
        if isinstance(value, str):
            return RowCell(self.rows.splits.get(key, {}).get(value, value.replace("_", " ")), Kind.WORDS, address)
        return RowCell(value, cell_kind(key, value), address)


def cell_kind(key: str, value: object) -> Kind:
    """What a cell of a row is."""
    if key in POUNDS:
        return Kind.POUNDS
    if isinstance(value, dt.date):
        return Kind.DATE
    if isinstance(value, Decimal):
        return Kind.DECIMAL
    return Kind.COUNT if isinstance(value, int) else Kind.WORDS


@dataclass(frozen=True, slots=True)
class Opened:
    """A value and the rows behind it."""

    reading: Reading
    rows: MeasureRows


def open_value(
    measure: Measure,
    scope: Scope,
    period: Span,
    as_at: dt.date,
    *,
    part: Part = WHOLE,
    split: str = "",
    code: str = "",
    order: str = "",
) -> Opened:
    """The value of a measure that has one, and its rows, those of its denominator too."""
    assert measure.rows is not None  # noqa: S101 - it has a value, so it has rows
    readings = read_measures([measure.key], scope, [period], as_at, part=part, split=split)
    found = rows_of(measure, scope, period, as_at, part=part, split=split, code=code)
    return Opened(readings.of(measure.key, period, code=code or None), MeasureRows(measure.rows, found, scope, order))
