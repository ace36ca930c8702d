"""What is known of how somebody left, and what happens afterwards: contacts, and a return to hospital."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied

from beds.access import Scope
from beds.acting import action, not_in_future, one_of, write
from beds.refusal import Refusal
from beds.taking_back import cancel
from beds.wording import long_date
from residents.actions.guards import lock_placement, writable_placement
from residents.models import AftercareContact, Discharge, Placement, Readmission, Ward

Improvement = Discharge.Improvement


@action
def complete_discharge(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    placement: Placement,
    social_care_need: str,
    community_support: str,
    information_given: str,
    improvement: str,
    no_improvement_reason: str = "",
    note: str = "",
    version: dt.datetime | None = None,
) -> Discharge:
    """Say how somebody left, beyond the day and the place; also to correct what was said. Raises `Refusal`.

    Sending the same again changes nothing. No improvement needs a reason; any other answer has none.
    """
    placement = writable_placement(placement, scope, None)
    departure = _survived(placement)
    answers = {
        "social_care_need": (social_care_need, Discharge.YesNoUnknown.values, "whether they need adult social care"),
        "community_support": (community_support, Discharge.Support.values, "who supports them"),
        "information_given": (information_given, Discharge.YesNoUnknown.values, "whether they know whom to contact"),
        "improvement": (improvement, Improvement.values, "how much they improved"),
    }
    for field, (value, choices, what) in answers.items():
        one_of(value, choices, f"Select {what}.", field)
    why = no_improvement_reason
    if improvement == Improvement.NONE:
        one_of(
            why, Discharge.NoImprovementReason.values, "Select why there was no improvement.", "no_improvement_reason"
        )
    elif why:
        raise Refusal(
            "A reason belongs to no improvement. Select “None” for the improvement, or take the reason out.",
            field="no_improvement_reason",
        )
    facts = {field: value for field, (value, _, _) in answers.items()}
    facts |= {"no_improvement_reason": why, "note": note.strip()}
    if all(getattr(departure, field) == value for field, value in facts.items()):
        return departure
    writable_placement(placement, scope, version)
    for field, value in facts.items():
        setattr(departure, field, value)
    write(placement, by=by)
    return write(departure, by=by)


@action
def record_contact(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    placement: Placement,
    on: dt.date,
    how: str,
    still_settled: bool | None = None,
    note: str = "",
) -> AftercareContact:
    """Note a contact with somebody who left. Sending the same again changes nothing. Raises `Refusal`."""
    placement = writable_placement(placement, scope)
    _survived(placement)
    one_of(how, AftercareContact.How.values, "Select how you were in contact.", "how")
    _after_leaving(placement, on, today, "The day of the contact", "on")
    if how == AftercareContact.How.NO_ANSWER and still_settled is not None:
        raise Refusal(
            "Nobody answered, so this contact cannot tell whether they still live there. Select “Not known”.",
            field="still_settled",
        )
    facts: dict[str, Any] = {"on": on, "how": how, "still_settled": still_settled, "note": note.strip()}
    known = placement.aftercare_contacts.in_force().filter(**facts).first()
    return known or write(AftercareContact(placement=placement, **facts), by=by)


@action
def cancel_contact(
    *, by: Any, scope: Scope, today: dt.date, contact: AftercareContact, reason: str
) -> AftercareContact:
    """The contact was entered wrongly. Sending it again changes nothing. Raises `Refusal`."""
    placement = writable_placement(contact.placement, scope)
    fresh = placement.aftercare_contacts.select_related("updated_by").get(pk=contact.pk)
    return cancel(fresh, reason, "Say why the contact is cancelled.", by=by)


@action
def record_readmission(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    placement: Placement,
    readmitted_on: dt.date,
    ward: Ward | None = None,
    note: str = "",
) -> Readmission:
    """Somebody who left is in a mental-health ward again; said by the provider or the commissioner.

    Leaving for hospital is a return by itself, and is not entered again as one of the same day. Sending the same again
    changes nothing. Raises `Refusal`.
    """
    placement = _known_by(placement, scope)
    departure = _survived(placement)
    _after_leaving(placement, readmitted_on, today, "The day of the readmission", "readmitted_on")
    note = note.strip()
    known = placement.readmissions.in_force().filter(readmitted_on=readmitted_on).first()
    if known is not None:
        if (known.ward_id, known.note) == (ward.pk if ward else None, note):
            return known
        raise Refusal(
            f"A readmission on {long_date(readmitted_on)} is recorded already. To change it, cancel that record first.",
            field="readmitted_on",
        )
    if departure.destination == Discharge.Destination.HOSPITAL and readmitted_on == placement.discharged_on:
        raise Refusal(
            f"{placement.resident} left for hospital on {long_date(readmitted_on)}, which counts as a return from "
            "step-down by itself. Enter only a return on a later day.",
            field="readmitted_on",
        )
    return write(Readmission(placement=placement, readmitted_on=readmitted_on, ward=ward, note=note), by=by)


@action
def cancel_readmission(*, by: Any, scope: Scope, today: dt.date, readmission: Readmission, reason: str) -> Readmission:
    """The readmission was entered wrongly. Sending it again changes nothing. Raises `Refusal`."""
    placement = _known_by(readmission.placement, scope)
    fresh = placement.readmissions.select_related("updated_by").get(pk=readmission.pk)
    return cancel(fresh, reason, "Say why the readmission is cancelled.", by=by)


def may_tell_of_readmission(placement: Placement, scope: Scope) -> bool:
    """Whether this person may record that somebody is back in hospital: their provider, or the commissioner."""
    return scope.may_write_for(placement.service.provider_id) or scope.may_decide_for(
        placement.contract.commissioner_id
    )


def _known_by(placement: Placement, scope: Scope) -> Placement:
    fresh = lock_placement(placement)
    if not may_tell_of_readmission(fresh, scope):
        raise PermissionDenied("Only the provider and the commissioner of the placement record a readmission.")
    return fresh


def _survived(placement: Placement) -> Discharge:
    """The departure of somebody who left alive."""
    departure = Discharge.objects.filter(placement=placement).first()
    if departure is None or placement.discharged_on is None:
        raise Refusal(f"{placement.resident} has not left. Record the departure first.")
    if departure.destination == Discharge.Destination.DIED:
        raise Refusal(f"{placement.resident} died. If that is wrong, correct the departure first.")
    return departure


def _after_leaving(placement: Placement, day: dt.date, today: dt.date, what: str, field: str) -> None:
    not_in_future(day, today, what, field)
    left = placement.discharged_on
    if left is not None and day < left:
        raise Refusal(f"{placement.resident} left on {long_date(left)}. {what} must be that day or later.", field=field)
