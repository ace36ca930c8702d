"""May this person have this bed on these nights? Each refusal names the record in the way and says what to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from beds.access import Scope
from beds.models import Bed, Contract, ContractBed, Void
from beds.refusal import Refusal
from beds.wording import dates as spoken_dates
from beds.wording import long_date
from residents.actions.half_days import Dates, overlap
from residents.models import BedStay, Booking, Placement

NIGHT = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Claimant:
    """Whose nights are claimed: what they have already is not in their own way."""

    resident_id: int | None
    referral_id: int | None
    placement_id: int | None
    commissioner_id: int

    @classmethod
    def of(cls, placement: Placement) -> Claimant:
        return cls(placement.resident_id, placement.referral_id, placement.pk, placement.contract.commissioner_id)


def check_claim(bed: Bed, claim: Dates, had: Sequence[Dates], claimant: Claimant, scope: Scope, today: dt.date) -> None:
    """Refuse these nights in this bed if anything is in the way.

    `had` are the nights that the claimant has in the bed already. The caller has locked the bed.
    """
    bed_exists(bed, claim, today)
    bed_in_service(bed, claim, today)
    bed_not_taken(bed, claim, claimant, scope)
    bed_not_promised(bed, claim, claimant, scope)
    bed_in_contract(bed, claim, had, claimant.commissioner_id, today)
    person_not_elsewhere(claim, claimant, scope)


def known_end(claim: Dates, today: dt.date) -> dt.date:
    """The end of the nights that are claimed for certain: of an open claim, those up to and with tonight.

    A stay of no nights must still fall on a day that its bed is there and in a contract, and a booked one begin there.
    """
    from_date, until_date = claim
    return max(from_date + NIGHT, today + NIGHT if until_date is None else until_date)


def bed_exists(bed: Bed, claim: Dates, today: dt.date) -> None:
    """Rule 2: within the bed's life. A bed that is to close under an open stay is emptied before it does."""
    if claim[0] < bed.from_date:
        raise Refusal(
            f"{bed} was not in use before {long_date(bed.from_date)}. Choose another bed or a later date.",
            "bed",
        )
    closes = bed.until_date
    if closes and known_end(claim, today) > closes:
        raise Refusal(f"{bed} is in use only until {long_date(closes)}. Choose another bed.", "bed")


def bed_in_service(bed: Bed, claim: Dates, today: dt.date) -> None:
    """Rule 2: not while the bed is void, or to be void."""
    void = Void.objects.in_force().filter(bed=bed).overlapping(*claim).order_by("from_date").first()
    if void is None:
        return
    if void.from_date > today:
        raise Refusal(
            f"{bed} is to be out of service from {long_date(void.from_date)} ({void.get_reason_display().lower()}). "
            "Choose another bed, or correct or cancel that plan first.",
            "bed",
        )
    if void.until_date is None:
        raise Refusal(
            f"{bed} has been out of service since {long_date(void.from_date)} ({void.get_reason_display().lower()}). "
            "Choose another bed, or first record that it is back in service.",
            "bed",
        )
    raise Refusal(
        f"{bed} was out of service {spoken_dates(void.from_date, void.until_date)} "
        f"({void.get_reason_display().lower()}). Choose another bed or other dates.",
        "bed",
    )


def bed_not_taken(bed: Bed, claim: Dates, claimant: Claimant, scope: Scope) -> None:
    """Rule 1: nobody else has the bed."""
    stay = stay_in_the_way(bed, claim, claimant.placement_id)
    if stay is None:
        return
    who = person(stay, scope)
    if stay.until_date is None:
        raise Refusal(
            f"{bed} is taken by {who} from {long_date(stay.from_date)}. "
            f"Choose another bed, or first record that {who} has left.",
            "bed",
        )
    raise Refusal(
        f"{bed} is taken by {who} {spoken_dates(stay.from_date, stay.until_date)}. Choose another bed or other dates.",
        "bed",
    )


def stay_in_the_way(bed: Bed, claim: Dates, placement_id: int | None = None) -> BedStay | None:
    """The first stay of another placement that shares a half-day of the bed with the claim."""
    from_date, until_date = claim
    stays = BedStay.objects.in_force().filter(bed=bed).exclude(placement=placement_id)
    # a little wide: stays that only touch the claim are told apart by half-days below
    stays = stays.exclude(until_date__lt=from_date).select_related("resident", "bed").order_by("from_date")
    if until_date is not None:
        stays = stays.filter(from_date__lte=until_date)
    return next((stay for stay in stays if overlap((stay.from_date, stay.until_date), claim)), None)


