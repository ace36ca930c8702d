"""Support given to residents, or asked for on their behalf: logged, given later, put right, taken back."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any

from django.db.models.functions import Now

from beds.access import Scope
from beds.acting import action, change, not_in_future, one_of, write
from beds.refusal import Refusal
from beds.taking_back import cancel, refuse_cancelled
from beds.wording import long_date
from residents.actions.admissions import SAME_ENTRY_WITHIN
from residents.actions.guards import lock_placement, may_write, writable_placement
from residents.models import Placement, SupportRecord
from residents.models.support import key_of_form

MINUTES_OF_A_DAY = 24 * 60


@action
def log_support(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    placements: Collection[Placement],
    kind: str,
    on: dt.date,
    nature: str = "",
    status: str = SupportRecord.Status.DELIVERED,
    minutes: int | None = None,
    note: str = "",
    form: uuid.UUID | None = None,
    again: bool = True,
) -> list[SupportRecord]:
    """Log one activity or intervention for each of these people: a group activity makes one record a person.

    Without a `nature` it is what the kind usually is. `form` is the random number of the form that was sent: the same
    form sent again with the same facts logs nothing again, and only adds people who were not ticked the first time.
    Unless it is to be logged `again`, the same facts that `by` logged from another form a moment ago are refused.
    Raises `Refusal`, or PermissionDenied when one of the people is with a provider that `by` does not write for.
    """
    if not placements:
        raise Refusal("Select who it was for.", field="placements")
    nature = nature or SupportRecord.usual_nature(kind)
    _check_facts(kind, nature, status, minutes)
    note = note.strip()
    key = key_of_form(form, kind, nature, status, on, minutes, note)
    # everybody is locked in the order of their ids, so that two group activities never wait for each other
    locked = [writable_placement(one, scope) for one in sorted(placements, key=lambda one: one.pk)]
    for placement in locked:
        _check_day(placement, on, today, "on")
    known = {placement.pk: _sent_before(placement, key) for placement in locked}
    if not again:
        new = [placement for placement in locked if known[placement.pk] is None]
        _not_just_logged(new, by, kind=kind, nature=nature, status=status, on=on, minutes=minutes, note=note)
    return [
        known[placement.pk]
        or write(
            SupportRecord(
                placement=placement,
                on=on,
                commissioned_on=on if status == SupportRecord.Status.COMMISSIONED else None,
                kind=kind,
                nature=nature,
                status=status,
                minutes=minutes,
                note=note,
                form_key=key,
            ),
            by=by,
        )
        for placement in locked
    ]


@action
def deliver_support(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    record: SupportRecord,
    delivered_on: dt.date,
    minutes: int | None = None,
) -> SupportRecord:
    """What had been asked for was given. Saying so again of the same day and time changes nothing. Raises `Refusal`.

    Without `minutes` it took as long as was thought when it was asked for.
    """
    fresh = _in_force(record, scope)
    if not fresh.is_waiting:
        if fresh.on == delivered_on and minutes in (None, fresh.minutes):
            return fresh
        took = f", {fresh.minutes} minutes" if fresh.minutes else ""
        raise Refusal(
            f"This is already recorded as delivered on {long_date(fresh.on)}{took}. If that is wrong, correct the "
            "record.",
            field="delivered_on" if fresh.on != delivered_on else "minutes",
        )
    asked = fresh.commissioned_on or fresh.on
    if delivered_on < asked:
        raise Refusal(
            f"It was asked for on {long_date(asked)}. It must have been delivered on that day or later.",
            field="delivered_on",
        )
    _check_day(fresh.placement, delivered_on, today, "delivered_on")
    _check_minutes(minutes)
    fresh.status, fresh.commissioned_on, fresh.on = SupportRecord.Status.DELIVERED, asked, delivered_on
    fresh.minutes = minutes or fresh.minutes
    return write(fresh, by=by)


@action
def correct_support(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    record: SupportRecord,
    kind: str,
    nature: str,
    status: str,
    on: dt.date,
    minutes: int | None = None,
    note: str = "",
    version: dt.datetime | None = None,
) -> SupportRecord:
    """Put right what was logged. `version` is when the record was last changed, as the writer saw it.

    What turns out not to have been given yet was asked for on the day that is known, unless `on` says another. Sending
    the same again changes nothing.
    """
    fresh = _in_force(record, scope)
    if status == SupportRecord.Status.COMMISSIONED and on == fresh.on:
        on = fresh.commissioned_on or on
    facts = {"kind": kind, "nature": nature, "status": status, "on": on, "minutes": minutes, "note": note.strip()}
    if not change(fresh, facts, version):
        return fresh
    _check_facts(kind, nature, status, minutes)
    _check_day(fresh.placement, on, today, "on")
    if fresh.is_waiting:
        fresh.commissioned_on = on
    elif fresh.commissioned_on is not None and on < fresh.commissioned_on:
        raise Refusal(
            f"It was asked for on {long_date(fresh.commissioned_on)}. It must have been delivered on that day or "
            "later. If it was asked for earlier, cancel this record and log it again.",
            field="on",
        )
    return write(fresh, by=by)


@action
def cancel_support(*, by: Any, scope: Scope, today: dt.date, record: SupportRecord, reason: str) -> SupportRecord:
    """It was logged by mistake, or what was asked for is no longer needed. Sending it again changes nothing."""
    fresh = _locked(record, scope)
    return cancel(fresh, reason, "Say why this is cancelled.", by=by)


def _in_force(record: SupportRecord, scope: Scope) -> SupportRecord:
    """The record as it is now, which nobody has cancelled. Raises `Refusal`."""
    fresh = _locked(record, scope)
    refuse_cancelled(fresh)
    return fresh


def _locked(record: SupportRecord, scope: Scope) -> SupportRecord:
    """The record as it is now, with its placement locked, for somebody who may write it."""
    placement = lock_placement(record.placement)
    may_write(placement.service.provider_id, scope)
    fresh = SupportRecord.objects.select_for_update(of=("self",)).select_related("updated_by").get(pk=record.pk)
    fresh.placement = placement
    return fresh


def _sent_before(placement: Placement, key: uuid.UUID | None) -> SupportRecord | None:
    known = placement.support_records.filter(form_key=key).first() if key else None
    if known is not None and known.cancelled_at is not None:
        raise Refusal(
            f"This was logged for {placement.resident} and then cancelled: {known.cancelled_reason}. "
            "Open the page again to log it anew."
        )
    return known


def _not_just_logged(placements: Collection[Placement], by: Any, **facts: Any) -> None:
    """Refuse what the same person has just logged from another form, such as one reached with Back."""
    lately = SupportRecord.objects.in_force().filter(created_at__gt=Now() - SAME_ENTRY_WITHIN, created_by=by)
    known = set(lately.filter(placement__in=placements, **facts).values_list("placement", flat=True))
    if logged := [str(placement.resident) for placement in placements if placement.pk in known]:
        people = ", ".join(logged)
        raise Refusal(
            f"You logged {SupportRecord.Kind(facts['kind']).label} for {people} less than 10 minutes ago. "
            f"If it was given twice, log it again. If not, do not log it again for {people}.",
            field="again",
        )


def _check_facts(kind: str, nature: str, status: str, minutes: int | None) -> None:
    one_of(kind, SupportRecord.Kind.values, "Select what it was.", "kind")
    one_of(nature, SupportRecord.Nature.values, "Select whether it was social or clinical.", "nature")
    one_of(status, SupportRecord.Status.values, "Select whether it has been delivered.", "status")
    _check_minutes(minutes)


def _check_minutes(minutes: int | None) -> None:
    if minutes is not None and not 1 <= minutes <= MINUTES_OF_A_DAY:
        raise Refusal(f"Minutes must be between 1 and {MINUTES_OF_A_DAY:,}, or left empty.", field="minutes")


def _check_day(placement: Placement, day: dt.date, today: dt.date, field: str) -> None:
    """Refuse a day outside the stay."""
    not_in_future(day, today, "The date", field)
    if day < placement.admitted_on:
        raise Refusal(
            f"{placement.resident} was admitted on {long_date(placement.admitted_on)}. The date must be that day or "
            "later.",
            field=field,
        )
    if placement.discharged_on is not None and day > placement.discharged_on:
        raise Refusal(
            f"{placement.resident} left on {long_date(placement.discharged_on)}. The date must be that day or earlier.",
            field=field,
        )
