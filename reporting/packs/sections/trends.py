"""The key measures over 24 months, as control charts."""

from __future__ import annotations

from decimal import Decimal

from reporting.content import Adds, Cell, Chart, Column, Kind, Row, Section, Shape, Table, Words
from reporting.measures import MEASURES, Measure, Unit
from reporting.packs.behind import behind
from reporting.packs.figures import KEY_MEASURES, Figures
from reporting.packs.sections.summary import control_of, higher_is_better
from reporting.packs.tables import kind_of, rounded, section, told
from reporting.periods import Span
from reporting.spc import FEWEST_POINTS, Control, Point, Variation

SIGNALS = {
    Variation.IMPROVEMENT: "Improvement",
    Variation.CONCERN: "Concern",
    Variation.CHANGE: "Change",
}
HUNDRED = Decimal(100)
CHANCE = (
    "Each chart has the mean and the limits between which the figure goes up and down by chance: the mean and 2.66 "
    "times the mean change from one month to the next. A month is marked where chance alone would seldom do it: a "
    "value outside the limits, 7 months on one side of the mean, 7 rising or falling, 2 of 3 months near one limit. "
    "Blue is an improvement, orange a concern, purple a change that is neither good nor bad by itself, grey no change "
    "beyond chance."
)
LIMITS = (
    f"With fewer than {FEWEST_POINTS} months on record a chart has no mean and no limits. Limits below 0 or above 100% "
    "are drawn there."
)


def trends(figures: Figures) -> Section:
    """One chart a key measure."""
    charts = [_chart(figures, MEASURES[key]) for key in KEY_MEASURES if not isinstance(_told(figures, key), str)]
    return section("trends", "Trends", [Words((CHANCE, LIMITS)), *charts])


def _told(figures: Figures, key: str) -> Cell:
    """The value of the month: words where there can be no number, such as the cost of block-funded nights."""
    return told(figures, key, figures.month)


def _chart(figures: Figures, measure: Measure) -> Chart:
    chart, kind, people = control_of(figures, measure.key), kind_of(measure), measure.people
    limits = _of_limits(kind)
    columns = (
        Column("label", "Month"),
        Column("value", "Value", kind, people),
        Column("mean", "Mean", limits, people),
        Column("lower", "Lower", limits, people),
        Column("upper", "Upper", limits, people),
        Column("signal", "Signal"),
    )[: None if chart.has_limits else 2]
    rows = tuple(
        _row(figures, month, point, measure, len(columns))
        for month, point in zip(figures.months, chart.points, strict=True)
    )
    target = figures.target(measure.key)
    return Chart(
        f"trend_{measure.key}",
        f"{measure.label}, by month",
        _description(chart, measure),
        Shape.SPC,
        Table(f"trend_{measure.key}", measure.label, columns, rows, adds=Adds.NO),
        kind,
        target,
        "" if target is None else f"Target {rounded(target, limits)}{'%' if limits is Kind.PER_CENT else ''}",
    )


def _row(figures: Figures, month: Span, point: Point, measure: Measure, width: int) -> Row:
    kind = kind_of(measure)
    limits = (rounded(_possible(each, measure), _of_limits(kind)) for each in (point.mean, point.lower, point.upper))
    signal = SIGNALS.get(point.variation(higher_is_better=higher_is_better(measure)))
    return Row(
        (f"{month.from_date:%b %Y}", rounded(point.value, kind), *limits, signal)[:width],
        opens=figures.opens(measure.key, month),
        behind=(None, behind(figures, measure.key, month)),
    )


def _of_limits(kind: Kind) -> Kind:
    """The mean of counts is no whole number."""
    return Kind.DECIMAL if kind is Kind.COUNT else kind


def _possible(limit: Decimal | None, measure: Measure) -> Decimal | None:
    """A limit no further out than the figure can go."""
    if limit is None or measure.key == "overstay_cost_change":
        return limit
    return min(max(limit, Decimal(0)), HUNDRED) if measure.unit is Unit.PER_CENT else max(limit, Decimal(0))


def _description(chart: Control, measure: Measure) -> str:
    """In words alone: a sentence with figures would tell what a shared pack hides."""
    if not chart.has_limits:
        return "The months on record. There are too few of them for limits."
    good = higher_is_better(measure)
    signals = sum(bool(point.signals) for point in chart.points)
    marked = {0: "No month is", 1: "One month is"}.get(signals, f"{signals} months are")
    return f"{marked} marked. The latest month: {str(chart.variation(higher_is_better=good)).lower()}."
