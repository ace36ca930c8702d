"""How a cell is written, on the screen, in a PDF and on a chart. Pure, no Django."""

from __future__ import annotations

from beds.written import Kind
from beds.written import written as words_of

__all__ = ["is_number", "short_words", "words_of"]


def is_number(kind: Kind) -> bool:
    """Whether cells of this kind are numbers, set to the right."""
    return kind.is_right


def short_words(number: float, kind: Kind) -> str:
    """A round number as the scale of a chart writes it: `£20k`, `50%`."""
    size = abs(number)
    thousands = kind is Kind.POUNDS and size >= 10_000  # shorter ones have room
    digits = f"{size / 1000 if thousands else size:,.2f}".rstrip("0").rstrip(".")
    sign = "-" if number < 0 else ""
    pound = "£" if kind is Kind.POUNDS else ""
    return f"{sign}{pound}{digits}{'k' if thousands else ''}{'%' if kind is Kind.PER_CENT else ''}"
