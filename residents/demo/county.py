"""Westshire: an invented county, with about three years of history up to the day on which it is loaded.

Nothing here is published and nothing is about a real place: six providers (one leads two partners), twelve
houses, block and spot, beds reserved and beds bought for one placement, rates per night and per week that
rise each April, one house with a limit of four weeks, one that opened later and a bed that closed. What
happens in the beds is told by `life.py` from seeded random numbers, so that the same day always gives the
same county.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from beds.models import Bed, Commissioner, Contract, ContractBed, Provider, Rate, Service
from residents.demo.care import live_in, support
from residents.demo.decisions import ask_for_extensions, meet_weekly
from residents.demo.distance import bring_back, measure_distances
from residents.demo.leaving import keep_in_touch, readmit, see_off
from residents.demo.life import Life, Place
from residents.demo.pathway import Pathway
from residents.demo.records import Records
from residents.demo.registers import keep_registers
from residents.demo.ways_out import plan_ways_out
from residents.models import Ward

SLUG = "county"
SUMMARY = "an invented county: 6 providers, 12 houses, three years up to today"
COMPLETE_ON = dt.date(2010, 4, 1)
YEARS = 3
ATTEMPTS = 60

LegalForm, Quality, Supply = Provider.LegalForm, Service.Quality, Service.Supply

PROVIDERS = {
    "tidewell": ("Tidewell Living", LegalForm.CHARITY, None),
    "amberlock": ("Amberlock Rooms", LegalForm.CIC, "tidewell"),
    "ferrydown": ("Ferrydown Homes", LegalForm.HOUSING_ASSOCIATION, "tidewell"),
    "pinemarten": ("Pinemarten Support", LegalForm.CHARITY, None),
    "oxlip": ("Oxlip Housing", LegalForm.HOUSING_ASSOCIATION, None),
    "northlight": ("Northlight Care", LegalForm.COMPANY, None),
}
"""Name, legal form and lead provider."""

WARDS = (
    ("Dunnock Ward", "Demonstration Infirmary"),
    ("Egret Ward (women)", "Demonstration Infirmary"),
    ("Fulmar Ward", "Demonstration General Hospital"),
    ("Goshawk Ward", "Demonstration General Hospital"),
)
WOMEN_ONLY_WARD = 1
WARD_ELSEWHERE = ("Heron Ward", "Demonstration Hospital, outside Westshire")
MILES_ACROSS = 24


class House(NamedTuple):
    """A service and its beds; `opened` and `room_1_closed` are months after the first contract."""

    provider: str
    name: str
    locality: str
    beds: int
    needs_level: str
    step_free: int
    quality: str
    supply: str
    women_only: bool = False
    opened: int = 0
    room_1_closed: int = 0


HOUSES = (
    House("tidewell", "Harbour View", "Eastmouth", 6, "medium", 2, Quality.GOOD, Supply.STABLE),
    House("tidewell", "Mill Yard", "Eastmouth", 5, "low", 1, Quality.GOOD, Supply.STABLE),
    House(
        "tidewell",
        "Saffron House",
        "Marlbury",
        4,
        "high",
        4,
        Quality.OUTSTANDING,
        Supply.FRAGILE,
        women_only=True,
    ),
    House(
        "amberlock",
        "Amber Terrace",
        "Marlbury",
        5,
        "medium",
        1,
        Quality.GOOD,
        Supply.STABLE,
        room_1_closed=20,
    ),
    House("amberlock", "Lock Cottages", "Wexcombe", 4, "low", 0, Quality.REQUIRES_IMPROVEMENT, Supply.FRAGILE),
    House("ferrydown", "Ferry Court", "Wexcombe", 6, "medium", 2, Quality.GOOD, Supply.GROWING),
    House("pinemarten", "Pine Lodge", "Northam Cross", 5, "high", 1, Quality.GOOD, Supply.FRAGILE),
    House("pinemarten", "Marten Place", "Northam Cross", 4, "medium", 0, Quality.GOOD, Supply.STABLE, opened=17),
    House("oxlip", "Oxlip Gardens", "Stourwick", 7, "low", 3, Quality.GOOD, Supply.STABLE),
    House("oxlip", "Primrose Row", "Stourwick", 5, "medium", 1, Quality.REQUIRES_IMPROVEMENT, Supply.STABLE),
    House("northlight", "Northlight House", "Eastmouth", 5, "high", 2, Quality.GOOD, Supply.GROWING),
    House("northlight", "The Lantern", "Marlbury", 4, "medium", 4, Quality.OUTSTANDING, Supply.STABLE),
)


class Deal(NamedTuple):
    """A contract for all the beds of some houses.

    `from_year` and `until_year` count Aprils from the first; no `until_year` means the next April after
    today, and "soon" the first of a month a little more than two months away. `rate` is the first year's.
    """

    provider: str
    houses: tuple[str, ...]
    funding: str
    basis: str
    value_per_bed: int
    rate: tuple[str, str] | None = None
    from_year: int = 0
    until_year: int | str | None = None
    limit: int = 42


DEALS = (
    Deal("tidewell", ("Harbour View", "Mill Yard", "Saffron House"), "block", "reserved", 66_000),
    Deal("amberlock", ("Amber Terrace", "Lock Cottages"), "block", "reserved", 61_000, until_year=2),
    Deal(
        "amberlock",
        ("Amber Terrace", "Lock Cottages"),
        "spot",
        "reserved",
        47_000,
        ("138.40", "night"),
        from_year=2,
    ),
    Deal("ferrydown", ("Ferry Court",), "spot", "reserved", 44_000, ("889.00", "week"), until_year="soon"),
    Deal("pinemarten", ("Pine Lodge",), "spot", "reserved", 52_000, ("151.25", "night")),
    Deal("pinemarten", ("Marten Place",), "spot", "placement", 47_500, ("142.90", "night")),
    Deal("oxlip", ("Oxlip Gardens", "Primrose Row"), "block", "reserved", 63_500),
    Deal("northlight", ("Northlight House",), "spot", "placement", 55_000, ("1068.20", "week")),
    Deal("northlight", ("The Lantern",), "spot", "reserved", 50_000, ("946.50", "week"), limit=28),
)
YEARLY_RISE = Decimal("1.042")


def build(today: dt.date) -> Records:
    """The first of a row of seeds whose county has something to see on every page on the morning of `today`."""
    for attempt in range(ATTEMPTS):
        records = Records(f"{SLUG} {today} {attempt}", series=3)
        life = _county(records, today)
        life.run(today)
        if life.is_worth_showing(today):
            _tell_the_rest(records, today)
            return records
    raise AssertionError(f"None of {ATTEMPTS} seeds makes a county worth showing on {today}.")


def first_april(today: dt.date) -> dt.date:
    """The start of the financial year in which the day `YEARS` years before today lies."""
    year = today.year - YEARS
    return dt.date(year if (today.month, today.day) >= (4, 1) else year - 1, 4, 1)


def _tell_the_rest(records: Records, today: dt.date) -> None:
    """Everything around the stays: how people came, how they are to move on, and what is said and agreed of them."""
    (commissioner,) = records.of(Commissioner)
    providers = dict(zip(PROVIDERS, records.of(Provider), strict=True))
    name, hospital = WARD_ELSEWHERE
    elsewhere = Ward(name=name, hospital=hospital, out_of_area=True)
    bring_back(records, SLUG, elsewhere, except_from=records.of(Ward)[WOMEN_ONLY_WARD])
    records.add(elsewhere, first_april(today))
    for ward in records.of(Ward):
        records.refers_to(ward, commissioner)
    keep_registers(records, commissioner, providers, first_april(today), today)
    pathway = Pathway(records, f"{SLUG} {today}", today, sorted({house.locality for house in HOUSES}))
    year, half_year, lately = (today - dt.timedelta(days=days) for days in (455, 182, 49))
    pathway.refer()
    measure_distances(records, SLUG, MILES_ACROSS)
    see_off(pathway, social_care_share=0.14)
    readmit(pathway)
    keep_in_touch(pathway, half_year)
    plan_ways_out(pathway, half_year)
    live_in(pathway, year)
    support(pathway, lately)
    ask_for_extensions(pathway, half_year)
    meet_weekly(pathway, commissioner, weeks=8)


def _county(records: Records, today: dt.date) -> Life:
    """Everything that is bought, and nobody in it yet."""
    start = first_april(today)
    commissioner = records.add(
        Commissioner(name="Westshire County (demonstration)", slug=SLUG, kind=Commissioner.Kind.COUNCIL),
        start,
    )
    providers: dict[str, Provider] = {}
    for key, (name, legal_form, lead) in PROVIDERS.items():
        providers[key] = records.add(
            Provider(name=name, legal_form=legal_form, lead=providers[lead] if lead else None), start
        )
    places = {house.name: _house(records, providers[house.provider], house, start) for house in HOUSES}
    for number, deal in enumerate(DEALS, 1):
        contract = _contract(records, commissioner, providers[deal.provider], deal, number, today)
        for name in deal.houses:
            _put_in_contract(records, contract, deal, places[name])
    wards = [records.add(Ward(name=name, hospital=hospital), start) for name, hospital in WARDS]
    return Life(records, [place for house in places.values() for place in house], wards, WOMEN_ONLY_WARD, start)


def _house(records: Records, provider: Provider, house: House, start: dt.date) -> list[Place]:
    """A service with its beds."""
    opened = _months_after(start, house.opened)
    service = Service(
        provider=provider,
        name=house.name,
        locality=house.locality,
        support_hours="24 hours" if house.needs_level == "high" else "8am to 8pm, 7 days a week",
        needs_level=house.needs_level,
        women_only=house.women_only,
        market_quality=house.quality,
        market_supply=house.supply,
    )
    records.add(service, opened)
    beds = [
        Bed(
            service=service,
            label=f"Room {room}",
            step_free=room <= house.step_free,
            self_contained=room == house.beds,
            from_date=opened,
        )
        for room in range(1, house.beds + 1)
    ]
    if house.room_1_closed:
        beds[0].until_date = _months_after(start, house.room_1_closed)
    return [Place(records.add(bed, opened)) for bed in beds]


def _contract(
    records: Records, commissioner: Commissioner, provider: Provider, deal: Deal, number: int, today: dt.date
) -> Contract:
    """A contract with its rates, one for each financial year."""
    start = first_april(today)
    from_date = dt.date(start.year + deal.from_year, 4, 1)
    until_date = _until(deal, start, today)
    beds = sum(house.beds for house in HOUSES if house.name in deal.houses)
    contract = Contract(
        reference=f"WES-{from_date:%Y}-{number:02d}",
        commissioner=commissioner,
        provider=provider,
        funding=deal.funding,
        from_date=from_date,
        until_date=until_date,
        annual_value=Decimal(deal.value_per_bed * beds),
        stay_limit_nights=deal.limit,
    )
    records.add(contract, from_date)
    if deal.rate:
        amount, unit = Decimal(deal.rate[0]), deal.rate[1]
        for first, last in _financial_years(from_date, until_date):
            records.add(Rate(contract=contract, from_date=first, until_date=last, amount=amount, unit=unit), first)
            amount = (amount * YEARLY_RISE).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return contract


def _put_in_contract(records: Records, contract: Contract, deal: Deal, places: list[Place]) -> None:
    """The contract buys these beds for as long as both last."""
    for place in places:
        from_date = max(contract.from_date, place.bed.from_date)
        until_date = min(contract.until_date, place.bed.until_date or contract.until_date)
        if from_date < until_date:
            row = ContractBed(
                contract=contract, bed=place.bed, basis=deal.basis, from_date=from_date, until_date=until_date
            )
            place.contract_beds.append(records.add(row, from_date))


def _until(deal: Deal, start: dt.date, today: dt.date) -> dt.date:
    if deal.until_year == "soon":
        return (today + dt.timedelta(days=95)).replace(day=1)
    if isinstance(deal.until_year, int):
        return dt.date(start.year + deal.until_year, 4, 1)
    return dt.date(today.year + 1 if (today.month, today.day) >= (4, 1) else today.year, 4, 1)


def _financial_years(from_date: dt.date, until_date: dt.date) -> Iterator[tuple[dt.date, dt.date]]:
    """The runs of nights from one 1 April to the next; `from_date` is a 1 April."""
    while from_date < until_date:
        following = min(dt.date(from_date.year + 1, 4, 1), until_date)
        yield from_date, following
        from_date = following


def _months_after(day: dt.date, months: int) -> dt.date:
    """The first of the month that many months later; `day` is the first of a month."""
    years, month = divmod(day.month - 1 + months, 12)
    return dt.date(day.year + years, month + 1, 1)
