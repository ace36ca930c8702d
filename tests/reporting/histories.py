"""Random histories that keep the rules of the domain: imagined, written in bulk, read back as rows."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

from django.db import models, transaction
from hypothesis import strategies as st

from beds import models as supply
from residents import models as demand
from tests import oracle
from tests.oracle import History

STARTS = [
    dt.date(2024, 2, 10),  # a leap day
    dt.date(2025, 3, 10),  # clocks go forward
    dt.date(2026, 10, 5),  # clocks go back
    dt.date(2026, 12, 1),  # a year ends
]
SPAN = 110
LIMITS = [1, 5, 14, 20, 42]
LONG_AGO = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)


def days(number: int) -> dt.timedelta:
    return dt.timedelta(days=number)


@dataclass(frozen=True)
class Times:
    """The nights in which a history plays: from `start` to the morning of `today`."""

    start: dt.date

    @property
    def today(self) -> dt.date:
        return self.start + days(SPAN)


def histories() -> st.SearchStrategy[tuple[Times, History]]:
    """A few contracts, beds and placements, with everything that can befall them, and the day that is today.

    Hypothesis chooses the seed of a generator: what it builds up from small parts by itself has hardly anybody in it.
    """
    return st.integers(0, 2**32).map(random.Random).map(imagined)


def imagined(chance: random.Random) -> tuple[Times, History]:
    times = Times(chance.choice(STARTS))
    history = History()
    history.contracts = [
        oracle.Contract(number + 1, chance.choice(["spot", "spot", "block"]), chance.choice(LIMITS))
        for number in range(chance.randint(1, 3))
    ]
    for number in range(chance.randint(1, 4)):
        add_bed(chance, history, times, number + 1)
    for contract in history.contracts:
        if contract.funding == "spot":
            history.rates += rates(chance, contract.id, times)
    for number in range(chance.randint(1, 9)):
        add_placement(chance, history, times, number + 1)
    for _ in range(chance.randint(0, 4)):
        add_void(chance, history, times)
    return times, history


def moments(chance: random.Random, times: Times, most: int) -> list[dt.date]:
    """Some dates of the span, in order, each once."""
    numbers = {chance.randint(0, SPAN) for _ in range(chance.randint(0, most))}
    return [times.start + days(number) for number in sorted(numbers)]


def add_bed(chance: random.Random, history: History, times: Times, number: int) -> None:
    """A bed, in no contract, one or several after another."""
    until = times.start + days(chance.randint(60, SPAN + 20)) if chance.random() < 0.3 else None
    history.beds.append(oracle.Bed(number, chance.randint(1, 2), times.start, until))
    last = until or times.start + days(SPAN + 30)
    between = [each for each in moments(chance, times, 2) if times.start < each < last]
    for from_date, until_date in itertools.pairwise([times.start, *between, last]):
        if chance.random() < 0.9:
            contract = chance.choice(history.contracts).id
            basis = chance.choice(["reserved", "reserved", "placement"])
            history.contract_beds.append(oracle.ContractBed(contract, number, basis, from_date, until_date))


def rates(chance: random.Random, contract: int, times: Times) -> list[oracle.Rate]:
    """Rates one after another, now and then with nights between that have none."""
    found = []
    edges: list[dt.date | None] = [times.start - days(5), *moments(chance, times, 2), None]
    for first, until_date in itertools.pairwise(edges):
        if first is not None and chance.random() < 0.85:
            amount = Decimal(chance.choice([13571, 90170, 11428, 1, 99999])) / 100
            found.append(oracle.Rate(contract, first, until_date, amount, chance.choice(["night", "week"])))
    return found


def half_days(stay: oracle.BedStay) -> range:
    """The stay in half-days, as the database sees it: a stay of no nights takes the middle of its day."""
    from_day = stay.from_date.toordinal()
    until_day = stay.until_date.toordinal() if stay.until_date else 10**7
    return range(2 * from_day + (until_day != from_day), 2 * until_day + (until_day == from_day))


def is_free(history: History, wanted: oracle.BedStay) -> bool:
    """Whether the bed exists for the whole stay, and nobody else has it."""
    bed = history.bed(wanted.bed)
    if bed.until_date and (wanted.until_date is None or wanted.until_date > bed.until_date):
        return False
    return not any(
        stay.bed == wanted.bed and not stay.cancelled and overlap(half_days(stay), half_days(wanted))
        for stay in history.stays
    )


def overlap(one: range, other: range) -> bool:
    return max(one.start, other.start) < min(one.stop, other.stop)


def add_placement(chance: random.Random, history: History, times: Times, number: int) -> None:
    """A placement through up to three beds, with absences between and within, unless its first bed is taken."""
    cancelled = chance.random() < 0.12
    admitted_on = day = times.start + days(chance.randint(0, SPAN))
    stays: list[oracle.BedStay] = []
    for _ in range(chance.choice([1, 1, 2, 3])):
        until: dt.date | None = day + days(chance.choice([0, 1, chance.randint(2, 75), chance.randint(2, 75)]))
        if until and until > times.today:
            until = None
        stay = oracle.BedStay(number, chance.choice(history.beds).id, day, until, cancelled)
        if (stays and until == day) or not (cancelled or is_free(history, stay)):
            break
        stays.append(stay)
        if until is None:
            break
        # a bed given up during an absence leaves nights without one
        day = min(until + days(chance.choice([0, 0, 0, 4])), times.today)
    if not stays:
        return
    contract = chance.choice(history.contracts).id
    placement = oracle.Placement(number, contract, admitted_on, stays[-1].until_date, cancelled)
    history.placements.append(placement)
    history.stays += stays
    history.absences += absences(chance, placement, stays)
    for _ in range(chance.choice([0, 0, 1, 2])):
        until_date = admitted_on + days(chance.randint(1, 90))
        history.extensions.append(oracle.Extension(number, until_date, chance.random() < 0.3))


def absences(chance: random.Random, placement: oracle.Placement, stays: list[oracle.BedStay]) -> list[oracle.Absence]:
    """Nights away: with the bed kept inside a stay, with the bed given up between two."""
    found = []
    for stay, later in zip(stays, [*stays[1:], None], strict=True):
        if later is not None and stay.until_date and stay.until_date < later.from_date:
            released = oracle.Absence(placement.id, stay.until_date, later.from_date, bed_held=False, cancelled=False)
            found.append(released)
        if chance.random() < 0.5:
            continue
        from_date = stay.from_date + days(chance.randint(0, 30))
        until_date = stay.until_date if chance.random() < 0.3 else from_date + days(chance.randint(1, 20))
        if stay.until_date:
            until_date = min(until_date or stay.until_date, stay.until_date)
        if until_date is None or from_date < until_date:
            cancelled = chance.random() < 0.2
            found.append(oracle.Absence(placement.id, from_date, until_date, bed_held=True, cancelled=cancelled))
    return found


def add_void(chance: random.Random, history: History, times: Times) -> None:
    """A void, cancelled or on nights on which the bed has nobody."""
    bed = chance.choice(history.beds)
    from_date = times.start + days(chance.randint(0, SPAN))
    until_date = None if chance.random() < 0.2 else from_date + days(chance.randint(1, 40))
    nights = oracle.BedStay(0, bed.id, from_date, until_date, cancelled=False)
    others = [oracle.BedStay(0, v.bed, v.from_date, v.until_date, v.cancelled) for v in history.voids]
    cancelled = chance.random() < 0.2
    if cancelled or is_free(History(beds=[bed], stays=[*history.stays, *others]), nights):
        history.voids.append(oracle.Void(bed.id, from_date, until_date, cancelled))


# Into the database and out of it -----------------------------------------------------------------------------


@contextmanager
def then_forgotten() -> Iterator[None]:
    """A transaction that leaves nothing behind."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def taken_back(cancelled: bool) -> dict:
    return {"cancelled_at": LONG_AGO, "cancelled_reason": "By mistake"} if cancelled else {}


