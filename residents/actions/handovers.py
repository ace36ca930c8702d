"""The clinical team discharges a resident to the GP, and the provider is not the last to learn of it (001, 2.7)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from beds.access import Scope
from beds.acting import action, change, not_in_future, reason_given, write
from beds.refusal import Refusal
from beds.taking_back import cancel
from beds.wording import long_date
from residents.actions.guards import lock_placement
from residents.actions.safety_rules import lock_record, may_share, permit, since_referral
from residents.models import GpHandover, Placement

WHO = "Only the ward, the commissioner and the provider of the resident write of the discharge to the GP."


@action
def record_handover(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    placement: Placement,
    handed_over_on: dt.date,
    practice: str,
    appointment_on: dt.date | None = None,
    note: str = "",
) -> GpHandover:
    """The clinical team has discharged the resident to this practice. Sending the same again changes nothing.

    Raises `Refusal`, or PermissionDenied for somebody whom the resident does not concern.
    """
    placement = lock_placement(placement)
    permit(may_share(placement, scope), WHO)
    values = _checked(placement, today, handed_over_on, practice, appointment_on, note)
    known = placement.gp_handovers.in_force().filter(handed_over_on=handed_over_on).first()
    if known is not None:
        if all(getattr(known, name) == value for name, value in values.items()):
            return known
        raise Refusal(
            f"A discharge to {known.practice} on that day is recorded already. Correct that record instead.",
            field="handed_over_on",
        )
    return write(GpHandover(placement=placement, **values), by=by)


@action
def correct_handover(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    handover: GpHandover,
    handed_over_on: dt.date,
    practice: str,
    appointment_on: dt.date | None = None,
    note: str = "",
    version: dt.datetime | None = None,
) -> GpHandover:
    """Put right what was entered, or add the first appointment. Raises `Refusal`."""
    placement, fresh = lock_record(handover)
    permit(may_share(placement, scope), WHO)
    values = _checked(placement, today, handed_over_on, practice, appointment_on, note)
    others = placement.gp_handovers.in_force().exclude(pk=fresh.pk)
    if other := others.filter(handed_over_on=handed_over_on).first():
        raise Refusal(
            f"A discharge to {other.practice} on that day is recorded already. Enter another day, or cancel one of "
            "the two.",
            field="handed_over_on",
        )
    return write(fresh, by=by) if change(fresh, values, version) else fresh


@action
def cancel_handover(*, by: Any, scope: Scope, today: dt.date, handover: GpHandover, reason: str) -> GpHandover:
    """The discharge to the GP was entered by mistake. Raises `Refusal`."""
    placement, fresh = lock_record(handover, cancelled_too=True)
    permit(may_share(placement, scope), WHO)
    return cancel(fresh, reason, "Say why this is cancelled.", by=by)


def _checked(
    placement: Placement,
    today: dt.date,
    handed_over_on: dt.date,
    practice: str,
    appointment_on: dt.date | None,
    note: str,
) -> dict[str, Any]:
    """What is entered of a handover, by the names of its fields."""
    not_in_future(handed_over_on, today, "The date of the discharge to the GP", "handed_over_on")
    since_referral(placement, handed_over_on, "The date of the discharge to the GP", "handed_over_on")
    if appointment_on is not None and appointment_on < handed_over_on:
        raise Refusal(
            f"The first appointment must be on {long_date(handed_over_on)}, when the clinical team discharged the "
            "person, or later.",
            field="appointment_on",
        )
    return {
        "handed_over_on": handed_over_on,
        "practice": reason_given(practice, "Enter the GP practice.", "practice"),
        "appointment_on": appointment_on,
        "note": note.strip(),
    }
