"""What is agreed and said about an overstay: extensions, and the reasons for it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied

from beds.access import Scope
from beds.acting import action, not_in_future, one_of, reason_given, unchanged_since, write
from beds.refusal import Refusal
from beds.taking_back import refuse_cancelled, take_back, taken_back_before
from beds.wording import long_date
from residents.actions.bounds import not_too_far
from residents.actions.guards import lock_placement
from residents.models import EarlierOwner, Extension, OverstayReason, Placement

WHOSE_MOVE = "Select whose move it is."


@action
def grant_extension(
    *, by: Any, scope: Scope, today: dt.date, placement: Placement, until_date: dt.date, reason: str
) -> Extension:
    """The commissioner agrees to the stay up to, and not including, the night of `until_date`.

    It authorises overstay nights; they are counted and paid for all the same. Raises `Refusal`, or PermissionDenied
    for anybody who does not decide for the commissioner.
    """
    placement = lock_placement(placement)
    _may_decide(placement, scope)
    reason = reason_given(reason, "Say why the extension is granted.")
    due = placement.move_on_due
    if until_date <= due:
        raise Refusal(
            f"{placement.resident} is due to move on by {long_date(due)}. An extension must go beyond that day.",
            field="until_date",
        )
    if placement.discharged_on is not None and until_date > placement.discharged_on:
        raise Refusal(
            f"{placement.resident} left on {long_date(placement.discharged_on)}. "
            "No night after that can be authorised.",
            field="until_date",
        )
    known = placement.extensions.in_force().filter(until_date=until_date).first()
    if known is not None:
        if known.reason == reason:
            return known
        raise Refusal(
            f"An extension until {long_date(until_date)} is granted already: “{known.reason}”. "
            "To change the reason, cancel that extension first.",
            field="reason",
        )
    not_too_far(until_date, today, "The day until which they stay", "until_date")
    write(placement, by=by)
    return write(Extension(placement=placement, until_date=until_date, reason=reason), by=by)


@action
def cancel_extension(*, by: Any, scope: Scope, today: dt.date, extension: Extension, reason: str) -> Extension:
    """Take an extension back: its nights are unauthorised again. Sending the same again changes nothing."""
    placement = lock_placement(extension.placement)
    _may_decide(placement, scope)
    fresh = placement.extensions.select_related("updated_by").get(pk=extension.pk)
    if taken_back_before(fresh, reason, by=by):
        return fresh
    write(placement, by=by)
    return take_back(fresh, reason_given(reason, "Say why the extension is cancelled."), by=by)


@action
def add_overstay_reason(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    placement: Placement,
    code: str,
    owner: str,
    since: dt.date,
    note: str = "",
) -> OverstayReason:
    """Say why the resident cannot move on, and whose move it is. Sending the same again changes nothing."""
    placement = lock_placement(placement)
    _may_explain(placement, scope)
    one_of(code, OverstayReason.Code.values, "Select what keeps them from moving on.", "code")
    one_of(owner, OverstayReason.Owner.values, WHOSE_MOVE, "owner")
    not_in_future(since, today, "The date since when", "since")
    if since < placement.admitted_on:
        raise Refusal(
            f"{placement.resident} was admitted on {long_date(placement.admitted_on)}. The reason must hold since that "
            "day or later.",
            field="since",
        )
    if placement.discharged_on is not None and since > placement.discharged_on:
        raise Refusal(
            f"{placement.resident} left on {long_date(placement.discharged_on)}. "
            "The reason must hold since that day or earlier.",
            field="since",
        )
    note = note.strip()
    known = placement.overstay_reasons.in_force().filter(code=code, resolved_on=None).first()
    if known is not None:
        if (known.owner, known.since, known.note) == (owner, since, note):
            return known
        raise Refusal(
            f"“{known.get_code_display()}” is already recorded since {long_date(known.since)} and not resolved. "
            "Change whose move that one is, resolve it first, or choose another reason.",
            field="code",
        )
    write(placement, by=by)
    return write(OverstayReason(placement=placement, code=code, owner=owner, since=since, note=note), by=by)


@action
def change_overstay_reason(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    overstay_reason: OverstayReason,
    owner: str,
    note: str = "",
    version: dt.datetime | None = None,
) -> OverstayReason:
    """It is somebody else's move from today, or there is more to say: since when the reason holds stays.

    What it said before is kept. `version` is its `updated_at` as the writer saw it. Raises `Refusal`.
    """
    _, fresh = _locked_reason(overstay_reason, scope)
    refuse_cancelled(fresh)
    one_of(owner, OverstayReason.Owner.values, WHOSE_MOVE, "owner")
    note = note.strip()
    if (fresh.owner, fresh.note) == (owner, note):
        return fresh
    unchanged_since(fresh, version)
    if why := why_settled(fresh):
        raise Refusal(why)
    write(EarlierOwner(overstay_reason=fresh, owner=fresh.owner, note=fresh.note, until_date=today), by=by)
    fresh.owner, fresh.note = owner, note
    return write(fresh, by=by)


def why_settled(overstay_reason: OverstayReason) -> str:
    """Why nobody has to act on a reason any more; empty while somebody has."""
    if overstay_reason.resolved_on is None:
        return ""
    return (
        f"It was resolved on {long_date(overstay_reason.resolved_on)}, and is nobody’s move any more. If that is "
        "wrong, take the reason back and add it again."
    )


@action
def resolve_overstay_reason(
    *, by: Any, scope: Scope, today: dt.date, overstay_reason: OverstayReason, resolved_on: dt.date
) -> OverstayReason:
    """The reason no longer holds. Sending the same again changes nothing. Raises `Refusal`."""
    placement, fresh = _locked_reason(overstay_reason, scope)
    refuse_cancelled(fresh)
    if fresh.resolved_on is not None:
        if fresh.resolved_on == resolved_on:
            return fresh
        raise Refusal(
            f"This is already recorded as resolved on {long_date(fresh.resolved_on)}. "
            "If that is wrong, take the reason back and add it again.",
            field="resolved_on",
        )
    not_in_future(resolved_on, today, "The date of the solution", "resolved_on")
    if resolved_on < fresh.since:
        raise Refusal(
            f"The reason holds since {long_date(fresh.since)}. It must be resolved on that day or later.",
            field="resolved_on",
        )
    write(placement, by=by)
    fresh.resolved_on, fresh.resolved_by = resolved_on, by
    return write(fresh, by=by)


@action
def cancel_overstay_reason(
    *, by: Any, scope: Scope, today: dt.date, overstay_reason: OverstayReason, reason: str
) -> OverstayReason:
    """The reason was entered by mistake. Sending the same again changes nothing."""
    placement, fresh = _locked_reason(overstay_reason, scope)
    if taken_back_before(fresh, reason, by=by):
        return fresh
    write(placement, by=by)
    return take_back(fresh, reason_given(reason, "Say why this is taken back."), by=by)


def _locked_reason(overstay_reason: OverstayReason, scope: Scope) -> tuple[Placement, OverstayReason]:
    placement = lock_placement(overstay_reason.placement)
    _may_explain(placement, scope)
    return placement, placement.overstay_reasons.select_related("updated_by").get(pk=overstay_reason.pk)


def _may_decide(placement: Placement, scope: Scope) -> None:
    if not scope.may_decide_for(placement.contract.commissioner_id):
        raise PermissionDenied("Only the commissioner of the placement decides on extensions.")


def _may_explain(placement: Placement, scope: Scope) -> None:
    provider = scope.may_write_for(placement.service.provider_id)
    if not (provider or scope.may_decide_for(placement.contract.commissioner_id)):
        raise PermissionDenied("Only the provider and the commissioner of the placement say why it goes on.")
