"""What a market statement says of a year: the measures and the records that it is drawn from."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from beds.access import Scope
from beds.models import Commissioner, Contract, ContractBed, Service
from reporting.measures import Dimension
from reporting.measures.money import SPOT_PEOPLE
from reporting.periods import Grain, Span, financial_year_name, financial_year_of, periods_in, so_far
from reporting.readings import Part, Reading, Readings, read_measures

NIGHT = dt.timedelta(days=1)
FIGURES = (
    "beds_contracted",
    "spend",
    "los_leavers_mean",
    "occupancy",
    "residents",
    "discharges_within_limit_rate",
    "settled_rate",
    "no_social_care_rate",
    "posts_filled",
    "posts_vacant",
    "posts_ending",
)


@dataclass(frozen=True, slots=True)
class House:
    """A service with beds in a contract on the last night of the year so far."""

    service: Service
    beds: int
    contracts: tuple[str, ...]
    """Their references."""


@dataclass(frozen=True, slots=True)
class MarketFacts:
    """A commissioner's year, on the morning of `as_at`, which is not after its end."""

    commissioner: Commissioner
    year: Span
    as_at: dt.date
    contracts: tuple[Contract, ...]
    """Those with a night in the year so far."""
    houses: tuple[House, ...]
    readings: Readings
    months: tuple[Span, ...]
    """Of the year so far, for what is followed over them."""
    is_bought_before: bool
    """Whether there was a contract in the year before."""
    spot_years: frozenset[Span]
    """Of this year so far and the one before, those with a spot contract."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was bought in the year so far, so that there is nothing to state."""
        return not self.contracts

    @property
    def part(self) -> Part:
        return Part.of(commissioner=self.commissioner.pk)

    @property
    def name(self) -> str:
        return financial_year_name(self.year)

    @property
    def before(self) -> Span:
        """The year before."""
        return financial_year_of(self.year.from_date - NIGHT)

    @property
    def last_night(self) -> dt.date:
        return so_far(self.year, self.as_at).until_date - NIGHT

    @property
    def is_over(self) -> bool:
        return self.as_at >= self.year.until_date

    def of(self, measure: str) -> Reading:
        """A measure's reading in the year so far."""
        return self.readings.of(measure, self.year)

    def spot_people(self, year: Span) -> int:
        """How many residents had nights with a price in a year."""
        return self.readings.number(SPOT_PEOPLE.key, year)

    @property
    def beds(self) -> int:
        return int(self.of("beds_contracted").value or 0)

    @property
    def limits(self) -> list[int]:
        """The different stay limits of the contracts, in nights."""
        return sorted({contract.stay_limit_nights for contract in self.contracts})

    @property
    def targets(self) -> list[Decimal]:
        """The different occupancy targets of the contracts, in per cent."""
        return sorted({contract.occupancy_target for contract in self.contracts})


def statement_date(year: Span, as_at: dt.date) -> dt.date:
    """The morning of which a statement of this year speaks: that after its last night, once that has come."""
    return min(as_at, year.until_date)


def market_facts(commissioner: Commissioner, year: Span, as_at: dt.date) -> MarketFacts:
    """What is known of a year on a morning. The commissioner's own figures, whoever asks."""
    as_at = statement_date(year, as_at)
    shown, before = so_far(year, as_at), financial_year_of(year.from_date - NIGHT)
    own = Contract.objects.filter(commissioner=commissioner).select_related("provider").order_by("reference")
    contracts = tuple(own.overlapping(shown.from_date, shown.until_date)) if shown.nights else ()
    scope, part = Scope(commissioners=frozenset({commissioner.pk})), Part.of(commissioner=commissioner.pk)
    months = periods_in(Grain.MONTH, shown.from_date, shown.until_date)
    readings = Readings()
    houses: tuple[House, ...] = ()
    if contracts:
        readings |= read_measures(FIGURES, scope, [year, before], as_at, part=part, beside=[SPOT_PEOPLE])
        readings |= read_measures(["occupancy", "residents"], scope, months, as_at, part=part)
        houses = _houses(contracts, scope, year, as_at, part)
    spot = own.filter(funding=Contract.Funding.SPOT)
    return MarketFacts(
        commissioner=commissioner,
        year=year,
        as_at=as_at,
        contracts=contracts,
        houses=houses,
        readings=readings,
        months=tuple(months),
        is_bought_before=own.overlapping(before.from_date, before.until_date).exists(),
        spot_years=frozenset(
            each for each in (year, before) if spot.overlapping(each.from_date, min(each.until_date, as_at)).exists()
        ),
    )


def _houses(contracts: tuple[Contract, ...], scope: Scope, year: Span, as_at: dt.date, part: Part) -> tuple[House, ...]:
    """The services with a bed in one of the contracts on the last night, by locality and name."""
    counted = read_measures(["beds_contracted"], scope, [year], as_at, part=part, by=Dimension.SERVICE)
    links = ContractBed.objects.filter(contract__in=contracts).on(so_far(year, as_at).until_date - NIGHT)
    references: defaultdict[int, set[str]] = defaultdict(set)
    for service_id, reference in links.values_list("bed__service", "contract__reference"):
        references[service_id].add(reference)
    services = Service.objects.filter(pk__in=references).order_by("locality", "name")
    beds = {service.pk: int(counted.value("beds_contracted", year, service.pk) or 0) for service in services}
    return tuple(
        House(service, beds[service.pk], tuple(sorted(references[service.pk])))
        for service in services
        if beds[service.pk]
    )
