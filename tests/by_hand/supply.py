"""By hand: beds, overstays and money."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from tests import oracle
from tests.by_hand.answers import Period, Records, here, in_time, left, los, number, ratio
from tests.oracle import COUNTS, ONE, covers

# Beds ----------------------------------------------------------------------------------------------------------


def bed_nights(records: Records, period: Period, *names: str, funding: str = "", only: dt.date | None = None) -> int:
    """Bed-nights of these kinds; those of one night with `only`."""
    return sum(
        counts[COUNTS.index(name)]
        for (contract, _, night), counts in records.bed_nights.items()
        for name in names
        if period.has(night)
        and (only is None or night == only)
        and (not funding or records.history.contract(contract).funding == funding)
    )


def sum_of(name: str) -> Callable[[Records, Period], int]:
    return lambda records, period: bed_nights(records, period, name)


for measure, counted in {
    "occupied_nights": "occupied",
    "contracted_nights": "contracted",
    "available_nights": "available",
    "held_nights": "held",
    "vacant_nights": "vacant",
    "void_nights": "void",
}.items():
    number(measure)(sum_of(counted))


def beds(funding: str) -> Callable[[Records, Period], int]:
    return lambda records, period: bed_nights(records, period, "contracted", funding=funding, only=period.u - ONE)


for measure, kind in {"beds_contracted": "", "beds_block": "block", "beds_spot": "spot"}.items():
    number(measure)(beds(kind))


@ratio("occupancy", per_cent=True)
def occupancy(records, period):
    return bed_nights(records, period, "occupied", "held"), bed_nights(records, period, "available")


@ratio("utilisation", per_cent=True)
def utilisation(records, period):
    return bed_nights(records, period, "occupied", "held"), bed_nights(records, period, "contracted")


@ratio("occupancy_reserved", per_cent=True)
def occupancy_reserved(records, period):
    bought = bed_nights(records, period, "placement_only")
    used = bed_nights(records, period, "occupied", "held")
    return used - bought, bed_nights(records, period, "available") - bought


def contract_of(records: Records, bed: int, night: dt.date) -> oracle.ContractBed | None:
    if not covers(records.history.bed(bed), night):
        return None
    return next((cb for cb in records.history.contract_beds if cb.bed == bed and covers(cb, night)), None)


@ratio("turnaround_nights")
def turnaround(records, period):
    waits = []
    for bed in records.history.beds:
        stays = [s for s in records.history.stays if s.bed == bed.id and not s.cancelled]
        stays.sort(key=lambda s: (s.from_date, s.until_date or dt.date.max))
        for before, after in pairwise(stays):
            bought = contract_of(records, bed.id, after.from_date)
            waited = before.placement != after.placement and period.has(after.from_date)
            if waited and bought is not None and bought.basis == "reserved":
                waits.append(empty_nights(records, bed.id, before.until_date, after.from_date))
    return sum(waits), len(waits)


def empty_nights(records: Records, bed: int, from_date: dt.date, until_date: dt.date) -> int:
    voids = [v for v in records.history.voids if v.bed == bed and not v.cancelled]
    night, count = from_date, 0
    while night < until_date:
        count += not any(covers(void, night) for void in voids)
        night += ONE
    return count


# Overstays -----------------------------------------------------------------------------------------------------


def overstaying(records: Records, period: Period) -> list[Any]:
    return [p for p, nights in here(records, period) if nights > records.limit(p)]


number("overstayers")(overstaying)


@number("overstay_beds")
def overstay_beds(records, period):
    """The beds that they have tonight, if it is in a contract."""
    for placement in overstaying(records, period):
        tonight = [n for n in records.nights[placement.id] if n.night == period.morning]
        yield from (night for night in tonight if night.contract is not None)


def overstay(records: Records, period: Period) -> dict[int, list[oracle.Night]]:
    return {
        placement: [night for night in nights if night.overstay and period.has(night.night)]
        for placement, nights in records.nights.items()
    }


@number("overstay_nights")
def overstay_nights(records, period):
    return sum(len(nights) for nights in overstay(records, period).values())


@number("authorised")
def authorised(records, period):
    return sum(night.authorised for nights in overstay(records, period).values() for night in nights)


@number("unauthorised")
def unauthorised(records, period):
    return sum(not night.authorised for nights in overstay(records, period).values() for night in nights)


def due(records: Records, placement: Any) -> dt.date:
    return placement.admitted_on + records.limit(placement) * ONE


@number("due_soon")
def due_soon(records, period):
    """Whoever comes on the day itself is one of them."""
    return (
        p
        for p in records.placements_in_force
        if period.morning and p.admitted_on <= period.u and (p.discharged_on is None or p.discharged_on > period.u)
        if period.u <= due(records, p) <= period.u + 14 * ONE
    )


@number("overstays_new")
def overstays_new(records, period):
    return (
        p
        for p in records.placements_in_force
        if period.has(due(records, p)) and (p.discharged_on is None or p.discharged_on > due(records, p))
    )


@number("overstays_ended")
def overstays_ended(records, period):
    return (p for p in left(records, period) if los(p) > records.limit(p))


def pounds(lists: Iterable[list[oracle.Night]]) -> Decimal | None:
    """What they cost, each list rounded once; no cost where there are nights and none has a price."""
    nights = [each for each in lists if each]
    found = [cost for cost in map(oracle.cost, nights) if cost is not None]
    return sum(found, Decimal(0)) if found or not nights else None


@number("overstay_cost")
def overstay_cost(records, period):
    return pounds(overstay(records, period).values())


@number("overstay_cost_change")
def overstay_cost_change(records, period):
    before = Period(period.f - (period.u - period.f), period.f, period.as_at)
    now, then = overstay(records, period).values(), overstay(records, before).values()
    return None if pounds([*now, *then]) is None else (pounds(now) or 0) - (pounds(then) or 0)


# Money ---------------------------------------------------------------------------------------------------------


def financial_year(night: dt.date) -> tuple[dt.date, int]:
    first = dt.date(night.year if night.month >= 4 else night.year - 1, 4, 1)
    return first, (dt.date(first.year + 1, 4, 1) - first).days


def nights_between(from_date: dt.date, until_date: dt.date) -> Iterable[dt.date]:
    return (from_date + number * ONE for number in range(max(0, (until_date - from_date).days)))


def in_proportion(contract: Any, period: Period) -> Decimal | None:
    """The annual value for the contract's nights in the period, night by night, rounded once."""
    if contract.annual_value is None:
        return None
    nights = [n for n in nights_between(period.f, period.u) if contract.from_date <= n < contract.until_date]
    value = sum((Fraction(contract.annual_value) / financial_year(night)[1] for night in nights), Fraction(0))
    return oracle.rounded(value)


