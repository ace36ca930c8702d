"""What nights cost, each by the contract and the rate of that night (DOMAIN.md, section 3): pure Python, no Django."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from beds.money import pounds


class Funding(StrEnum):
    """How a night is paid for, as far as the reader may know."""

    RATE = "rate"
    BLOCK = "block"
    NO_RATE = "no_rate"
    HIDDEN = "hidden"
    NO_BED = "no_bed"


IN_WORDS = {
    Funding.BLOCK: "block funded, no cost a night",
    Funding.NO_RATE: "no rate is recorded for the bed, so the cost is not known",
    Funding.HIDDEN: "the price is not shown to you",
    Funding.NO_BED: "no bed is kept for them now, so no cost is forecast",
}
"""What is said where all nights are of one kind that has no price."""
IN_SHORT = {
    Funding.BLOCK: "block funded",
    Funding.NO_RATE: "without a rate",
    Funding.HIDDEN: "with a price that is not shown to you",
    Funding.NO_BED: "without a bed",
}
"""The same after a number of nights."""


@dataclass(frozen=True, slots=True)
class Run:
    """Nights in a bed that are paid for alike: `[from_date, until_date)`, from then on while `until_date` is None.

    `sevenths` of a penny a night count only for a rate (see beds.money).
    """

    from_date: dt.date
    until_date: dt.date | None
    funding: Funding
    sevenths: int = 0

    def nights(self, first: dt.date, end: dt.date) -> int:
        """How many of the nights `[first, end)` are in the run."""
        until = end if self.until_date is None else min(self.until_date, end)
        return max(0, (until - max(self.from_date, first)).days)


@dataclass(frozen=True, slots=True)
class Cost:
    """What nights add up to: how many of each kind, and the exact `sevenths` of a penny of those with a price."""

    nights: Mapping[Funding, int]
    sevenths: int

    @property
    def total(self) -> int:
        """All the nights, whatever pays for them."""
        return sum(self.nights.values())

    @property
    def pounds(self) -> Decimal | None:
        """The pounds, rounded once, half up; None where no night has a price."""
        return pounds(self.sevenths) if self.nights.get(Funding.RATE) else None

    @property
    def words(self) -> str:
        """The cost as it is said after the number of all nights: ", costing £135.71, part block funded"."""
        said = [] if self.pounds is None else [f", costing £{self.pounds:,.2f}"]
        if len(self.nights) == 1:
            return "".join(said) or "".join(f", {IN_WORDS[funding]}" for funding in self.nights)
        if Funding.BLOCK in self.nights:
            said.append(", part block funded")
        rest = (Funding.NO_RATE, Funding.HIDDEN, Funding.NO_BED)
        parts = [(self.nights[kind], IN_SHORT[kind]) for kind in rest if kind in self.nights]
        return "".join([*said, *(f", {number} night{'' if number == 1 else 's'} {what}" for number, what in parts)])

    @property
    def parts(self) -> str:
        """What the nights are made of: "50 (1 costing £135.71, 49 block funded)"; "0" where there are none."""
        priced = f"costing £{self.pounds:,.2f}" if self.pounds is not None else ""
        kinds = [(number, IN_SHORT.get(kind, priced)) for kind, number in self.nights.items()]
        if len(kinds) == 1:
            return f"{self.total} {kinds[0][1]}"
        return f"{self.total} ({', '.join(f'{number} {what}' for number, what in kinds)})" if kinds else "0"


@dataclass(frozen=True, slots=True)
class Prices:
    """What a night in the beds of one placement costs, in the past and to come. A night in no run has no bed."""

    runs: tuple[Run, ...] = ()

    def between(self, first: dt.date, end: dt.date) -> Cost:
        """What the nights `[first, end)` cost."""
        nights: Counter[Funding] = Counter()
        sevenths = 0
        for run in self.runs:
            number = run.nights(first, end)
            nights[run.funding] += number
            sevenths += number * run.sevenths
        nights[Funding.NO_BED] += max(0, (end - first).days) - nights.total()
        return Cost({kind: nights[kind] for kind in Funding if nights[kind]}, sevenths)
