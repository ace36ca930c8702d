"""By hand: the way in, stays, the way out, and place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

from tests.by_hand.answers import Period, Records, centile, here, in_time, left, los, number, ratio, share
from tests.by_hand.supply import bed_nights

# The way in ----------------------------------------------------------------------------------------------------


def real_referrals(records: Records) -> list[Any]:
    return [r for r in records.referral if not (r.status == "withdrawn" and r.withdraw_reason == "by_mistake")]


@number("referrals")
def referrals(records, period):
    return (r for r in real_referrals(records) if period.has(r.received_on))


@number("assessments")
def assessments(records, period):
    real = {r.id for r in real_referrals(records)}
    return (a for a in records.assessment if a.referral_id in real and period.has(a.assessed_on))


@centile("days_to_assessment")
def days_to_assessment(records, period):
    for referral in real_referrals(records):
        made = sorted(a.assessed_on for a in records.assessment if a.referral_id == referral.id)
        if made and period.has(made[0]):
            yield max(0, (made[0] - referral.received_on).days)


@number("acceptances")
def acceptances(records, period):
    for referral in real_referrals(records):
        said = [s.on for s in records.step if s.referral_id == referral.id and s.status == "accepted"]
        came = [p.admitted_on for p in records.placements_in_force if p.referral_id == referral.id]
        if (said or came) and period.has(said[0] if said else min(came)):
            yield referral


def ends(status: str) -> Callable[[Records, Period], Iterable[Any]]:
    def ended(records: Records, period: Period) -> Iterable[Any]:
        for referral in real_referrals(records):
            steps = [s for s in records.step if s.referral_id == referral.id and s.status == status]
            if referral.status == status and steps and period.has(max(steps, key=lambda s: s.id).on):
                yield referral

    return ended


for measure, status in {"declines": "declined", "withdrawals": "withdrawn", "redirections": "redirected"}.items():
    number(measure)(ends(status))


def came(records: Records, period: Period) -> list[tuple[Any, Any]]:
    """Those admitted in the period, with their referral."""
    return [
        (p, records.by_id["referral"][p.referral_id]) for p in records.placements_in_force if period.has(p.admitted_on)
    ]


number("admissions")(came)


@number("admissions_without_plan")
def without_plan(records, period):
    return (p for p, _ in came(records, period) if p.override_reason)


@centile("days_to_admission")
def days_to_admission(records, period):
    return (max(0, (p.admitted_on - r.received_on).days) for p, r in came(records, period))


@centile("days_ready_to_admission")
def days_ready(records, period):
    return (
        max(0, (p.admitted_on - r.clinically_ready_on).days) for p, r in came(records, period) if r.clinically_ready_on
    )


@number("out_of_area_placements")
def out_of_area(records, period):
    return (p for p, r in came(records, period) if r.out_of_area)


@number("repatriations")
def repatriations(records, period):
    return (p for p, r in came(records, period) if not r.out_of_area and records.by_id["ward"][r.ward_id].out_of_area)


@centile("distance_from_home")
def distance(records, period):
    return (p.miles_from_home for p, _ in came(records, period) if p.miles_from_home is not None)


# Stays and the way out -----------------------------------------------------------------------------------------


number("discharges")(left)
number("discharges_within_limit")(in_time)
share("discharges_within_limit_rate")(
    lambda records, period: (los(p) <= records.limit(p) for p in left(records, period))
)
centile("los_leavers_median")(lambda records, period: map(los, left(records, period)))
centile("los_leavers_90th", Fraction(9, 10))(lambda records, period: map(los, left(records, period)))


@ratio("los_leavers_mean")
def los_leavers(records, period):
    stays = [los(p) for p in left(records, period)]
    return sum(stays), len(stays)


@ratio("throughput")
def throughput(records, period):
    nights = (period.u - period.f).days
    beds = Fraction(bed_nights(records, period, "contracted"), nights) if nights else 0
    return len(left(records, period)), beds


centile("los_current_median")(lambda records, period: (nights for _, nights in here(records, period)))


@ratio("los_current_mean")
def los_current(records, period):
    stays = [nights for _, nights in here(records, period)]
    return sum(stays), len(stays)


def had_a_placement(placement: Any, period: Period) -> bool:
    """On a night of the period, or all on one day of it."""
    if placement.admitted_on == placement.discharged_on:
        return period.has(placement.admitted_on)
    return placement.admitted_on < period.u and (
        period.f < period.u and (placement.discharged_on is None or placement.discharged_on > period.f)
    )


@number("residents")
def residents(records, period):
    return {p.resident_id for p in records.placements_in_force if had_a_placement(p, period)}
