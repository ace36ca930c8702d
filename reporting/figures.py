"""The figures, to be read: what the nights of placements and contracts add up to, on any morning or in any period.

Every amount is pounds, of one placement, rounded once, half up, to the penny; a total is the sum of such amounts, so
that an auditor can add up the column. `None` instead of an amount means that no night has a price: block funded, or
an error in the records (`unpriced_nights`). Nights and money are defined in `sql/nights.sql`, after DOMAIN.md 2 and 3.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from beds.access import SYSTEM, Scope
from beds.models import Contract
from beds.money import pounds
from beds.nights import Band, length_of_stay, overstay_nights
from reporting.models import Change, PlacementFigures
from reporting.statements import read
from residents.models import Placement


@dataclass(frozen=True, slots=True)
class Figures:
    """What the nights of one placement add up to on a morning.

    Length of stay counts every night from admission to discharge. Spot, block and unpriced nights are those with a
    bed. `cost` is of the spot nights and None without any; `overstay_cost` the same of the overstay nights.
    """

    placement_id: int
    los_nights: int
    overstay_nights: int
    authorised_nights: int
    spot_nights: int
    block_nights: int
    unpriced_nights: int
    overstay_spot_nights: int
    overstay_block_nights: int
    cost: Decimal | None
    overstay_cost: Decimal | None
    band: Band

    @property
    def unauthorised_nights(self) -> int:
        """Overstay nights that no extension covers."""
        return self.overstay_nights - self.authorised_nights


NAMES = tuple(field.name for field in fields(Figures))


def figures_as_at(placements: QuerySet[Placement], as_at: dt.date, *, live: bool = False) -> dict[int, Figures]:
    """The figures on the morning of `as_at` of those placements that had been admitted by then, by id.

    A placement that ended by then has a stored row that is final, unless a correction is waiting; it is read. The
    others, and all when `live`, are computed from the records now.
    """
    wanted = Placement.objects.filter(pk__in=placements.values("pk"), admitted_on__lte=as_at).in_force()
    found = {} if live else stored(wanted, as_at)
    missing = [pk for pk in wanted.order_by("pk").values_list("pk", flat=True) if pk not in found]
    return found | computed(missing, as_at)


def stored(placements: QuerySet[Placement], as_at: dt.date) -> dict[int, Figures]:
    """The stored rows of the placements that ended by `as_at` and were not touched since the rows were written."""
    rows = final(as_at).filter(placement__in=placements)
    return {values[0]: as_figures(values) for values in rows.values_list(*NAMES)}


def final(as_at: dt.date) -> QuerySet[PlacementFigures]:
    """The stored rows that hold on the morning of `as_at`."""
    return PlacementFigures.objects.exclude(placement__in=touched()).filter(
        placement__discharged_on__lte=as_at, as_at=F("placement__discharged_on")
    )


def with_unpriced_nights(placements: QuerySet[Placement], as_at: dt.date) -> list[int]:
    """Those with a night in a bed without a contract or a rate by the morning of `as_at`: errors to mend, by id."""
    wanted = placements.filter(admitted_on__lte=as_at, cancelled_at=None)
    rows = final(as_at)
    known = rows.filter(placement__in=wanted, unpriced_nights__gt=0).values_list("placement_id", flat=True)
    missing = wanted.filter(~Exists(rows.filter(placement=OuterRef("pk")))).order_by("pk")
    live = computed(list(missing.values_list("pk", flat=True)), as_at)
    return [*known, *(pk for pk, figures in live.items() if figures.unpriced_nights)]


def touched() -> list[int]:
    """The placements whose stored figures a waiting change may have made wrong: their own, or of a bed or a rate."""
    return [row.placement_id for row in read("touched_placements")] if Change.objects.exists() else []


def computed(placement_ids: Collection[int], as_at: dt.date) -> dict[int, Figures]:
    """The figures of these placements, computed now."""
    if not placement_ids:
        return {}
    rows = read("figures", placement_ids=list(placement_ids), as_at=as_at)
    return {row.placement_id: as_figures([getattr(row, name) for name in NAMES]) for row in rows}


def as_figures(values: Iterable[Any]) -> Figures:
    """Figures from the columns called `NAMES`."""
    columns = dict(zip(NAMES, values, strict=True))
    return Figures(**columns | {"band": Band(columns["band"])})


@dataclass(frozen=True, slots=True)
class CostLine:
    """A run of nights in one bed under one contract at one rate.

    `contract` is None for nights under no contract. `sevenths` is exact, in sevenths of a penny: summed over the lines
    and rounded once it is the cost of the placement, while the rounded amounts can differ from that by a penny or two.
    """

    bed: str
    service: str
    contract_id: int | None
    contract: str | None
    funding: str | None
    rate_amount: Decimal | None
    rate_unit: str | None
    from_date: dt.date
    until_date: dt.date
    nights: int
    overstay_nights: int
    sevenths: int | None

    @property
    def amount(self) -> Decimal | None:
        """Pounds, rounded to the penny; None for block-funded and for unpriced nights."""
        return None if self.sevenths is None else pounds(self.sevenths)

    @property
    def overstay_sevenths(self) -> int:
        """What the overstay nights cost, exactly; 0 without a price. Each night of a line costs the same."""
        return (self.sevenths or 0) // self.nights * self.overstay_nights

    @property
    def is_unpriced(self) -> bool:
        """Whether the nights have no contract, or a spot contract with no rate: an error in the records."""
        return self.sevenths is None and self.funding != "block"


def cost_lines(placement_id: int, as_at: dt.date) -> list[CostLine]:
    """The nights of a placement by the morning of `as_at`, in order, with what they cost. Always live."""
    return lines_of([placement_id], as_at).get(placement_id, [])


def lines_of(placement_ids: Collection[int], as_at: dt.date) -> dict[int, list[CostLine]]:
    """The same of several placements, by id. One without a night in a bed is left out."""
    found: defaultdict[int, list[CostLine]] = defaultdict(list)
    if not placement_ids:
        return found
    for placement_id, *line in read("cost_lines", placement_ids=list(placement_ids), as_at=as_at):
        found[placement_id].append(CostLine(*line))
    return found


def contracts_shown(scope: Scope, contract_ids: Iterable[int | None]) -> set[int | None]:
    """Those of these contracts whose prices a person may see, and None: no contract is nobody's secret."""
    if scope.everything:
        return {None, *contract_ids}
    mine = Contract.objects.within(scope).filter(pk__in=set(contract_ids) - {None})
    return {None, *mine.order_by().values_list("pk", flat=True)}


