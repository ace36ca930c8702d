"""Outcome scores: recorded, put right, taken back. Only totals are ever held."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from beds.access import Scope
from beds.acting import action, change, not_in_future, one_of, write
from beds.refusal import Refusal
from beds.taking_back import cancel, refuse_cancelled
from beds.wording import long_date
from residents.actions.guards import lock_placement, may_write, writable_placement
from residents.models import OutcomeScore, Placement
from residents.outcomes import SCALES


@action
def record_score(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    placement: Placement,
    measure: str,
    point: str,
    taken_on: dt.date,
    score: Decimal,
    goal: str = "",
) -> OutcomeScore:
    """Record the total of a measure on one day. Sending the same again changes nothing.

    A measure has one score a day, a goal-based outcome one a day and goal. Raises `Refusal`, or PermissionDenied for
    those who do not write for the provider.
    """
    placement = writable_placement(placement, scope)
    goal = _checked(placement, today, measure, point, taken_on, score, goal)
    known = _same_day(placement, measure, goal, taken_on).first()
    if known is not None:
        if (known.point, known.score, known.goal) == (point, score, goal):
            return known
        raise _taken(known)
    made = OutcomeScore(placement=placement, measure=measure, point=point, taken_on=taken_on, score=score, goal=goal)
    return write(made, by=by)


@action
def correct_score(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    record: OutcomeScore,
    point: str,
    taken_on: dt.date,
    score: Decimal,
    goal: str = "",
    version: dt.datetime | None = None,
) -> OutcomeScore:
    """Put a score right. The measure stays: a score of the wrong measure is cancelled and recorded again.

    Sending the same again changes nothing.
    """
    fresh = _locked(record, scope)
    refuse_cancelled(fresh)
    goal = _checked(fresh.placement, today, fresh.measure, point, taken_on, score, goal)
    if not change(fresh, {"point": point, "taken_on": taken_on, "score": score, "goal": goal}, version):
        return fresh
    other = _same_day(fresh.placement, fresh.measure, goal, taken_on).exclude(pk=fresh.pk).first()
    if other is not None:
        raise _taken(other)
    return write(fresh, by=by)


@action
def cancel_score(*, by: Any, scope: Scope, today: dt.date, record: OutcomeScore, reason: str) -> OutcomeScore:
    """The score was entered by mistake. Sending it again changes nothing."""
    fresh = _locked(record, scope)
    return cancel(fresh, reason, "Say why the score is cancelled.", by=by)


def _locked(record: OutcomeScore, scope: Scope) -> OutcomeScore:
    placement = lock_placement(record.placement)
    may_write(placement.service.provider_id, scope)
    fresh = OutcomeScore.objects.select_for_update(of=("self",)).select_related("updated_by").get(pk=record.pk)
    fresh.placement = placement
    return fresh


def _same_day(placement: Placement, measure: str, goal: str, taken_on: dt.date) -> Any:
    scores = placement.outcome_scores.in_force()
    return scores.filter(measure=measure, goal__iexact=goal, taken_on=taken_on)


def _taken(known: OutcomeScore) -> Refusal:
    what = f"{known.get_measure_display()}, goal “{known.goal}”," if known.goal else known.get_measure_display()
    return Refusal(
        f"{what} has a score of {long_date(known.taken_on)} already: {known.plain}, "
        f"{known.get_point_display().lower()}. Correct that one, or enter the day of this one.",
        field="taken_on",
    )


def _checked(
    placement: Placement, today: dt.date, measure: str, point: str, taken_on: dt.date, score: Decimal, goal: str
) -> str:
    """The goal as it is kept, once all is found to hold. Raises `Refusal`."""
    one_of(measure, SCALES, "Select the measure.", "measure")
    one_of(point, OutcomeScore.Point.values, "Select when it was taken.", "point")
    scale = SCALES[measure]
    if not scale.takes(score):
        raise Refusal(f"{scale.label} must be {scale.what}.", field="score")
    goal = " ".join(goal.split())
    if scale.has_goals and not goal:
        raise Refusal("Enter the goal that the score is about, in a few words.", field="goal")
    _check_day(placement, today, point, taken_on)
    return goal if scale.has_goals else ""


def _check_day(placement: Placement, today: dt.date, point: str, taken_on: dt.date) -> None:
    """Refuse a day that does not go with when it was taken: at entry may be on the ward, on leaving just after."""
    not_in_future(taken_on, today, "The date", "taken_on")
    who, came, left = placement.resident, placement.admitted_on, placement.discharged_on
    first, what = came, "was admitted"
    if point == OutcomeScore.Point.ENTRY and placement.referral.received_on < came:
        first, what = placement.referral.received_on, "was referred"
    if taken_on < first:
        raise Refusal(f"{who} {what} on {long_date(first)}. The date must be that day or later.", field="taken_on")
    if left is not None and taken_on > left and point != OutcomeScore.Point.EXIT:
        raise Refusal(
            f"{who} left on {long_date(left)}. The date must be that day or earlier, or the score one on leaving.",
            field="taken_on",
        )
