"""The weekly step-down meeting: it is called, closed when its minutes stand, and reopened when they do not."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from beds.access import Scope
from beds.acting import action, reason_given, write
from beds.models import Commissioner
from beds.refusal import Refusal
from beds.taking_back import cancel
from beds.wording import long_date
from residents.actions.speaking import lock_meeting
from residents.models import Meeting

AHEAD = dt.timedelta(days=14)
"""How long before its day a meeting can be called, so that its agenda can be looked at."""
BEHIND = dt.timedelta(days=31)
"""How long after its day a meeting can still be entered."""


@action
def start_meeting(
    *, by: Any, scope: Scope, today: dt.date, commissioner: Commissioner, held_on: dt.date, present: str = ""
) -> Meeting:
    """Call a meeting, for today or a day of the next two weeks, or enter one that was held in the last month.

    The one of that day is returned when there is one. Raises `Refusal`, also when a later meeting is closed, or
    PermissionDenied for anybody who does not decide for the commissioner.
    """
    _may_lead(commissioner.pk, scope)
    # two people who start it at once, wait here for one another
    Commissioner.objects.select_for_update(no_key=True).get(pk=commissioner.pk)
    known = Meeting.objects.in_force().filter(commissioner=commissioner, held_on=held_on).first()
    if known is not None:
        return known
    if not today - BEHIND <= held_on <= today + AHEAD:
        raise Refusal(
            f"The meeting must be today, {long_date(today)}, in the 14 days after, to {long_date(today + AHEAD)}, or "
            f"in the 31 days before, from {long_date(today - BEHIND)}.",
            field="held_on",
        )
    _none_closed_after(commissioner.pk, held_on, field="held_on")
    return write(Meeting(commissioner=commissioner, held_on=held_on, present=present.strip()), by=by)


@action
def close_meeting(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    meeting: Meeting,
    present: str,
    version: dt.datetime | None = None,
) -> Meeting:
    """The meeting is over, and its minutes stand. Closing it again with the same people present changes nothing."""
    present = present.strip()
    fresh = lock_meeting(meeting)
    _may_lead(fresh.commissioner_id, scope)
    if fresh.is_closed and fresh.present == present:
        return fresh
    fresh = lock_meeting(meeting, version)
    if fresh.is_closed:
        raise Refusal("This meeting is closed already. To change who was there, reopen it first.")
    if fresh.held_on > today:
        raise Refusal(f"The meeting is on {long_date(fresh.held_on)}. It can be closed on that day or later.")
    fresh.present = reason_given(present, "Enter who was there.", field="present")
    fresh.closed_at = timezone.now()
    return write(fresh, by=by)


@action
def reopen_meeting(*, by: Any, scope: Scope, today: dt.date, meeting: Meeting) -> Meeting:
    """Something in the minutes is not right. Refused once the minutes of a later meeting stand."""
    fresh = lock_meeting(meeting)
    _may_lead(fresh.commissioner_id, scope)
    if not fresh.is_closed:
        return fresh
    _none_closed_after(fresh.commissioner_id, fresh.held_on)
    fresh.closed_at = None
    return write(fresh, by=by)


@action
def cancel_meeting(*, by: Any, scope: Scope, today: dt.date, meeting: Meeting, reason: str) -> Meeting:
    """The meeting does not take place, or was entered for the wrong day. Refused once something was said in it."""
    fresh = lock_meeting(meeting, cancelled_too=True)
    _may_lead(fresh.commissioner_id, scope)
    if fresh.is_closed:
        raise Refusal("This meeting is closed: it took place. Reopen it first, if that is wrong.")
    if fresh.notes.in_force().exists() or fresh.actions.in_force().exists():
        raise Refusal("Notes or actions were written in this meeting. Take them back first, or close the meeting.")
    return cancel(fresh, reason, "Say why the meeting is cancelled.", by=by)


def _none_closed_after(commissioner_id: int, held_on: dt.date, field: str = "") -> None:
    """Refuse to write in a meeting once the minutes of a later one stand, which were made without it."""
    later = Meeting.objects.in_force().filter(
        commissioner=commissioner_id, held_on__gt=held_on, closed_at__isnull=False
    )
    if (closed := later.order_by("held_on").first()) is not None:
        raise Refusal(
            f"The meeting of {long_date(closed.held_on)} came after it and is closed. "
            "Write what is missing in the next meeting.",
            field=field,
        )


def _may_lead(commissioner_id: int, scope: Scope) -> None:
    if not scope.may_decide_for(commissioner_id):
        raise PermissionDenied("Only the commissioner calls, closes and cancels its meetings.")
