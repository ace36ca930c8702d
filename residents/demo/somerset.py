"""Somerset's mental health step-down service as its market statement describes it.

Source: Somerset Council's market statement "Mental Health Step-down", with the spend of 2024/25. Published
there, and reproduced: 4 beds in Wells and 4 in Yeovil; support 9am to 5pm, 7 days; a contract that ends in 2026;
£520,000 spent in 2024/25; an average stay of 78 days (here: the mean of those who left from 1 April 2024 to
31 March 2025 is exactly 78.0 nights); low to medium needs; operating mainly to capacity; moves to permanent
or temporary accommodation; nobody in need of adult social care on leaving; market quality good, supply stable.

Invented, because the statement does not say: that it is one block contract from April 2023 to the last day
of 2026, the provider, the house and bed names, the wards, the stay limit (left at six weeks), every resident,
date and reason, who answers for what, the agreement, the posts, and all that is told of the way from the ward
to a home.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from beds.models import (
    Agreement,
    Bed,
    Commissioner,
    Contract,
    ContractBed,
    Post,
    Provider,
    Responsibility,
    Service,
    Void,
)
from beds.nights import SIX_WEEKS
from residents.demo.care import hold_reviews, score, support
from residents.demo.distance import measure_distances
from residents.demo.leaving import see_off
from residents.demo.pathway import Pathway
from residents.demo.records import Records
from residents.demo.ways_out import plan_ways_out
from residents.models import (
    Absence,
    Discharge,
    Extension,
    OverstayReason,
    Placement,
    Referral,
    Resident,
    Ward,
)

SLUG = "somerset"
SUMMARY = "8 beds in Wells and Yeovil under one block contract"
MILES_ACROSS = 30
STARTS = dt.date(2023, 4, 1)
ENDS = dt.date(2027, 1, 1)
YEAR_FROM, YEAR_UNTIL = dt.date(2024, 4, 1), dt.date(2025, 4, 1)
COMPLETE_ON = YEAR_UNTIL
MEAN_NIGHTS = 78

HOUSES = (("Tor Rise", "Wells", "low"), ("Nine Springs House", "Yeovil", "medium"))
BEDS_PER_HOUSE = 4
HOME_AREAS = ("Wells", "Yeovil", "Glastonbury", "Street", "Chard", "Frome")

Area = Responsibility.Area
Code, Owner, Goes = OverstayReason.Code, OverstayReason.Owner, Discharge.Destination
DESTINATIONS = {
    Goes.INDEPENDENT_SOCIAL: 7,
    Goes.TEMPORARY: 6,
    Goes.SUPPORTED_LOW: 4,
    Goes.INDEPENDENT_PRIVATE: 3,
    Goes.HOME: 3,
    Goes.SUPPORTED_MEDIUM: 2,
    Goes.FAMILY: 1,
}
"""Where residents go, by weight: permanent or temporary accommodation."""
REASONS = (
    (Code.NO_ACCESSIBLE_HOUSING, Owner.HOUSING),
    (Code.WAITING_LIST, Owner.SUPPORTED_HOUSING),
    (Code.REPAIRS, Owner.HOUSING),
    (Code.FUNDING, Owner.COMMISSIONER),
    (Code.DOCUMENTS, Owner.PROVIDER),
)


@dataclass(slots=True)
class Turn:
    """One resident's turn in a bed."""

    bed: Bed
    admitted_on: dt.date
    left_on: dt.date
    next_on: dt.date

    @property
    def nights(self) -> int:
        return (self.left_on - self.admitted_on).days

    @property
    def left_in_year(self) -> bool:
        return YEAR_FROM <= self.left_on < YEAR_UNTIL


def build(today: dt.date) -> Records:
    """The history from April 2023 to `today`."""
    records = Records(SLUG, series=2)
    contract, beds = _supply(records)
    wards = [
        records.add(Ward(name=name, hospital="Demonstration Hospital, Somerset"), STARTS)
        for name in ("Curlew Ward", "Dipper Ward")
    ]
    turns = [turn for number, bed in enumerate(beds) for turn in _turns(records, bed, number)]
    reach_the_mean(turns)
    for turn in sorted(turns, key=lambda turn: turn.admitted_on):
        if turn.admitted_on <= today:
            _stay(records, contract, wards, turn, today)
    _voids(records, turns, today)
    _waiting(records, contract, wards, today)
    _registers(records, contract, today)
    _tell_the_rest(records, wards, contract, today)
    return records


