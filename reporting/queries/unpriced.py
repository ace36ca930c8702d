"""Who has nights without a contract or a rate: errors in the records, listed by name until they are mended."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from beds.access import Scope
from reporting.figures import costs_between, with_unpriced_nights
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
    suspects = with_unpriced_nights(Placement.objects.within_by_ids(scope), as_at)
    if not suspects:
        return {}
    found = Placement.objects.filter(pk__in=suspects)
    first = min(found.values_list("admitted_on", flat=True))
    costs = costs_between(found, first, as_at, scope=scope)
    return {pk: cost.unpriced_nights for pk, cost in costs.items() if cost.unpriced_nights}
