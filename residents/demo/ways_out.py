"""How the people of a demonstration are to move on: plans, steps, applications and work on their own homes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from residents.demo.pathway import DAY, Case, Pathway, stay
from residents.models import (
    ApplicationStage,
    HomeTrack,
    HomeTrackDate,
    MoveOnApplication,
    MoveOnPlan,
    MoveOnStep,
    OverstayReason,
    Referral,
)
from residents.models.departures import Departure

Goes = Departure.Destination
Kind = MoveOnApplication.Kind
Stage = MoveOnApplication.Stage
Track = HomeTrack.Kind
State = HomeTrack.State
Owner, Code, Reject = OverstayReason.Owner, OverstayReason.Code, MoveOnApplication.RejectReason

GOALS = (
    ("Return to own", Goes.HOME),
    ("Supported living, low", Goes.SUPPORTED_LOW),
    ("Supported living, medium", Goes.SUPPORTED_MEDIUM),
    ("Supported living, high", Goes.SUPPORTED_HIGH),
    ("Private rented", Goes.INDEPENDENT_PRIVATE),
    ("Stay with family", Goes.FAMILY),
)
"""How the words of a referral's plan begin, and where they lead."""
KINDS = {
    Goes.SUPPORTED_HIGH: Kind.SUPPORTED_HIGH,
    Goes.SUPPORTED_MEDIUM: Kind.SUPPORTED_MEDIUM,
    Goes.SUPPORTED_LOW: Kind.SUPPORTED_LOW,
    Goes.INDEPENDENT_SOCIAL: Kind.SOCIAL,
    Goes.INDEPENDENT_PRIVATE: Kind.PRIVATE,
}
HOUSING_PROVIDERS = {
    Kind.SUPPORTED_HIGH: ("Brackenmere Homes", "Stonechat Supported Living"),
    Kind.SUPPORTED_MEDIUM: ("Stonechat Supported Living", "Redstart Living"),
    Kind.SUPPORTED_LOW: ("Redstart Living", "Wheatear Housing Association"),
    Kind.SOCIAL: ("Wheatear Housing Association", "Council homes"),
    Kind.PRIVATE: ("Deposit scheme, private landlord",),
}
WISHES = (
    "A place of my own, near the bus to the day centre.",
    "To go home, if somebody looks in on me.",
    "Not to share a kitchen again.",
    "To be near my sister.",
    "Not sure yet. Wants to see some places first.",
    "",
    "",
)


class Todo(NamedTuple):
    """A step of a plan, whose move it is, and by which night of the stay."""

    text: str
    owner: str
    night: int


STEPS: dict[str, tuple[Todo, ...]] = {
    Goes.HOME: (
        Todo("Visit the home together and list what has to be done before the return", Owner.PROVIDER, 7),
        Todo("Ask housing for the date of the repairs", Owner.HOUSING, 14),
        Todo("Floating support to start in the week of the return", Owner.SOCIAL_CARE, 35),
    ),
    Goes.FAMILY: (
        Todo("Talk with the family about what they can and cannot do", Owner.PROVIDER, 10),
        Todo("Offer a carer's assessment", Owner.SOCIAL_CARE, 21),
        Todo("First weekend with the family", Owner.RESIDENT, 28),
    ),
}
OF_AN_APPLICATION = (
    Todo("Collect proof of identity and three months of bank statements", Owner.PROVIDER, 7),
    Todo("Send the referral form to the housing pathway", Owner.SOCIAL_CARE, 10),
    Todo("View a place together", Owner.RESIDENT, 28),
    Todo("Open the claim for housing benefit", Owner.PROVIDER, 35),
)

WHOSE_MOVE = {
    Stage.MADE: Owner.SUPPORTED_HOUSING,
    Stage.ASSESSMENT: Owner.SUPPORTED_HOUSING,
    Stage.MATCHED: Owner.HOUSING,
    Stage.INTERVIEW: Owner.PROVIDER,
    Stage.OFFER: Owner.RESIDENT,
    Stage.MOVED: Owner.PROVIDER,
    Stage.REFUSED: Owner.RESIDENT,
    Stage.REJECTED: Owner.COMMISSIONER,
    Stage.CHALLENGED: Owner.SUPPORTED_HOUSING,
    Stage.WITHDRAWN: Owner.PROVIDER,
}
TO_OFFER = (Stage.MADE, Stage.ASSESSMENT, Stage.MATCHED, Stage.INTERVIEW, Stage.OFFER)
COURSES: tuple[tuple[Stage, ...], ...] = (
    TO_OFFER[:1],
    TO_OFFER[:2],
    TO_OFFER[:4],
    (*TO_OFFER[:2], Stage.REJECTED),
    TO_OFFER[:3],
    (*TO_OFFER[:4], Stage.REJECTED, Stage.CHALLENGED),
    TO_OFFER,
    (*TO_OFFER[:2], Stage.REJECTED, Stage.CHALLENGED, Stage.ASSESSMENT, Stage.MATCHED),
    (*TO_OFFER, Stage.REFUSED),
    (*TO_OFFER[:2], Stage.REJECTED, Stage.CHALLENGED, Stage.REJECTED),
    (*TO_OFFER[:2], Stage.WITHDRAWN),
)
"""How the applications of those who are here have gone so far, one after another: every stage is among them."""
OF_REASON: dict[str, tuple[Stage, ...]] = {
    Code.REJECTED_BY_PROVIDER: (*TO_OFFER[:4], Stage.REJECTED, Stage.CHALLENGED),
    Code.REFUSED_BY_RESIDENT: (*TO_OFFER, Stage.REFUSED),
    Code.WAITING_LIST: TO_OFFER[:2],
    Code.NO_HIGH_SUPPORT: TO_OFFER[:2],
}
REJECTIONS = (Reject.NEEDS_TOO_HIGH, Reject.RISK, Reject.ARREARS, Reject.NO_CONNECTION, Reject.DOCUMENTS)
STAGE_NOTES = {
    Stage.REJECTED: "The reason came by letter.",
    Stage.CHALLENGED: "The council does not accept the reason and has sent the last assessment.",
    Stage.REFUSED: "Too far from family.",
    Stage.WITHDRAWN: "Another kind of home fits better.",
}
WON, LOST = "The challenge was won: the application goes on.", "The challenge was lost."


