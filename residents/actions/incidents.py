"""What went wrong during a stay, and what came of it: `open -> closed`, and open again where more comes to light."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from beds.access import Scope
from beds.acting import action, change, not_in_future, one_of, reason_given, write
from beds.refusal import Refusal
from beds.taking_back import cancel
from beds.wording import long_date
from residents.actions.guards import lock_placement
from residents.actions.safety_rules import during_stay, lock_record, may_record_incidents, permit
from residents.models import Incident, IncidentWording, Placement
from residents.models.safety import Told

WHO = "Only the provider that has the resident writes about incidents."


@action
def record_incident(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    placement: Placement,
    happened_on: dt.date,
    kind: str,
    severity: str,
    account: str,
    action_taken: str = "",
    safeguarding: bool = False,
) -> Incident:
    """Note what happened. Sending the same again changes nothing. Raises `Refusal`, or PermissionDenied to others."""
    placement = lock_placement(placement)
    permit(may_record_incidents(placement, scope), WHO)
    values = _checked(placement, today, happened_on, kind, severity, account, action_taken, safeguarding)
    same = {name: values[name] for name in ("happened_on", "kind", "account")}
    known = placement.incidents.in_force().filter(**same).first()
    if known is not None:
        if all(getattr(known, name) == value for name, value in values.items()):
            return known
        raise Refusal(
            f"This account of {long_date(happened_on)} is recorded already. Correct that incident instead.",
            field="account",
        )
    return write(Incident(placement=placement, **values), by=by)


@action
def correct_incident(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    incident: Incident,
    happened_on: dt.date,
    kind: str,
    severity: str,
    account: str,
    action_taken: str = "",
    safeguarding: bool = False,
    version: dt.datetime | None = None,
) -> Incident:
    """Put right what was noted; how it read before is kept. Whether it is closed stays as it is. Raises `Refusal`."""
    placement, fresh = lock_record(incident)
    permit(may_record_incidents(placement, scope), WHO)
    values = _checked(placement, today, happened_on, kind, severity, account, action_taken, safeguarding)
    if fresh.closed_on is not None and happened_on > fresh.closed_on:
        raise Refusal(
            f"The incident was closed on {long_date(fresh.closed_on)}. It must have happened that day or earlier, or "
            "be opened again first.",
            field="happened_on",
        )
    before = _told(fresh)
    if not change(fresh, values, version):
        return fresh
    _keep(fresh, before, by)
    return write(fresh, by=by)


@action
def close_incident(
    *, by: Any, scope: Scope, today: dt.date, incident: Incident, closed_on: dt.date, outcome: str
) -> Incident:
    """Nothing more is to be done, and this came of it. Sending the same again changes nothing. Raises `Refusal`."""
    placement, fresh = lock_record(incident)
    permit(may_record_incidents(placement, scope), WHO)
    outcome = reason_given(outcome, "Say what came of it.", "outcome")
    if fresh.closed_on is not None:
        if (fresh.closed_on, fresh.outcome) == (closed_on, outcome):
            return fresh
        raise Refusal(
            f"This incident was closed on {long_date(fresh.closed_on)}: “{fresh.outcome}”. Open it again to say "
            "something else."
        )
    not_in_future(closed_on, today, "The date of closing", "closed_on")
    if closed_on < fresh.happened_on:
        raise Refusal(
            f"It happened on {long_date(fresh.happened_on)}. The date of closing must be that day or later.",
            field="closed_on",
        )
    fresh.closed_on, fresh.closed_by, fresh.outcome = closed_on, by, outcome
    return write(fresh, by=by)


@action
def reopen_incident(*, by: Any, scope: Scope, today: dt.date, incident: Incident) -> Incident:
    """More came to light: the incident is open again. What came of it until now is kept, to be added to."""
    placement, fresh = lock_record(incident)
    permit(may_record_incidents(placement, scope), WHO)
    if fresh.closed_on is None:
        if fresh.outcome:  # opened again already: the same form sent twice
            return fresh
        raise Refusal("This incident is open. Only a closed one can be opened again; this one can be closed.")
    _keep(fresh, _told(fresh), by)
    fresh.closed_on = fresh.closed_by = None
    return write(fresh, by=by)


@action
def cancel_incident(*, by: Any, scope: Scope, today: dt.date, incident: Incident, reason: str) -> Incident:
    """The incident was entered by mistake. Raises `Refusal`."""
    placement, fresh = lock_record(incident, cancelled_too=True)
    permit(may_record_incidents(placement, scope), WHO)
    return cancel(fresh, reason, "Say why the incident is cancelled.", by=by)


def _told(incident: Incident) -> dict[str, Any]:
    """All that is told of an incident now, by the names of its fields."""
    return {field.name: getattr(incident, field.name) for field in Told._meta.fields}


def _keep(incident: Incident, told: dict[str, Any], by: Any) -> None:
    """Keep how an incident read until now, which somebody is about to change."""
    IncidentWording.objects.create(incident=incident, replaced_at=timezone.now(), replaced_by=by, **told)


def _checked(
    placement: Placement,
    today: dt.date,
    happened_on: dt.date,
    kind: str,
    severity: str,
    account: str,
    action_taken: str,
    safeguarding: bool,  # noqa: FBT001
) -> dict[str, Any]:
    """What is noted of an incident, by the names of its fields."""
    one_of(kind, Incident.Kind.values, "Select what kind of incident it was.", "kind")
    one_of(severity, Incident.Severity.values, "Select how serious it was.", "severity")
    during_stay(placement, happened_on, today, "The date of the incident", "happened_on")
    return {
        "happened_on": happened_on,
        "kind": kind,
        "severity": severity,
        "account": reason_given(account, "Say what happened.", "account"),
        "action_taken": action_taken.strip(),
        "safeguarding": safeguarding,
    }
