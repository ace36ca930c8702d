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
from beds.nights import Period
from reporting.bed_nights import BedNights
from reporting.figures import ContractCost, costs_between, spend_by_contract
from reporting.periods import financial_year_name, financial_year_of, so_far
from reporting.queries.capacity import COUNTS, BedOnNight, beds_on, stored_nights
from residents.models import Placement

ENDING_SOON_DAYS = 90
PENNY = Decimal("0.01")
NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class ContractMoney:
    """A contract's spend and value in the financial year so far, on the morning of `as_at`. Amounts are pounds."""

    contract: Contract
    as_at: dt.date
    year: Period
    spot_spend: Decimal | None
    """None for block."""
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

    def _in_proportion(self, period: Period) -> Decimal | None:
        value = self.contract.annual_value
        if value is None:
            return None
        return _pounds(value * _shared(self.contract.period, period) / _length(self.year))


@dataclass(frozen=True, slots=True)
class SpendTotal:
    """Contracts together. `share` is that of the contracts with a value; `without_value` counts the others."""

    spend: Decimal
    value_to_date: Decimal
    share: Decimal | None
    without_value: int


def contracts_money(contracts: Iterable[Contract], as_at: dt.date) -> list[ContractMoney]:
    """Spend and value of each contract in the financial year of the last night before `as_at`."""
    contracts = list(contracts)
    year = financial_year_of(as_at - dt.timedelta(days=1))
    ids = [contract.pk for contract in contracts]
    spend = spend_by_contract(ids, year.from_date, as_at)
    on_date = ContractBed.objects.filter(contract__in=ids).on(as_at)
    beds = Counter(on_date.order_by().values_list("contract_id", flat=True))
    return [
        ContractMoney(contract, as_at, year, spend[contract.pk].cost, beds.get(contract.pk, 0))
        for contract in contracts
    ]


def contracts_within(scope: Scope) -> QuerySet[Contract]:
    """The contracts this person may see, with their parties; the last to end first."""
    return (
        Contract.objects.within(scope)
        .select_related("provider", "commissioner")
        .order_by("-until_date", "reference")
    )


def contracts_in_year(scope: Scope, as_at: dt.date) -> QuerySet[Contract]:
    """Those with a night in the financial year so far."""
    year = so_far(financial_year_of(as_at - dt.timedelta(days=1)), as_at)
    return contracts_within(scope).overlapping(year.from_date, year.until_date)


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

    placement: Placement
    cost: ContractCost


@dataclass(frozen=True, slots=True)
class ContractPage:
    """All that the page of one contract shows."""

    money: ContractMoney
    contract_beds: list[ContractBed]
    tonight: dict[int, BedOnNight]
    """By bed."""
    rates: list[Rate]
    placements: list[PlacementUnderContract]
    year_nights: BedNights
    """Of the financial year so far."""
    notional_cost: Decimal | None
    """Pounds a contracted bed-night, for block."""

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
    contract_beds = list(contract.contract_beds.select_related("bed__service").order_by("bed__service__name", "bed__label", "from_date"))
    return ContractPage(
        money=money,
        contract_beds=contract_beds,
        tonight={bed.bed_id: bed for bed in beds_on([pk], as_at)},
        rates=list(contract.rates.order_by("from_date")),
        placements=_placements(scope, contract, so_far(money.year, as_at)),
        year_nights=_nights(scope, pk, so_far(money.year, as_at)),
        notional_cost=_notional_cost(money, contract_beds),
    )


def _placements(scope: Scope, contract: Contract, period: Period) -> list[PlacementUnderContract]:
    """Those with a night under the contract in the period, the longest first."""
    assert period.until_date is not None
    in_its_beds = Placement.objects.within(scope).filter(bed_stays__bed__contract_beds__contract=contract)
    costs = costs_between(in_its_beds, period.from_date, period.until_date)
    under = {pk: cost.contracts[contract.pk] for pk, cost in costs.items() if contract.pk in cost.contracts}
    found = Placement.objects.within(scope).filter(pk__in=under).select_related("resident", "service")
    rows = [PlacementUnderContract(placement, under[placement.pk]) for placement in found]
    return sorted(rows, key=lambda row: (-row.cost.nights, row.placement.resident.reference))


def _nights(scope: Scope, contract_id: int, period: Period) -> BedNights:
    stored = stored_nights(scope, period).filter(contract=contract_id).order_by().values_list(*COUNTS)
    return sum((BedNights(*counts) for counts in stored), BedNights())


def _notional_cost(money: ContractMoney, contract_beds: Iterable[ContractBed]) -> Decimal | None:
    """The year's value over the year's contracted bed-nights; only for block, which has no price by the night."""
    if not money.contract.is_block or not money.value_in_year:
        return None
    nights = sum(
        _shared(link.period, money.year) for link in contract_beds if link.basis == ContractBed.Basis.RESERVED
    )
    return _pounds(money.value_in_year / nights) if nights else None


def _shared(one: Period, other: Period) -> int:
    """Nights that two closed periods share."""
    assert one.until_date is not None
    assert other.until_date is not None
    return max(0, (min(one.until_date, other.until_date) - max(one.from_date, other.from_date)).days)


def _length(period: Period) -> int:
    assert period.until_date is not None
    return (period.until_date - period.from_date).days


def _pounds(amount: Decimal) -> Decimal:
    return amount.quantize(PENNY, ROUND_HALF_UP)
