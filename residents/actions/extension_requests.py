"""A provider asks for a longer stay, and the commissioner decides: once, whoever else is deciding at that moment."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from beds.access import Scope
from beds.acting import action, one_of, reason_given, write
from beds.refusal import Refusal
from beds.taking_back import take_back
from beds.wording import long_date
from residents.actions.bounds import not_too_far
from residents.actions.guards import lock_placement, writable_placement
from residents.actions.overstays import grant_extension
from residents.models import Extension, ExtensionRequest, Placement

Decision = ExtensionRequest.Decision


@action
def request_extension(
    *, by: Any, scope: Scope, today: dt.date, placement: Placement, until_date: dt.date, reason: str
) -> ExtensionRequest:
    """The provider asks for the stay up to, and not including, the night of `until_date`.

    Nothing is authorised until the commissioner grants it. One request of a placement waits at a time; sending the
    same again gives the one that waits. Raises `Refusal`, or PermissionDenied for anybody who does not write for the
    provider that has the resident.
    """
    placement = writable_placement(placement, scope)
    reason = reason_given(reason, "Say why they need to stay longer, and what will have happened by then.")
    _still_here(placement)
    waiting = placement.extension_requests.in_force().filter(decision=Decision.PENDING).first()
    if waiting is not None:
        if (waiting.until_date, waiting.reason) == (until_date, reason):
            return waiting
        raise Refusal(
            f"A request until {long_date(waiting.until_date)} is waiting for the commissioner: “{waiting.reason}”. "
            "To ask for something else, withdraw that one first."
        )
    _goes_further(placement, until_date, today)
    _is_not_what_was_refused(placement, until_date, reason)
    return write(ExtensionRequest(placement=placement, until_date=until_date, reason=reason), by=by)


@action
def withdraw_extension_request(
    *, by: Any, scope: Scope, today: dt.date, request: ExtensionRequest, reason: str
) -> ExtensionRequest:
    """The provider takes back a request that was not decided yet. Sending the same again changes nothing."""
    placement = writable_placement(request.placement, scope)
    fresh = placement.extension_requests.get(pk=request.pk)
    reason = reason_given(reason, "Say why the request is withdrawn.")
    if fresh.cancelled_at is not None and fresh.cancelled_reason == reason:
        return fresh
    _waits(fresh)
    return take_back(fresh, reason, by=by)


@action
def decide_extension_request(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    request: ExtensionRequest,
    decision: str,
    until_date: dt.date | None = None,
    note: str = "",
) -> ExtensionRequest:
    """The commissioner grants a request, until the day asked for or another, or refuses it with words.

    Granting makes the extension and links it. A request is decided once: whoever comes second with another decision
    is told of the first, and the same decision sent again changes nothing.
    """
    placement = lock_placement(request.placement)
    if not scope.may_decide_for(placement.contract.commissioner_id):
        raise PermissionDenied("Only the commissioner of the placement decides on extensions.")
    one_of(decision, (Decision.GRANTED, Decision.REFUSED), "Select whether you grant it.", "decision")
    fresh = placement.extension_requests.select_related("extension", "decided_by").get(pk=request.pk)
    note = note.strip()
    granted_until = until_date or fresh.until_date
    if fresh.cancelled_at is None and fresh.decision == decision and _said_the_same(fresh, granted_until, note):
        return fresh
    _waits(fresh)
    if decision == Decision.REFUSED:
        fresh.decision_note = reason_given(note, "Say why it is refused, and what they should do instead.", "note")
    else:
        fresh.decision_note = note
        fresh.extension = _extension(placement, granted_until, fresh.reason, by=by, scope=scope, today=today)
    fresh.decision, fresh.decided_at, fresh.decided_by = Decision(decision), timezone.now(), by
    return write(fresh, by=by)


def why_not_asked(placement: Placement) -> str:
    """Why no extension can be asked for, whatever the answers; empty when one can."""
    if placement.discharged_on is not None:
        return f"{placement.resident} left on {long_date(placement.discharged_on)}, so there is nothing to extend."
    waiting = placement.extension_requests.in_force().filter(decision=Decision.PENDING).first()
    if waiting is not None:
        until = long_date(waiting.until_date)
        return f"A request until {until} is waiting for the commissioner. To change it, withdraw it first."
    return ""


def what_became_of(request: ExtensionRequest) -> str:
    """Why a request waits no longer; empty while it does."""
    if request.cancelled_at is not None:
        return f"This request was withdrawn: {request.cancelled_reason}."
    if request.decision == Decision.PENDING:
        return ""
    who = f"{request.decided_by}" if request.decided_by else "The commissioner"
    when = f" on {long_date(timezone.localtime(request.decided_at).date())}" if request.decided_at else ""
    if request.decision == Decision.GRANTED and request.extension is not None:
        return f"{who} granted this request{when}, until {long_date(request.extension.until_date)}."
    return f"{who} refused this request{when}: {request.decision_note}"


def _waits(request: ExtensionRequest) -> None:
    if decided := what_became_of(request):
        raise Refusal(f"{decided} It waits for no decision any more.")


def _still_here(placement: Placement) -> None:
    if placement.discharged_on is not None:
        raise Refusal(f"{placement.resident} left on {long_date(placement.discharged_on)}. Nothing is left to extend.")


def _authorised_until(placement: Placement) -> dt.date | None:
    return max((extension.until_date for extension in placement.extensions.in_force()), default=None)


def _goes_further(placement: Placement, until_date: dt.date, today: dt.date) -> None:
    """Refuse a date that is no later than what holds already, or than today."""
    due, authorised = placement.move_on_due, _authorised_until(placement)
    if authorised is not None and until_date <= authorised and due < authorised:
        raise Refusal(
            f"The stay is authorised until {long_date(authorised)} already. Ask for a later day.", field="until_date"
        )
    if until_date <= due:
        raise Refusal(
            f"{placement.resident} may stay until {long_date(due)} as it is. Ask for a later day.", field="until_date"
        )
    if until_date <= today:
        raise Refusal("Ask until a day to come: an extension gives time to move on.", field="until_date")
    not_too_far(until_date, today, "The day until which they stay", "until_date")


def _is_not_what_was_refused(placement: Placement, until_date: dt.date, reason: str) -> None:
    """Refuse the very words that were refused before, such as a form that was sent twice."""
    same = placement.extension_requests.in_force().filter(
        decision=Decision.REFUSED, until_date=until_date, reason=reason
    )
    if (refused := same.last()) is not None:
        raise Refusal(
            f"The same was refused before: {refused.decision_note} Ask for another day, or say what has changed.",
            field="reason",
        )


def _said_the_same(request: ExtensionRequest, granted_until: dt.date, note: str) -> bool:
    if request.decision_note != note:
        return False
    return request.extension is None or request.extension.until_date == granted_until


def _extension(
    placement: Placement, until_date: dt.date, reason: str, *, by: Any, scope: Scope, today: dt.date
) -> Extension:
    """The extension that grants a request: a new one, or the one until that day that was granted meanwhile."""
    authorised = _authorised_until(placement)
    if authorised is not None and until_date < authorised:
        raise Refusal(
            f"The stay is authorised until {long_date(authorised)} already. Grant a later day, or refuse the request.",
            field="until_date",
        )
    meanwhile = placement.extensions.in_force().filter(until_date=until_date).first()
    if meanwhile is None:
        return grant_extension(
            by=by, scope=scope, today=today, placement=placement, until_date=until_date, reason=reason
        )
    if ExtensionRequest.objects.filter(extension=meanwhile).exists():
        raise Refusal(
            f"An earlier request gave the stay until {long_date(until_date)}. Grant a later day, or refuse this one.",
            field="until_date",
        )
    return meanwhile
