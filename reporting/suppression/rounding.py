"""How figures of people are rounded for outsiders."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from reporting.content import Cell, Kind

HIDDEN = "*"
NEAREST = {
    Kind.COUNT: Decimal(5),
    Kind.PER_CENT: Decimal(5),
    Kind.DECIMAL: Decimal(1),
    Kind.POUNDS: Decimal(100),
}
NUMBERS = tuple(NEAREST)


def rounded(cell: Cell, kind: Kind) -> Cell:
    """A number to the nearest 5, whole number or £100, half up; anything else as it is."""
    if not isinstance(cell, int | Decimal):
        return cell
    nearest = NEAREST[kind]
    number = (Decimal(cell) / nearest).quantize(Decimal(1), ROUND_HALF_UP) * nearest
    return int(number) if isinstance(cell, int) else number
