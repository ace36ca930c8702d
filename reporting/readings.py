"""The values of measures: any of the catalogue, in any periods, for all that a person may see or a part of it.

A value is calculated by PostgreSQL from the rows of the measure, which are live or, for bed-nights, the nightly
figures. The statements are put together from the catalogue and `sql/`, never from what a person has typed.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from beds.access import Scope
from beds.models import Contract, Service
from reporting.measures import MEASURES, Dimension, Form, Measure, Rows, Unit
from reporting.periods import Span, so_far
from reporting.statements import row_type, statement

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of what a person may see: the ids wanted of each dimension, all where it is missing."""

    ids: Mapping[Dimension, Sequence[int]]

    @classmethod
    def of(cls, **ids: Sequence[int] | int | None) -> Part:
        """`Part.of(contract=3)`, `Part.of(service=[1, 2], ward=None)`."""
        given = {Dimension(name): value for name, value in ids.items() if value is not None}
        return cls({name: [value] if isinstance(value, int) else list(value) for name, value in given.items()})


WHOLE = Part({})


@dataclass(frozen=True, slots=True)
class Reading:
    """The value of one measure in one period, for one unit of a dimension and one code of a split.

    `top` and `bottom` are the numerator and denominator; for a statistic `bottom` is the number of values behind it.
    """

    top: Decimal | None
    bottom: Decimal | None
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Key:
    """Whose reading it is. `unit` is the id in the dimension asked by, `code` that of the split; None for the whole."""

    measure: str
    period: Span
    unit: int | None = None
    code: str | None = None


class Readings(dict[Key, Reading]):
    """The readings that were asked for. What has no rows has a reading of nothing: 0 for a count, else no value."""

    def of(self, measure: str, period: Span, unit: int | None = None, code: str | None = None) -> Reading:
        """One reading."""
        found = self.get(Key(measure, period, unit, code))
        return found if found is not None else nothing(MEASURES[measure])

    def value(self, measure: str, period: Span, unit: int | None = None, code: str | None = None) -> Decimal | None:
        """The value of one reading."""
        return self.of(measure, period, unit, code).value

    def number(self, measure: str, period: Span) -> int:
        """A count, of a measure that is in no catalogue too."""
        found = self.get(Key(measure, period))
        return int(found.top or 0) if found else 0

    def codes(self, measure: str) -> list[str]:
        """The codes of the split that occur, in the order of their list, then by name."""
        found = {key.code for key in self if key.measure == measure and key.code is not None}
        rows = MEASURES[measure].rows
        listed = [code for labels in (rows.splits.values() if rows else ()) for code in labels if code in found]
        return list(dict.fromkeys(listed)) + sorted(found - set(listed))

    def units(self) -> list[int]:
        """The ids of the dimension that have rows."""
        return sorted({key.unit for key in self if key.unit is not None})


def nothing(measure: Measure) -> Reading:
    """The reading where there are no rows."""
    zero = Decimal(0)
    is_sum = measure.calculation is not None and measure.calculation.form is Form.SUM
    return Reading(zero, None, zero) if is_sum else Reading(zero, zero, None)


def read_measures(
    keys: Iterable[str],
    scope: Scope,
    periods: Sequence[Span],
    as_at: dt.date,
    *,
    part: Part = WHOLE,
    by: Dimension | None = None,
    split: str = "",
    beside: Iterable[Measure] = (),
) -> Readings:
    """The readings of these measures on the morning of `as_at`, in each period as far as it has come.

    `by` tells them apart by commissioner, provider, service, contract or ward; `split` by a column of their rows, all
    of which must have it; `beside` are measures that are in no catalogue. Raises KeyError for a measure that is not in
    the catalogue, ValueError for one that has no value in a period.
    """
    asked: defaultdict[str, list[Measure]] = defaultdict(list)
    for measure in (*(MEASURES[key] for key in dict.fromkeys(keys)), *beside):
        key = measure.key
        if measure.rows is None or measure.calculation is None:
            raise ValueError(f"{key} has no value in a period")
        asked[measure.rows.name].append(measure)
    given = parameters(scope, periods, as_at, part)
    found = Readings()
    for measures in asked.values():
        apart, _ = _read(measures, periods, given, by, split)
        found |= apart
    return found


def read_with_whole(
    measure: Measure,
    scope: Scope,
    periods: Sequence[Span],
    as_at: dt.date,
    *,
    part: Part = WHOLE,
    by: Dimension | None = None,
    split: str = "",
) -> tuple[Readings, Readings]:
    """The readings of one measure as `read_measures` gives them, and those of all together, from one reading of rows.

    All together are all units where it is told apart by them, code by code if there is a split too; else all codes.
    """
    return _read([measure], periods, parameters(scope, periods, as_at, part), by, split, whole=True)


def _read(
    measures: list[Measure],
    periods: Sequence[Span],
    given: dict[str, Any],
    by: Dimension | None,
    split: str,
    *,
    whole: bool = False,
) -> tuple[Readings, Readings]:
    """The measures of one kind of rows, in one statement; of all together only if the `whole` is asked for."""
    rows = measures[0].rows
    assert rows is not None  # noqa: S101 - they were put together by it
    if split and split not in rows.splits:
        raise ValueError(f"{rows.name} are not told apart by {split}")
    unit = f"{by}_id" if by in rows.dimensions else "NULL::bigint"
    code = f'"{split}"' if split else "NULL::text"
    sums = ", ".join(f"{each.calculation.top}, {each.calculation.bottom}" for each in measures if each.calculation)
    query = f"SELECT {_grouped(_source(rows, unit, code), sums, rows, 'unit' if by else 'code', whole=whole)}"
    apart, together = Readings(), Readings()
    with connection.cursor() as cursor:
        cursor.execute(query, given)
        for number, unit_id, code_name, is_whole, *numbers in cursor.fetchall():
            for at, measure in enumerate(measures):
                key = Key(measure.key, periods[number - 1], unit_id, code_name)
                readings = together if is_whole else apart
                readings[key] = _reading(measure, numbers[2 * at], numbers[2 * at + 1])
    return apart, together


