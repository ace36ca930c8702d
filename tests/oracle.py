"""The figures worked out by hand: every night of every placement looked at by itself, slowly and plainly.

An independent second opinion on the arithmetic of the domain (DOMAIN.md 2 and 3) for tests to compare with. It knows
nothing of the code that it judges: it takes plain records, steps through the nights, and counts.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

ONE = dt.timedelta(days=1)


@dataclass(frozen=True)
class Contract:
    id: int
    funding: str
    limit: int


@dataclass(frozen=True)
class Bed:
    id: int
    service: int
    from_date: dt.date
    until_date: dt.date | None


@dataclass(frozen=True)
class ContractBed:
    contract: int
    bed: int
    basis: str
    from_date: dt.date
    until_date: dt.date


@dataclass(frozen=True)
class Rate:
    contract: int
    from_date: dt.date
    until_date: dt.date | None
    amount: Decimal
    unit: str


@dataclass(frozen=True)
class Void:
    bed: int
    from_date: dt.date
    until_date: dt.date | None
    cancelled: bool


@dataclass(frozen=True)
class Placement:
    id: int
    contract: int
    admitted_on: dt.date
    discharged_on: dt.date | None
    cancelled: bool


@dataclass(frozen=True)
class BedStay:
    placement: int
    bed: int
    from_date: dt.date
    until_date: dt.date | None
    cancelled: bool


@dataclass(frozen=True)
class Absence:
    placement: int
    from_date: dt.date
    until_date: dt.date | None
    bed_held: bool
    cancelled: bool


@dataclass(frozen=True)
class Extension:
    placement: int
    until_date: dt.date
    cancelled: bool


@dataclass
class History:
    """Everything that the figures follow from."""

    contracts: list[Contract] = field(default_factory=list)
    beds: list[Bed] = field(default_factory=list)
    contract_beds: list[ContractBed] = field(default_factory=list)
    rates: list[Rate] = field(default_factory=list)
    voids: list[Void] = field(default_factory=list)
    placements: list[Placement] = field(default_factory=list)
    stays: list[BedStay] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)
    extensions: list[Extension] = field(default_factory=list)

    def contract(self, number: int) -> Contract:
        return next(contract for contract in self.contracts if contract.id == number)

    def bed(self, number: int) -> Bed:
        return next(bed for bed in self.beds if bed.id == number)


@dataclass(frozen=True)
class Night:
    """One night of one placement, and all that matters about it. Empty where there is no bed, contract or price."""

    night: dt.date
    overstay: bool
    authorised: bool
    bed: int | None
    held: bool
    contract: int | None
    service: int | None
    basis: str | None
    funding: str | None
    price: Fraction | None

    @property
    def is_spot(self) -> bool:
        return self.price is not None

    @property
    def is_block(self) -> bool:
        return self.funding == "block"

    @property
    def is_unpriced(self) -> bool:
        return self.bed is not None and not self.is_spot and not self.is_block


def covers(record, night: dt.date) -> bool:
    """Whether the night is one of the record's."""
    return record.from_date <= night and (record.until_date is None or night < record.until_date)


def nights_of(history: History, placement: Placement, as_at: dt.date) -> Iterator[Night]:
    """Each night of a placement that has happened by the morning of `as_at`, from the first on."""
    limit = history.contract(placement.contract).limit
    extensions = [e for e in history.extensions if e.placement == placement.id and not e.cancelled]
    stays = [s for s in history.stays if s.placement == placement.id and not s.cancelled]
    absences = [a for a in history.absences if a.placement == placement.id and not a.cancelled]
    night, number = placement.admitted_on, 1
    while night < as_at and (placement.discharged_on is None or night < placement.discharged_on):
        overstay = number > limit
        authorised = overstay and any(night < extension.until_date for extension in extensions)
        bed = next((stay.bed for stay in stays if covers(stay, night)), None)
        held = bed is not None and any(absence.bed_held for absence in absences if covers(absence, night))
        yield Night(night, overstay, authorised, bed, held, **terms(history, bed, night))
        night, number = night + ONE, number + 1


def terms(history: History, bed: int | None, night: dt.date) -> dict:
    """Under which contract the bed is on that night, and what the night costs."""
    nothing = {"contract": None, "service": None, "basis": None, "funding": None, "price": None}
    bought = next((cb for cb in history.contract_beds if cb.bed == bed and covers(cb, night)), None)
    if bed is None or bought is None or not covers(history.bed(bed), night):
        return nothing
    funding = history.contract(bought.contract).funding
    price = None
    if funding == "spot":
        rate = next((r for r in history.rates if r.contract == bought.contract and covers(r, night)), None)
        if rate is not None:
            price = Fraction(rate.amount) / (7 if rate.unit == "week" else 1)
    service = history.bed(bed).service
    return {
        "contract": bought.contract, "service": service, "basis": bought.basis, "funding": funding, "price": price
    }  # fmt: skip


