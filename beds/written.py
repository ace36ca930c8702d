"""Values as people read them: what each is, to how many decimals it is shown, and how it is written. No Django.

Screens, PDF and spreadsheets all round here, so that a figure is the same in each of them.
"""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

Cell = str | int | Decimal | dt.date | None
"""None is shown as a dash: there is nothing to say. Words in a column of numbers say why there is no number."""

NOTHING = "–"


class Kind(StrEnum):
    """What the cells of a column are, and so how they are written."""

    WORDS = "words"
    COUNT = "count"
    """A whole number."""
    DECIMAL = "decimal"
    """Shown with one decimal."""
    PER_CENT = "per_cent"
    """45.8 is 45.8%; shown with one decimal."""
    POUNDS = "pounds"
    DATE = "date"
    BY_ROW = "by_row"
    """Each row says what its cell in this column is, as in a table of different measures."""

    @property
    def is_number(self) -> bool:
        return self in DECIMALS

    @property
    def is_right(self) -> bool:
        """Whether a column of it is set to the right."""
        return self.is_number or self is Kind.BY_ROW


DECIMALS = {Kind.COUNT: 0, Kind.DECIMAL: 1, Kind.PER_CENT: 1, Kind.POUNDS: 2}


def shown(cell: Cell, kind: Kind) -> Cell:
    """The value as far as it is shown: a number rounded half up to the decimals of its kind, anything else as it is."""
    if isinstance(cell, int | Decimal) and kind in DECIMALS:
        return Decimal(cell).quantize(Decimal(1).scaleb(-DECIMALS[kind]), ROUND_HALF_UP)
    return cell


def written(cell: Cell, kind: Kind) -> str:
    """The value in words: `1,234`, `45.8%`, `£3,220.36`, `-2.0`, `1 Mar 2023`, a dash for None."""
    if cell is None:
        return NOTHING
    if isinstance(cell, dt.date):
        return f"{cell:%-d %b %Y}"
    value = shown(cell, kind)
    if not isinstance(value, Decimal) or kind not in DECIMALS:
        return str(value)
    sign = "-" if value < 0 else ""
    before, after = ("£" if kind is Kind.POUNDS else ""), ("%" if kind is Kind.PER_CENT else "")
    return f"{sign}{before}{abs(value):,}{after}"
