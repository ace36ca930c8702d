"""By hand: how many records pass the checks of data quality. Each looked at is one record under one check."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tests.by_hand.answers import Period, Records, number, share
from tests.by_hand.ways import real_referrals
from tests.oracle import ONE


def placements(records: Records, period: Period) -> list[Any]:
    return [
        p
        for p in records.placements_in_force
        if period.morning and p.admitted_on < period.u and (p.discharged_on is None or p.discharged_on >= period.f)
    ]


def of_persons(records: Records, period: Period) -> Iterable[bool]:
    for placement in placements(records, period):
        person = records.by_id["resident"][placement.resident_id]
        for answer in (person.gender, person.age_band, person.ethnicity, person.need):
            yield answer != "not_known"


def of_admissions(records: Records, period: Period) -> Iterable[bool]:
    for placement in placements(records, period):
        if period.has(placement.admitted_on):
            referral = records.by_id["referral"][placement.referral_id]
            yield bool(referral.move_on_plan and referral.allocated_worker)
            yield referral.clinically_ready_on is not None


def of_departures(records: Records, period: Period) -> Iterable[bool]:
    told = {row.placement_id: row for row in records.discharge}
    for placement in placements(records, period):
        if period.has(placement.discharged_on):
            said = told.get(placement.id)
            yield said is not None and not (said.destination == "other" and not said.note)
            if said is None or said.destination != "died":
                yield said is not None and said.improvement != "not_known"
                yield said is not None and said.social_care_need != "not_known"


def of_nights(records: Records, period: Period) -> Iterable[bool]:
    """Whether each night in a bed is under a contract, and each under a contract has a price or is block funded."""
    for placement in placements(records, period):
        nights = [n for n in records.nights[placement.id] if period.has(n.night) and n.bed is not None]
        bought = [n for n in nights if n.contract is not None]
        if nights:
            yield len(bought) == len(nights)
        if bought:
            yield not any(n.is_unpriced for n in bought)


def of_mornings(records: Records, period: Period) -> Iterable[bool]:
    """What is still open on the morning after the last night."""
    plans = {row.referral_id: row.target_on for row in records.plan}
    for placement in placements(records, period):
        if placement.discharged_on is not None and placement.discharged_on <= period.u:
            continue
        if (period.u - placement.admitted_on).days > records.limit(placement):
            reasons = (r for r in records.reason if r.placement_id == placement.id)
            yield any(r.since <= period.u and (r.resolved_on is None or r.resolved_on > period.u) for r in reasons)
        if (target := plans.get(placement.referral_id)) is not None:
            yield target >= period.u


def of_referrals(records: Records, period: Period) -> Iterable[bool]:
    """Those that waited for a decision on the morning, and no longer than 14 days."""
    for referral in real_referrals(records):
        came = [p.admitted_on for p in records.placements_in_force if p.referral_id == referral.id]
        steps = [s for s in records.step if s.referral_id == referral.id and s.on <= period.u]
        status = max(steps, key=lambda s: s.id).status if steps else "received"
        waits = referral.received_on <= period.u and not any(day <= period.u for day in came)
        if period.morning and waits and status in ("received", "assessing"):
            yield period.u - referral.received_on <= 14 * ONE


def checked(records: Records, period: Period) -> list[bool]:
    kinds = (of_persons, of_admissions, of_departures, of_nights, of_mornings, of_referrals)
    return [passes for kind in kinds for passes in kind(records, period)]


share("data_quality_score")(checked)


@number("data_quality_issues")
def issues(records, period):
    return (passes for passes in checked(records, period) if not passes)