def _tell_the_rest(records: Records, wards: list[Ward], contract: Contract, today: dt.date) -> None:
    """How people came and how they are to move on, and a little of what happens meanwhile.

    As published, people leave without the need for support from adult social care.
    """
    for ward in wards:
        records.refers_to(ward, contract.commissioner)
    pathway = Pathway(records, f"{SLUG} {today}", today, HOME_AREAS)
    pathway.refer()
    measure_distances(records, SLUG, MILES_ACROSS)
    see_off(pathway, social_care_share=0)
    plan_ways_out(pathway, today - dt.timedelta(days=90))
    cases = [case for case in pathway.cases if case.is_here or case.left_since(today - dt.timedelta(days=365))]
    hold_reviews(pathway, cases)
    score(pathway, cases)
    support(pathway, today - dt.timedelta(days=35))


def _registers(records: Records, contract: Contract, today: dt.date) -> None:
    """Who answers for what, one agreement, and the posts: recruitment is challenging, so one stands vacant."""
    commissioner, provider = contract.commissioner, contract.provider
    for service in records.of(Service):
        for area, who in (
            (Area.OVERSIGHT, "System partners, in the contract reviews"),
            (Area.CONTRACT, "Somerset Council, commissioning"),
            (Area.SUPPORT, f"{provider.name}, from 9am to 5pm, 7 days a week"),
            (Area.CLINICAL, "Somerset Foundation Trust, community mental health"),
        ):
            records.add(Responsibility(service=service, area=area, who=who), STARTS)
    reviews = Agreement(commissioner=commissioner, kind=Agreement.Kind.MOU, from_date=STARTS, until_date=ENDS)
    reviews.title = "System partners: contract reviews and move-on"
    records.add(reviews, STARTS)
    vacant_since = max(STARTS, min(today, ENDS) - dt.timedelta(days=60))
    for role, vacant in (("Support worker, Wells", None), ("Support worker, Yeovil", vacant_since)):
        post = Post(commissioner=commissioner, provider=provider, employer=provider.name, role=role)
        post.contract_type, post.from_date, post.until_date = Post.ContractType.PERMANENT, STARTS, ENDS
        post.vacant_since = vacant
        records.add(post, STARTS)


def _supply(records: Records) -> tuple[Contract, list[Bed]]:
    """The commissioner, its provider, the two houses and the block contract for all their beds."""
    commissioner = records.add(Commissioner(name="Somerset (demonstration)", slug=SLUG), STARTS)
    provider = records.add(Provider(name="Saltmarrow Support", legal_form=Provider.LegalForm.CHARITY), STARTS)
    contract = records.add(
        Contract(
            reference="SOM-2023-01",
            commissioner=commissioner,
            provider=provider,
            funding=Contract.Funding.BLOCK,
            from_date=STARTS,
            until_date=ENDS,
            annual_value=Decimal("520000"),
        ),
        STARTS,
    )
    beds = []
    for name, locality, needs_level in HOUSES:
        service = Service(
            provider=provider,
            name=name,
            locality=locality,
            support_hours="9am to 5pm, 7 days a week",
            needs_level=needs_level,
            market_quality=Service.Quality.GOOD,
            market_supply=Service.Supply.STABLE,
        )
        records.add(service, STARTS)
        for room in range(1, BEDS_PER_HOUSE + 1):
            bed = Bed(service=service, label=f"Room {room}", step_free=room == 1, from_date=STARTS)
            beds.append(records.add(bed, STARTS))
            records.add(ContractBed(contract=contract, bed=bed, from_date=STARTS, until_date=ENDS), STARTS)
    return contract, beds


def _turns(records: Records, bed: Bed, number: int) -> list[Turn]:
    """One after the other in this bed, to the end of the contract: about 78 nights, then a few empty ones."""
    rng = records.rng
    turns = []
    admitted_on = STARTS + dt.timedelta(days=2 + 5 * number)
    while admitted_on < ENDS:
        nights = round(rng.triangular(24, 140, 66))
        left_on = min(admitted_on + dt.timedelta(days=nights), ENDS)
        next_on = left_on + dt.timedelta(days=rng.choice((1, 2, 3, 3, 4, 5, 6, 8)))
        turns.append(Turn(bed, admitted_on, left_on, next_on))
        admitted_on = next_on
    return turns