def rounded(pounds: Fraction) -> Decimal:
    """To the penny, half a penny up."""
    return Decimal(math.floor(pounds * 100 + Fraction(1, 2))) / 100


def cost(nights: list[Night]) -> Decimal | None:
    """What the nights with a price cost; None when there is none."""
    prices = [night.price for night in nights if night.price is not None]
    return rounded(sum(prices, Fraction(0))) if prices else None


def band(los: int, limit: int) -> str:
    """DOMAIN.md 3: on course to night 28, approaching to 42, overstay to 60, prolonged to 90, critical beyond."""
    if los <= limit - 14:
        return "on_course"
    if los <= limit:
        return "approaching"
    if los <= 60:
        return "overstay"
    return "prolonged" if los <= 90 else "critical"


def figures(history: History, as_at: dt.date) -> dict[int, dict]:
    """What each placement's nights add up to on the morning of `as_at`, by placement."""
    return {
        placement.id: figures_of(history, placement, as_at)
        for placement in history.placements
        if not placement.cancelled and placement.admitted_on <= as_at
    }


def figures_of(history: History, placement: Placement, as_at: dt.date) -> dict:
    nights = list(nights_of(history, placement, as_at))
    overstay = [night for night in nights if night.overstay]
    return {
        "placement_id": placement.id,
        "los_nights": len(nights),
        "overstay_nights": len(overstay),
        "authorised_nights": sum(night.authorised for night in nights),
        "spot_nights": sum(night.is_spot for night in nights),
        "block_nights": sum(night.is_block for night in nights),
        "unpriced_nights": sum(night.is_unpriced for night in nights),
        "overstay_spot_nights": sum(night.is_spot for night in overstay),
        "overstay_block_nights": sum(night.is_block for night in overstay),
        "cost": cost(nights),
        "overstay_cost": cost(overstay),
        "band": band(len(nights), history.contract(placement.contract).limit),
    }


def between(nights: list[Night], from_date: dt.date, until_date: dt.date) -> list[Night]:
    return [night for night in nights if from_date <= night.night < until_date]


def period_costs(history: History, from_date: dt.date, until_date: dt.date) -> dict[int, dict]:
    """Nights and costs in a period: by placement, and in it by contract."""
    found = {}
    for placement in history.placements:
        nights = between(list(nights_of(history, placement, until_date)), from_date, until_date)
        if nights and not placement.cancelled:
            contracts = {night.contract for night in nights if night.contract is not None}
            found[placement.id] = {
                **sums(nights),
                "contracts": {c: sums([night for night in nights if night.contract == c]) for c in contracts},
            }
    return found


def sums(nights: list[Night]) -> dict:
    overstay = [night for night in nights if night.overstay]
    return {
        "nights": len(nights),
        "overstay_nights": len(overstay),
        "unpriced_nights": sum(night.is_unpriced for night in nights),
        "overstay_unpriced_nights": sum(night.is_unpriced for night in overstay),
        "cost": cost(nights),
        "overstay_cost": cost(overstay),
    }


COUNTS = ("contracted", "void", "occupied", "held", "overstay", "placement_only", "available", "vacant")


def service_nights(history: History, until_date: dt.date) -> dict[tuple[int, int, dt.date], tuple[int, ...]]:
    """`COUNTS` of each contract, service and night before `until_date` on which the contract has a bed there."""
    counts: dict[tuple[int, int, dt.date], Counter] = {}
    for bought in history.contract_beds:
        bed = history.bed(bought.bed)
        night = bought.from_date
        while night < min(bought.until_date, until_date):
            if covers(bed, night):
                count = counts.setdefault((bought.contract, bed.service, night), Counter())
                if bought.basis == "reserved":
                    count["contracted"] += 1
                    count["void"] += any(
                        void.bed == bed.id and not void.cancelled and covers(void, night) for void in history.voids
                    )
            night += ONE
    for placement in history.placements:
        if not placement.cancelled:
            count_residents(history, placement, until_date, counts)
    for count in counts.values():
        count["available"] = count["contracted"] - count["void"]
        count["vacant"] = count["available"] - count["occupied"] - count["held"]
    return {key: tuple(count[name] for name in COUNTS) for key, count in counts.items()}


def count_residents(history: History, placement: Placement, until_date: dt.date, counts: dict) -> None:
    for night in nights_of(history, placement, until_date):
        if night.contract is None:
            continue
        count = counts[night.contract, night.service, night.night]
        count["held" if night.held else "occupied"] += 1
        count["overstay"] += night.overstay
        if night.basis == "placement":
            count["contracted"] += 1
            count["placement_only"] += 1
