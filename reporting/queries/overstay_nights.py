"""The overstay nights of a period, placement by placement, and who comes to the end of the limit soon."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import DateField, ExpressionWrapper, F, Max, Q, QuerySet

from beds.access import Scope
from beds.models import Contract, Service
from beds.models.base import IN_FORCE
from beds.nights import move_on_due
from reporting.figures import PeriodCost, costs_between
from reporting.periods import Span
from reporting.queries.services import ServiceThen, services_on
from residents.models import Placement

DUE_ON = ExpressionWrapper(F("admitted_on") + F("contract__stay_limit_nights"), output_field=DateField())
"""The move-on due date, in the database."""
SOON_DAYS = 14
"""How far ahead the move-on due dates are listed."""


@dataclass(frozen=True, slots=True)
class OverstayInPeriod:
    """One placement's overstay nights within a period, and their cost; None where none of them has a price."""

    placement_id: int
    reference: str
    service: ServiceThen
    """On the morning after the period, or the last one of somebody who had left."""
    admitted_on: dt.date
    nights: int
    authorised_nights: int
    block_nights: int
    unpriced_nights: int
    """Of the nights, those in a bed without a contract or a rate in force: an error in the records."""
    hidden_nights: int
    """Under contracts whose prices the reader may not see."""
    cost: Decimal | None
    left_on: dt.date | None
    """None for somebody who was still there at the end of the period."""

    @property
    def unauthorised_nights(self) -> int:
        return self.nights - self.authorised_nights


@dataclass(frozen=True, slots=True)
class DueSoon:
    """Somebody who comes to the end of the limit soon, on the morning of `as_at`."""

    placement: Placement
    service: ServiceThen
    """On the morning."""
    as_at: dt.date

    @property
    def due_on(self) -> dt.date:
        return self.placement.move_on_due

    @property
    def nights_so_far(self) -> int:
        return self.placement.los_nights(self.as_at)


@dataclass(frozen=True, slots=True)
class OverstayTotal:
    """What overstay nights add up to. `cost` is the sum of the rounded costs of placements."""

    nights: int
    authorised_nights: int
    block_nights: int
    unpriced_nights: int
    hidden_nights: int
    cost: Decimal | None

    @property
    def unauthorised_nights(self) -> int:
        return self.nights - self.authorised_nights


def overstays_between(scope: Scope, period: Span, *, service: Service | None = None) -> list[OverstayInPeriod]:
    """The placements with overstay nights in a period, most nights first: all, or those of one service.

    Their cost is that of the nights under contracts in scope.
    """
    placements = Placement.objects.within(scope)
    costs = costs_between(_past_limit(placements, period), period.from_date, period.until_date, scope=scope)
    over = {pk: cost for pk, cost in costs.items() if cost.overstay_nights}
    block = _block_contracts(over)
    services = services_on(scope, over, period.until_date)
    stays = [stay for stay in _stays(over) if service is None or services[stay.placement_id].id == service.pk]
    rows = [_row(stay, services[stay.placement_id], over[stay.placement_id], period, block) for stay in stays]
    return sorted(rows, key=lambda row: (-row.nights, row.reference))


def total_of(rows: list[OverstayInPeriod]) -> OverstayTotal:
    """The sum of the rows; its cost is None when no row has one."""
    costs = [row.cost for row in rows if row.cost is not None]
    return OverstayTotal(
        nights=sum(row.nights for row in rows),
        authorised_nights=sum(row.authorised_nights for row in rows),
        block_nights=sum(row.block_nights for row in rows),
        unpriced_nights=sum(row.unpriced_nights for row in rows),
        hidden_nights=sum(row.hidden_nights for row in rows),
        cost=sum(costs, Decimal("0.00")) if costs else None,
    )


def due_soon(scope: Scope, as_at: dt.date) -> list[DueSoon]:
    """Open placements whose move-on due date is `as_at` or one of the 14 days after it, soonest first."""
    found = list(
        Placement.objects.within(scope)
        .open_on(as_at)
        .alias(due_on=DUE_ON)
        .filter(due_on__gte=as_at, due_on__lte=as_at + dt.timedelta(days=SOON_DAYS))
        .select_related("resident", "contract")
        .order_by("due_on", "resident__reference")
    )
    services = services_on(scope, [placement.pk for placement in found], as_at)
    return [DueSoon(placement, services[placement.pk], as_at) for placement in found]


def _past_limit(placements: QuerySet[Placement], period: Span) -> QuerySet[Placement]:
    """Those that can have an overstay night in the period: the others need no costing."""
    still_here = Q(discharged_on__gt=period.from_date) | Q(discharged_on__isnull=True)
    return placements.alias(due_on=DUE_ON).filter(IN_FORCE, still_here, due_on__lt=period.until_date)


def _block_contracts(costs: dict[int, PeriodCost]) -> frozenset[int]:
    contracts = {pk for cost in costs.values() for pk in cost.contracts}
    block = Contract.objects.filter(pk__in=contracts, funding=Contract.Funding.BLOCK)
    return frozenset(block.order_by().values_list("pk", flat=True))


class _Stay(NamedTuple):
    """What a row needs to know of a placement: of many years there are too many for whole records."""

    placement_id: int
    reference: str
    admitted_on: dt.date
    discharged_on: dt.date | None
    limit: int
    authorised_until: dt.date | None


def _stays(placement_ids: Iterable[int]) -> list[_Stay]:
    authorised = Max("extensions__until_date", filter=Q(extensions__cancelled_at__isnull=True))
    found = Placement.objects.filter(pk__in=list(placement_ids)).order_by().annotate(authorised_until=authorised)
    columns = ("resident__reference", "admitted_on", "discharged_on", "contract__stay_limit_nights", "authorised_until")
    return [_Stay(*values) for values in found.values_list("pk", *columns)]


def _row(stay: _Stay, service: ServiceThen, cost: PeriodCost, period: Span, block: frozenset[int]) -> OverstayInPeriod:
    starts = max(period.from_date, move_on_due(stay.admitted_on, stay.limit))
    left = stay.discharged_on
    ends = min(period.until_date, left or period.until_date)
    authorised_until = min(stay.authorised_until or starts, ends)
    return OverstayInPeriod(
        placement_id=stay.placement_id,
        reference=stay.reference,
        service=service,
        admitted_on=stay.admitted_on,
        nights=cost.overstay_nights,
        authorised_nights=max(0, (authorised_until - starts).days),
        block_nights=sum(c.overstay_nights for pk, c in cost.contracts.items() if pk in block),
        unpriced_nights=cost.overstay_unpriced_nights,
        hidden_nights=cost.hidden_overstay_nights,
        cost=cost.overstay_cost,
        left_on=left if left and left <= period.until_date else None,
    )