def reach_the_mean(turns: list[Turn]) -> None:
    """Move departures of the year 2024/25 by a night at a time until their mean stay is exactly 78 nights.

    A departure stays in its year and before the next arrival, so nobody else's dates change.
    """
    leavers = [turn for turn in turns if turn.left_in_year]
    missing = MEAN_NIGHTS * len(leavers) - sum(turn.nights for turn in leavers)
    night = dt.timedelta(days=1 if missing > 0 else -1)
    while missing:
        before = missing
        for turn in leavers:
            moved = turn.left_on + night
            fits = turn.admitted_on < moved < turn.next_on and YEAR_FROM <= moved < YEAR_UNTIL
            if missing and fits:
                turn.left_on = moved
                missing -= night.days
        if missing == before:
            raise ValueError("The stays leave no room to reach the published mean.")


def _stay(records: Records, contract: Contract, wards: list[Ward], turn: Turn, today: dt.date) -> None:
    """The resident of this turn, as far as it has got by today."""
    rng = records.rng
    referral = _referral(records, contract, wards, turn.admitted_on - dt.timedelta(days=rng.randint(2, 12)))
    placement = records.admit(referral, contract, turn.bed, turn.admitted_on)
    if turn.left_on <= today:
        destination = rng.choices(list(DESTINATIONS), list(DESTINATIONS.values()))[0]
        records.discharge(placement, turn.left_on, destination)
    _overstay(records, placement, turn, today)
    away_on = turn.admitted_on + dt.timedelta(days=rng.randint(10, 20))
    if rng.random() < 0.12 and away_on + dt.timedelta(days=4) <= min(turn.left_on, today):
        back_on = away_on + dt.timedelta(days=rng.randint(1, 4))
        kind = rng.choice((Absence.Kind.LEAVE, Absence.Kind.HOSPITAL))
        records.add(Absence(placement=placement, from_date=away_on, until_date=back_on, kind=kind), away_on)


def _referral(records: Records, contract: Contract, wards: list[Ward], on: dt.date, **facts: str) -> Referral:
    """A person not known before, referred on that day."""
    rng = records.rng
    resident = records.resident(
        on,
        age_band=rng.choices(Resident.AgeBand.values, (1, 5, 6, 6, 4, 2, 0, 1))[0],
        gender=rng.choices(Resident.Gender.values, (9, 13, 1, 0, 1))[0],
        ethnicity=rng.choices(Resident.Ethnicity.values, (1, 1, 1, 20, 1, 2))[0],
    )
    return records.referral(resident, rng.choice(wards), contract, contract.provider, on, **facts)


def _overstay(records: Records, placement: Placement, turn: Turn, today: dt.date) -> None:
    """Beyond six weeks: the reason, and for some an extension."""
    rng = records.rng
    since = turn.admitted_on + dt.timedelta(days=SIX_WEEKS - rng.randint(0, 10))
    if turn.nights <= SIX_WEEKS or since > today:
        return
    code, owner = rng.choice(REASONS)
    resolved_on = turn.left_on if turn.left_on <= today else None
    records.add(
        OverstayReason(placement=placement, code=code, owner=owner, since=since, resolved_on=resolved_on),
        since,
    )
    if rng.random() < 0.4:
        until = turn.admitted_on + dt.timedelta(days=SIX_WEEKS + rng.choice((14, 28, 42)))
        records.add(Extension(placement=placement, until_date=until, reason="Offer of a home in hand."), since)


def _voids(records: Records, turns: list[Turn], today: dt.date) -> None:
    """A short void in some of the longer gaps between two residents."""
    reasons = (Void.Reason.DEEP_CLEAN, Void.Reason.REPAIR)
    gaps = [turn for turn in turns if (turn.next_on - turn.left_on).days >= 5 and turn.next_on <= min(today, ENDS)]
    for number, turn in enumerate(gaps[::4]):
        until = turn.next_on - dt.timedelta(days=1)
        void = Void(bed=turn.bed, from_date=turn.left_on, until_date=until, reason=reasons[number % 2])
        void.payer = Void.Payer.COMMISSIONER
        records.add(void, turn.left_on)


def _waiting(records: Records, contract: Contract, wards: list[Ward], today: dt.date) -> None:
    """Two people accepted and not placed yet, while the contract runs."""
    if today < ENDS:
        for days in (3, 8):
            _referral(records, contract, wards, today - dt.timedelta(days=days), status=Referral.Status.ACCEPTED)
