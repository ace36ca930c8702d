"""Rates and costs in whole sevenths of a penny: pure arithmetic, no Django, no floats.

A rate is an amount per night or per week. A week has seven nights, so one night at a weekly rate costs a
seventh of it, exactly; counted in sevenths of a penny both kinds are whole numbers, and rounding happens once,
at the end, half up, to the penny.
"""

from decimal import Decimal
from enum import StrEnum

SEVENTHS = 7


class Unit(StrEnum):
    """What a contracted amount buys."""

    NIGHT = "night"
    WEEK = "week"


def sevenths_per_night(amount: Decimal, unit: Unit) -> int:
    """What one night costs, in sevenths of a penny. `amount` is in pounds with at most two decimals.

    Raises ValueError for a fraction of a penny, which no contract can hold.
    """
    pence = amount * 100
    if pence != pence.to_integral_value():
        raise ValueError(f"£{amount} is not a whole number of pence.")
    return int(pence) * (SEVENTHS if unit == Unit.NIGHT else 1)


def pounds(sevenths: int) -> Decimal:
    """Sevenths of a penny as pounds, rounded half up to the penny and always with two decimals."""
    pence = (2 * sevenths + SEVENTHS) // (2 * SEVENTHS)
    return Decimal(pence).scaleb(-2)
