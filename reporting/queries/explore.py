"""One measure, compared over time between those that it may be told apart by."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal

from beds.access import Scope
from beds.models import Contract
from reporting.comparing import PER, has_rate, too_small
from reporting.measures import MEASURES, SUPPLY, Dimension, Measure
from reporting.opening import rows_address
from reporting.part_forms import records_within
from reporting.periods import Grain, Span
from reporting.queries.capacity import morning_of_last_figures
from reporting.readings import WHOLE, Part, Reading, Readings, read_with_whole

NOT_TOLD = "Not recorded"
TOGETHER = "All together"
BY_NAME = "name"
NIGHTS = "contracted_nights"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: a measure in some periods, of a part, told apart by a dimension, a split, both or neither.

    Without a `grain` there is one period, any run of nights. `order` is `name` or the first night of a period,
    `2024-04-01`, by its value; with a minus in front downwards.
    """

    measure: Measure
    periods: tuple[Span, ...]
    as_at: dt.date
    grain: Grain | None = None
    by: Dimension | None = None
    split: str = ""
    part: Part = WHOLE
    order: str = BY_NAME

    @property
    def compares(self) -> bool:
        """Whether there is more than one line by nature."""
        return bool(self.by or self.split)


@dataclass(frozen=True, slots=True)
class Figure:
    """One value of a line. `opens` is the address of its rows; empty where they have none of their own.

    `nights` are the contracted bed-nights that a count is to be seen beside; None where there are none.
    """

    period: Span
    reading: Reading
    too_small: bool
    opens: str
    nights: Decimal | None = None

    @property
    def rate(self) -> Decimal | None:
        """The count for a thousand contracted bed-nights."""
        return None if not self.nights or self.reading.value is None else PER * self.reading.value / self.nights


@dataclass(frozen=True, slots=True)
class Line:
    """The values of one unit and one code, period by period."""

    name: str
    told: str
    figures: tuple[Figure, ...]

    @property
    def label(self) -> str:
        """`Lantern House, Repair`, or `Repair` alone where no unit is told apart."""
        return self.told if self.told and self.name == TOGETHER else ", ".join(filter(None, [self.name, self.told]))


@dataclass(frozen=True, slots=True)
class Explored:
    """The answer: the lines in the order asked for, those of all together, and a target that holds for all."""

    question: Question
    lines: tuple[Line, ...]
    totals: tuple[Line, ...]
    target: Decimal | None = None
    last_morning: dt.date | None = None
    """Where no bed was in a contract since these periods began: the morning after the last night on which one was."""

    @property
    def all_lines(self) -> tuple[Line, ...]:
        return self.lines + self.totals


def explore(scope: Scope, question: Question) -> Explored:
    """The values asked for, for the lines and for all together in one reading, however many units there are."""
    explored = _explored(scope, question)
    if any(figure.reading.value for line in explored.all_lines for figure in line.figures):
        return explored
    last = morning_of_last_figures(scope, question.as_at, since=question.periods[0].from_date)
    return replace(explored, last_morning=last)


def _explored(scope: Scope, question: Question) -> Explored:
    apart, whole = _read(scope, question, question.measure, question.split)
    nights, all_nights = _nights(scope, question)
    target = _target(scope, question)
    if not question.compares:
        return Explored(question, _lines(scope, question, apart, nights), (), target)
    together = replace(question, by=None, split=question.split if question.by else "")
    lines = _sorted(question, _lines(scope, question, apart, nights))
    return Explored(question, lines, _lines(scope, together, whole, all_nights if question.by else nights), target)


def _read(scope: Scope, question: Question, measure: Measure, split: str) -> tuple[Readings, Readings]:
    periods, part, by = question.periods, question.part, question.by
    return read_with_whole(measure, scope, periods, question.as_at, part=part, by=by, split=split)


def _nights(scope: Scope, question: Question) -> tuple[Readings, Readings]:
    """The contracted bed-nights beside which counts are seen; none for wards, which have no beds."""
    if not has_rate(question.measure) or question.by not in (None, *SUPPLY):
        return Readings(), Readings()
    return _read(scope, question, MEASURES[NIGHTS], "")


