"""What was agreed: who does what by when, and what became of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied

from beds.access import Scope
from beds.acting import action, not_in_future, reason_given, unchanged_since, write
from beds.refusal import Refusal
from beds.taking_back import cancel
from beds.wording import long_date
from residents.actions.speaking import (
    concerned,
    lock_action,
    lock_case,
    may_finish,
    may_say,
    still_open,
)
from residents.models import Action, Meeting, Referral

LONGEST = 300
"""Characters of what is to be done."""

LONGEST_WAIT = dt.timedelta(days=366)
"""An action is due within a year: anything later is a slip of the keyboard."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """Who does what by when. `owner` signs in and sees the case; anybody else is named by `owner_name`."""

    text: str
    due_on: dt.date
    owner: Any = None
    owner_name: str = ""


@action
def add_action(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    agreed: Agreed,
    referral: Referral | None = None,
    meeting: Meeting | None = None,
) -> Action:
    """Somebody is to do something about a case, or about what a meeting said of nobody in particular.

    The same action of the same person, while it is open, is one. Raises `Refusal`, or PermissionDenied.
    """
    referral, meeting = lock_case(referral, meeting, scope)
    agreed = _checked(agreed, referral, meeting)
    same = Action.objects.open().filter(
        referral=referral, meeting=meeting, text=agreed.text, owner=agreed.owner, owner_name=agreed.owner_name
    )
    if (known := same.first()) is not None:
        if known.due_on == agreed.due_on:
            return known
        raise Refusal(
            f"{known.who} is to do this by {long_date(known.due_on)} already. Correct that action instead.",
            field="action_text",
        )
    _due(agreed.due_on, today)
    new = Action(referral=referral, meeting=meeting, agreed_on=min(today, meeting.held_on) if meeting else today)
    return write(_filled(new, agreed), by=by)


@action
def correct_action(
    *, by: Any, scope: Scope, today: dt.date, act: Action, agreed: Agreed, version: dt.datetime | None = None
) -> Action:
    """Put right what is to be done, by whom or by when, while it is open. The same again changes nothing."""
    fresh = lock_action(act)
    _may_change(fresh, scope)
    agreed = _checked(agreed, fresh.referral, fresh.meeting, kept=fresh.owner_id)
    if (fresh.text, fresh.owner, fresh.owner_name, fresh.due_on) == (
        agreed.text,
        agreed.owner,
        agreed.owner_name,
        agreed.due_on,
    ):
        return fresh
    fresh = lock_action(act, version)
    if fresh.done_on is not None:
        raise Refusal(f"This was done on {long_date(fresh.done_on)}. If that is wrong, undo it first.")
    if agreed.due_on != fresh.due_on:
        _due(agreed.due_on, today)
    return write(_filled(fresh, agreed), by=by)


@action
def complete_action(
    *, by: Any, scope: Scope, today: dt.date, act: Action, done_on: dt.date | None = None, outcome: str | None = None
) -> Action:
    """It is done, on `done_on` or today, with what came of it. Also after the meeting is closed.

    Sending it again changes nothing; an outcome may be added to an action that is done without one. With None, what
    was said of it before it was undone holds again.
    """
    fresh = lock_action(act)
    _may_finish(fresh, by, scope)
    outcome = fresh.outcome if outcome is None else outcome.strip()
    if fresh.done_on is not None:
        if outcome in ("", fresh.outcome) and done_on in (None, fresh.done_on):
            return fresh
        if fresh.outcome or done_on not in (None, fresh.done_on):
            said = f", “{fresh.outcome}”" if fresh.outcome else ""
            raise Refusal(
                f"This is already recorded as done on {long_date(fresh.done_on)}{said}. "
                "If that is wrong, undo it first."
            )
        fresh.outcome = outcome
        return write(fresh, by=by)
    day = done_on or today
    not_in_future(day, today, "The day on which it was done", "done_on")
    if day < fresh.agreed_on:
        raise Refusal(
            f"It was agreed on {long_date(fresh.agreed_on)}. It must be done on that day or later.", field="done_on"
        )
    fresh.done_on, fresh.outcome = day, outcome
    return write(fresh, by=by)


@action
def undo_action(*, by: Any, scope: Scope, today: dt.date, act: Action, version: dt.datetime | None = None) -> Action:
    """It is not done after all. What was said of it until now is kept, to be added to.

    `version` is its `updated_at` as the writer saw it.
    """
    fresh = lock_action(act)
    _may_finish(fresh, by, scope)
    if fresh.done_on is None:
        return fresh
    unchanged_since(fresh, version)
    fresh.done_on = None
    return write(fresh, by=by)


@action
def cancel_action(*, by: Any, scope: Scope, today: dt.date, act: Action, reason: str) -> Action:
    """It is not to be done, or was entered by mistake."""
    fresh = lock_action(act, cancelled_too=True)
    _may_change(fresh, scope)
    if fresh.done_on is not None and fresh.cancelled_at is None:
        raise Refusal(f"This was done on {long_date(fresh.done_on)}. If that is wrong, undo it first.")
    return cancel(fresh, reason, "Say why the action is cancelled.", by=by)


def _may_change(fresh: Action, scope: Scope) -> None:
    if not may_say(fresh.referral, fresh.meeting, scope):
        raise PermissionDenied("Only those who work on a case change its actions.")
    still_open(fresh.meeting)


def _may_finish(fresh: Action, by: Any, scope: Scope) -> None:
    if not may_finish(fresh, by, scope):
        raise PermissionDenied("An action is ticked by its owner, or by those who work on the case.")


def _checked(agreed: Agreed, referral: Referral | None, meeting: Meeting | None, kept: int | None = None) -> Agreed:
    """What was agreed, trimmed. The owner may see the case, or was the owner already (`kept`)."""
    text = reason_given(agreed.text, "Enter what is to be done.", field="action_text")
    if len(text) > LONGEST:
        raise Refusal(f"An action has at most {LONGEST} characters; this one has {len(text)}.", field="action_text")
    name = agreed.owner_name.strip()
    if agreed.owner is None and not name:
        raise Refusal("Select who does it, or enter a name.", field="owner")
    if agreed.owner is not None and name:
        raise Refusal("Either select who does it, or enter a name: not both.", field="owner_name")
    new = agreed.owner is not None and agreed.owner.pk != kept
    if new and not concerned(referral, meeting).users().filter(pk=agreed.owner.pk).exists():
        raise Refusal(f"{agreed.owner} cannot see this case. Select somebody who works on it.", field="owner")
    return Agreed(text, agreed.due_on, agreed.owner, name)


def _due(due_on: dt.date, today: dt.date) -> None:
    if not today <= due_on <= today + LONGEST_WAIT:
        raise Refusal(
            f"The day by which it is to be done must be today, {long_date(today)}, or within a year.", field="due_on"
        )


def _filled(record: Action, agreed: Agreed) -> Action:
    record.text, record.due_on = agreed.text, agreed.due_on
    record.owner, record.owner_name = agreed.owner, agreed.owner_name
    return record
