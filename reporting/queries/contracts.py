"""Contracts: what they buy, what has been spent, and how long they still run."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import QuerySet

from beds.access import Scope
from beds.models import Contract, ContractBed, Rate
from reporting.bed_nights import BedNights
from reporting.content import Chart
from reporting.elsewhere import NOW_ELSEWHERE, PLACED_BY_OTHERS
from reporting.figures import ContractCost, costs_between, spend_by_contract
from reporting.periods import Span, financial_year_name, financial_year_of, so_far
from reporting.queries.capacity import COUNTS, BedOnNight, beds_on, beds_seen_on, stored_nights
from reporting.queries.contract_charts import beds_chart, contract_charts
from residents.models import Placement

ENDING_SOON_DAYS = 90
PENNY = Decimal("0.01")
NOTHING = Decimal("0.00")
BED_ORDER = ("bed__service__name", "bed__label", "from_date")


@dataclass(frozen=True, slots=True)
class ContractMoney:
    """A contract's spend and value in the financial year so far, on the morning of `as_at`. Amounts are pounds."""

    contract: Contract
    as_at: dt.date
    year: Span
    spot_spend: Decimal | None
    """None for block."""
    unpriced_nights: int
    """Nights with a resident and no rate in force, which the spend leaves out: an error in the records."""
    beds: int

    @property
    def year_name(self) -> str:
        return financial_year_name(self.year)

    @property
    def value_in_year(self) -> Decimal | None:
        """The annual value, in proportion to the nights of the contract in the whole financial year."""
        return self._in_proportion(self.year)

    @property
    def value_to_date(self) -> Decimal | None:
        """The same of the nights that have happened."""
        return self._in_proportion(so_far(self.year, self.as_at))

    @property
    def spend(self) -> Decimal:
        """What has been spent: a block contract is paid by the night, whoever is in the bed."""
        return (self.value_to_date if self.contract.is_block else self.spot_spend) or NOTHING

    @property
    def share(self) -> Decimal | None:
        """Spend in per cent of the value to date; None without a value."""
        return self.spend * 100 / self.value_to_date if self.value_to_date else None

    @property
    def days_left(self) -> int:
        return self.contract.days_left(self.as_at)

    @property
    def has_ended(self) -> bool:
        return self.contract.until_date <= self.as_at

    @property
    def ends_soon(self) -> bool:
        return 0 < self.days_left < ENDING_SOON_DAYS

    @property
    def starts_later(self) -> bool:
        return self.contract.from_date > self.as_at

    @property
    def _span(self) -> Span:
        return Span(self.contract.from_date, self.contract.until_date)

    def _in_proportion(self, period: Span) -> Decimal | None:
        value = self.contract.annual_value
        if value is None:
            return None
        return _pounds(value * self._span.shared(period) / self.year.nights)


@dataclass(frozen=True, slots=True)
class SpendTotal:
    """Contracts together. `share` is that of the contracts with a value; `without_value` counts the others."""

    spend: Decimal
    value_to_date: Decimal
    share: Decimal | None
    without_value: int


def contracts_money(
    contracts: Iterable[Contract], as_at: dt.date, beds: Iterable[BedOnNight] | None = None
) -> list[ContractMoney]:
    """Spend and value of each contract in the financial year of the last night before `as_at`.

    `beds` are those of the night of `as_at`, where they have been read already.
    """
    contracts = list(contracts)
    year = financial_year_of(as_at - dt.timedelta(days=1))
    ids = [contract.pk for contract in contracts]
    spend = spend_by_contract(ids, year.from_date, as_at)
    held = Counter(bed.contract_id for bed in (beds_on(ids, as_at) if beds is None else beds))
    return [
        ContractMoney(
            contract=contract,
            as_at=as_at,
            year=year,
            spot_spend=spend[contract.pk].cost,
            unpriced_nights=spend[contract.pk].unpriced_nights,
            beds=held[contract.pk],
        )
        for contract in contracts
    ]


def contracts_within(scope: Scope) -> QuerySet[Contract]:
    """The contracts this person may see, with their parties; the last to end first."""
    return _with_parties(Contract.objects.within(scope))


def contracts_list(scope: Scope, as_at: dt.date) -> list[ContractMoney]:
    """Every contract that this person may see, with its money."""
    return contracts_money(contracts_within(scope), as_at)


def contracts_in_year(scope: Scope, as_at: dt.date) -> QuerySet[Contract]:
    """Those with a night in the financial year so far."""
    year = so_far(financial_year_of(as_at - dt.timedelta(days=1)), as_at)
    return _with_parties(Contract.objects.within(scope).overlapping(year.from_date, year.until_date))


def _with_parties(contracts: QuerySet[Contract]) -> QuerySet[Contract]:
    return contracts.select_related("provider", "commissioner").order_by("-until_date", "reference")


def spend_total(rows: Iterable[ContractMoney]) -> SpendTotal:
    """The sum of the rows."""
    rows = list(rows)
    valued = [(row.spend, row.value_to_date) for row in rows if row.value_to_date is not None]
    value = sum((value for _, value in valued), NOTHING)
    spent_of_valued = sum((spend for spend, _ in valued), NOTHING)
    return SpendTotal(
        spend=sum((row.spend for row in rows), NOTHING),
        value_to_date=value,
        share=spent_of_valued * 100 / value if value else None,
        without_value=len(rows) - len(valued),
    )


