"""A provider judges whether a person would do well in one of its houses."""

from __future__ import annotations

import datetime as dt
from typing import Any

from beds.access import Scope
from beds.acting import action, not_in_future, one_of, reason_given, unchanged_since, write
from beds.models import Service
from beds.refusal import Refusal
from beds.taking_back import refuse_cancelled, take_back, taken_back_before
from beds.wording import long_date
from residents.actions.referral_states import Status, Verb, check_state, enter_state, lock_referral
from residents.models import Assessment, Referral

NOT_SUITABLE = Assessment.Suitability.NOT_SUITABLE


@action
def record_assessment(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    referral: Referral,
    assessed_on: dt.date,
    assessor: str,
    suitability: str,
    needs_level: str,
    note: str = "",
) -> Assessment:
    """What an assessment found. A referral that was only received is in assessment from that day on.

    Sending the same again returns the known one. Raises `Refusal`.
    """
    fresh = lock_referral(referral, Verb.ASSESS, scope)
    found = Assessment(referral=fresh, **_said(assessed_on, assessor, suitability, needs_level, note))
    known = fresh.assessments.in_force().filter(
        created_by=by, **_said(assessed_on, assessor, suitability, needs_level, note)
    )
    if before := known.first():
        return before
    check_state(fresh, Verb.ASSESS, scope)
    _check(found, today)
    if suitability == NOT_SUITABLE and fresh.status == Status.ACCEPTED:
        raise Refusal(
            f"{fresh.resident} is accepted already, and would stay so. If no place suits them any more, decline the "
            "referral or send it on; if the acceptance was a mistake, decline it and open it again.",
            field="suitability",
        )
    if fresh.status == Status.RECEIVED:
        enter_state(fresh, Status.ASSESSING, on=assessed_on, by=by)
    else:
        write(fresh, by=by)
    return write(found, by=by)


@action
def correct_assessment(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    assessment: Assessment,
    assessed_on: dt.date,
    assessor: str,
    suitability: str,
    needs_level: str,
    note: str = "",
    version: dt.datetime | None = None,
) -> Assessment:
    """Correct what was entered about an assessment. Raises `Refusal`, also when somebody changed it since `version`."""
    fresh = _lock(assessment, scope)
    refuse_cancelled(fresh)
    unchanged_since(fresh, version)
    for name, value in _said(assessed_on, assessor, suitability, needs_level, note).items():
        setattr(fresh, name, value)
    _check(fresh, today)
    _not_relied_on(fresh, corrected=True)
    write(fresh.referral, by=by)
    return write(fresh, by=by)


@action
def cancel_assessment(*, by: Any, scope: Scope, today: dt.date, assessment: Assessment, reason: str) -> Assessment:
    """The assessment was entered by mistake. Sending the same again changes nothing. Raises `Refusal`."""
    fresh = _lock(assessment, scope)
    reason = reason_given(reason, "Say why the assessment is taken back.")
    if taken_back_before(fresh, reason, by=by):
        return fresh
    _not_relied_on(fresh)
    write(fresh.referral, by=by)
    return take_back(fresh, reason, by=by)


def _said(assessed_on: dt.date, assessor: str, suitability: str, needs_level: str, note: str) -> dict[str, Any]:
    return {
        "assessed_on": assessed_on,
        "assessor": assessor.strip(),
        "suitability": suitability,
        "needs_level": needs_level,
        "note": note.strip(),
    }


def _check(assessment: Assessment, today: dt.date) -> None:
    one_of(assessment.suitability, Assessment.Suitability.values, "Select whether the place suits them.", "suitability")
    one_of(assessment.needs_level, Service.NeedsLevel.values, "Select how high the needs are.", "needs_level")
    reason_given(assessment.assessor, "Enter who assessed them.", "assessor")
    not_in_future(assessment.assessed_on, today, "The date of the assessment", "assessed_on")
    referred = assessment.referral.received_on
    if assessment.assessed_on < referred:
        raise Refusal(
            f"{assessment.referral.resident} was referred on {long_date(referred)}. The assessment must be on that "
            "day or later.",
            field="assessed_on",
        )


def _lock(assessment: Assessment, scope: Scope) -> Assessment:
    """The assessment, taken back or not, and its referral, locked. Refuses one whose referral is closed."""
    referral = lock_referral(assessment.referral, Verb.CORRECT_ASSESSMENT, scope)
    check_state(referral, Verb.CORRECT_ASSESSMENT, scope)
    fresh = referral.assessments.select_related("updated_by").get(pk=assessment.pk)
    fresh.referral = referral
    return fresh


def _not_relied_on(assessment: Assessment, *, corrected: bool = False) -> None:
    """Refuse to take away the assessment on which a person was accepted, or to make it say "not suitable"."""
    referral = assessment.referral
    if referral.status not in (Status.ACCEPTED, Status.PLACED):
        return
    standing = list(referral.assessments.in_force().exclude(pk=assessment.pk))
    if corrected:
        standing.append(assessment)
    last = max(standing, key=lambda one: (one.assessed_on, one.pk), default=None)
    if last is None or last.suitability == NOT_SUITABLE:
        raise Refusal(
            f"{referral.resident} was accepted on this assessment. Record another one first, or decline the referral "
            "or send it on."
        )
