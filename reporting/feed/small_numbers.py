"""Readings for those who see no small numbers: by the rules of docs/decisions/0013-small-numbers.md."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from beds.access import Scope
from beds.models import Contract
from reporting.content import Kind
from reporting.measures import MEASURES, Dimension, Form, Measure, Unit
from reporting.periods import Span
from reporting.readings import Reading, Readings, read_measures
from reporting.suppression.moves import Edge, hidden_figures
from reporting.suppression.rounding import rounded

SUPPLY = ("beds_contracted", "beds_block", "beds_spot", "contracted_nights", "contract_value")
"""They speak of what is bought, and of nobody."""
OF_STAFF = "posts"
OF_NIGHTS = "bed_nights"
"""Rows of nights in beds: they speak of the residents of the contract in the month."""
STOCKS_AND_FLOWS = ("residents", "overstayers", "overstays_new", "overstays_ended")
"""Who was there, came and went adds up from month to month; of these only who came and who went is given."""
REST_OF_A_WHOLE = ("improvement_moderate", "improvement_none")
"""Shares that make 100% with one that is given, so that a hidden one could be worked out."""
KINDS = {Unit.PER_CENT: Kind.PER_CENT, Unit.POUNDS: Kind.POUNDS}
NOBODY_KNOWS = Reading(None, None, None)


def _is_plain(measure: Measure) -> bool:
    return measure.key in SUPPLY or (measure.rows is not None and measure.rows.name == OF_STAFF)


def _of_nights(measure: Measure) -> bool:
    return measure.rows is not None and measure.rows.name == OF_NIGHTS


def _counts(measure: Measure) -> bool:
    """Whether the value is a number of people or of records about them."""
    return measure.people and measure.calculation is not None and measure.calculation.form is Form.SUM


def _averages(measure: Measure) -> bool:
    """Whether the denominator says of how many people or records the value speaks."""
    if measure.calculation is None or measure.calculation.form is Form.SUM:
        return False
    return measure.people or measure.calculation.form is Form.STATISTIC or measure.key.endswith("_mean")


def is_shared_measure(measure: Measure) -> bool:
    """Whether it is given to those who see no small numbers.

    Not so amounts and nights of which the readings do not say how many people they speak of, such as overstay nights.
    """
    if not measure.is_calculated or measure.key in STOCKS_AND_FLOWS + REST_OF_A_WHOLE:
        return False
    return _is_plain(measure) or _of_nights(measure) or _counts(measure) or _averages(measure)


class SharedReadings:
    """What may be told of the readings of one measure by month, all together or by contract."""

    def __init__(
        self,
        scope: Scope,
        measure: Measure,
        found: Readings,
        periods: Sequence[Span],
        as_at: dt.date,
        by: Dimension | None,
    ) -> None:
        self.measure = measure
        self.told: set[tuple[Span, int | None]] = set()
        if _is_plain(measure):
            return
        behind, key = found, measure.key
        if not _counts(measure) and not _averages(measure):
            behind, key = read_measures(["residents"], scope, periods, as_at, by=by), "residents"
        bought = Contract.objects.within(scope).values_list("pk", "from_date", "until_date") if by else ()
        for period in periods:
            units: set[int | None] = {each.unit for each in behind if each.period == period} if by else {None}
            # those with nobody too: what is hidden must not depend on the other months that are asked for
            units |= {pk for pk, *dates in bought if Span(*dates).shared(period)}
            people = {unit: _people(key, behind, period, unit) for unit in sorted(units, key=lambda unit: unit or 0)}
            self.told |= {(period, unit) for unit in people.keys() - hidden_units(people)}

    def shown(self, period: Span, unit: int | None, reading: Reading) -> tuple[bool, Reading]:
        """Whether it is hidden, and what is left of it: a rounded value, without what it is calculated from."""
        is_plain = _is_plain(self.measure)
        if not is_plain and (period, unit) not in self.told:
            return True, NOBODY_KNOWS
        if is_plain or reading.value is None:
            return False, Reading(None, None, reading.value)
        return False, Reading(None, None, Decimal(str(rounded(reading.value, self._kind))))

    @property
    def _kind(self) -> Kind:
        is_sum = self.measure.calculation is not None and self.measure.calculation.form is Form.SUM
        return KINDS.get(self.measure.unit, Kind.COUNT if is_sum else Kind.DECIMAL)


def _people(key: str, behind: Readings, period: Span, unit: int | None) -> int:
    """How many people a reading speaks of: of a share the fewer of those it counts and those it leaves out."""
    measure, reading = MEASURES[key], behind.of(key, period, unit)
    top, bottom = reading.top or 0, reading.bottom or 0
    if _counts(measure):
        return int(top)
    if measure.unit is Unit.PER_CENT:
        return int(min(top, bottom - top))
    return int(min(top, bottom) if measure.people else bottom)


def hidden_units(people: dict[int | None, int]) -> set[int | None]:
    """Whose readings are hidden in a month: those of few, and others from which these could be worked out."""
    edges: dict[object, Edge] = {("unit", unit): Edge("outside", "sum", count) for unit, count in people.items()}
    hidden = hidden_figures(edges | {"sum": Edge("sum", "outside", sum(people.values()), told=False)})
    return {unit for unit in people if ("unit", unit) in hidden}
