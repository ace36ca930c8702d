"""The rows behind the dashboard's numbers, narrowed to what was asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from beds.access import Scope
from beds.models import Contract, Service
from reporting.bed_nights import BedNights
from reporting.charts import LineChart, Reading, occupancy_chart
from reporting.periods import Span, month_of
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
    chart: LineChart

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
    title = "Occupancy by month" if monthly else "Occupancy by night"
    return NightsPage(monthly, rows, occupancy_chart("occupancy-over-time", title, _readings(rows, monthly=monthly)))


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


def _readings(rows: list[NightsRow], *, monthly: bool) -> list[Reading]:
    """The second line of a label names the year of the first reading, or the month of each first night."""
    readings: list[Reading] = []
    for row in rows:
        first = row.from_date
        if monthly:
            below = str(first.year) if not readings or first.month == 1 else ""
            readings.append(Reading(f"{first:%b}", row.nights.occupancy, below))
        else:
            below = f"{first:%b}" if not readings or first.day == 1 else ""
            readings.append(Reading(str(first.day), row.nights.occupancy, below))
    return readings