def paid_nights(records: Records, period: Period) -> dict[tuple[int, int], list[oracle.Night]]:
    """Nights in a bed that are block funded or have a rate, of each placement under each contract."""
    found: dict[tuple[int, int], list[oracle.Night]] = defaultdict(list)
    for placement, nights in records.nights.items():
        for night in nights:
            if night.contract is not None and period.has(night.night) and (night.is_block or night.is_spot):
                found[placement, night.contract].append(night)
    return found


def spend(records: Records, period: Period, only_with_value: bool = False) -> Decimal:
    spent = Decimal(0)
    for contract in records.contract:
        if only_with_value and contract.annual_value is None:
            continue
        if contract.funding == "block":
            spent += in_proportion(contract, period) or 0
        else:
            theirs = [nights for (_, number), nights in paid_nights(records, period).items() if number == contract.id]
            spent += pounds(theirs) or 0
    return spent


def value_of_contracts(records: Records, period: Period) -> Decimal:
    return sum((in_proportion(contract, period) or Decimal(0) for contract in records.contract), Decimal(0))


number("spend")(spend)
number("contract_value")(value_of_contracts)


@ratio("spend_share", per_cent=True)
def spend_share(records, period):
    return spend(records, period, only_with_value=True), value_of_contracts(records, period)


@ratio("cost_per_occupied_night")
def cost_per_night(records, period):
    return spend(records, period), sum(map(len, paid_nights(records, period).values()))


@ratio("cost_per_placement")
def cost_per_placement(records, period):
    return spend(records, period), len({placement for placement, _ in paid_nights(records, period)})


@ratio("cost_per_discharge_within_limit")
def cost_per_discharge(records, period):
    return spend(records, period), len(in_time(records, period))


@number("void_cost_block")
def void_cost(records, period):
    """Each void under each contract rounded once."""
    total = Decimal(0)
    for void in records.void:
        prices: dict[int, Fraction] = defaultdict(Fraction)
        for night in nights_between(max(void.from_date, period.f), min(void.until_date or period.u, period.u)):
            bought = contract_of(records, void.bed_id, night)
            if void.payer == "commissioner" and bought and bought.basis == "reserved":
                contract = records.by_id["contract"][bought.contract]
                if contract.funding == "block":
                    prices[contract.id] += price_of_void(records, contract, night)
        total += sum((oracle.rounded(price) for price in prices.values()), Decimal(0))
    return total


def price_of_void(records: Records, contract: Any, night: dt.date) -> Fraction:
    """The contract's value in the financial year, divided by the bed-nights reserved in it."""
    first, length = financial_year(night)
    year = list(nights_between(first, first + length * ONE))
    value = Fraction(contract.annual_value) * sum(contract.from_date <= n < contract.until_date for n in year) / length
    beds = [cb for cb in records.history.contract_beds if cb.contract == contract.id and cb.basis == "reserved"]
    return value / sum(covers(bed, each) for bed in beds for each in year)
