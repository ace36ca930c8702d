"""How long people stay: those who left and those who are here, apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from beds.models import Service
from beds.nights import SIX_WEEKS
from beds.wording import long_date
from reporting.content import Chart, Column, Kind, Row, Section, Shape, Table
from reporting.measures import MEASURES, Dimension
from reporting.packs.figures import Figures
from reporting.packs.tables import kind_of, rounded, section, share_table
from reporting.periods import Span

LEAVERS = ("los_leavers_mean", "los_leavers_median", "los_leavers_90th")
RESIDENTS = ("los_current_mean", "los_current_median")
SERVICES = (
    Column("service", "Service"),
    Column("discharges", "Left", Kind.COUNT, people=True, cumulative=True),
    Column("mean", "Mean nights of leavers", Kind.DECIMAL, people=True),
    Column("median", "Median of leavers", Kind.DECIMAL, people=True),
    Column("here", "Here", Kind.COUNT, people=True),
    Column("here_mean", "Mean nights of residents", Kind.DECIMAL, people=True),
    Column("here_median", "Median of residents", Kind.DECIMAL, people=True),
)
CLASSES_TO_LIMIT, CLASSES = 3, 8
"""A class is a third of the limit, two weeks of 42 nights; the last one is open."""


def stay(figures: Figures) -> Section:
    """Section 7."""
    leavers = share_table(
        figures, "los_leavers", "Nights of those who left", LEAVERS, note="“Out of” says how many left."
    )
    residents = share_table(
        figures,
        "los_residents",
        "Nights so far of those who are here",
        RESIDENTS,
        note=f"On the morning of {long_date(figures.as_at)}. “Out of” says how many were here.",
        of_stock=True,
    )
    left = _histogram(
        figures,
        figures.year,
        "los_leavers_classes",
        f"Length of stay of those who left, {figures.year_name}",
        [row.los_nights for row in figures.rows(LEAVERS[0], figures.year)],
        figures.opens(LEAVERS[0], figures.year),
    )
    here = _histogram(
        figures,
        figures.month,
        "los_residents_classes",
        f"Nights so far of those here on {long_date(figures.as_at)}",
        [row.nights_so_far for row in figures.rows(RESIDENTS[0])],
        figures.opens(RESIDENTS[0]),
    )
    return section("stay", "Length of stay", [leavers, left, residents, here, _by_service(figures)])


def _limit(figures: Figures) -> int:
    """The limit that most of the contracts have."""
    limits = Counter(contract.stay_limit_nights for contract in figures.contracts)
    return limits.most_common(1)[0][0] if limits else SIX_WEEKS


def _histogram(figures: Figures, period: Span, key: str, title: str, stays: Sequence[int], opens: str) -> Chart:
    limit = _limit(figures)
    ends = [limit * number // CLASSES_TO_LIMIT for number in range(1, CLASSES + 1)]
    starts = [0, *(end + 1 for end in ends)]
    counts = Counter(sum(nights > end for end in ends) for nights in stays)
    names = [f"{start} to {end}" for start, end in zip(starts, ends, strict=False)] + [f"{starts[-1]} or more"]
    rows = tuple(
        Row((name, counts[at], f"Limit of {limit} nights" if at + 1 == CLASSES_TO_LIMIT else None), opens=opens)
        for at, name in enumerate(names)
    )
    columns = (
        Column("nights", "Nights"),
        Column("stays", "Stays", Kind.COUNT, people=True, cumulative=period == figures.year),
        Column("limit", "Limit"),
    )
    description = (
        f"How many stays had so many nights. The line is the limit of {limit} nights: stays to its right are overstays."
    )
    return Chart(
        key, title, description, Shape.HISTOGRAM, Table(key, title, columns, rows if stays else (), regroups=True)
    )


def _by_service(figures: Figures) -> Table:
    """Of the year so far, so that there are enough leavers to speak of."""
    keys = ("discharges", *LEAVERS[:2], *RESIDENTS)
    readings = figures.by(Dimension.SERVICE, *keys)
    names = Service.objects.within(figures.scope).in_bulk(readings.units())

    def row(unit: int) -> Row:
        left, *nights = (rounded(readings.value(key, figures.year, unit), kind_of(MEASURES[key])) for key in keys)
        here = int(readings.of(RESIDENTS[0], figures.year, unit).bottom or 0)
        gone = int(left or 0)
        return Row(
            (figures.name_of(names[unit]), left, *nights[:2], here, *nights[2:]),
            opens=figures.opens("discharges", figures.year, service=unit),
            behind=(None, None, gone, gone, None, here, here),
        )

    rows = tuple(row(unit) for unit in sorted(names, key=lambda unit: names[unit].name))
    return Table(
        "los_services",
        f"By service, {figures.year_name}",
        SERVICES,
        rows,
        empty="Nobody left, and nobody is here.",
        regroups=True,
    )
