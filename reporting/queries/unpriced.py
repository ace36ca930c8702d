"""Who has nights without a contract or a rate: errors in the records, listed by name until they are mended."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from beds.access import Scope
from beds.models import Contract
from reporting.figures import PeriodCost, costs_between, with_unpriced_nights
from reporting.queries.services import ServiceThen, services_on
from residents.models import Placement


@dataclass(frozen=True, slots=True)
class Unpriced:
    """A placement with nights that have a bed and no price, by the morning of the page."""

    placement: Placement
    service: ServiceThen
    left_on: dt.date | None
    """None for somebody who was still there on the morning."""
    nights: int


def unpriced(scope: Scope, as_at: dt.date) -> list[Unpriced]:
    """The placements in scope with such nights by the morning of `as_at`, the earliest first.

    A night in a bed without a contract is everybody's to mend; one under a contract without a rate is shown to those
    who may see the contract.
    """
    nights = _nights(scope, as_at)
    if not nights:
        return []
    services = services_on(scope, nights, as_at)
    found = (
        Placement.objects.within(scope)
        .filter(pk__in=nights)
        .select_related("resident", "contract")
        .order_by("admitted_on", "pk")
    )
    return [
        Unpriced(placement, services[placement.pk], placement.left_by(as_at), nights[placement.pk])
        for placement in found
    ]


def _nights(scope: Scope, as_at: dt.date) -> dict[int, int]:
    """The nights without a price that this person may know of, by placement."""
    suspects = with_unpriced_nights(Placement.objects.within(scope), as_at)
    if not suspects:
        return {}
    found = Placement.objects.filter(pk__in=suspects)
    first = min(found.values_list("admitted_on", flat=True))
    mine = set(Contract.objects.within(scope).order_by().values_list("pk", flat=True))
    nights = {pk: _mine(cost, mine) for pk, cost in costs_between(found, first, as_at).items()}
    return {pk: count for pk, count in nights.items() if count}


def _mine(cost: PeriodCost, contracts: set[int]) -> int:
    """The nights without a price, except those under other contracts."""
    others = (part.unpriced_nights for pk, part in cost.contracts.items() if pk not in contracts)
    return cost.unpriced_nights - sum(others)