def bed_not_promised(bed: Bed, claim: Dates, claimant: Claimant, scope: Scope) -> None:
    """A booking holds its bed from the day of arrival on, for as long as it waits."""
    booking = booking_in_the_way(bed, claim, claimant.referral_id)
    if booking is not None:
        who = booking.referral.resident.reference
        raise Refusal(
            f"{bed} is booked for {who} from {long_date(booking.arriving_on)}. "
            "Choose another bed, or first cancel that booking.",
            "bed",
        )


def booking_in_the_way(bed: Bed, claim: Dates, referral_id: int | None = None) -> Booking | None:
    """The waiting booking of somebody else that the claim runs into."""
    bookings = (
        Booking.objects.waiting().filter(bed=bed).exclude(referral=referral_id).select_related("referral__resident")
    )
    return next((booking for booking in bookings if overlap((booking.arriving_on, None), claim)), None)


def bed_in_contract(bed: Bed, claim: Dates, had: Sequence[Dates], commissioner_id: int, today: dt.date) -> None:
    """Rule 2: each night newly claimed, up to tonight, is under a contract of the placement's commissioner.

    When the contract ends under somebody, they are not put out on the street: the nights after it are an error in the
    records for people to settle, and the stay may go on and end. So a stay that runs on from nights that the person
    has in the bed needs only its first new night covered.
    """
    links = list(ContractBed.objects.filter(bed=bed, contract__commissioner=commissioner_id).order_by("from_date"))
    for from_date, until_date in new_runs(claim, had):
        runs_on = any(old_until == from_date for _, old_until in had)
        if runs_on and not covered(links, from_date - NIGHT, from_date):
            continue
        goes_on = runs_on and until_date is None
        end = from_date + NIGHT if goes_on else known_end((from_date, until_date), today)
        gap = first_uncovered(links, from_date, end)
        if gap is not None:
            raise Refusal(
                f"{bed} is not in a contract of this commissioner on {long_date(gap)}. "
                "Choose another bed or date, or ask the commissioner to put the bed in a contract.",
                "bed",
            )


def new_runs(claim: Dates, had: Sequence[Dates]) -> list[Dates]:
    """The nights of the claim that were not had already, as periods; a claim of no nights is its own period."""
    from_date, until_date = claim
    if from_date == until_date:
        return [claim]
    runs: list[Dates] = []
    for had_from, had_until in sorted(had, key=lambda dates: dates[0]):
        if had_until is not None and had_until <= from_date:
            continue
        if until_date is not None and had_from >= until_date:
            break
        if had_from > from_date:
            runs.append((from_date, had_from))
        if had_until is None:
            return runs
        from_date = max(from_date, had_until)
    if until_date is None or from_date < until_date:
        runs.append((from_date, until_date))
    return runs


def first_uncovered(links: Sequence[ContractBed], from_date: dt.date, until_date: dt.date) -> dt.date | None:
    """The first night of the period outside all these, which are in the order of their dates."""
    night = from_date
    for link in links:
        if link.from_date <= night < link.until_date:
            night = link.until_date
    return night if night < until_date else None


def covered(links: Sequence[ContractBed], from_date: dt.date, until_date: dt.date) -> bool:
    """Whether every night of the period is in one of these."""
    return first_uncovered(links, from_date, until_date) is None


def person_not_elsewhere(claim: Dates, claimant: Claimant, scope: Scope) -> None:
    """Rule 1: the person has no other placement then."""
    if claimant.resident_id is None:
        return
    others = Placement.objects.in_force().filter(resident=claimant.resident_id).exclude(pk=claimant.placement_id)
    other = next(
        (p for p in others.select_related("resident") if overlap((p.admitted_on, p.discharged_on), claim)),
        None,
    )
    if other is None:
        return
    visible = Placement.objects.within(scope).filter(pk=other.pk).exists()
    if not visible:
        raise Refusal(
            "This person is recorded in another step-down bed on these nights. Ask the commissioner about it."
        )
    who = other.resident.reference
    raise Refusal(
        f"{who} already has a placement {spoken_dates(other.admitted_on, other.discharged_on)}. "
        f"First record that {who} has left, or correct that placement.",
    )


def person(stay: BedStay, scope: Scope) -> str:
    """How to name whoever has a bed: by reference, and only to those who may see the stay."""
    visible = BedStay.objects.within(scope).filter(pk=stay.pk).exists()
    return stay.resident.reference if visible else "somebody else"


def contract_on(bed_id: int, night: dt.date) -> Contract | None:
    """The contract that has the bed that night."""
    link = ContractBed.objects.filter(bed=bed_id).on(night).select_related("contract__commissioner").first()
    return link.contract if link else None
