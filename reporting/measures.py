"""The measures that the pages show, each defined once: pages, the definitions page and links all read this."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """What a measure counts."""

    BEDS = "beds"
    BED_NIGHTS = "bed-nights"
    NIGHTS = "nights"
    PEOPLE = "people"
    PER_CENT = "per cent"
    POUNDS = "pounds"
    DAYS = "days"


class Better(StrEnum):
    """Which way is good."""

    HIGHER = "Higher is better"
    LOWER = "Lower is better"
    NEITHER = "Neither higher nor lower is better by itself"


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: `definition` is a sentence; a rate also says what it divides by what."""

    key: str
    label: str
    group: str
    definition: str
    unit: Unit
    better: Better = Better.NEITHER
    numerator: str = ""
    denominator: str = ""
    target: str = ""
    source: str = ""

    @property
    def has_direction(self) -> bool:
        """Whether higher or lower is better by itself."""
        return self.better != Better.NEITHER


RECOMMENDED_OCCUPANCY = 85
"""Per cent. The recommended line of 001, section 1.1, where it is given for wards."""
ALARM_OCCUPANCY = 95
"""Per cent. The alarm line of the same section."""

_LINES = f"{RECOMMENDED_OCCUPANCY}% recommended, {ALARM_OCCUPANCY}% alarm"
_REVIEW = "Hammersmith and Fulham step-down review, 2023"

CAPACITY = "Beds and occupancy"
OVERSTAY = "Overstays"
MONEY = "Money"

_ALL = (
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
        target=_LINES,
        source=f"{_REVIEW}, section 1.1, which gives the lines for wards",
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
        "overstayers",
        "Overstayers now",
        OVERSTAY,
        "Residents in a placement on the date whose stay is longer than its limit: 42 nights unless the contract says "
        "otherwise; exactly 42 nights is not an overstay.",
        Unit.PEOPLE,
        Better.LOWER,
        source=_REVIEW,
    ),
    Measure(
        "overstay_beds",
        "Beds they occupy",
        OVERSTAY,
        "Contracted beds occupied by, or held for, an overstayer on the night of the date.",
        Unit.BEDS,
        Better.LOWER,
    ),
    Measure(
        "overstay_nights",
        "Overstay nights",
        OVERSTAY,
        "Nights of a placement beyond its limit: night 43 of a 42-night limit is overstay night 1. Moving between beds "
        "does not restart the count, and an extension does not shorten it.",
        Unit.NIGHTS,
        Better.LOWER,
        source=_REVIEW,
    ),
    Measure(
        "authorised",
        "Authorised overstay nights",
        OVERSTAY,
        "Overstay nights before the date until which the commissioner agreed an extension.",
        Unit.NIGHTS,
    ),
    Measure(
        "unauthorised",
        "Unauthorised overstay nights",
        OVERSTAY,
        "Overstay nights that no extension covers.",
        Unit.NIGHTS,
        Better.LOWER,
    ),
    Measure(
        "due_soon",
        "Move-on due in the next 14 days",
        OVERSTAY,
        "Residents not yet past their limit whose move-on due date, the morning after the last night within the limit "
        "(night 42), is the date itself or one of the 14 days after it.",
        Unit.PEOPLE,
        Better.LOWER,
    ),
    Measure(
        "overstay_cost",
        "Overstay cost",
        MONEY,
        "The price of overstay nights at the rate in force on each night, rounded once for each placement; "
        "block-funded nights have no price by the night and are counted as nights only. Nights under a contract that "
        "is not yours are counted too, but their price is not shown and is in no cost.",
        Unit.POUNDS,
        Better.LOWER,
        source=_REVIEW,
    ),
    Measure(
        "cost",
        "Cost",
        MONEY,
        "The price of a placement's nights at the rate in force on each night, rounded once, half up, to the penny; "
        "nights for which the bed is held are charged, void nights are not.",
        Unit.POUNDS,
    ),
    Measure(
        "spend",
        "Spend",
        MONEY,
        "Spot contracts: the cost of the nights so far in the financial year, each placement rounded once. Block "
        "contracts: the annual value, in proportion to the nights of the contract so far in the financial year.",
        Unit.POUNDS,
    ),
    Measure(
        "value_to_date",
        "Contract value to date",
        MONEY,
        "The annual value in proportion to the nights of the contract so far in the financial year, which starts on "
        "1 April.",
        Unit.POUNDS,
    ),
    Measure(
        "notional_cost",
        "Notional cost of a block bed-night",
        MONEY,
        "The value of a block contract in the financial year divided by its contracted bed-nights in it; a comparison "
        "only, never added to spot cost.",
        Unit.POUNDS,
        numerator="Annual value, in proportion to the nights of the contract in the year",
        denominator="Contracted bed-nights in the financial year",
    ),
    Measure(
        "days_to_end",
        "Days to the contract's end",
        MONEY,
        "Nights of the contract still to come on the morning of the date.",
        Unit.DAYS,
    ),
)

MEASURES: dict[str, Measure] = {measure.key: measure for measure in _ALL}
GROUPS = (CAPACITY, OVERSTAY, MONEY)


def by_group() -> list[tuple[str, list[Measure]]]:
    """The measures under the headings of the definitions page."""
    return [(group, [measure for measure in _ALL if measure.group == group]) for group in GROUPS]
