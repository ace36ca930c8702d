"""How a cell is written, on the screen, in a PDF and on a chart. Pure, no Django."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from reporting.content import Cell, Kind

DASH = "–"
_SMALLEST = {Kind.COUNT: Decimal(1), Kind.POUNDS: Decimal("0.01")}


def words_of(cell: Cell, kind: Kind) -> str:
    """`1,234`, `45.8%`, `£1,234.50`, `1 Mar 2023`; a dash for None, and words as they are.

    Numbers are rounded half up: counts to whole ones, pounds to the penny, all others to one decimal.
    """
    if cell is None:
        return DASH
    if isinstance(cell, dt.date):
        return f"{cell.day} {cell:%b %Y}"
    if isinstance(cell, str):
        return cell
    if kind not in NUMBERS:
        return str(cell)
    number = Decimal(cell).quantize(_SMALLEST.get(kind, Decimal("0.1")), ROUND_HALF_UP)
    sign = "-" if number < 0 else ""
    pound = "£" if kind is Kind.POUNDS else ""
    per_cent = "%" if kind is Kind.PER_CENT else ""
    return f"{sign}{pound}{abs(number):,}{per_cent}"


NUMBERS = (Kind.COUNT, Kind.DECIMAL, Kind.PER_CENT, Kind.POUNDS)


def is_number(kind: Kind) -> bool:
    """Whether cells of this kind are numbers, set to the right."""
    return kind in NUMBERS or kind is Kind.BY_ROW


def short_words(number: float, kind: Kind) -> str:
    """A round number as the scale of a chart writes it: `£20k`, `50%`."""
    size = abs(number)
    thousands = kind is Kind.POUNDS and size >= 10_000  # shorter ones have room
    digits = f"{size / 1000 if thousands else size:,.2f}".rstrip("0").rstrip(".")
    sign = "-" if number < 0 else ""
    pound = "£" if kind is Kind.POUNDS else ""
    return f"{sign}{pound}{digits}{'k' if thousands else ''}{'%' if kind is Kind.PER_CENT else ''}"
