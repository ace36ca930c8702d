"""By hand: experience, support, housing, posts and safety."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from tests.by_hand.answers import Period, Records, centile, number, ratio, share
from tests.by_hand.supply import overstay
from tests.by_hand.ways import had_a_placement, real_referrals
from tests.oracle import ONE


def of_placements(records: Records, rows: Iterable[Any]) -> list[Any]:
    """The rows about placements that hold."""
    hold = {placement.id for placement in records.placements_in_force}
    return [row for row in rows if row.placement_id in hold]


# Experience and support ----------------------------------------------------------------------------------------


def feedback(records: Records, period: Period) -> list[Any]:
    return [row for row in of_placements(records, records.feedback) if period.has(row.received_on)]


def answered(question: str) -> Callable[[Records, Period], Iterable[Any]]:
    return lambda records, period: (row for row in feedback(records, period) if getattr(row, question))


number("feedback_count")(feedback)
for each in ("was_good", "could_be_better", "anything_else"):
    number(f"feedback_{each}")(answered(each))


@number("feedback_carers")
def carers(records, period):
    return (row for row in feedback(records, period) if row.giver == "carer")


@share("feedback_positive")
def positive(records, period):
    return (row.verdict == "positive" for row in feedback(records, period))


def support(records: Records, period: Period) -> list[Any]:
    return [row for row in of_placements(records, records.support) if period.has(row.on)]


number("interventions")(support)


def active(records: Records, period: Period) -> set[int]:
    """The residents with a group activity in the community that was delivered."""
    groups = (row for row in support(records, period) if row.kind == "group" and row.status == "delivered")
    there = {p.resident_id for p in records.placements_in_force if had_a_placement(p, period)}
    return {records.placement_of(row).resident_id for row in groups} & there


number("residents_in_activity")(active)


@ratio("residents_in_activity_rate", per_cent=True)
def in_activity(records, period):
    there = {p.resident_id for p in records.placements_in_force if had_a_placement(p, period)}
    return len(active(records, period)), len(there)


# Housing -------------------------------------------------------------------------------------------------------


def owner_on(records: Records, reason: Any, night: dt.date) -> str:
    """Whose move it was: that of the next change of hands after this day, else whose it is now."""
    earlier = [e for e in records.earlier_owner if e.overstay_reason_id == reason.id and e.until_date > night]
    return min(earlier, key=lambda e: (e.until_date, e.id)).owner if earlier else reason.owner


def delays(records: Records, period: Period) -> Iterable[tuple[int, dt.date]]:
    """The placement and night of each overstay night that waited for a home."""
    for placement, nights in overstay(records, period).items():
        reasons = [r for r in records.reason if r.placement_id == placement]
        for night in nights:
            if any(
                r.since <= night.night
                and (r.resolved_on is None or night.night < r.resolved_on)
                and owner_on(records, r, night.night) in ("housing", "supported_housing")
                for r in reasons
            ):
                yield placement, night.night


number("housing_delay_nights")(delays)


@number("housing_delays")
def housing_delays(records, period):
    return {placement for placement, _ in delays(records, period)}


def stages(records: Records, application: Any) -> list[Any]:
    """Its steps in the order of entry, without those that were taken back."""
    steps = [s for s in records.stage if s.application_id == application.id]
    undone = {s.undoes_id for s in steps}
    return [s for s in steps if s.undoes_id is None and s.id not in undone]


def real_applications(records: Records) -> list[tuple[Any, list[Any]]]:
    real = {r.id for r in real_referrals(records)}
    return [(a, stages(records, a)) for a in records.application if a.referral_id in real]


ENDS = {"moved", "refused", "rejected", "withdrawn"}


def open_applications(records: Records, period: Period) -> Iterable[dt.date]:
    """When each application was made that had not ended on the morning, of people who had not left."""
    for application, steps in real_applications(records):
        referral = records.by_id["referral"][application.referral_id]
        theirs = [p for p in records.placements_in_force if p.referral_id == referral.id]
        past = [s for s in steps if period.morning and s.on <= period.morning]
        gone = referral.status in ("declined", "withdrawn", "redirected") or any(
            p.discharged_on and p.discharged_on <= period.u for p in theirs
        )
        if past and past[-1].stage not in ENDS and not gone and referral.received_on <= period.u:
            yield min(s.on for s in past)


number("applications")(open_applications)


@centile("applications_age")
def age(records, period):
    return ((period.u - made).days for made in open_applications(records, period))


@number("rejections")
def rejections(records, period):
    """A challenge that is lost leaves the rejection as it was, and is no other one."""
    for _, steps in real_applications(records):
        for before, step in zip([None, *steps], steps, strict=False):
            again = before is not None and before.stage == "challenged"
            if step.stage == "rejected" and not again and period.has(step.on):
                yield step


@number("challenges_won")
def challenges_won(records, period):
    return (s for _, steps in real_applications(records) for s in steps if s.challenge_won and period.has(s.on))


# Posts ---------------------------------------------------------------------------------------------------------


def posts(records: Records, period: Period) -> list[tuple[Any, bool]]:
    """Those paid for on the morning, and whether each was vacant."""
    morning = period.morning
    return [
        (post, post.vacant_since is not None and post.vacant_since <= morning)
        for post in records.post
        if morning and post.from_date <= morning and (post.until_date is None or post.until_date > morning)
    ]


@number("posts_filled")
def filled(records, period):
    return (post for post, vacant in posts(records, period) if not vacant)


@number("posts_vacant")
def vacant(records, period):
    return (post for post, vacant in posts(records, period) if vacant)


@share("vacancy_rate")
def vacancy(records, period):
    return (vacant for _, vacant in posts(records, period))


@number("posts_ending")
def ending(records, period):
    last = period.u + 90 * ONE
    return (post for post, _ in posts(records, period) if post.until_date and post.until_date <= last)


# Safety --------------------------------------------------------------------------------------------------------


def incidents(records: Records, period: Period) -> list[Any]:
    return [row for row in of_placements(records, records.incident) if period.has(row.happened_on)]


number("incidents")(incidents)


@number("safeguarding")
def safeguarding(records, period):
    return (row for row in incidents(records, period) if row.kind == "safeguarding" or row.safeguarding)


@number("missing")
def missing(records, period):
    """All that is told of one day is one."""
    away = {
        (row.placement_id, row.from_date)
        for row in of_placements(records, records.absence)
        if row.kind == "missing" and period.has(row.from_date)
    }
    return away | {(row.placement_id, row.happened_on) for row in incidents(records, period) if row.kind == "missing"}


def reviews(records: Records, period: Period) -> list[Any]:
    return [row for row in of_placements(records, records.review) if row.held and period.has(row.held_on)]


number("reviews")(reviews)


@share("reviews_with_provider")
def with_provider(records, period):
    there = {row.review_id for row in records.party if row.party == "provider" and row.attended}
    return (row.id in there for row in reviews(records, period))


@number("alerts_unacknowledged")
def unread(records, period):
    """Standing about somebody who is there, and not read by one of the workers; each edition is read anew."""
    for alert in of_placements(records, records.alert):
        placement, morning = records.placement_of(alert), period.morning
        if (
            morning
            and alert.raised_on <= morning
            and (alert.ended_on is None or alert.ended_on > morning)
            and placement.admitted_on <= morning
            and (placement.discharged_on is None or placement.discharged_on > morning)
        ):
            read = {row.user_id for row in records.acknowledgement if row.alert_id == alert.id and row.day <= morning}
            if set(records.workers) - read:
                yield alert