def plan_ways_out(pathway: Pathway, since: dt.date) -> None:
    """Plans, steps, applications and home tracks of those who are accepted or here, or left since then."""
    told = repairs = 0
    for case in pathway.cases:
        if not (case.is_here or case.left_since(since) or case.referral.status == Referral.Status.ACCEPTED):
            continue
        goal = _goal(pathway, case)
        plan_on = _plan(pathway, case, goal)
        _steps(pathway, case, goal, plan_on)
        _home_tracks(pathway, case)
        if case.is_here and goal == Goes.HOME and not case.has_reason(Code.REPAIRS):
            _repairs_in_hand(pathway, case, State.values[repairs % 3])
            repairs += 1
        told += _application(pathway, case, goal, plan_on, told)


def _goal(pathway: Pathway, case: Case) -> Goes:
    """Where they went, where the plan leads, or something likely."""
    if case.has_reason(Code.REPAIRS) and case.is_here:
        return Goes.HOME
    if case.discharge is not None and case.discharge.planned and pathway.chance(0.8):
        return Goes(case.discharge.destination)
    words = case.referral.move_on_plan
    return next((goal for start, goal in GOALS if words.startswith(start)), Goes.SUPPORTED_MEDIUM)


def _plan(pathway: Pathway, case: Case, goal: Goes) -> dt.date:
    """The plan, made on the ward, or some days after an admission without one. Gives the day it was made."""
    referral = case.referral
    on = referral.received_on
    if case.placement is not None and not referral.has_plan_and_worker:
        on = min(case.placement.admitted_on + pathway.rng.randint(4, 12) * DAY, case.last_day(pathway.today))
    plan = MoveOnPlan(
        referral=referral,
        goal=goal,
        target_on=case.due,
        lead_name=referral.allocated_worker or "Duty social worker",
        wishes=pathway.rng.choice(WISHES),
    )
    pathway.records.add(plan, on)
    return on


def _steps(pathway: Pathway, case: Case, goal: Goes, plan_on: dt.date) -> None:
    start = case.placement.admitted_on if case.placement else case.referral.received_on + 7 * DAY
    for todo in STEPS.get(goal, OF_AN_APPLICATION):
        due = max(start + todo.night * DAY, plan_on)
        done = due + pathway.rng.randint(-4, 9) * DAY
        step = MoveOnStep(referral=case.referral, text=todo.text, owner=todo.owner, due_on=due)
        if todo.owner == Owner.SOCIAL_CARE:
            step.owner_name = case.referral.allocated_worker
        if plan_on <= done <= case.last_day(pathway.today) and pathway.chance(0.85):
            step.done_on = done
        pathway.records.add(step, plan_on)
        if step.done_on is None and case.discharge is not None:
            pathway.records.take_back(step, case.last_day(pathway.today), "Left before it was done.")


def _home_tracks(pathway: Pathway, case: Case) -> None:
    """Repairs and tenancies that keep somebody; what still runs when somebody leaves for elsewhere is closed."""
    today = pathway.today
    for reason in case.reasons:
        if reason.code not in (Code.REPAIRS, Code.TENANCY):
            continue
        reported = reason.since
        agreed = reported + pathway.rng.randint(3, 12) * DAY
        track = HomeTrack(
            referral=case.referral,
            kind=Track.REPAIRS if reason.code == Code.REPAIRS else Track.TENANCY,
            officer="Housing officer, north" if pathway.chance(0.5) else "Housing officer, south",
            reported_on=reported,
            note=reason.note,
        )
        end = reason.resolved_on
        if agreed <= (end or today):
            track.state, track.agreed_on = State.AGREED, agreed
        pathway.records.add(track, reported)
        went_elsewhere = case.discharge is not None and case.discharge.destination != Goes.HOME
        if end is not None and went_elsewhere and end == case.last_day(today):
            pathway.records.take_back(track, end, "Moved somewhere else.")
        elif end is not None:
            track.state, track.done_on, track.booked_for = State.DONE, end, end
        elif track.agreed_on and pathway.chance(0.6):
            track.state = State.BOOKED
            track.booked_for = max(agreed, today + pathway.rng.randint(-6, 24) * DAY)
        if track.booked_for is not None and track.cancelled_at is None:
            _date_given(pathway, track, min(track.agreed_on or reported, track.booked_for))