@dataclass(frozen=True, slots=True)
class PlacementUnderContract:
    """A placement's nights under one contract in the financial year so far, and their cost."""

    placement: Placement | None
    """None for somebody whose record is not for this person to see."""
    cost: ContractCost
    left_on: dt.date | None
    """None for somebody who was still there on the morning of the page."""


@dataclass(frozen=True, slots=True)
class BedInContract:
    """A bed's time in the contract, and what the bed does under it on the night of the page."""

    link: ContractBed
    tonight: BedOnNight | None


@dataclass(frozen=True, slots=True)
class ContractPage:
    """All that the page of one contract shows."""

    money: ContractMoney
    beds: list[BedInContract]
    rates: list[Rate]
    placements: list[PlacementUnderContract]
    whose_others: str
    """Whose the placements are that this person may not see."""
    year_nights: BedNights
    """Of the financial year so far."""
    notional_cost: Decimal | None
    """Pounds a contracted bed-night, for block."""
    charts: list[Chart]
    """Of the last 12 months."""
    beds_chart: Chart

    @property
    def beds_tonight(self) -> int:
        """Beds in the contract on the night of the page."""
        return sum(row.tonight is not None for row in self.beds)

    @property
    def year_so_far(self) -> Span:
        return so_far(self.money.year, self.money.as_at)

    @property
    def year_is_over(self) -> bool:
        return self.year_so_far == self.money.year

    @property
    def cost_of_placements(self) -> Decimal:
        """The sum of the listed costs; for spot it is the spend."""
        return sum((row.cost.cost or NOTHING for row in self.placements), NOTHING)

    @property
    def nights_of_placements(self) -> int:
        return sum(row.cost.nights for row in self.placements)

    @property
    def overstay_nights_of_placements(self) -> int:
        return sum(row.cost.overstay_nights for row in self.placements)


def contract_page(scope: Scope, pk: int, as_at: dt.date) -> ContractPage:
    """The contract as at a morning. Raises Contract.DoesNotExist outside the scope."""
    contract = contracts_within(scope).get(pk=pk)
    (money,) = contracts_money([contract], as_at)
    links = list(contract.contract_beds.select_related("bed__service").order_by(*BED_ORDER))
    period = so_far(money.year, as_at)
    return ContractPage(
        money=money,
        beds=_beds(scope, links, as_at),
        rates=list(contract.rates.order_by("from_date")),
        placements=_placements(scope, contract, period),
        whose_others=PLACED_BY_OTHERS if contract.commissioner_id in scope.commissioners else NOW_ELSEWHERE,
        year_nights=_nights(scope, pk, period),
        notional_cost=_notional_cost(money, links),
        charts=contract_charts(scope, contract, as_at),
        beds_chart=beds_chart(scope, links, as_at),
    )


def _beds(scope: Scope, links: list[ContractBed], as_at: dt.date) -> list[BedInContract]:
    contracts = sorted({link.contract_id for link in links})
    tonight = {bed.bed_id: bed for bed in beds_seen_on(scope, contracts, as_at)}
    return [BedInContract(link, tonight.get(link.bed_id) if as_at in link.period else None) for link in links]


def _placements(scope: Scope, contract: Contract, period: Span) -> list[PlacementUnderContract]:
    """Everybody with a night under the contract in the period, the longest first: together they are its spend."""
    in_its_beds = Placement.objects.filter(bed_stays__bed__contract_beds__contract=contract)
    costs = costs_between(in_its_beds, period.from_date, period.until_date)
    under = {pk: cost.contracts[contract.pk] for pk, cost in costs.items() if contract.pk in cost.contracts}
    seen = Placement.objects.within(scope).filter(pk__in=under).select_related("resident").in_bulk()
    rows = [
        PlacementUnderContract(placement, cost, placement.left_by(period.until_date) if placement else None)
        for placement, cost in ((seen.get(pk), cost) for pk, cost in under.items())
    ]
    return sorted(rows, key=_longest_first)


def _longest_first(row: PlacementUnderContract) -> tuple[int, bool, str]:
    return -row.cost.nights, row.placement is None, row.placement.resident.reference if row.placement else ""


def _nights(scope: Scope, contract_id: int, period: Span) -> BedNights:
    stored = stored_nights(scope, period).filter(contract=contract_id).order_by().values_list(*COUNTS)
    return sum((BedNights(*counts) for counts in stored), BedNights())


def notional_costs(contracts: Iterable[Contract], as_at: dt.date) -> dict[int, Decimal | None]:
    """The notional cost of a bed-night of each block contract, by its id, in the financial year of a morning."""
    contracts = [contract for contract in contracts if contract.is_block]
    links = list(ContractBed.objects.filter(contract__in=contracts))
    return {
        money.contract.pk: _notional_cost(money, [link for link in links if link.contract_id == money.contract.pk])
        for money in contracts_money(contracts, as_at)
    }


def _notional_cost(money: ContractMoney, links: Iterable[ContractBed]) -> Decimal | None:
    """The year's value over the year's contracted bed-nights; only for block, which has no price by the night."""
    if not money.contract.is_block or not money.value_in_year:
        return None
    nights = sum(
        money.year.shared(Span(link.from_date, link.until_date))
        for link in links
        if link.basis == ContractBed.Basis.RESERVED
    )
    return _pounds(money.value_in_year / nights) if nights else None


def _pounds(amount: Decimal) -> Decimal:
    return amount.quantize(PENNY, ROUND_HALF_UP)
