"""How many beds there are, and how they are used."""

from __future__ import annotations

from reporting.measures.definition import SUPPLY, Better, Measure, Rows, Unit, ratio, total
from reporting.measures.sources import REVIEW

RECOMMENDED_OCCUPANCY = 85
"""Per cent. The recommended line of 001, section 1.1, where it is given for wards."""
ALARM_OCCUPANCY = 95
"""Per cent. The alarm line of the same section."""

LINES = f"{RECOMMENDED_OCCUPANCY}% recommended, {ALARM_OCCUPANCY}% alarm"

CAPACITY = "Beds and occupancy"

BED_NIGHTS = Rows(
    name="bed_nights",
    what="Bed-nights by service and contract",
    shown={
        "service": "Service",
        "contract": "Contract",
        "contracted": "Contracted",
        "available": "Available",
        "occupied": "Occupied",
        "held": "Held",
        "void": "Void",
        "vacant": "Vacant",
    },
    dimensions=SUPPLY,
)
"""One row a period, service and contract, from the nightly figures."""

MEASURES = (
    Measure(
        "contracted",
        "Contracted beds",
        CAPACITY,
        "Beds in a contract on the night; a bed bought for one placement only counts on the nights somebody has it.",
        Unit.BEDS,
    ),
    Measure(
        "void",
        "Void",
        CAPACITY,
        "Contracted beds that are out of service on the night, for a repair that needs the bed empty, for example.",
        Unit.BEDS,
        Better.LOWER,
    ),
    Measure("available", "Available beds", CAPACITY, "Contracted beds that are not void on the night.", Unit.BEDS),
    Measure("occupied", "Occupied", CAPACITY, "Contracted beds with a resident in the bed on the night.", Unit.BEDS),
    Measure(
        "held",
        "Held",
        CAPACITY,
        "Contracted beds kept for a resident who is away on the night, in hospital for example.",
        Unit.BEDS,
    ),
    Measure(
        "vacant",
        "Vacant",
        CAPACITY,
        "Contracted beds that are neither void, occupied nor held on the night.",
        Unit.BEDS,
        Better.LOWER,
    ),
    Measure(
        "occupancy",
        "Occupancy",
        CAPACITY,
        "The share of available bed-nights on which a resident has the bed.",
        Unit.PER_CENT,
        numerator="Bed-nights occupied or held",
        denominator="Bed-nights contracted and not void",
        target=LINES,
        source=f"{REVIEW}, section 1.1, which gives the lines for wards",
        rows=BED_NIGHTS,
        calculation=ratio("used", "available"),
        target_field="occupancy_target",
    ),
    Measure(
        "utilisation",
        "Utilisation",
        CAPACITY,
        "The share of all contracted bed-nights, void ones included, on which a resident has the bed.",
        Unit.PER_CENT,
        Better.HIGHER,
        numerator="Bed-nights occupied or held",
        denominator="Bed-nights contracted",
        rows=BED_NIGHTS,
        calculation=ratio("used", "contracted"),
    ),
    Measure(
        "placement_only",
        "Beds bought for one placement",
        CAPACITY,
        "Beds bought for one placement at a time: always full by construction, so occupancy is also given without.",
        Unit.BEDS,
    ),
    Measure(
        "void_nights",
        "Void nights",
        CAPACITY,
        "Contracted bed-nights in the period on which the bed was out of service, by the reason recorded.",
        Unit.BED_NIGHTS,
        Better.LOWER,
    ),
    Measure(
        "occupied_nights",
        "Occupied bed-nights",
        CAPACITY,
        "Contracted bed-nights in the period with a resident in the bed.",
        Unit.BED_NIGHTS,
        rows=BED_NIGHTS,
        calculation=total("occupied"),
    ),
)
