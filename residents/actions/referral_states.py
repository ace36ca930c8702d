"""The states of a referral: what may be done in each, by whom, and the one place where a referral changes state."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

from django.core.exceptions import PermissionDenied

from beds.access import Scope
from beds.acting import unchanged_since, write
from beds.locks import lock_beds
from beds.refusal import Refusal
from beds.wording import long_date
from residents.actions.bookings import withdraw
from residents.models import Booking, Placement, Referral, ReferralStep, Resident

Status = Referral.Status


class Verb(StrEnum):
    """What can be done to a referral; its value ends the sentence "it can be …"."""

    CORRECT = "corrected"
    START = "taken into assessment"
    ASSESS = "assessed"
    ACCEPT = "accepted"
    DECLINE = "declined"
    REDIRECT = "sent on"
    WITHDRAW = "withdrawn"
    REOPEN = "opened again"
    CORRECT_ASSESSMENT = "corrected in its assessments"


ALLOWED: dict[Verb, tuple[Status, ...]] = {
    Verb.CORRECT: (*Referral.OPEN, Status.PLACED),
    Verb.START: (Status.RECEIVED,),
    Verb.ASSESS: Referral.OPEN,
    Verb.ACCEPT: (Status.ASSESSING,),
    Verb.DECLINE: Referral.OPEN,
    Verb.REDIRECT: Referral.OPEN,
    Verb.WITHDRAW: Referral.OPEN,
    Verb.REOPEN: (Status.DECLINED, Status.WITHDRAWN, Status.REDIRECTED),
    Verb.CORRECT_ASSESSMENT: (*Referral.OPEN, Status.PLACED),
}
"""The states in which each may be done. A referral becomes placed by an admission only.

A placed one is corrected by the provider that has the person: documents come, needs and risks change during the stay.
"""

BY_THE_WARD = frozenset({Verb.CORRECT, Verb.WITHDRAW, Verb.REOPEN})
"""What the ward may do; the provider and the commissioner who decides may do all."""


def may(verb: Verb, referral: Referral, scope: Scope) -> bool:
    """Whether this person may ever do this to this referral, whatever its state."""
    if verb in BY_THE_WARD and scope.may_refer_for(referral.ward_id):
        return True
    if scope.may_write_for(referral.provider_id) or scope.may_decide_for(referral.commissioner_id):
        return True
    return verb == Verb.CORRECT and has_the_person(referral, scope)


def can(verb: Verb, referral: Referral) -> bool:
    """Whether the state of the referral allows this now."""
    return referral.status in ALLOWED[verb]


def has_the_person(referral: Referral, scope: Scope) -> bool:
    """Whether this person writes for the provider with which the person of a placed referral is, or was last."""
    if referral.status != Status.PLACED:
        return False
    placements = Placement.objects.in_force().filter(referral=referral)
    return (placements if scope.everything else placements.filter(service__provider__in=scope.writes_for)).exists()


def is_open_to(verb: Verb, referral: Referral, scope: Scope) -> bool:
    """Whether this person, who may ever do this to the referral, can do it as it stands now."""
    others = verb == Verb.CORRECT and referral.status == Status.PLACED
    return can(verb, referral) and (not others or has_the_person(referral, scope))


def why_shut(verb: Verb, referral: Referral, scope: Scope) -> str:
    """Why this cannot be done now, how the referral came to that, and what is possible instead; empty when it can."""
    if is_open_to(verb, referral, scope):
        return ""
    if can(verb, referral):
        return f"{how_it_stands(referral)} From then on the provider that has the person corrects it."
    return f"{how_it_stands(referral)} It cannot be {verb.value}. {what_is_possible(referral)}"


def lock_referral(referral: Referral, verb: Verb, scope: Scope, version: dt.datetime | None = None) -> Referral:
    """The referral as it is now, locked until the transaction ends, for somebody who may do this to it.

    Raises PermissionDenied, or `Refusal` when somebody has changed it since `version`.
    """
    rows = Referral.objects.select_for_update(of=("self",), no_key=True)
    fresh = rows.select_related("resident", "ward", "commissioner", "provider", "updated_by").get(pk=referral.pk)
    if not may(verb, fresh, scope):
        raise PermissionDenied(f"It is not for you that this referral can be {verb.value}.")
    unchanged_since(fresh, version)
    return fresh


def lock_person(resident_id: int) -> None:
    """Let nobody else open a referral of this person until the transaction ends; the referral is locked before.

    Two referrals of one person are two rows: without this each would be opened while the other is still closed.
    """
    Resident.objects.select_for_update(no_key=True).get(pk=resident_id)


def check_state(referral: Referral, verb: Verb, scope: Scope) -> None:
    """Refuse what the state of the referral does not allow, saying how it came to it and what is possible instead."""
    if why := why_shut(verb, referral, scope):
        raise Refusal(why)


def how_it_stands(referral: Referral) -> str:
    """How the referral came to its state, in a sentence with who and when, as far as that is recorded."""
    step = last_step(referral)
    word = {Status.ASSESSING: "taken into assessment", Status.REDIRECTED: "sent on"}.get(
        Status(referral.status), referral.get_status_display().lower()
    )
    if step is None or step.status != referral.status:
        return f"The referral of {referral.resident} is {word}."
    who = f" by {step.created_by}" if step.created_by else ""
    return f"The referral of {referral.resident} was {word}{who} on {long_date(step.on)}."


def what_is_possible(referral: Referral) -> str:
    """What can be done to a referral in its state, in a sentence."""
    if referral.status == Status.PLACED:
        return "What happens now is entered at the placement."
    verbs = [verb.value for verb in Verb if verb != Verb.CORRECT_ASSESSMENT and can(verb, referral)]
    listed = " or ".join(filter(None, [", ".join(verbs[:-1]), verbs[-1]]))
    return f"It can be {listed}."


def last_step(referral: Referral) -> ReferralStep | None:
    """The step that made the referral what it is; None where no step was ever recorded."""
    return referral.steps.select_related("created_by").order_by("-pk").first()


def said_before(referral: Referral, status: Status, *, by: Any, note: str) -> bool:
    """Whether this person has brought the referral into this state in the same words: the form was sent twice."""
    step = last_step(referral)
    if step is None or referral.status != status:
        return False
    return (step.status, step.created_by, step.note) == (status, by, note)


def enter_state(
    referral: Referral,
    status: str,
    *,
    on: dt.date,
    by: Any,
    reason: str = "",
    note: str = "",
    reopened: bool = False,
) -> ReferralStep:
    """Make the referral what `status` says, write it, and record the step: when, by whom and why.

    Every change of state goes through here, so that the steps tell the whole history. `reason` is the coded one in
    words: it stays in the step when the referral itself is opened again.
    """
    referral.status = status
    write(referral, by=by)
    step = ReferralStep(referral=referral, status=status, on=on, reason=reason, note=note, reopened=reopened)
    return write(step, by=by)


def redate_step(referral: Referral, status: Status, before: dt.date, on: dt.date, *, by: Any) -> None:
    """The day of what a step tells is corrected: the step tells the right one too.

    One of another day is left alone: somebody who is sent on is received by the next provider on the day of that.
    """
    step = referral.steps.filter(status=status, on=before, reopened=False).order_by("-pk").first()
    if step is not None and on != before:
        step.on = on
        write(step, by=by)


def free_booked_bed(referral: Referral, why: str, *, by: Any) -> None:
    """Take back the booking that waits for the person, who is not coming."""
    booked = Booking.objects.waiting().filter(referral=referral)
    if lock_beds(booked.values_list("bed_id", flat=True)):
        for booking in booked:
            withdraw(booking, why, by=by)