def _repairs_in_hand(pathway: Pathway, case: Case, state: str) -> None:
    """Somebody is to go home and the home is being made ready, as far as `state`, before it keeps them here."""
    admitted_on, today = stay(case).admitted_on, pathway.today
    case.referral.accommodation_before = Referral.Accommodation.SOCIAL_TENANCY
    track = HomeTrack(referral=case.referral, kind=Track.REPAIRS, reported_on=admitted_on, note="Heating and a leak.")
    if state != State.REPORTED:
        track.state, track.agreed_on = State.AGREED, min(admitted_on + 5 * DAY, today)
        track.officer = "Housing officer, north"
    if state == State.BOOKED:
        track.state, track.booked_for = State.BOOKED, today + pathway.rng.randint(4, 20) * DAY
    pathway.records.add(track, admitted_on)
    if track.booked_for is not None:
        _date_given(pathway, track, track.agreed_on or admitted_on)


def _date_given(pathway: Pathway, track: HomeTrack, after: dt.date) -> None:
    """Housing gave its date within a few days, and before the work was done."""
    given = min(after + 3 * DAY, track.done_on or pathway.today, pathway.today)
    pathway.records.add(HomeTrackDate(track=track, state=State.BOOKED, on=track.booked_for), given)


def _application(pathway: Pathway, case: Case, goal: Goes, plan_on: dt.date, number: int) -> bool:
    """An application for the home that is the goal, as far as it has got. Whether one of somebody here was made."""
    kind = KINDS.get(goal)
    if kind is None:
        return False
    course = _course(pathway, case, goal, number)
    last = case.last_day(pathway.today)
    days = _days(pathway, course, plan_on, last, ends=case.discharge is not None)
    application = MoveOnApplication(
        referral=case.referral,
        kind=kind,
        housing_provider=pathway.rng.choice(HOUSING_PROVIDERS[kind]),
        stage=course[-1],
        owner=WHOSE_MOVE[course[-1]],
    )
    reason = pathway.rng.choice(REJECTIONS) if Stage.REJECTED in course else ""
    if course[-1] in (Stage.REJECTED, Stage.CHALLENGED):
        application.reject_reason = reason
        application.rejection_stands = course[-2:] == (Stage.CHALLENGED, Stage.REJECTED)
    pathway.records.add(application, days[0])
    for place, (stage, on) in enumerate(zip(course, days, strict=True)):
        after_challenge = place > 0 and course[place - 1] == Stage.CHALLENGED
        won = stage != Stage.REJECTED if after_challenge else None
        note = (WON if won else LOST) if after_challenge else STAGE_NOTES.get(stage, "")
        row = ApplicationStage(application=application, stage=stage, on=on, note=note, challenge_won=won)
        row.reject_reason = reason if stage == Stage.REJECTED else ""
        pathway.records.add(row, on)
    return case.is_here


def _course(pathway: Pathway, case: Case, goal: Goes, number: int) -> tuple[Stage, ...]:
    """The stages that the application has gone through."""
    if case.discharge is not None:
        arrived = case.discharge.destination == goal
        if arrived and case.has_reason(Code.REJECTED_BY_PROVIDER):
            return (*TO_OFFER[:2], Stage.REJECTED, Stage.CHALLENGED, *TO_OFFER[1:], Stage.MOVED)
        return (*TO_OFFER, Stage.MOVED) if arrived else (*TO_OFFER[: pathway.rng.randint(1, 3)], Stage.WITHDRAWN)
    if case.placement is None:
        return TO_OFFER[: pathway.rng.randint(1, 2)]
    if number < len(COURSES):
        return COURSES[number]
    open_reasons = [reason for reason in case.reasons if reason.resolved_on is None]
    told = [OF_REASON[reason.code] for reason in open_reasons if reason.code in OF_REASON]
    return told[-1] if told else pathway.rng.choice(COURSES)


def _days(pathway: Pathway, course: Sequence[Stage], first: dt.date, last: dt.date, *, ends: bool) -> list[dt.date]:
    """A day for each stage, in order; the last one is the day of leaving where the stay has ended."""
    span = max(0, (last - first).days)
    days = sorted(first + pathway.rng.randint(0, span) * DAY for _ in course)
    days[0] = min(days[0], first + 5 * DAY)
    if ends:
        days[-1] = last
    return days
