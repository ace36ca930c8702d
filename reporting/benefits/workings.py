"""How an amount that was avoided is worked out, line by line. Pure arithmetic, no Django.

Every line is a number that the reader can take from the lines above it. All is exact until the last line, which is
rounded once, half up: amounts to the penny.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from reporting.content import Kind

PENNY = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `name` is the letter by which later lines speak of it; `about` is whose number it is.

    `about` is a measure, or a kind of baseline, and empty for a line that follows from others. A line without a value
    cannot be worked out.
    """

    name: str
    words: str
    value: Decimal | None
    kind: Kind
    about: str = ""
    is_result: bool = False


def pounds(amount: Decimal) -> Decimal:
    """Rounded to the penny, half up."""
    return amount.quantize(PENNY, ROUND_HALF_UP)


def ward_nights(baseline: Mapping[str, Decimal], nights: Decimal, spend: Decimal) -> list[Line]:
    """The nights that residents spent here, had they been on a ward, less what was spent."""
    cost = baseline["ward_night"]
    same = cost * nights
    return [
        Line("a", "Cost of a night on a ward, the baseline", cost, Kind.POUNDS, "ward_night"),
        Line("b", "Nights on which a resident was in a step-down bed", nights, Kind.COUNT, "occupied_nights"),
        Line("c", "As many nights on a ward would have cost: a × b", same, Kind.POUNDS),
        Line("d", "Spend on step-down, with beds held, void or vacant", spend, Kind.POUNDS, "spend"),
        Line("e", "Spend avoided: c − d", pounds(same - spend), Kind.POUNDS, is_result=True),
    ]


def shorter_stays(
    baseline: Mapping[str, Decimal], leavers: Decimal, stayed: Decimal, spend: Decimal, used: Decimal
) -> list[Line]:
    """The nights that those who left would have stayed had the mean been that of before, and what they are worth."""
    mean = baseline["mean_stay"]
    expected = mean * leavers
    fewer = expected - stayed
    worth = pounds(fewer * spend / used) if used else None
    return [
        Line("a", "Mean stay before in nights, the baseline", mean, Kind.DECIMAL, "mean_stay"),
        Line("b", "People who left in the period", leavers, Kind.COUNT, "discharges"),
        Line("c", "Nights they would have stayed: a × b", expected, Kind.DECIMAL),
        Line("d", "Nights they did stay", stayed, Kind.COUNT, "los_leavers_mean"),
        Line("e", "Bed-nights released for others: c − d", fewer, Kind.DECIMAL, is_result=True),
        Line("f", "Spend on step-down", spend, Kind.POUNDS, "spend"),
        Line("g", "Nights on which a resident had a bed, held ones too", used, Kind.COUNT, "cost_per_occupied_night"),
        Line("h", "Worth of the nights released: e × f ÷ g", worth, Kind.POUNDS, is_result=True),
    ]


def out_of_area(baseline: Mapping[str, Decimal], nights: int, of_year: int) -> list[Line]:
    """The nights on wards out of area that are no longer needed, in proportion to the part of the year."""
    before, since, cost = baseline["area_nights"], baseline["area_nights_now"], baseline["area_night"]
    fewer = before - since
    return [
        Line("a", "Nights on wards out of area in a year before, the baseline", before, Kind.COUNT, "area_nights"),
        Line("b", "The same as counted since", since, Kind.COUNT, "area_nights_now"),
        Line("c", "Fewer nights in a year: a − b", fewer, Kind.COUNT),
        Line("d", "Cost of a night on a ward out of area, the baseline", cost, Kind.POUNDS, "area_night"),
        Line("e", f"Nights of the period so far, of the {of_year} of its year", Decimal(nights), Kind.COUNT),
        Line(
            "f",
            f"Spend avoided: c × d × e ÷ {of_year}",
            pounds(fewer * cost * nights / of_year),
            Kind.POUNDS,
            is_result=True,
        ),
    ]
