"""The move-on plan and its steps: where a person is to live, what is to be done for it, and by whom."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from beds.access import Scope
from beds.acting import action, not_in_future, one_of, reason_given, unchanged_since, write
from beds.refusal import Refusal
from beds.taking_back import cancel
from beds.wording import long_date
from residents.actions.bounds import not_too_far
from residents.actions.move_on_guard import lock_record, writable_move_on
from residents.models import MoveOnPlan, MoveOnStep, OverstayReason, PlanWording, Referral
from residents.models.destinations import PLACES_TO_LIVE

WHOSE_MOVE = "Select whose move it is."


@action
def set_plan(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    referral: Referral,
    goal: str,
    target_on: dt.date | None = None,
    lead_name: str = "",
    wishes: str = "",
    version: dt.datetime | None = None,
) -> MoveOnPlan:
    """Say where the person is to live, by when, who leads, and what they want; or change that.

    What the plan said before is kept. Sending the same again changes nothing. `version` is the plan's `updated_at` as
    the writer saw it. A referral that says nothing of a plan, or what this plan said before, then says this: nobody
    types it again to admit. Raises `Refusal`, or PermissionDenied for somebody who does not write about this person's
    way out.
    """
    referral = writable_move_on(referral, scope, beginning=True)
    facts = {"goal": goal, "target_on": target_on, "lead_name": lead_name.strip(), "wishes": wishes.strip()}
    plan = MoveOnPlan.objects.select_related("updated_by").filter(referral=referral).first()
    if plan is not None and _says(plan, facts):
        return plan
    one_of(goal, PLACES_TO_LIVE, "Select where they are to live.", "goal")
    if target_on is not None and target_on < referral.received_on:
        raise Refusal(
            f"{referral.resident} was referred on {long_date(referral.received_on)}. The date to move by must be "
            "after that day.",
            field="target_on",
        )
    if target_on is not None:
        not_too_far(target_on, today, "The date to move by", "target_on")
    before = plan.words if plan is not None else ""
    if plan is not None:
        unchanged_since(plan, version)
        said = {name: getattr(plan, name) for name in facts}
        PlanWording.objects.create(plan=plan, replaced_at=timezone.now(), replaced_by=by, **said)
    made = write(_with(plan or MoveOnPlan(referral=referral), facts), by=by)
    if referral.move_on_plan.strip() in ("", before):
        referral.move_on_plan = made.words
        write(referral, by=by)
    return made


@action
def add_step(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    referral: Referral,
    text: str,
    owner: str,
    owner_name: str = "",
    due_on: dt.date | None = None,
) -> MoveOnStep:
    """Add one thing to be done. Sending the same again adds nothing. Raises `Refusal`."""
    referral = writable_move_on(referral, scope, beginning=True)
    facts = _step_facts(text, owner, owner_name, due_on)
    known = referral.move_on_steps.in_force().filter(text__iexact=facts["text"], done_on=None).first()
    if known is not None:
        if _says(known, facts):
            return known
        raise Refusal(
            f"“{known.text}” is on the list already, and not done. Change that step, or word this one differently.",
            field="text",
        )
    _check_due(referral, due_on, today)
    return write(MoveOnStep(referral=referral, **facts), by=by)


@action
def change_step(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    step: MoveOnStep,
    text: str,
    owner: str,
    owner_name: str = "",
    due_on: dt.date | None = None,
    version: dt.datetime | None = None,
) -> MoveOnStep:
    """Put the words, the owner or the date of a step right. `version` is its `updated_at` as the writer saw it."""
    fresh = lock_record(step, scope)
    facts = _step_facts(text, owner, owner_name, due_on)
    if _says(fresh, facts):
        return fresh
    unchanged_since(fresh, version)
    if due_on != fresh.due_on:
        _check_due(fresh.referral, due_on, today)
    return write(_with(fresh, facts), by=by)


@action
def finish_step(*, by: Any, scope: Scope, today: dt.date, step: MoveOnStep, done_on: dt.date) -> MoveOnStep:
    """The step is done. Sending the same again changes nothing. Raises `Refusal`."""
    fresh = lock_record(step, scope)
    if fresh.done_on is not None:
        if fresh.done_on == done_on:
            return fresh
        raise Refusal(
            f"This step is recorded as done on {long_date(fresh.done_on)}. If that is wrong, say first that it is not "
            "done.",
            field="done_on",
        )
    not_in_future(done_on, today, "The day on which it was done", "done_on")
    fresh.done_on, fresh.done_by = done_on, by
    return write(fresh, by=by)


@action
def reopen_step(*, by: Any, scope: Scope, today: dt.date, step: MoveOnStep) -> MoveOnStep:
    """The step is not done after all. Sending the same again changes nothing."""
    fresh = lock_record(step, scope)
    if fresh.done_on is None:
        return fresh
    fresh.done_on = fresh.done_by = None
    return write(fresh, by=by)


@action
def cancel_step(*, by: Any, scope: Scope, today: dt.date, step: MoveOnStep, reason: str) -> MoveOnStep:
    """The step is not needed, or was entered by mistake."""
    return cancel(lock_record(step, scope, cancelled_too=True), reason, "Say why the step is cancelled.", by=by)


def _step_facts(text: str, owner: str, owner_name: str, due_on: dt.date | None) -> dict[str, Any]:
    text = reason_given(text, "Say what is to be done.", field="text")
    one_of(owner, OverstayReason.Owner.values, WHOSE_MOVE, "owner")
    return {"text": text, "owner": owner, "owner_name": owner_name.strip(), "due_on": due_on}


def _check_due(referral: Referral, due_on: dt.date | None, today: dt.date) -> None:
    """Refuse a day before the person was referred, or years ahead."""
    if due_on is None:
        return
    if due_on < referral.received_on:
        raise Refusal(
            f"{referral.resident} was referred on {long_date(referral.received_on)}. The day by which it is to be done "
            "must be that day or later.",
            field="due_on",
        )
    not_too_far(due_on, today, "The day by which it is to be done", "due_on")


def _says(record: Any, facts: dict[str, Any]) -> bool:
    return all(getattr(record, name) == value for name, value in facts.items())


def _with(record: Any, facts: dict[str, Any]) -> Any:
    for name, value in facts.items():
        setattr(record, name, value)
    return record