def write_supply(history: History, times: Times) -> None:
    """The organisations, contracts and beds of a history, with the numbers that it gives them."""
    far = times.start + days(1000)
    council = supply.Commissioner.objects.create(name="Council", slug="council")
    charity = supply.Provider.objects.create(name="Charity")
    supply.Service.objects.bulk_create(
        supply.Service(pk=number, provider=charity, name=f"House {number}", locality="Wells") for number in (1, 2)
    )
    supply.Bed.objects.bulk_create(
        supply.Bed(pk=b.id, label=str(b.id), service_id=b.service, from_date=b.from_date, until_date=b.until_date)
        for b in history.beds
    )
    supply.Contract.objects.bulk_create(
        supply.Contract(
            pk=c.id, reference=f"C{c.id}", commissioner=council, provider=charity, funding=c.funding,
            from_date=times.start, until_date=far, annual_value=1, stay_limit_nights=c.limit,
        )
        for c in history.contracts
    )  # fmt: skip
    supply.ContractBed.objects.bulk_create(
        supply.ContractBed(
            contract_id=cb.contract, bed_id=cb.bed, basis=cb.basis, from_date=cb.from_date, until_date=cb.until_date
        )
        for cb in history.contract_beds
    )
    supply.Rate.objects.bulk_create(
        supply.Rate(
            contract_id=r.contract, from_date=r.from_date, until_date=r.until_date, amount=r.amount, unit=r.unit
        )
        for r in history.rates
    )
    supply.Void.objects.bulk_create(
        supply.Void(
            bed_id=v.bed, from_date=v.from_date, until_date=v.until_date, reason="repair", **taken_back(v.cancelled)
        )
        for v in history.voids
    )


