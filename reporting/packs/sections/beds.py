"""Capacity, and the nights on which beds stood empty."""

from __future__ import annotations

from beds.models import Service
from reporting.content import Chart, Column, Kind, Row, Section, Shape, Table
from reporting.measures import MEASURES, Dimension
from reporting.measures.capacity import ALARM_OCCUPANCY, RECOMMENDED_OCCUPANCY
from reporting.packs.behind import behind
from reporting.packs.figures import STATES, Figures
from reporting.packs.tables import (
    kind_of,
    labels_of_rows,
    measure_table,
    rounded,
    section,
    split_table,
)
from reporting.periods import MONTHS_SHOWN

VOIDS = (
    Column("bed", "Bed"),
    Column("contract", "Contract"),
    Column("reason", "Reason"),
    Column("payer", "Who pays"),
    Column("from_date", "From", Kind.DATE),
    Column("until_date", "Until", Kind.DATE),
    Column("nights", "Nights", Kind.COUNT),
    Column("cost", "Cost", Kind.POUNDS),
)
BY_SERVICE = ("contracted_nights", "occupied_nights", "held_nights", "vacant_nights", "occupancy")


def capacity(figures: Figures) -> Section:
    """How many beds there are, and how they were used."""
    beds = measure_table(
        figures, "beds", "Beds on the last night", ("beds_contracted", "beds_block", "beds_spot"),
        note="On the last night of each period.",
    )  # fmt: skip
    nights = measure_table(
        figures,
        "bed_nights",
        "Bed-nights",
        (
            "contracted_nights",
            "available_nights",
            *STATES,
            "occupancy",
            "occupancy_reserved",
            "utilisation",
        ),
        note=f"Occupancy of {RECOMMENDED_OCCUPANCY}% is recommended and above {ALARM_OCCUPANCY}% is an alarm, by lines "
        "that are given for hospital wards.",
    )
    return section("capacity", "Capacity and occupancy", [beds, nights, _stacked(figures), _by_service(figures)])


def _stacked(figures: Figures) -> Chart:
    months = figures.months[-MONTHS_SHOWN:]
    columns = (Column("month", "Month"), *(Column(key, label, Kind.COUNT) for key, label in STATES.items()))
    rows = tuple(
        Row(
            (f"{month.from_date:%b %Y}", *(figures.number(key, month) for key in STATES)),
            behind=(None, *(behind(figures, key, month) for key in STATES)),
        )
        for month in months
    )
    used = ", ".join(f"{figures.number(key):,} {label.lower()}" for key, label in STATES.items())
    return Chart(
        "bed_nights_by_month",
        "Bed-nights by month",
        f"The contracted bed-nights of each month. In {figures.month_name}: {used}.",
        Shape.STACKED,
        Table("bed_nights_by_month", "Bed-nights by month", columns, rows),
    )


def _by_service(figures: Figures) -> Table:
    readings = figures.by(Dimension.SERVICE, *BY_SERVICE)
    names = Service.objects.within(figures.scope).in_bulk(readings.units())
    columns = (
        Column("service", "Service"),
        *(Column(key, MEASURES[key].label, kind_of(MEASURES[key])) for key in BY_SERVICE),
    )
    rows = tuple(
        Row(
            (
                names[unit].name,
                *(rounded(readings.value(key, figures.month, unit), kind_of(MEASURES[key])) for key in BY_SERVICE),
            ),
            opens=figures.opens("occupancy", service=unit),
        )
        for unit in sorted(names, key=lambda unit: names[unit].name)
        if readings.value("contracted_nights", figures.month, unit)
    )
    title = f"By service, {figures.month_name}"
    return Table("by_service", title, columns, rows, empty="No bed was in a contract in the month.", regroups=True)


def voids(figures: Figures) -> Section:
    """The beds out of service, and how long beds stood ready and empty between two stays."""
    measures = measure_table(
        figures,
        "voids",
        "Voids and turnaround",
        ("void_nights", "void_cost_block", "turnaround_nights"),
    )
    reasons = split_table(
        figures,
        "void_reasons",
        "Void nights by reason",
        "void_nights",
        "reason",
        "Reason",
        empty="No bed was out of service.",
    )
    return section("voids", "Voids and turnaround", [measures, reasons, _void_list(figures)])


def _void_list(figures: Figures) -> Table:
    reasons, payers = (labels_of_rows("void_nights", split) for split in ("reason", "payer"))
    rows = tuple(
        Row(
            (
                f"{row.service}, {row.bed}",
                row.contract,
                reasons[row.reason],
                payers[row.payer],
                row.from_date,
                row.until_date,
                row.nights,
                "No cost on spot" if row.cost is None and row.funding == "spot" else row.cost,
            ),
            opens=figures.opens("void_nights", split="reason", code=row.reason),
        )
        for row in figures.rows("void_nights")
    )
    return Table(
        "void_list",
        f"Beds out of service in {figures.month_name}",
        VOIDS,
        rows,
        note="Only the nights of the month. A void costs nothing under a spot contract; under a block contract it is "
        "paid for as part of the contract, and is given here at the value of a contracted bed-night.",
        empty="No bed was out of service in the month.",
    )
