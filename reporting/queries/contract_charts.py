"""The last 12 months of a contract, drawn: its occupancy, and its spend against its value."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from beds.access import Scope
from beds.models import Contract, ContractBed
from reporting.bed_nights import BedNights
from reporting.charts import occupancy_chart, spend_chart
from reporting.content import Chart
from reporting.periods import Span, financial_year_of, last_months, period_name, so_far
from reporting.queries.bed_runs import bed_runs_chart
from reporting.queries.capacity import by_month, stored_nights
from reporting.readings import Part, read_measures

WEEKS_OF_BEDS = 13


def beds_chart(scope: Scope, links: list[ContractBed], as_at: dt.date) -> Chart:
    """What each bed of a contract did in the last weeks before `as_at`."""
    weeks = Span(as_at - dt.timedelta(weeks=WEEKS_OF_BEDS), as_at)
    return bed_runs_chart("contract-beds", f"The last {WEEKS_OF_BEDS} weeks, bed by bed", scope, links, weeks)


def contract_charts(scope: Scope, contract: Contract, as_at: dt.date) -> list[Chart]:
    """Of the months of the contract up to the last night before `as_at`, none before it starts.

    A block contract costs its value, so that is not drawn.
    """
    span = Span(contract.from_date, contract.until_date)
    months = [month for month in last_months(as_at - dt.timedelta(days=1)) if so_far(month, as_at).shared(span)]
    if not months:
        return []
    occupancy = _occupancy(scope, contract, months, as_at)
    return [occupancy] if contract.is_block else [occupancy, _spend(scope, contract, months, as_at)]


def _occupancy(scope: Scope, contract: Contract, months: list[Span], as_at: dt.date) -> Chart:
    year = so_far(Span(months[0].from_date, months[-1].until_date), as_at)
    sums = by_month(stored_nights(scope, year).filter(contract=contract))
    counts = [(period_name(month), sums.get(month.from_date, BedNights())) for month in months]
    return occupancy_chart("contract-occupancy", "Occupancy by month", counts, target=contract.occupancy_target)


def _spend(scope: Scope, contract: Contract, months: list[Span], as_at: dt.date) -> Chart:
    found = read_measures(["spend"], scope, months, as_at, part=Part.of(contract=contract.pk))
    money = [
        (period_name(month), found.value("spend", month) or Decimal(0), _value(contract, so_far(month, as_at)))
        for month in months
    ]
    return spend_chart("contract-spend", "Spend by month", money)


def _value(contract: Contract, month: Span) -> Decimal | None:
    """The annual value, in proportion to the nights of the contract in the month."""
    if contract.annual_value is None:
        return None
    nights = month.shared(Span(contract.from_date, contract.until_date))
    return contract.annual_value * nights / financial_year_of(month.from_date).nights
