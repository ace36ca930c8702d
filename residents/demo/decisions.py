"""What was asked and agreed about the stays of a demonstration: extension requests, and the weekly meeting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from beds.models import Commissioner
from residents.demo.pathway import DAY, Case, Pathway, stay
from residents.demo.records import moment
from residents.models import Action, ExtensionRequest, Meeting, Note, OverstayReason

Decision, Owner, Code = ExtensionRequest.Decision, OverstayReason.Owner, OverstayReason.Code
THURSDAY = 3

ASKED_FOR = (
    "Offer of a flat expected; viewing arranged.",
    "Repairs not finished; the contractor has a date.",
    "On the list for supported living; assessment done.",
    "Clinical team advises against a move in the next two weeks.",
)
ASKED_BECAUSE: Mapping[str, str] = {
    Code.REPAIRS: "Repairs not finished; the contractor has a date.",
    Code.TENANCY: "The old tenancy ends in two weeks.",
    Code.STABILISATION: "Clinical team advises against a move in the next two weeks.",
    Code.RELUCTANCE: "Two more visits to the new home are planned before the move.",
    Code.WAITING_LIST: "Near the top of the list for supported living; assessment done.",
    Code.NO_HIGH_SUPPORT: "A high-support place is expected next month.",
    Code.REJECTED_BY_PROVIDER: "The rejection is being challenged; an answer is due.",
    Code.DOCUMENTS: "Proof of identity is on its way; the offer waits for it.",
    Code.FUNDING: "The panel meets next week.",
}
REFUSED = (
    "No plan for the time asked for. Ask again with dates.",
    "A place is offered from Monday; please take it up.",
    "Ask housing for temporary accommodation meanwhile.",
)

PRESENT = "\n".join(
    (
        "Commissioner",
        "Provider managers",
        "Council housing",
        "Social care",
        "Care coordinators",
        "Supported housing pathway",
    )
)


class Said(NamedTuple):
    """What a meeting says of a case with this reason, what is to be done, and by whom."""

    note: str
    todo: str
    who: str


SAID = {
    Owner.HOUSING: Said(
        "Housing has no date yet. Nothing else stands in the way of the move.",
        "Give a date for the home in writing",
        "Council housing",
    ),
    Owner.SUPPORTED_HOUSING: Said(
        "On the waiting list, second in turn. A vacancy may come up in two weeks.",
        "Say where in the list the person stands and when to expect a vacancy",
        "Supported housing pathway",
    ),
    Owner.CLINICAL: Said(
        "Treatment is being settled. The team expects to be ready to support a move next month.",
        "Share the treatment plan with the provider",
        "Care coordinator",
    ),
    Owner.SOCIAL_CARE: Said(
        "The level of support is still not agreed between social care and housing.",
        "Finish the Care Act assessment",
        "Social care",
    ),
    Owner.PROVIDER: Said(
        "Gaining confidence. Two visits to the new home made, a third to come.",
        "Collect the missing papers and send them on",
        "Provider manager",
    ),
    Owner.COMMISSIONER: Said(
        "Waits for a decision by the panel.", "Take the case to the next panel", "Commissioning manager"
    ),
    Owner.RESIDENT: Said(
        "Does not want the place that was offered. Needs time, and a second place to see.",
        "View another place together and write down what matters to the person",
        "Provider manager",
    ),
}
NOTHING_YET = Said("Approaching the limit. The way out is in hand.", "Confirm the day of the move", "Provider manager")


def ask_for_extensions(pathway: Pathway, since: dt.date) -> None:
    """How the extensions came to be granted, some that were refused, and a few that wait for an answer today."""
    for case in pathway.cases:
        for extension in case.extensions:
            granted = extension.created_at.date()
            if granted >= since and pathway.chance(0.8):
                asked = max(granted - pathway.rng.randint(1, 6) * DAY, stay(case).admitted_on)
                request = _request(pathway, case, asked, extension.until_date, extension.reason)
                request.decision, request.extension = Decision.GRANTED, extension
                request.decided_at = extension.created_at
    late = [case for case in pathway.here if case.nights(pathway.today) > 36]
    unanswered = [case for case in late if not _authorised(case, pathway.today)]
    for number, case in enumerate(unanswered):
        if number % 3 == 0:
            _request(pathway, case, pathway.today - pathway.rng.randint(0, 5) * DAY, _until(pathway, case), "")
        elif number % 3 == 1 and case.due < pathway.today:
            _refused(pathway, case)
    for case in unanswered[2::6]:
        asked = max(case.due - 6 * DAY, stay(case).admitted_on)
        if asked + 2 * DAY <= pathway.today:
            request = _request(pathway, case, asked, case.due + 14 * DAY, "")
            pathway.records.take_back(request, asked + 2 * DAY, "Asked for the wrong person.")


def _refused(pathway: Pathway, case: Case) -> None:
    asked = pathway.day_between(case.due - 5 * DAY, min(case.due + 6 * DAY, pathway.today - DAY))
    request = _request(pathway, case, asked, max(case.due, asked) + 28 * DAY, "")
    request.decision, request.decision_note = Decision.REFUSED, pathway.rng.choice(REFUSED)
    request.decided_at = moment(min(asked + 2 * DAY, pathway.today), 11)
    if request.decided_at < request.created_at:
        request.decided_at = request.created_at


def _authorised(case: Case, today: dt.date) -> bool:
    return any(extension.until_date > today for extension in case.extensions)


def _until(pathway: Pathway, case: Case) -> dt.date:
    """Beyond today, the limit and whatever has been authorised."""
    reached = max([pathway.today, case.due, *(extension.until_date for extension in case.extensions)])
    return reached + pathway.rng.choice((14, 21, 28)) * DAY


def _request(pathway: Pathway, case: Case, on: dt.date, until: dt.date, reason: str) -> ExtensionRequest:
    known = [ASKED_BECAUSE[one.code] for one in case.reasons if one.since <= on and one.code in ASKED_BECAUSE]
    reason = reason or (known[-1] if known else pathway.rng.choice(ASKED_FOR))
    request = ExtensionRequest(placement=stay(case), until_date=until, reason=reason)
    return pathway.records.add(request, on)


def meet_weekly(pathway: Pathway, commissioner: Commissioner, weeks: int) -> None:
    """A meeting each Thursday of the last weeks, with notes on the longest stays and what was agreed."""
    days_since = (pathway.today.weekday() - THURSDAY) % 7 or 7
    for week in reversed(range(weeks)):
        on = pathway.today - (days_since + 7 * week) * DAY
        meeting = Meeting(commissioner=commissioner, held_on=on, present=PRESENT, closed_at=moment(on, 16))
        pathway.records.add(meeting, on)
        spoken_of = [case for case in pathway.cases if _was_late(case, on)]
        for case in spoken_of[:12]:
            if pathway.chance(0.5):
                discuss(pathway, meeting, case, last_week=week == 0)


def _was_late(case: Case, on: dt.date) -> bool:
    """Whether a stay was near its limit or past it, and went on, on the day of a meeting."""
    if case.placement is None or case.placement.admitted_on > on or case.last_day(on + DAY) <= on:
        return False
    return case.placement.los_nights(on) > case.placement.contract.stay_limit_nights - 8


def discuss(pathway: Pathway, meeting: Meeting, case: Case, *, last_week: bool) -> None:
    """What was said of one case, and who does what by when."""
    on = meeting.held_on
    holding = [r for r in case.reasons if r.since <= on and (r.resolved_on is None or r.resolved_on > on)]
    said = SAID[Owner(holding[-1].owner)] if holding else NOTHING_YET
    pathway.records.add(Note(referral=case.referral, meeting=meeting, text=said.note, said_on=on), on)
    action = Action(referral=case.referral, meeting=meeting, text=said.todo, owner_name=said.who)
    action.agreed_on, action.due_on = on, on + pathway.rng.choice((5, 7, 7, 14)) * DAY
    done = on + pathway.rng.randint(2, 16) * DAY
    if done <= min(case.last_day(pathway.today), pathway.today) and pathway.chance(0.6 if last_week else 0.85):
        action.done_on, action.outcome = done, "Done."
    pathway.records.add(action, on)
    if action.done_on is None and case.discharge is not None:
        pathway.records.take_back(action, case.last_day(pathway.today), "Left before it was done.")
