"""Risk alerts: raised for those who work with a resident, and read by each of them, wording by wording."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from beds.access import Scope
from beds.acting import action, change, one_of, reason_given, write
from beds.refusal import Refusal
from beds.taking_back import cancel
from beds.wording import long_date
from residents.actions.guards import lock_placement
from residents.actions.safety_rules import (
    lock_record,
    may_acknowledge,
    may_raise_alerts,
    permit,
    required_readers,
)
from residents.models import AlertAcknowledgement, AlertWording, Placement, RiskAlert

WHO = "Only the provider, the commissioner and the ward concerned write alerts about a resident."
WORDING = ("level", "text", "precautions")
"""What those who work with a resident must have read: another source is no reason to read it all again."""


@action
def raise_alert(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    placement: Placement,
    level: str,
    text: str,
    precautions: str,
    source: str = "",
    again_of: RiskAlert | None = None,
) -> RiskAlert:
    """Tell each worker of the provider of a risk. Whoever raises it has read it. Sending it again changes nothing.

    `again_of` is the alert of an earlier stay of the same resident that said so before. Raises `Refusal`, or
    PermissionDenied for somebody whom the resident does not concern.
    """
    placement = lock_placement(placement)
    permit(may_raise_alerts(placement, scope), WHO)
    values = _checked(level, text, precautions, source)
    known = placement.alerts.standing().filter(text=values["text"]).first()
    if known is not None:
        if all(getattr(known, name) == value for name, value in values.items()):
            return known
        raise Refusal("An alert about this risk stands already. Correct that one instead.", field="text")
    if placement.discharged_on is not None:
        raise Refusal(
            f"{placement.resident} left on {long_date(placement.discharged_on)}. An alert is for those who work with "
            "a resident: tell the people who have the person now."
        )
    if again_of is not None and again_of.placement.resident_id != placement.resident_id:
        raise Refusal("That alert was about somebody else. Open the page of the resident again, and start from there.")
    alert = write(RiskAlert(placement=placement, raised_on=today, again_of=again_of, **values), by=by)
    _writer_has_read(alert, by)
    return alert


@action
def correct_alert(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    alert: RiskAlert,
    level: str,
    text: str,
    precautions: str,
    source: str = "",
    version: dt.datetime | None = None,
) -> RiskAlert:
    """Change an alert. Another risk, level or precaution is for everybody to read anew; the old wording is kept.

    Raises `Refusal`.
    """
    placement, fresh = lock_record(alert)
    permit(may_raise_alerts(placement, scope), WHO)
    _stands(fresh)
    values = _checked(level, text, precautions, source)
    before = {name: getattr(fresh, name) for name in WORDING}
    if not change(fresh, values, version):
        return fresh
    reads_otherwise = any(before[name] != values[name] for name in WORDING)
    if reads_otherwise:
        AlertWording.objects.create(
            alert=fresh, edition=fresh.edition, replaced_at=timezone.now(), replaced_by=by, **before
        )
        fresh.edition += 1
    write(fresh, by=by)
    if reads_otherwise:
        _writer_has_read(fresh, by)
    return fresh


@action
def end_alert(*, by: Any, scope: Scope, today: dt.date, alert: RiskAlert, reason: str) -> RiskAlert:
    """The risk is no longer there. Sending the same again changes nothing. Raises `Refusal`."""
    placement, fresh = lock_record(alert)
    permit(may_raise_alerts(placement, scope), WHO)
    reason = reason_given(reason, "Say why the alert ends.")
    if fresh.ended_on is not None and fresh.ended_why == reason:
        return fresh
    _stands(fresh)
    fresh.ended_on, fresh.ended_why, fresh.ended_by = today, reason, by
    return write(fresh, by=by)


@action
def cancel_alert(*, by: Any, scope: Scope, today: dt.date, alert: RiskAlert, reason: str) -> RiskAlert:
    """The alert was raised by mistake. Raises `Refusal`."""
    placement, fresh = lock_record(alert, cancelled_too=True)
    permit(may_raise_alerts(placement, scope), WHO)
    return cancel(fresh, reason, "Say why the alert is cancelled.", by=by)


@action
def acknowledge(
    *, by: Any, scope: Scope, today: dt.date, alert: RiskAlert, edition: int | None = None
) -> AlertAcknowledgement:
    """One worker has read the alert, in the wording `edition` that they saw. Saying so again changes nothing.

    Raises `Refusal`, or PermissionDenied for somebody who does not work for the provider, or a lead of it.
    """
    placement, fresh = lock_record(alert)
    permit(may_acknowledge(placement, scope), "Only those who work with the resident say that they have read an alert.")
    _stands(fresh)
    if edition is not None and edition != fresh.edition:
        raise Refusal(
            f"The alert about {placement.resident} was changed while you were reading. Read it as it is now, then "
            "confirm again."
        )
    return _has_read(fresh, by)


def _has_read(alert: RiskAlert, user: Any) -> AlertAcknowledgement:
    found, _ = AlertAcknowledgement.objects.get_or_create(
        alert=alert, user=user, edition=alert.edition, defaults={"acknowledged_at": timezone.now()}
    )
    return found


def _writer_has_read(alert: RiskAlert, by: Any) -> None:
    """A worker need not confirm having read their own words."""
    if by is not None and required_readers([alert.placement.service.provider_id]).filter(pk=by.pk).exists():
        _has_read(alert, by)


def _stands(alert: RiskAlert) -> None:
    if alert.ended_on is not None:
        raise Refusal(
            f"This alert ended on {long_date(alert.ended_on)}: “{alert.ended_why}”. If the risk is there again, raise "
            "a new alert."
        )


def _checked(level: str, text: str, precautions: str, source: str) -> dict[str, Any]:
    """What an alert says, by the names of its fields."""
    one_of(level, RiskAlert.Level.values, "Select how high the risk is.", "level")
    return {
        "level": level,
        "text": reason_given(text, "Say what the risk is.", "text"),
        "precautions": reason_given(precautions, "Say what to do about the risk.", "precautions"),
        "source": source.strip(),
    }