def write_demand(history: History) -> None:
    """The residents, placements and what befell them."""
    council, charity = supply.Commissioner.objects.get(), supply.Provider.objects.get()
    ward = demand.Ward.objects.create(name="Ward", hospital="Hospital")
    numbers = [placement.id for placement in history.placements]
    demand.Resident.objects.bulk_create(demand.Resident(pk=number, reference=f"R-{number}") for number in numbers)
    demand.Referral.objects.bulk_create(
        demand.Referral(
            pk=number, resident_id=number, ward=ward, commissioner=council, provider=charity,
            received_on=LONG_AGO.date(),
        )
        for number in numbers
    )  # fmt: skip
    demand.Placement.objects.bulk_create(
        demand.Placement(
            pk=p.id, referral_id=p.id, resident_id=p.id, contract_id=p.contract, service_id=1,
            admitted_on=p.admitted_on, discharged_on=p.discharged_on, **taken_back(p.cancelled),
        )
        for p in history.placements
    )  # fmt: skip
    demand.BedStay.objects.bulk_create(
        demand.BedStay(
            placement_id=s.placement, resident_id=s.placement, bed_id=s.bed, from_date=s.from_date,
            until_date=s.until_date, **taken_back(s.cancelled),
        )
        for s in history.stays
    )  # fmt: skip
    demand.Absence.objects.bulk_create(
        demand.Absence(
            placement_id=a.placement, from_date=a.from_date, until_date=a.until_date, kind="hospital",
            bed_held=a.bed_held, **taken_back(a.cancelled),
        )
        for a in history.absences
    )  # fmt: skip
    demand.Extension.objects.bulk_create(
        demand.Extension(
            placement_id=e.placement, until_date=e.until_date, reason="Flat soon", **taken_back(e.cancelled)
        )
        for e in history.extensions
    )


def write(history: History, times: Times) -> None:
    write_supply(history, times)
    write_demand(history)


def read() -> History:
    """The history that the database holds now."""
    history = History()
    history.contracts = as_rows(oracle.Contract, supply.Contract, "pk", "funding", "stay_limit_nights")
    history.beds = as_rows(oracle.Bed, supply.Bed, "pk", "service_id", "from_date", "until_date")
    history.contract_beds = as_rows(
        oracle.ContractBed, supply.ContractBed, "contract_id", "bed_id", "basis", "from_date", "until_date"
    )
    history.rates = as_rows(oracle.Rate, supply.Rate, "contract_id", "from_date", "until_date", "amount", "unit")
    history.voids = as_rows(oracle.Void, supply.Void, "bed_id", "from_date", "until_date", "cancelled_at")
    history.placements = as_rows(
        oracle.Placement, demand.Placement, "pk", "contract_id", "admitted_on", "discharged_on", "cancelled_at"
    )
    history.stays = as_rows(
        oracle.BedStay, demand.BedStay, "placement_id", "bed_id", "from_date", "until_date", "cancelled_at"
    )
    history.absences = as_rows(
        oracle.Absence, demand.Absence, "placement_id", "from_date", "until_date", "bed_held", "cancelled_at"
    )
    history.extensions = as_rows(oracle.Extension, demand.Extension, "placement_id", "until_date", "cancelled_at")
    return history


def as_rows(record: type, model: type[models.Model], *columns: str) -> list:
    """The rows of a table as plain records; `cancelled_at` becomes whether there is one."""
    rows = model._default_manager.values_list(*columns)
    if columns[-1] != "cancelled_at":
        return [record(*row) for row in rows]
    return [record(*row[:-1], cancelled=row[-1] is not None) for row in rows]
