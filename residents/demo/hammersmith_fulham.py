"""Hammersmith and Fulham as its published review counted it.

Source: "Hammersmith and Fulham: Service Review of Stepdown Bed Provision" (Hasan and Gibson, Breaking
Barriers Innovations, April 2023). Published there, and reproduced exactly: 24 residents between June 2022
and March 2023, 2 of them female; their ages (section 2.4); and the 15 overstays of section 3 with their
nights and costs, rows 1 to 15, here residents R-HF01 to R-HF15. The rates are those that give the published
costs to the penny.

Published too: the three case studies (`case_studies.py`), the posts, the protocol and the data-sharing agreements
(`review_of_2023.py`).

Invented, because the review does not say: on which morning the nights were counted (here 1 April 2023), and
so every date; who belongs to which age, and which of them are the two women; providers, services, beds,
wards, staff; reasons, extensions and destinations; what is told of the others' way from ward to home; and
residents R-HF16 to R-HF24, who stayed at most 42 nights. Rows 12, 6 and 1 are given the stories of the review's
three case studies (Y, Z and W), which fit their nights.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import NamedTuple

from beds.models import Bed, Commissioner, Contract, ContractBed, Provider, Rate, Service, Void
from beds.nights import SIX_WEEKS
from residents.demo import case_studies, review_of_2023
from residents.demo.care import live_in, support
from residents.demo.decisions import ask_for_extensions, discuss
from residents.demo.distance import measure_distances
from residents.demo.leaving import keep_in_touch, see_off
from residents.demo.pathway import Pathway
from residents.demo.records import Records
from residents.demo.ways_out import plan_ways_out
from residents.models import Absence, Discharge, Extension, OverstayReason, Placement, Resident, Ward

SLUG = "hammersmith-fulham"
SUMMARY = "the published review of 2023: 24 residents, 15 overstays"
STARTS = dt.date(2022, 6, 1)
COUNTED_ON = dt.date(2023, 4, 1)
MILES_ACROSS = 5
COMPLETE_ON = ENDS = dt.date(2023, 7, 1)

Age, Code, Owner, Goes = Resident.AgeBand, OverstayReason.Code, OverstayReason.Owner, Discharge.Destination


class House(NamedTuple):
    """A provider with one service and one contract: what is bought, where, and at what rate."""

    key: str
    provider: str
    legal_form: str
    service: str
    locality: str
    needs_level: str
    beds: int
    funding: str
    annual_value: str
    rate: tuple[str, str] | None


HOUSES = (
    House("A", "Lanternside Homes", "housing_association", "Lantern House", "Hammersmith", "medium", 6, "spot",
          "90000", ("901.70", "week")),
    House("B", "Copperleaf Support", "charity", "Copperleaf Court", "Fulham", "medium", 7, "spot",
          "150000", ("135.71", "night")),
    House("C", "Quillgate Care", "company", "Quillgate Lodge", "Shepherd's Bush", "low", 2, "spot",
          "25000", ("114.28", "night")),
    House("D", "Thornwick Housing", "charity", "Thornwick Mews", "White City", "high", 2, "block", "96000", None),
)  # fmt: skip


class Overstay(NamedTuple):
    """A published row: its nights on the morning of 1 April 2023, and what is invented around it."""

    row: int
    nights: int
    house: str
    room: int
    age: str
    left_on: dt.date
    destination: str
    reason: str
    owner: str


def spring(month: int, day: int) -> dt.date:
    return dt.date(2023, month, day)


OVERSTAYS = (
    Overstay(1, 25, "A", 1, Age.FORTIES, spring(4, 19), Goes.HOME, Code.REPAIRS, Owner.HOUSING),
    Overstay(2, 3, "A", 2, Age.TWENTIES, spring(4, 6), Goes.FAMILY, Code.DOCUMENTS, Owner.PROVIDER),
    Overstay(3, 38, "A", 3, Age.THIRTIES, spring(4, 25), Goes.SUPPORTED_MEDIUM, Code.WAITING_LIST,
             Owner.SUPPORTED_HOUSING),
    Overstay(4, 54, "A", 4, Age.FIFTIES, spring(5, 16), Goes.INDEPENDENT_SOCIAL, Code.NO_ACCESSIBLE_HOUSING,
             Owner.HOUSING),
    Overstay(5, 161, "B", 1, Age.FORTIES, spring(6, 30), Goes.SUPPORTED_HIGH, Code.DISPUTE, Owner.SOCIAL_CARE),
    Overstay(6, 62, "B", 2, Age.THIRTIES, spring(6, 6), Goes.SUPPORTED_HIGH, Code.NO_HIGH_SUPPORT,
             Owner.SUPPORTED_HOUSING),
    Overstay(7, 3, "B", 3, Age.NOT_KNOWN, spring(4, 3), Goes.HOME, Code.DOCUMENTS, Owner.PROVIDER),
    Overstay(8, 41, "B", 4, Age.FORTIES, spring(5, 3), Goes.SUPPORTED_LOW, Code.REFUSED_BY_RESIDENT, Owner.RESIDENT),
    Overstay(9, 38, "B", 5, Age.TWENTIES, spring(4, 28), Goes.INDEPENDENT_PRIVATE, Code.FUNDING, Owner.COMMISSIONER),
    Overstay(10, 49, "D", 1, Age.FIFTIES, spring(5, 22), Goes.SUPPORTED_HIGH, Code.REJECTED_BY_PROVIDER,
             Owner.COMMISSIONER),
    Overstay(11, 1, "A", 5, Age.THIRTIES, spring(4, 4), Goes.SUPPORTED_LOW, Code.WAITING_LIST,
             Owner.SUPPORTED_HOUSING),
    Overstay(12, 73, "A", 6, Age.FORTIES, spring(6, 19), Goes.SUPPORTED_HIGH, Code.STABILISATION, Owner.CLINICAL),
    Overstay(13, 57, "B", 6, Age.FIFTIES, spring(5, 30), Goes.CARE_HOME, Code.RELUCTANCE, Owner.PROVIDER),
    Overstay(14, 1, "B", 7, Age.TWENTIES, spring(4, 11), Goes.INDEPENDENT_PRIVATE, Code.TENANCY, Owner.HOUSING),
    Overstay(15, 48, "C", 1, Age.FORTIES, spring(5, 9), Goes.TEMPORARY, Code.NO_PLAN, Owner.SOCIAL_CARE),
)  # fmt: skip

WOMEN = {6, 19}
"""Row 6 is case study Z; the other woman is one of those who left in time."""


class Short(NamedTuple):
    """One of the residents who stayed at most 42 nights: wholly invented."""

    number: int
    house: str
    room: int
    age: str
    admitted_on: dt.date
    nights: int
    destination: str


SHORT = (
    Short(16, "B", 2, Age.TWENTIES, dt.date(2022, 6, 8), 35, Goes.HOME),
    Short(17, "A", 1, Age.FORTIES, dt.date(2022, 6, 21), 42, Goes.SUPPORTED_LOW),
    Short(18, "A", 3, Age.THIRTIES, dt.date(2022, 8, 2), 28, Goes.FAMILY),
    Short(19, "B", 4, Age.NOT_KNOWN, dt.date(2022, 9, 14), 40, Goes.INDEPENDENT_SOCIAL),
    Short(20, "C", 1, Age.FIFTIES, dt.date(2022, 10, 5), 42, Goes.HOME),
    Short(21, "D", 1, Age.TWENTIES, dt.date(2022, 11, 9), 19, Goes.HOSPITAL),
    Short(22, "B", 7, Age.FORTIES, dt.date(2022, 12, 13), 41, Goes.SUPPORTED_MEDIUM),
    Short(23, "C", 2, Age.THIRTIES, dt.date(2023, 3, 6), 37, Goes.HOME),
    Short(24, "D", 2, Age.NOT_KNOWN, dt.date(2023, 3, 20), 30, Goes.FAMILY),
)

EXTENSIONS = {
    3: (21, "Supported housing vacancy matched, interview booked."),
    5: (28, "Care Act assessment to settle the level of support."),
    6: (42, "At risk at her own tenancy; first on the list for a high-support placement."),
    13: (14, "Time to prepare the move with the family."),
    15: (56, "Allocated worker named late; plan agreed with the clinical team."),
}
"""Row: nights past the limit that were authorised, and why."""

FURTHER_REASONS = {
    5: (Code.NO_HIGH_SUPPORT, Owner.SUPPORTED_HOUSING, dt.date(2023, 1, 16), "Support need agreed as high."),
    6: (Code.TENANCY, Owner.HOUSING, dt.date(2023, 2, 6), "Not safe to return home; tenancy to be given up."),
    12: (
        Code.REFUSED_BY_RESIDENT,
        Owner.RESIDENT,
        dt.date(2023, 3, 9),
        "Does not wish to move on or to stop using.",
    ),
}
"""Row: a second reason, whose move it is, since when, and a note."""

NOTES = {
    1: "Waits for a housing officer to confirm when the repairs start; the team has access to the property.",
    6: "Needs a women-only or high-support, self-contained placement.",
    12: "Back with substance misuse needs, struggling with his mental health. A support plan is to be put in place.",
}

SINCE = {12: dt.date(2023, 2, 27)}
"""Row: since when the first reason holds, where that is not the week before the limit."""


def admitted_on(overstay: Overstay) -> dt.date:
    """The admission that gives the published nights past the limit on the morning on which they were counted."""
    return COUNTED_ON - dt.timedelta(days=SIX_WEEKS + overstay.nights)


def build(today: dt.date) -> Records:
    """The whole history; it ended in 2023, so it is the same whatever `today` is."""
    records = Records(SLUG, series=1)
    commissioner = records.add(
        Commissioner(name="Hammersmith and Fulham (demonstration)", slug=SLUG, kind=Commissioner.Kind.COUNCIL),
        STARTS,
    )
    houses = {house.key: _house(records, commissioner, house) for house in HOUSES}
    wards = [
        records.add(Ward(name=name, hospital="Demonstration Hospital, west London"), STARTS)
        for name in ("Avocet Ward", "Bittern Ward")
    ]
    _voids(records, houses)
    # in the order of admission, as they would have been entered
    stays: list[Overstay | Short] = [*OVERSTAYS, *SHORT]
    for stay in sorted(stays, key=_admission):
        contract, beds = houses[stay.house]
        placement = _placement(records, wards, contract, beds[stay.room - 1], stay)
        if isinstance(stay, Overstay):
            _overstay(records, placement, stay)
    _tell_the_rest(records, commissioner, wards)
    return records


def _tell_the_rest(records: Records, commissioner: Commissioner, wards: list[Ward]) -> None:
    """Everything around the stays: that of the three case studies as published, that of the others invented."""
    for ward in wards:
        records.refers_to(ward, commissioner)
    review_of_2023.keep_registers(records, commissioner)
    meeting = case_studies.meeting_of_9_march(records, commissioner)
    case_studies.tell(records, meeting)
    areas = [house.locality for house in HOUSES]
    others = Pathway(records, SLUG, COMPLETE_ON, areas, except_for=case_studies.REFERENCES)
    others.refer()
    measure_distances(records, SLUG, MILES_ACROSS)
    see_off(others, social_care_share=0.2)
    keep_in_touch(others, STARTS)
    plan_ways_out(others, STARTS)
    live_in(others, STARTS)
    support(others, spring(3, 1))
    ask_for_extensions(others, STARTS)
    for case in others.cases:
        if any(reason.since <= meeting.held_on for reason in case.reasons):
            discuss(others, meeting, case, last_week=False)


def _admission(stay: Overstay | Short) -> dt.date:
    return admitted_on(stay) if isinstance(stay, Overstay) else stay.admitted_on


def _house(records: Records, commissioner: Commissioner, house: House) -> tuple[Contract, list[Bed]]:
    """One provider with its service, beds, contract and rate."""
    provider = records.add(Provider(name=house.provider, legal_form=house.legal_form), STARTS)
    service = records.add(
        Service(
            provider=provider,
            name=house.service,
            locality=house.locality,
            support_hours="9am to 5pm, 7 days a week",
            needs_level=house.needs_level,
        ),
        STARTS,
    )
    contract = records.add(
        Contract(
            reference=f"HF-2022-{house.key}",
            commissioner=commissioner,
            provider=provider,
            funding=house.funding,
            from_date=STARTS,
            until_date=ENDS,
            annual_value=Decimal(house.annual_value),
        ),
        STARTS,
    )
    if house.rate:
        amount, unit = house.rate
        records.add(Rate(contract=contract, from_date=STARTS, amount=Decimal(amount), unit=unit), STARTS)
    basis = ContractBed.Basis.RESERVED if house.funding == Contract.Funding.BLOCK else ContractBed.Basis.PLACEMENT
    beds = []
    for room in range(1, house.beds + 1):
        bed = Bed(
            service=service,
            label=f"Room {room}",
            step_free=room == 1,
            self_contained=room == 2,
            from_date=STARTS,
        )
        beds.append(records.add(bed, STARTS))
        records.add(ContractBed(contract=contract, bed=bed, basis=basis, from_date=STARTS, until_date=ENDS), STARTS)
    return contract, beds


def _voids(records: Records, houses: dict[str, tuple[Contract, list[Bed]]]) -> None:
    """Two periods out of service, between residents."""
    for house, room, first, nights, reason in (
        ("D", 1, dt.date(2022, 12, 5), 10, Void.Reason.REPAIR),
        ("B", 4, dt.date(2022, 11, 7), 21, Void.Reason.REFURBISHMENT),
    ):
        until = first + dt.timedelta(days=nights)
        payer = Void.Payer.COMMISSIONER if house == "D" else Void.Payer.PROVIDER
        bed = houses[house][1][room - 1]
        records.add(Void(bed=bed, from_date=first, until_date=until, reason=reason, payer=payer), first)


def _placement(records: Records, wards: list[Ward], contract: Contract, bed: Bed, stay: Overstay | Short) -> Placement:
    """The resident, the referral a few days before, the stay, and the discharge."""
    rng = records.rng
    number = stay.row if isinstance(stay, Overstay) else stay.number
    on = _admission(stay)
    referred_on = on - dt.timedelta(days=rng.randint(3, 9))
    resident = records.resident(
        referred_on,
        reference=f"R-HF{number:02d}",
        age_band=stay.age,
        gender=Resident.Gender.FEMALE if number in WOMEN else Resident.Gender.MALE,
        ethnicity=rng.choice(Resident.Ethnicity.values),
    )
    unplanned = isinstance(stay, Overstay) and stay.reason == Code.NO_PLAN
    facts = {"allocated_worker": ""} if unplanned else {}
    referral = records.referral(resident, rng.choice(wards), contract, bed.service.provider, referred_on, **facts)
    placement = records.admit(referral, contract, bed, on)
    if unplanned:
        placement.override_code = Placement.OverrideCode.WARD_CLOSING
        placement.override_reason = "Ward closing at short notice; worker to be allocated within the week."
    left_on = stay.left_on if isinstance(stay, Overstay) else on + dt.timedelta(days=stay.nights)
    records.discharge(placement, left_on, stay.destination, planned=stay.destination != Goes.HOSPITAL)
    return placement


def _overstay(records: Records, placement: Placement, stay: Overstay) -> None:
    """Why it went on, until when it was authorised, and, for case study Y, the nights away."""
    due = placement.admitted_on + dt.timedelta(days=SIX_WEEKS)
    since = SINCE.get(stay.row, due - dt.timedelta(days=7))
    further = FURTHER_REASONS.get(stay.row)
    first_solved_on = further[2] if stay.row == 5 and further else stay.left_on
    reason = OverstayReason(
        placement=placement, code=stay.reason, owner=stay.owner, since=since, resolved_on=first_solved_on
    )
    reason.note = NOTES.get(stay.row, "")
    records.add(reason, since)
    if further:
        code, owner, on, note = further
        records.add(
            OverstayReason(placement=placement, code=code, owner=owner, since=on, resolved_on=stay.left_on, note=note),
            on,
        )
    if stay.row in EXTENSIONS:
        nights, why = EXTENSIONS[stay.row]
        until = due + dt.timedelta(days=nights)
        records.add(Extension(placement=placement, until_date=until, reason=why), due - dt.timedelta(days=2))
    if stay.row == 12:
        missing, rough, back = spring(2, 13), spring(2, 16), spring(2, 25)
        for kind, first, until in (("missing", missing, rough), ("sleeping_rough", rough, back)):
            records.add(Absence(placement=placement, from_date=first, until_date=until, kind=kind), first)