@dataclass(frozen=True, slots=True)
class ContractCost:
    """The nights of one placement under one contract in a period, and their cost; None where none has a price."""

    contract_id: int
    nights: int
    overstay_nights: int
    unpriced_nights: int
    overstay_unpriced_nights: int
    cost: Decimal | None
    overstay_cost: Decimal | None


@dataclass(frozen=True, slots=True)
class PeriodCost:
    """The nights of one placement in a period, and their cost, whole and by contract.

    `nights` and `overstay_nights` count every night of the stay, also one without a bed. Unpriced are those in a bed
    without a contract or a rate.
    """

    placement_id: int
    nights: int
    overstay_nights: int
    unpriced_nights: int
    overstay_unpriced_nights: int
    cost: Decimal | None
    overstay_cost: Decimal | None
    contracts: dict[int, ContractCost]
    hidden_overstay_nights: int = 0
    """Under contracts whose prices the reader may not see; they are in no cost."""


def costs_between(
    placements: QuerySet[Placement], from_date: dt.date, until_date: dt.date, *, scope: Scope = SYSTEM
) -> dict[int, PeriodCost]:
    """What those placements that have a night in `[from_date, until_date)` cost in it, by id. Always live.

    All their nights are counted, and only the money under contracts in `scope`.
    """
    clocks = (
        Placement.objects.filter(pk__in=placements.values("pk"), admitted_on__lt=until_date)
        .in_force()
        .exclude(discharged_on__lte=from_date)
        .order_by("pk")
        .values_list("pk", "admitted_on", "discharged_on", "contract__stay_limit_nights")
    )
    stays = {pk: (admitted_on, discharged_on, limit) for pk, admitted_on, discharged_on, limit in clocks}
    found = read("period_costs", placement_ids=list(stays), from_date=from_date, until_date=until_date)
    shown = contracts_shown(scope, {row.contract_id for row in found})
    rows = defaultdict(list)
    hidden: Counter[int] = Counter()
    for row in found:
        if row.contract_id in shown:
            rows[row.placement_id].append(row)
        else:
            hidden[row.placement_id] += row.overstay_nights
    nights = {pk: nights_between(*stays[pk], from_date, until_date) for pk in stays}
    return {
        pk: replace(period_cost(pk, *nights[pk], rows[pk]), hidden_overstay_nights=hidden[pk])
        for pk in stays
        if nights[pk] != (0, 0)
    }


def nights_between(
    admitted_on: dt.date, discharged_on: dt.date | None, limit: int, from_date: dt.date, until_date: dt.date
) -> tuple[int, int]:
    """The nights of a stay, and its overstay nights, in a period: what its end adds to its beginning."""
    before = length_of_stay(admitted_on, discharged_on, from_date)
    after = length_of_stay(admitted_on, discharged_on, until_date)
    return after - before, overstay_nights(after, limit) - overstay_nights(before, limit)


def period_cost(placement_id: int, nights: int, overstay: int, rows: list) -> PeriodCost:
    """One placement's cost in a period: the exact costs of its contracts are added before the sum is rounded."""
    contracts = {
        row.contract_id: ContractCost(
            contract_id=row.contract_id,
            nights=row.nights,
            overstay_nights=row.overstay_nights,
            unpriced_nights=row.unpriced_nights,
            overstay_unpriced_nights=row.overstay_unpriced_nights,
            cost=rounded_sum([row.cost]),
            overstay_cost=rounded_sum([row.overstay_cost]),
        )
        for row in rows
        if row.contract_id is not None
    }
    return PeriodCost(
        placement_id=placement_id,
        nights=nights,
        overstay_nights=overstay,
        unpriced_nights=sum(row.unpriced_nights for row in rows),
        overstay_unpriced_nights=sum(row.overstay_unpriced_nights for row in rows),
        cost=rounded_sum([row.cost for row in rows]),
        overstay_cost=rounded_sum([row.overstay_cost for row in rows]),
        contracts=contracts,
    )


def rounded_sum(sevenths: list[int | None]) -> Decimal | None:
    """The sum in pounds of what has a price, or None when nothing has."""
    priced = [amount for amount in sevenths if amount is not None]
    return pounds(sum(priced)) if priced else None


@dataclass(frozen=True, slots=True)
class ContractSpend:
    """The nights with a resident under a contract in a period, and for spot what they cost; None for block."""

    contract_id: int
    nights: int
    overstay_nights: int
    unpriced_nights: int
    cost: Decimal | None
    overstay_cost: Decimal | None


def spend_by_contract(contract_ids: Iterable[int], from_date: dt.date, until_date: dt.date) -> dict[int, ContractSpend]:
    """What is spent under each contract over the nights of `[from_date, until_date)`, by contract id. Always live."""
    rows = read("contract_spend", contract_ids=list(contract_ids), from_date=from_date, until_date=until_date)
    return {row.contract_id: ContractSpend(*row) for row in rows}