def _lines(scope: Scope, question: Question, readings: Readings, nights: Readings) -> tuple[Line, ...]:
    """One line for each unit and code that has rows, codes in the order of their list; or the one of all together."""
    if not question.compares:
        return (_line(question, readings, nights, TOGETHER),)
    rank = {code: at for at, code in enumerate(readings.codes(question.measure.key))}
    found = {(each.unit, each.code) for each in readings}
    names = _names(scope, question, {unit for unit, _ in found if unit is not None})
    ordered = sorted(found, key=lambda each: (rank.get(each[1] or "", len(rank)), each[0] or 0))
    return tuple(_line(question, readings, nights, names.get(unit, TOGETHER), unit, code) for unit, code in ordered)


def _names(scope: Scope, question: Question, units: set[int]) -> dict[int | None, str]:
    """What the units are called. Whoever is not for the reader to see is not named."""
    if question.by is None:
        return {}
    known = records_within(scope, question.by).in_bulk(units)
    unknown: dict[int | None, str] = dict.fromkeys(units, f"Another {question.by}, not named")
    return {None: f"No {question.by}"} | unknown | {unit: str(record) for unit, record in known.items()}


def _line(
    question: Question,
    readings: Readings,
    nights: Readings,
    name: str,
    unit: int | None = None,
    code: str | None = None,
) -> Line:
    told = _told(question, code) if question.split else ""
    figures = []
    for period in question.periods:
        beside = nights.value(NIGHTS, period, unit) or None
        reading = readings.of(question.measure.key, period, unit, code)
        small = too_small(reading, question.measure, beside)
        figures.append(Figure(period, reading, small, _opens(question, period, unit, code), beside))
    return Line(name, told, tuple(figures))


def _told(question: Question, code: str | None) -> str:
    """The label of a code of the split."""
    labels = question.measure.rows.splits[question.split] if question.measure.rows else {}
    return labels.get(code or "", (code or "").replace("_", " ").capitalize() or NOT_TOLD)


def _opens(question: Question, period: Span, unit: int | None, code: str | None) -> str:
    """Where the rows are; those of nobody in particular, or of no code of the list, cannot be asked for."""
    labels = question.measure.rows.splits.get(question.split, {}) if question.measure.rows else {}
    if (question.by and unit is None) or (question.split and code not in labels):
        return ""
    part = Part({**question.part.ids, question.by: [unit]}) if question.by and unit else question.part
    key, as_at = question.measure.key, question.as_at
    return rows_address(key, period, as_at, part=part, split=question.split, code=code or "")


def _sorted(question: Question, lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines in the order asked for: by name, or by the value of one period, the unknown last."""
    column, down = question.order.removeprefix("-"), question.order.startswith("-")
    at = next((n for n, period in enumerate(question.periods) if period.from_date.isoformat() == column), None)
    if at is None:
        return lines if question.by is None else _by_name(lines, down=down)
    known = [line for line in lines if line.figures[at].reading.value is not None]
    rest = [line for line in lines if line.figures[at].reading.value is None]
    known.sort(key=lambda line: line.figures[at].reading.value or Decimal(0), reverse=down)
    return (*known, *rest)


def _by_name(lines: tuple[Line, ...], *, down: bool) -> tuple[Line, ...]:
    return tuple(sorted(lines, key=lambda line: line.name.casefold(), reverse=down))


def _target(scope: Scope, question: Question) -> Decimal | None:
    """The target, where the contracts asked about agree on one."""
    field = question.measure.target_field
    if not field:
        return None
    contracts = Contract.objects.within(scope)
    if Dimension.CONTRACT in question.part.ids:
        contracts = contracts.filter(pk__in=question.part.ids[Dimension.CONTRACT])
    found = set(contracts.values_list(field, flat=True))
    return found.pop() if len(found) == 1 else None
