"""Figures as a person may know them: every night is counted, and only the prices of contracts in scope.

A placement that moves between providers has nights under contracts of both, and each may know its own prices only.
What is left out is said in words, as `hidden_overstay_nights`: it is neither free nor an error in the records.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from beds.access import Scope
from beds.models import Contract
from beds.money import pounds
from reporting.figures import CostLine, Figures, contracts_shown, lines_of
from residents.models import BedStay


@dataclass(frozen=True, slots=True)
class FiguresSeen(Figures):
    """Figures whose priced nights and costs are those under contracts that the reader may see."""

    hidden_overstay_nights: int = 0


def has_hidden_nights(scope: Scope) -> Q:
    """Whether a placement ever has a bed under a contract outside the scope."""
    others = Contract.objects.exclude(pk__in=Contract.objects.within(scope).order_by().values("pk"))
    stays = BedStay.objects.in_force().filter(
        Q(until_date__gt=F("bed__contract_beds__from_date")) | Q(until_date__isnull=True),
        placement=OuterRef("pk"),
        bed__contract_beds__until_date__gt=F("from_date"),
        bed__contract_beds__contract__in=others,
    )
    return Q(Exists(stays))


def shown(scope: Scope, lines: list[CostLine]) -> list[CostLine]:
    """The lines whose price a person may see, and those without a contract, which are an error to mend."""
    contracts = contracts_shown(scope, {line.contract_id for line in lines})
    return [line for line in lines if line.contract_id in contracts]


def seen_by(scope: Scope, found: Iterable[Figures], hidden_in: Iterable[int], as_at: dt.date) -> list[FiguresSeen]:
    """The figures as a person may know them; `hidden_in` are the placements with hidden nights."""
    lines = lines_of(list(hidden_in), as_at)
    contracts = contracts_shown(scope, {line.contract_id for some in lines.values() for line in some})
    return [_seen(figures, lines.get(figures.placement_id, []), contracts) for figures in found]


def _seen(figures: Figures, lines: list[CostLine], contracts: set[int | None]) -> FiguresSeen:
    whole = FiguresSeen(**asdict(figures))
    return replace(whole, **priced_under(contracts, lines))


def priced_under(contracts: Collection[int | None], lines: list[CostLine]) -> dict[str, Any]:
    """The fields of figures that speak of prices, for the nights under these contracts; none where those are all."""
    seen = [line for line in lines if line.contract_id in contracts]
    if len(seen) == len(lines):
        return {}
    spot = [line for line in seen if line.sevenths is not None]
    block = [line for line in seen if line.funding == Contract.Funding.BLOCK]
    overstay = [line for line in spot if line.overstay_nights]
    return {
        "spot_nights": sum(line.nights for line in spot),
        "block_nights": sum(line.nights for line in block),
        "unpriced_nights": sum(line.nights for line in seen if line.is_unpriced),
        "overstay_spot_nights": sum(line.overstay_nights for line in spot),
        "overstay_block_nights": sum(line.overstay_nights for line in block),
        "cost": pounds(sum(line.sevenths or 0 for line in spot)) if spot else None,
        "overstay_cost": pounds(sum(line.overstay_sevenths for line in overstay)) if overstay else None,
        "hidden_overstay_nights": sum(line.overstay_nights for line in lines if line.contract_id not in contracts),
    }
