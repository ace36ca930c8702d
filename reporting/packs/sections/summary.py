"""The summary: three sentences, and the key measures with target, variation and assurance."""

from __future__ import annotations

from decimal import Decimal

from beds.wording import long_date
from reporting.content import Adds, Column, Kind, Row, Section, Table, Words
from reporting.measures import MEASURES, Measure
from reporting.measures.definition import Better
from reporting.packs.behind import behind
from reporting.packs.figures import KEY_MEASURES, Figures
from reporting.packs.sentences import Told, sentences
from reporting.packs.tables import kind_of, rounded, section, told
from reporting.spc import Control, control

NOTE = (
    "Variation says whether the latest month differs from the months before by more than chance, by a control chart "
    "(XmR) of up to 24 months; it takes 13 months to say. Assurance says whether the target will be met if nothing "
    "changes. The charts are in the section on trends."
)


def summary(figures: Figures) -> Section:
    """What a director reads if nothing else."""
    columns = (
        Column("measure", "Measure"),
        Column("month", figures.month_name, Kind.BY_ROW),
        Column("previous", figures.previous_name, Kind.BY_ROW),
        Column("target", "Target", Kind.BY_ROW),
        Column("variation", "Variation"),
        Column("assurance", "Assurance"),
    )
    rows = tuple(_row(figures, key) for key in KEY_MEASURES)
    table = Table("summary", "Key measures", columns, rows, NOTE, adds=Adds.NO)
    return section("summary", "Summary", [Words(sentences(told_of(figures)), people=True), table])


def control_of(figures: Figures, key: str) -> Control:
    """The control chart of a measure over the months on record."""
    return control([figures.value(key, month) for month in figures.months])


def higher_is_better(measure: Measure) -> bool | None:
    """Which way is good, as control charts ask for it."""
    return (measure.better is Better.HIGHER) if measure.has_direction else None


def _row(figures: Figures, key: str) -> Row:
    measure = MEASURES[key]
    kind, good, target, chart = (
        kind_of(measure),
        higher_is_better(measure),
        figures.target(key),
        control_of(figures, key),
    )
    cells = (
        measure.label,
        told(figures, key, figures.month),
        told(figures, key, figures.previous),
        rounded(target, kind),
        str(chart.variation(higher_is_better=good)),
        str(chart.assurance(target, higher_is_better=good)),
    )
    people = (None, behind(figures, key, figures.month), behind(figures, key, figures.previous))
    return Row(cells, kind, measure.people, figures.opens(key), behind=people, key=key)


def told_of(figures: Figures) -> Told:
    """What the sentences are made of."""

    def per_cent(value: Decimal | None) -> Decimal | None:
        found = rounded(value, Kind.PER_CENT)
        return None if found is None else Decimal(found)

    month, before = figures.month, figures.previous
    nights = figures.rows("overstay_nights")
    cost = rounded(figures.value("overstay_cost"), Kind.POUNDS)
    return Told(
        month=figures.month_name,
        before=figures.previous_name if before else "",
        morning=long_date(figures.as_at),
        occupancy=per_cent(figures.value("occupancy", month)),
        occupancy_before=per_cent(figures.value("occupancy", before)) if before else None,
        target=per_cent(figures.target("occupancy")),
        overstayers=figures.number("overstayers"),
        overstayers_before=figures.number("overstayers", before) if before else 0,
        overstay_nights=figures.number("overstay_nights"),
        overstay_cost=None if cost is None else Decimal(cost),
        unpriced_nights=sum(row.nights - row.priced_nights for row in nights),
        admitted=figures.number("admissions"),
        left=figures.number("discharges"),
        left_within_limit=figures.number("discharges_within_limit"),
    )
