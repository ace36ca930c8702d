"""The rows behind the dashboard's numbers, narrowed to what was asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from beds.access import Scope
from beds.models import Contract, Service
from reporting.bed_nights import BedNights
from reporting.cell_words import words_of
from reporting.charts import occupancy_chart
from reporting.content import Chart, Kind
from reporting.periods import Span, month_of, period_name
from reporting.queries.capacity import (
    BedOnNight,
    VoidNights,
    beds_seen_on,
    by_month,
    by_night,
    contract_ids,
    stored_nights,
    void_nights,
)

NIGHTS_LISTED = 62
"""Two months are listed night by night; a longer period month by month."""

STATES: dict[str, Callable[[BedOnNight], bool]] = {
    "used": lambda bed: bed.state in ("occupied", "held"),
    "available": lambda bed: bed.state != "void",
    "placement": lambda bed: bed.placement_only,
    "overstay": lambda bed: bool(bed.bed_nights.overstay),
}
"""The states that are not a bed's own."""


@dataclass(frozen=True, slots=True)
class NightsRow:
    """The bed-nights of one night or of one month."""

    period: Span
    nights: BedNights

    @property
    def from_date(self) -> dt.date:
        return self.period.from_date


@dataclass(frozen=True, slots=True)
class NightsPage:
    """The nights of a period, by night or by month, with their sum and chart."""

    by_month: bool
    rows: list[NightsRow]
    chart: Chart

    @property
    def total(self) -> BedNights:
        return sum((row.nights for row in self.rows), BedNights())


def beds(
    scope: Scope, night: dt.date, *, state: str | None, service: Service | None, contract: Contract | None
) -> list[BedOnNight]:
    """The contracted beds of a night, in one state or all."""
    found = beds_seen_on(scope, [contract.pk] if contract else contract_ids(scope), night)
    in_service = [bed for bed in found if service is None or bed.service_id == service.pk]
    if not state:
        return in_service
    wanted = STATES.get(state, lambda bed: bed.state == state)
    return [bed for bed in in_service if wanted(bed)]


def nights(scope: Scope, period: Span, *, service: Service | None, contract: Contract | None) -> NightsPage:
    """The stored bed-nights of a period."""
    stored = stored_nights(scope, period)
    if service:
        stored = stored.filter(service=service)
    if contract:
        stored = stored.filter(contract=contract)
    monthly = period.nights > NIGHTS_LISTED
    sums = by_month(stored) if monthly else by_night(stored)
    rows = [NightsRow(_row_period(first, monthly=monthly), counts) for first, counts in sorted(sums.items())]
    each = "Month" if monthly else "Night"
    names = [period_name(row.period) if monthly else words_of(row.from_date, Kind.DATE) for row in rows]
    counts = [(name, row.nights) for name, row in zip(names, rows, strict=True)]
    chart = occupancy_chart("occupancy-over-time", f"Occupancy by {each.lower()}", counts, each=each)
    return NightsPage(monthly, rows, chart)


def voids(
    scope: Scope, period: Span, *, reason: str | None, service: Service | None, contract: Contract | None
) -> list[VoidNights]:
    """The voids of a period."""
    found = void_nights([contract.pk] if contract else contract_ids(scope), period)
    return [
        void
        for void in found
        if (not reason or void.reason == reason) and (service is None or void.service_id == service.pk)
    ]


def _row_period(first: dt.date, *, monthly: bool) -> Span:
    return month_of(first) if monthly else Span(first, first + dt.timedelta(days=1))