def _source(rows: Rows, unit: str, code: str) -> str:
    """The rows in scope, with the unit and the code by which they are told apart."""
    return f"SELECT *, {unit} AS unit, {code} AS code FROM ({statement(f'rows/{rows.name}')}) AS found WHERE {_part()}"


def _grouped(source: str, sums: str, rows: Rows, apart_by: str, *, whole: bool) -> str:
    """The rest of the statement: the sums of each period, unit and code, and of all together, which has no `apart_by`.

    What is rounded for each `per` is first summed for it, for all together too.
    """
    kept = [name for name in ("period", "unit", "code") if name != apart_by]
    if not rows.per:
        sets = _sets(["period", "unit", "code"], kept, whole=whole)
        return f"period, unit, code, grouping({apart_by}) = 1, {sums} FROM ({source}) AS row GROUP BY {sets}"
    added = ", ".join(f"sum({column}) AS {column}" for column in rows.adds)
    sets = _sets(["period", "unit", "code", rows.per], [*kept, rows.per], whole=whole)
    each = (
        f"SELECT period, unit, code, grouping({apart_by}) = 1 AS whole, {rows.per}, {added}"
        f" FROM ({source}) AS row GROUP BY {sets}"
    )
    return f"period, unit, code, whole, {sums} FROM ({each}) AS each GROUP BY period, unit, code, whole"


def _sets(columns: list[str], without: list[str], *, whole: bool) -> str:
    sets = [columns, without] if whole else [columns]
    listed = [", ".join(names) for names in sets]
    return f"GROUPING SETS ({', '.join(f'({names})' for names in listed)})"


def _part() -> str:
    """The condition of a part. A dimension that is not asked for is no condition."""
    asked = (f"(%({name})s::bigint[] IS NULL OR {name}_id = ANY (%({name})s::bigint[]))" for name in Dimension)
    return " AND ".join(asked)


def parameters(scope: Scope, periods: Sequence[Span], as_at: dt.date, part: Part) -> dict[str, Any]:
    """What the statements of `sql/rows/` take.

    `contracts` and `services` are those of the scope, as ids: PostgreSQL then knows how few placements are asked for,
    and does not read those of others. `contract_ids` are all whose nights and money the person may see.
    """
    shown = [so_far(period, as_at) for period in periods]
    contracts = Contract.objects.filter(commissioner__in=scope.commissioners)
    services = Service.objects.filter(provider__in=scope.providers)
    return {
        "from_dates": [period.from_date for period in shown],
        "until_dates": [period.until_date for period in shown],
        "everything": scope.everything,
        "commissioners": sorted(scope.commissioners),
        "providers": sorted(scope.providers),
        "contracts": list(contracts.order_by("pk").values_list("pk", flat=True)),
        "services": list(services.order_by("pk").values_list("pk", flat=True)),
        "first_date": min((period.from_date for period in shown), default=as_at),
        "last_date": max((period.until_date for period in shown), default=as_at),
        "as_at": as_at,
        "contract_ids": _contract_ids(scope, part),
        **{str(name): part.ids.get(name) for name in Dimension},
    }


def _contract_ids(scope: Scope, part: Part) -> list[int]:
    """The contracts within scope, of the part only those that it names."""
    found = Contract.objects.within(scope)
    if Dimension.CONTRACT in part.ids:
        found = found.filter(pk__in=part.ids[Dimension.CONTRACT])
    return list(found.order_by("pk").values_list("pk", flat=True))


def _reading(measure: Measure, top: Any, bottom: Any) -> Reading:
    top, bottom = _decimal(top), _decimal(bottom)
    form = measure.calculation.form if measure.calculation else Form.SUM
    if form is Form.SUM:
        return Reading(top, None, top)
    if not bottom or top is None:
        return Reading(top, bottom, None)
    if form is Form.STATISTIC:
        return Reading(top, bottom, top)
    return Reading(top, bottom, top * (HUNDRED if measure.unit is Unit.PER_CENT else 1) / bottom)


def _decimal(number: Any) -> Decimal | None:
    return None if number is None else Decimal(number)


def rows_of(
    measure: Measure, scope: Scope, period: Span, as_at: dt.date, *, part: Part = WHOLE, split: str = "", code: str = ""
) -> list[Any]:
    """The rows behind a number, those of its denominator too; `counted` says whether a row is in the numerator.

    With `split` and `code` only those of that code.
    """
    if measure.rows is None or measure.calculation is None:
        return []
    chosen = f' AND "{split}" = %(code)s' if split in measure.rows.splits and code else ""
    calculation = measure.calculation
    order = ", ".join(f'"{column}"' for column in measure.rows.shown)
    query = (
        f"SELECT *, ({calculation.counts}) AS counted FROM ({statement(f'rows/{measure.rows.name}')}) AS found"
        f" WHERE {_part()} AND ({calculation.among}){chosen} ORDER BY {order}"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, parameters(scope, [period], as_at, part) | {"code": code})
        row = row_type(tuple(column.name for column in cursor.description))
        return [row(*values) for values in cursor.fetchall()]
