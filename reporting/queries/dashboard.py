"""The dashboard: every number of it, each from the query whose rows its link opens."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from beds.access import Scope
from beds.models import Commissioner, Service
from reporting.bed_nights import BedNights
from reporting.charts import occupancy_chart
from reporting.content import Chart
from reporting.periods import Span, financial_year_name, financial_year_of, last_months, month_of, period_name, so_far
from reporting.queries.capacity import (
    BedOnNight,
    VoidNights,
    beds_on,
    by_month,
    by_reason,
    by_service,
    contract_ids,
    last_night_with_figures,
    stored_nights,
    total,
    void_nights,
)
from reporting.queries.contracts import ContractMoney, SpendTotal, contracts_in_year, contracts_money, spend_total
from reporting.queries.overstay_nights import DueSoon, OverstayTotal, due_soon, overstays_between, total_of
from reporting.queries.overstayers import Overstay, Overstayers, Summary
from reporting.queries.unpriced import unpriced


@dataclass(frozen=True, slots=True)
class MonthOfNights:
    """The bed-nights of one month."""

    month: Span
    nights: BedNights


@dataclass(slots=True)
class ServiceRow:
    """One service: tonight's beds, the last 12 months, and who overstays there now."""

    service: Service
    tonight: BedNights = field(default_factory=BedNights)
    year: BedNights = field(default_factory=BedNights)
    overstayers: int = 0
    overstay_nights: int = 0
    block_nights: int = 0
    unpriced_nights: int = 0
    hidden_nights: int = 0
    overstay_cost: Decimal | None = None

    def add(self, overstay: Overstay) -> None:
        """Count one overstayer in."""
        self.overstayers += 1
        self.overstay_nights += overstay.overstay_nights
        self.block_nights += overstay.overstay_block_nights
        self.unpriced_nights += overstay.overstay_unpriced_nights
        self.hidden_nights += overstay.hidden_overstay_nights
        if overstay.overstay_cost is not None:
            self.overstay_cost = (self.overstay_cost or Decimal("0.00")) + overstay.overstay_cost


@dataclass(frozen=True, slots=True)
class Dashboard:
    """What the page shows, on the morning of `as_at`."""

    as_at: dt.date
    commissioners: list[Commissioner]
    beds: list[BedOnNight]
    months: list[MonthOfNights]
    year: Span
    """The last 12 months so far."""
    chart: Chart
    overstayers: Summary
    this_month: OverstayTotal
    month: Span
    """The month so far."""
    due_soon: list[DueSoon]
    voids: list[VoidNights]
    contracts: list[ContractMoney]
    financial_year: Span
    unpriced: int
    """Placements with nights without a contract or a rate."""
    services: list[ServiceRow]
    earlier_mornings: list[dt.date]
    """Where no bed is in a contract on the date: mornings with figures to go to, the last one first."""

    @property
    def tonight(self) -> BedNights:
        return total(self.beds)

    @property
    def year_nights(self) -> BedNights:
        return sum((row.nights for row in self.months), BedNights())

    @property
    def void_nights(self) -> int:
        return sum(void.nights for void in self.voids)

    @property
    def void_reasons(self) -> list[tuple[str, str, int]]:
        return by_reason(self.voids)

    @property
    def spend(self) -> SpendTotal:
        return spend_total(self.contracts)

    @property
    def financial_year_name(self) -> str:
        return financial_year_name(self.financial_year)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show but the way to another date."""
        return not (self.beds or self.services or self.contracts or self.overstayers.placements)

    @property
    def has_beds(self) -> bool:
        return bool(self.beds)


def dashboard(scope: Scope, as_at: dt.date) -> Dashboard:
    """The dashboard of everything in scope. Capacity before the night of `as_at` is stored, all else is live."""
    last_night = as_at - dt.timedelta(days=1)
    month = so_far(month_of(last_night), as_at)
    months = last_months(last_night)
    year = so_far(Span(months[0].from_date, months[-1].until_date), as_at)
    contracts = contract_ids(scope)
    beds = beds_on(contracts, as_at)
    overstayers = Overstayers(scope, as_at)
    sums = by_month(stored_nights(scope, year))
    by_months = [MonthOfNights(each, sums.get(each.from_date, BedNights())) for each in months]
    return Dashboard(
        as_at=as_at,
        commissioners=list(Commissioner.objects.within(scope)),
        beds=beds,
        months=by_months,
        year=year,
        chart=occupancy_chart(
            "occupancy-by-month", "Occupancy by month", [(period_name(row.month), row.nights) for row in by_months]
        ),
        overstayers=overstayers.summary,
        this_month=total_of(overstays_between(scope, month)),
        month=month,
        due_soon=due_soon(scope, as_at),
        voids=void_nights(contracts, month),
        contracts=contracts_money(contracts_in_year(scope, as_at), as_at, beds),
        financial_year=so_far(financial_year_of(last_night), as_at),
        unpriced=len(unpriced(scope, as_at)),
        services=_services(scope, beds, by_service(stored_nights(scope, year)), overstayers),
        earlier_mornings=[] if beds else _mornings_with_figures(scope, as_at),
    )


def _services(
    scope: Scope, beds: Iterable[BedOnNight], year: dict[int, BedNights], overstayers: Iterable[Overstay]
) -> list[ServiceRow]:
    """A row for each service with a bed tonight, a night in the last 12 months, or an overstayer."""
    rows = {
        (service.provider.name, service.name): ServiceRow(service, year=year.get(service.pk, BedNights()))
        for service in Service.objects.within(scope).select_related("provider")
    }
    tonight: defaultdict[int, BedNights] = defaultdict(BedNights)
    for bed in beds:
        tonight[bed.service_id] += bed.bed_nights
    for row in rows.values():
        row.tonight = tonight[row.service.pk]
    for overstay in overstayers:
        house = rows.get((overstay.provider, overstay.service))  # a service's name is its provider's own
        if house:
            house.add(overstay)
    return [row for row in rows.values() if row.tonight.contracted or row.year.contracted or row.overstayers]


def _mornings_with_figures(scope: Scope, as_at: dt.date) -> list[dt.date]:
    """The last night with a contracted bed before a date, and the first days of the three months up to it."""
    last = last_night_with_figures(scope, as_at)
    if last is None:
        return []
    firsts = [month.from_date for month in last_months(last, 3)]
    return sorted({last, *firsts}, reverse=True)
