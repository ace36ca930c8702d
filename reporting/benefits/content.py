"""The benefits page as a report: figures of place and stay, and each working line by line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import dropwhile

from django.utils import timezone

from beds.access import Scope
from beds.models import Commissioner, Service
from beds.wording import long_date
from beds.written import written
from reporting.benefits import workings
from reporting.benefits.workings import Line
from reporting.content import Block, Chart, Column, Content, Kind, Row, Section, Shape, Table, Words
from reporting.measures import MEASURES, Measure, Unit
from reporting.models import BenefitBaseline
from reporting.models.benefits import counting
from reporting.opening import rows_address
from reporting.periods import DAY, Grain, Span, financial_year_of, months_later, period_name, period_of, so_far
from reporting.readings import Part, Readings, read_measures
from reporting.shown import NO_VALUE, kind_of

PERIODS_FOLLOWED = 8
REACHED = (
    "admissions",
    "out_of_area_placements",
    "repatriations",
    "distance_from_home",
    "los_leavers_mean",
    "discharges_within_limit_rate",
    "readmitted_from_stepdown",
    "readmitted_30_days",
)
WHY_NONE = {"los_leavers_mean": "nobody left", "discharges_within_limit_rate": "nobody left"}
"""What stands for a measure that has no value, where it is more than that there is nothing to count."""
WORKED = ("occupied_nights", "spend", "discharges", "cost_per_occupied_night")
FOLLOWED = ("los_leavers_mean", "distance_from_home")
NEEDS = {
    "ward": ("ward_night",),
    "stays": ("mean_stay",),
    "area": ("area_nights", "area_nights_now", "area_night"),
}
"""The kinds of baseline that each working needs."""
TITLES = {
    "ward": "Nights that might have been on a ward",
    "stays": "Stays shorter than before",
    "area": "Nights on wards out of area",
}
ASSUMES = {
    "ward": "If every night that a resident spent in a step-down bed had been a night on a ward instead. Below "
    "0, more was spent than so many nights on a ward would have cost.",
    "stays": "If those who left had stayed as long, on average, as people did before.",
    "area": "If people would still spend as many nights on wards out of area as before. No record here counts nights "
    "on wards: both numbers of nights were entered by hand.",
}
NOT_PROVED = (
    "A baseline is a judgement. What is worked out from it is as good as its source, and no better.",
    "Nobody knows that each of these nights would have been one on a ward, or how long people would have stayed.",
    "There is no group without step-down to compare with, and other things have changed as well.",
    "A night on a ward that was avoided is a bed for somebody else, not money that came back.",
    "A block contract costs the same, however long people stay: what is released is not paid back.",
    "The workings count some of the same nights from different sides. They are never added together.",
)

TAKEN_BACK = "Taken back"
NEVER_CHANGED = (
    "A baseline is never changed: a later one takes its place, or it is taken back. The one that holds on the first "
    "day of a period counts."
)


@dataclass(frozen=True, slots=True)
class Known:
    """What the report is drawn from. `period` may reach beyond `as_at`."""

    commissioner: Commissioner
    period: Span
    grain: Grain
    as_at: dt.date
    readings: Readings
    baselines: list[BenefitBaseline]
    """All that were ever set, the one that counts first of its kind first."""
    step_up: list[int]
    """The ids of the step-up services."""

    @property
    def part(self) -> Part:
        return Part.of(commissioner=self.commissioner.pk)

    @property
    def before(self) -> Span:
        return period_of(self.grain, self.period.from_date - DAY)

    @property
    def counting(self) -> list[BenefitBaseline]:
        """Those that were neither replaced nor taken back."""
        return counting(self.baselines)

    def holding(self, kind: str) -> BenefitBaseline | None:
        """The baseline that holds on the first day of the period."""
        return next(
            (each for each in self.counting if each.kind == kind and each.from_date <= self.period.from_date), None
        )


def benefits(commissioner: Commissioner, grain: Grain, period: Span, as_at: dt.date) -> Content:
    """The report on a month, quarter or financial year, on a morning."""
    known = _known(commissioner, grain, period, as_at)
    blocks: list[tuple[str, str, list[Block]]] = [
        ("reached", "What was reached", [_reached(known), *_followed(known)]),
        *((key, TITLES[key], _working(known, key)) for key in NEEDS),
        ("baselines", "Baselines", [_history(known)]),
        ("limits", "What this does not prove", [Words(NOT_PROVED)]),
    ]
    shown = so_far(period, as_at)
    so = "" if shown == period else f", so far: {period_name(shown)}"
    return Content(
        title=f"Benefits of step-down: {commissioner}",
        subtitle=f"{period_name(period)}{so}.",
        as_at=as_at,
        sections=tuple(Section(at, key, title, tuple(drawn)) for at, (key, title, drawn) in enumerate(blocks, start=1)),
    )


def _known(commissioner: Commissioner, grain: Grain, period: Span, as_at: dt.date) -> Known:
    scope, part = Scope(commissioners=frozenset({commissioner.pk})), Part.of(commissioner=commissioner.pk)
    before = period_of(grain, period.from_date - DAY)
    readings = read_measures([*REACHED, *WORKED], scope, [period, before], as_at, part=part)
    readings |= read_measures([*FOLLOWED, "admissions"], scope, _last(grain, period), as_at, part=part)
    step_up = Service.objects.within(scope).filter(kind=Service.Kind.STEP_UP).order_by("pk")
    return Known(
        commissioner=commissioner,
        period=period,
        grain=grain,
        as_at=as_at,
        readings=readings,
        baselines=list(BenefitBaseline.objects.filter(commissioner=commissioner).select_related("set_by")),
        step_up=list(step_up.values_list("pk", flat=True)),
    )


def _last(grain: Grain, period: Span) -> list[Span]:
    """The period and those before it, oldest first."""
    starts = [months_later(period.from_date, -grain.months * back) for back in range(PERIODS_FOLLOWED)]
    return [period_of(grain, start) for start in reversed(starts)]


# What was reached ------------------------------------------------------------------------------------------------


def _reached(known: Known) -> Table:
    columns = (
        Column("figure", "Figure"),
        Column("period", _name(known, known.period), Kind.BY_ROW),
        Column("before", period_name(known.before), Kind.BY_ROW),
    )
    rows = [_figure(known, key) for key in REACHED]
    if known.step_up:
        rows.insert(1, _step_up(known))
    return Table("reached", "Figures of the period and of the one before it", columns, tuple(rows))


def _figure(known: Known, key: str) -> Row:
    measure = MEASURES[key]
    values = (_told(known, key, known.period), _told(known, key, known.before))
    return Row((_label(measure), *values), kind_of(measure), people=measure.people, opens=_opens(known, key))


def _name(known: Known, period: Span) -> str:
    """`2026/27 so far`, so that nobody takes a part of it for the whole."""
    return period_name(period) + ("" if so_far(period, known.as_at) == period else " so far")


def _told(known: Known, key: str, period: Span) -> Decimal | str:
    """The value of a measure, or why there is none."""
    value = known.readings.value(key, period)
    if value is not None:
        return value
    if key == "distance_from_home":
        admitted = known.readings.value("admissions", period)
        return f"not recorded for the {admitted:,} admitted" if admitted else "nobody admitted"
    return WHY_NONE.get(key, NO_VALUE)


def _label(measure: Measure) -> str:
    """What it is called, with its unit where the figure shows none."""
    return f"{measure.label}, {measure.unit}" if measure.unit in (Unit.MILES, Unit.NIGHTS) else measure.label


def _step_up(known: Known) -> Row:
    """Who was admitted to a step-up service, which is there to avoid an admission to a ward."""
    scope, part = Scope(commissioners=frozenset({known.commissioner.pk})), Part.of(service=known.step_up)
    found = read_measures(["admissions"], scope, [known.period, known.before], known.as_at, part=part)
    values = (found.value("admissions", known.period), found.value("admissions", known.before))
    opens = rows_address("admissions", known.period, known.as_at, part=part)
    return Row(("Admissions to step-up, to avoid a ward", *values), Kind.COUNT, people=True, opens=opens)


def _opens(known: Known, key: str) -> str:
    return rows_address(key, known.period, known.as_at, part=known.part)


def _followed(known: Known) -> list[Block]:
    return [_line(known, key) for key in FOLLOWED]


def _line(known: Known, key: str) -> Chart:
    measure = MEASURES[key]
    kind = kind_of(measure)
    # from the first that has a value: before it nothing was bought, or nothing recorded
    followed = [(period, known.readings.value(key, period)) for period in _last(known.grain, known.period)]
    followed = list(dropwhile(lambda pair: pair[1] is None, followed))
    given = [(_name(known, period), value) for period, value in followed if value is not None]
    values = [(_name(known, period), _told(known, key, period)) for period, _ in followed]
    said = "There are no readings."
    if given:
        told = dict((given[0], given[-1]))
        said = f"{', '.join(f'{written(value, kind)} in {name}' for name, value in told.items())}."
    columns = (Column("period", known.grain.label), Column(key, _label(measure), kind))
    rows = tuple(
        Row(cells, opens=rows_address(key, period, known.as_at, part=known.part))
        for (period, _), cells in zip(followed, values, strict=True)
    )
    return Chart(key, _label(measure), said, Shape.LINE, Table(key, _label(measure), columns, rows), kind)


# What was avoided ------------------------------------------------------------------------------------------------


def _working(known: Known, key: str) -> list[Block]:
    """The working, or what is missing for it."""
    held = {kind: known.holding(kind) for kind in NEEDS[key]}
    said = [ASSUMES[key], *(_missing(known, kind) for kind, baseline in held.items() if baseline is None)]
    found = {kind: baseline for kind, baseline in held.items() if baseline is not None}
    if len(found) < len(held):
        return [Words(tuple(said))]
    values = {kind: baseline.value or Decimal(0) for kind, baseline in found.items()}
    lines = _lines(known, key, values)
    sources = tuple(f"{each.get_kind_display()}: {each.source}." for each in found.values())
    columns = (Column("line", "Line"), Column("words", "What it is"), Column("value", "Figure", Kind.BY_ROW))
    rows = tuple(
        Row((line.name, line.words, line.value), line.kind, opens=_opened(known, line), is_total=line.is_result)
        for line in lines
    )
    table = Table(f"working_{key}", f"Working: {TITLES[key].lower()}", columns, rows, note=" ".join(sources))
    return [Words(tuple(said)), table]


def _missing(known: Known, kind: str) -> str:
    label = BenefitBaseline.Kind(kind).label
    later = [each.from_date for each in known.counting if each.kind == kind]
    if later:
        begins, holds = long_date(known.period.from_date), long_date(min(later))
        return f"{label}: no baseline holds on {begins}. The first one holds from {holds}."
    return f"{label}: no baseline has been set, so nothing is worked out."


def _lines(known: Known, key: str, baseline: dict[str, Decimal]) -> list[Line]:
    of = known.readings.of
    if key == "ward":
        nights, spend = of("occupied_nights", known.period).value, of("spend", known.period).value
        return workings.ward_nights(baseline, nights or Decimal(0), spend or Decimal(0))
    if key == "stays":
        stays, spent = of("los_leavers_mean", known.period), of("cost_per_occupied_night", known.period)
        numbers = (stays.bottom, stays.top, spent.top, spent.bottom)
        return workings.shorter_stays(baseline, *(number or Decimal(0) for number in numbers))
    year = financial_year_of(known.period.from_date)
    return workings.out_of_area(baseline, so_far(known.period, known.as_at).nights, year.nights)


def _opened(known: Known, line: Line) -> str:
    """The rows behind a line that is a measure."""
    return _opens(known, line.about) if line.about in MEASURES else ""


def _history(known: Known) -> Table:
    columns = (
        Column("kind", "Baseline"),
        Column("value", "Value", Kind.BY_ROW),
        Column("from", "Holds from", Kind.DATE),
        Column("source", "Source"),
        Column("by", "Set by"),
        Column("on", "Set on", Kind.DATE),
        Column("counts", "In this period"),
    )
    rows = tuple(_set(known, each) for each in _by_kind(known.baselines))
    return Table("baselines", "Every baseline that was set", columns, rows, note=NEVER_CHANGED, empty="None yet.")


def _by_kind(baselines: Iterable[BenefitBaseline]) -> list[BenefitBaseline]:
    order = list(BenefitBaseline.Kind)
    return sorted(baselines, key=lambda each: order.index(BenefitBaseline.Kind(each.kind)))


def _set(known: Known, baseline: BenefitBaseline) -> Row:
    counts = baseline == known.holding(baseline.kind)
    return Row(
        (
            baseline.get_kind_display(),
            TAKEN_BACK if baseline.value is None else baseline.value,
            baseline.from_date,
            baseline.source,
            str(baseline.set_by) if baseline.set_by else "Stepdown",
            timezone.localtime(baseline.set_at).date(),
            "Counts" if counts else "Does not count",
        ),
        baseline.shown_as,
    )
