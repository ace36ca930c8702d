"""How many people stand behind a figure: from that the version for outsiders knows what to hide."""

from __future__ import annotations

from reporting.measures import MEASURES, Form
from reporting.packs.figures import Figures
from reporting.periods import Span

OVERSTAY_NIGHTS = {"overstay_nights": "nights", "overstay_cost": "priced_nights"}
"""Nights and costs of overstays, and the column in which a placement has some."""
COUNTED_BY = {"housing_delay_nights": "housing_delays", "overstay_cost_change": ""}
"""Other sums, and the number of the people; none can be given for a difference between two periods."""
OF_RESIDENTS = ("occupied_nights", "held_nights", "vacant_nights", "occupancy", "occupancy_reserved", "utilisation")
"""Nights in beds, from which with few residents their number can be worked out."""
STOCKS = ("residents", "overstays_new", "overstays_ended")
"""Who is here changes by who comes and goes, so with both told from month to month small numbers can be worked out.

Of residents only who comes and goes is told, of overstayers only who is there.
"""
DIVIDED = ("cost_per_placement", "cost_per_discharge_within_limit")
"""Amounts for each of some people."""
OF_SPENDING = ("spend", "spend_share", "cost_per_occupied_night", *DIVIDED)
"""From these and the agreed value of block contracts one gets what was paid for those with a price."""


def behind(figures: Figures, key: str, period: Span | None) -> int | None:
    """The people of whom a value speaks, the fewer of numerator and denominator; None where it is their number itself
    or speaks of none, as contracted beds do.
    """
    measure = MEASURES[key]
    if period is None or measure.calculation is None or measure.rows is None:
        return None
    reading = figures.of(key, period)
    if key in ("authorised", "unauthorised"):  # which make up all that there are
        return min(figures.placements_with(column, period) for column in ("authorised", "unauthorised"))
    if key in OVERSTAY_NIGHTS:
        return figures.placements_with(OVERSTAY_NIGHTS[key], period)
    if key in COUNTED_BY:
        return figures.number(COUNTED_BY[key], period) if COUNTED_BY[key] else 0
    if key in OF_RESIDENTS:
        return figures.number("residents", period)
    if key in OF_SPENDING:
        return _paid_for(figures, key, period)
    if key == "throughput":
        return int(reading.top or 0)
    of_people = measure.people or "gender" in measure.rows.splits
    if measure.calculation.form is Form.SUM or not of_people:
        return None
    is_share = measure.people and measure.calculation.form is Form.RATIO
    return int(min(reading.top or 0, reading.bottom or 0) if is_share else reading.bottom or 0)


def _paid_for(figures: Figures, key: str, period: Span) -> int | None:
    """The people with a price a night, beside block contracts too, and those among whom an amount is divided.

    A block contract costs the same whoever is there, and as its value is agreed it can be taken off.
    """
    people, spot = [], figures.spot_people(period)
    if spot or any(not each.is_block for each in figures.contracts):
        people.append(spot)
    if key in DIVIDED:
        people.append(int(figures.of(key, period).bottom or 0))
    if key == "cost_per_occupied_night":
        people.append(figures.number("residents", period))
    return min(people, default=None)
