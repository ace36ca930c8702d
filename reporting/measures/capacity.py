"""How many beds there are, and how they are used."""

from __future__ import annotations

from beds.models import Void
from reporting.measures.definition import SUPPLY, Better, Measure, Rows, Unit, mean, ratio, total
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

VOIDS = Rows(
    name="void_nights",
    what="Beds out of service",
    shown={
        "service": "Service",
        "bed": "Bed",
        "contract": "Contract",
        "reason": "Reason",
        "payer": "Who pays",
        "from_date": "From",
        "until_date": "Until",
        "nights": "Nights",
        "cost": "Cost",
    },
    dimensions=SUPPLY,
    splits={"reason": dict(Void.Reason.choices), "payer": dict(Void.Payer.choices)},
)
"""One row a void and contract, with the nights that they share with the period."""

TURNAROUNDS = Rows(
    name="turnarounds",
    what="Beds between two stays",
    shown={
        "service": "Service",
        "bed": "Bed",
        "contract": "Contract",
        "empty_from": "Left",
        "from_date": "Next stay",
        "void_nights": "Void nights",
        "nights": "Nights ready and empty",
    },
    dimensions=SUPPLY,
)
"""One row for each stay that began in the period in a bed that another placement had before."""

LAST_NIGHT = (
    "Beds in {} on the last night of the period so far; a bed bought for one placement only counts if somebody has it."
)

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
        rows=VOIDS,
        calculation=total("nights"),
        split="reason",
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
    Measure(
        "beds_contracted",
        "Beds contracted",
        CAPACITY,
        LAST_NIGHT.format("a contract"),
        Unit.BEDS,
        rows=BED_NIGHTS,
        calculation=total("last_contracted"),
    ),
    Measure(
        "beds_block",
        "Beds contracted, block",
        CAPACITY,
        LAST_NIGHT.format("a block contract"),
        Unit.BEDS,
        rows=BED_NIGHTS,
        calculation=total("last_contracted", "funding = 'block'"),
    ),
    Measure(
        "beds_spot",
        "Beds contracted, spot",
        CAPACITY,
        LAST_NIGHT.format("a spot contract"),
        Unit.BEDS,
        rows=BED_NIGHTS,
        calculation=total("last_contracted", "funding = 'spot'"),
    ),
    Measure(
        "contracted_nights",
        "Contracted bed-nights",
        CAPACITY,
        "Nights of the period on which a bed was in a contract, bed by bed; a bed bought for one placement only counts "
        "on the nights somebody has it.",
        Unit.BED_NIGHTS,
        rows=BED_NIGHTS,
        calculation=total("contracted"),
    ),
    Measure(
        "available_nights",
        "Available bed-nights",
        CAPACITY,
        "Contracted bed-nights in the period that were not void.",
        Unit.BED_NIGHTS,
        rows=BED_NIGHTS,
        calculation=total("available"),
    ),
    Measure(
        "held_nights",
        "Held bed-nights",
        CAPACITY,
        "Contracted bed-nights in the period on which the bed was kept for a resident who was away.",
        Unit.BED_NIGHTS,
        rows=BED_NIGHTS,
        calculation=total("held"),
    ),
    Measure(
        "vacant_nights",
        "Vacant bed-nights",
        CAPACITY,
        "Contracted bed-nights in the period that were neither void, occupied nor held.",
        Unit.BED_NIGHTS,
        Better.LOWER,
        rows=BED_NIGHTS,
        calculation=total("vacant"),
    ),
    Measure(
        "occupancy_reserved",
        "Occupancy of reserved beds",
        CAPACITY,
        "Occupancy without the beds bought for one placement only, which are always full by construction.",
        Unit.PER_CENT,
        numerator="Bed-nights occupied or held, of beds reserved every night",
        denominator="Bed-nights contracted and not void, of beds reserved every night",
        rows=BED_NIGHTS,
        calculation=ratio("used_reserved", "available_reserved"),
    ),
    Measure(
        "turnaround_nights",
        "Turnaround between stays, mean",
        CAPACITY,
        "Nights from the end of one placement's stay in a bed to the beginning of the next one's, of the stays that "
        "began in the period; nights on which the bed was void are left out. Beds bought for one placement only and "
        "the first stay in a bed are not in it.",
        Unit.NIGHTS,
        Better.LOWER,
        numerator="Nights between two stays on which the bed was not void",
        denominator="Stays that began in the period in a bed that another placement had before",
        rows=TURNAROUNDS,
        calculation=mean("nights"),
    ),
)
