"""How the tables of a pack are put together from the catalogue and the figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from reporting.content import Adds, Block, Cell, Column, Kind, Row, Section, Table
from reporting.measures import MEASURES, Form, Measure, Unit
from reporting.packs.behind import COUNTED_BY, STOCKS, behind
from reporting.packs.figures import Figures
from reporting.periods import Span
from reporting.queries.overstayers import Funding

NO_PRICE = "No night has a price"
OF_PRICED_NIGHTS = ("overstay_cost", "overstay_cost_change")
PARTS = {
    "discharges_within_limit": "of the discharges",
    "feedback_carers": "of the feedback",
    "residents_in_activity": "of the residents",
    "improvement_good": "improvement",
    "improvement_moderate": "improvement",
    "improvement_none": "improvement",
}
"""What is a part of a number that stands beside it, or of all, as are shares that make 100%."""
_PLACES = {Kind.COUNT: "1", Kind.DECIMAL: "0.1", Kind.PER_CENT: "0.1", Kind.POUNDS: "0.01"}
"""How far figures are told. They are rounded here, so that no two forms of the pack round them differently."""


def kind_of(measure: Measure) -> Kind:
    """How the values of a measure are written."""
    if measure.unit is Unit.PER_CENT:
        return Kind.PER_CENT
    if measure.unit is Unit.POUNDS:
        return Kind.POUNDS
    is_sum = measure.calculation is not None and measure.calculation.form is Form.SUM
    return Kind.COUNT if is_sum else Kind.DECIMAL


def rounded(value: Decimal | None, kind: Kind) -> Decimal | int | None:
    """A value as it is told: half up."""
    if value is None:
        return None
    told = value.quantize(Decimal(_PLACES[kind]), ROUND_HALF_UP)
    return int(told) if kind is Kind.COUNT else told


def told(figures: Figures, key: str, period: Span | None) -> Cell:
    """The value of a measure as a cell; nothing where there is no such period.

    The cost of overstay nights without a price is said in words, never left empty.
    """
    if period is None:
        return None
    value = figures.value(key, period)
    if key in OF_PRICED_NIGHTS:
        if figures.contracts and all(each.is_block for each in figures.contracts):
            return Funding.BLOCK.value
        if value is None:
            return NO_PRICE
    return rounded(value, kind_of(MEASURES[key]))


def labels_of_rows(key: str, split: str) -> dict[str, str]:
    """The labels of the codes of a split of a measure's rows."""
    rows = MEASURES[key].rows
    return rows.splits[split] if rows else {}


def in_order(codes: set[str], labels: Mapping[str, str]) -> list[str]:
    """Codes in the order of their list; those that are not in it by name."""
    return [code for code in labels if code in codes] + sorted(codes - set(labels))


def measure_row(figures: Figures, key: str, label: str = "", part: str = "") -> Row:
    """A measure in the month, the month before and the year so far."""
    measure = MEASURES[key]
    periods = (figures.month, figures.previous, figures.year)
    cells = (label or measure.label, *(told(figures, key, period) for period in periods))
    people = (None, *(behind(figures, key, period) for period in periods))
    return Row(
        cells,
        kind_of(measure),
        measure.people,
        figures.opens(key),
        part=part,
        cumulative=key in STOCKS,
        behind=people,
        key=key,
    )


def measure_table(figures: Figures, key: str, title: str, measures: Sequence[str], *, note: str = "") -> Table:
    """Measures, one a row."""
    columns = (
        Column("measure", "Measure"),
        Column("month", figures.month_name, Kind.BY_ROW),
        Column("previous", figures.previous_name, Kind.BY_ROW),
        Column("year", figures.year_name, Kind.BY_ROW, cumulative=True),
    )
    rows = tuple(measure_row(figures, each, part=PARTS.get(each, "")) for each in measures)
    return Table(key, title, columns, rows, note, adds=Adds.NO)


def share_table(
    figures: Figures, key: str, title: str, measures: Sequence[str], *, note: str = "", of_stock: bool = False
) -> Table:
    """Shares, one a row, in the month and the year so far, each with the number that it is a share of.

    `of_stock` says that this is the number of those who are here.
    """
    columns = (
        Column("measure", "Measure"),
        Column("month", figures.month_name, Kind.BY_ROW),
        Column("month_of", "Out of", Kind.COUNT, people=True, cumulative=of_stock),
        Column("year", figures.year_name, Kind.BY_ROW, cumulative=True),
        Column("year_of", "Out of", Kind.COUNT, people=True, cumulative=True),
    )
    return Table(key, title, columns, tuple(_share_row(figures, each) for each in measures), note, adds=Adds.NO)


def _share_row(figures: Figures, key: str) -> Row:
    measure = MEASURES[key]
    cells: list[Cell] = [measure.label]
    people: list[int | None] = [None]
    for period in (figures.month, figures.year):
        cells += [told(figures, key, period), int(figures.of(key, period).bottom or 0)]
        people += [behind(figures, key, period), None]
    part = PARTS.get(key, "")
    return Row(
        tuple(cells), kind_of(measure), measure.people, figures.opens(key), part=part, behind=tuple(people), key=key
    )


def split_table(
    figures: Figures,
    key: str,
    title: str,
    measure_key: str,
    split: str,
    heading: str,
    *,
    earlier: Span | None = None,
    earlier_name: str = "",
    overlapping: bool = False,
    note: str = "",
    empty: str = "None.",
) -> Table:
    """A count broken down by the codes of a split, in the month and the year so far, with the total of all.

    `earlier` asks for another period than the year, under its name. Where the codes are `overlapping`, so that
    somebody may have two, there is no total.
    """
    measure, kind = MEASURES[measure_key], kind_of(MEASURES[measure_key])
    columns = (
        Column("code", heading),
        Column("month", figures.month_name, kind, measure.people),
        Column("earlier", earlier_name or figures.year_name, kind, measure.people, cumulative=earlier is None),
    )
    rows = _split_rows(figures, measure_key, split, earlier)
    if rows and not overlapping:
        totals = (told(figures, measure_key, each) for each in (figures.month, earlier or figures.year))
        rows.append(Row(("All", *totals), opens=figures.opens(measure_key), is_total=True))
    return Table(key, title, columns, tuple(rows), note, empty, regroups=measure_key in COUNTED_BY)


def _split_rows(figures: Figures, key: str, split: str, earlier: Span | None) -> list[Row]:
    """The codes that have a number in one of the two periods."""
    both = (figures.month, earlier or figures.year)
    readings = figures.split(key, split, both if earlier else ())
    labels, kind = labels_of_rows(key, split), kind_of(MEASURES[key])
    values = {code: [readings.value(key, each, code=code) for each in both] for code in readings.codes(key)}
    return [
        Row(
            (labels.get(code, code), *(rounded(each, kind) for each in found)),
            opens=figures.opens(key, split=split, code=code),
            key=code,
        )
        for code, found in values.items()
        if any(found)
    ]


def section(key: str, title: str, blocks: Iterable[Block]) -> Section:
    """A section; the pack numbers it."""
    return Section(0, key, title, tuple(blocks))
