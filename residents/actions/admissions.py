"""A person comes into step-down."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models.functions import Now

from beds.access import Scope
from beds.acting import action, not_in_future, unchanged_since, write
from beds.locks import lock_beds
from beds.models import Bed, Commissioner, Contract
from beds.refusal import Refusal
from beds.taking_back import CancelledCode, CodedReason
from beds.wording import long_date
from residents.actions.bed_rules import Claimant, check_claim, contract_on
from residents.actions.bookings import withdraw
from residents.actions.guards import may_use
from residents.actions.overrides import override_given
from residents.actions.people import Details, may_name_ward, save_details
from residents.actions.referral_states import enter_state
from residents.actions.stays import Segment, write_segments
from residents.models import BedStay, Booking, Placement, Referral, Resident

SAME_ENTRY_WITHIN = dt.timedelta(minutes=10)
"""The same admission sent again by the same person within this time is a second press of the button."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One admission as it was entered."""

    bed: Bed
    admitted_on: dt.date
    referral: Referral | None
    details: Details | None
    override: tuple[str, str]
    """Why it cannot wait for a plan or a worker, as a code and in words; both empty where it can."""


@action
def admit(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    bed: Bed,
    admitted_on: dt.date,
    referral: Referral | None = None,
    details: Details | None = None,
    override_code: str = "",
    override_reason: str = "",
    version: dt.datetime | None = None,
) -> Placement:
    """Admit somebody to a bed: from an accepted referral, or, with `details` alone, a person not known yet.

    With both, the details replace what the referral says; `version` is its `updated_at` as the writer saw it, since the
    ward may write in it too. Without a plan or a worker it takes an override (rule 3). A waiting booking of the person
    is settled. Sending the same admission again returns the placement it made. Raises `Refusal`, or PermissionDenied
    outside the scope.
    """
    may_use(bed, scope)
    not_in_future(admitted_on, today, "The admission date", "admitted_on")
    override = override_given(override_code, override_reason)
    arrival = Arrival(bed, admitted_on, _lock_referral(referral, scope), details, override)
    arrival = _with_locked_bed(arrival)
    before = _same_entry(arrival, by)
    if before is not None:
        return before
    commissioner = _commissioner_for(arrival)
    claimant = Claimant(
        resident_id=arrival.referral.resident_id if arrival.referral else None,
        referral_id=arrival.referral.pk if arrival.referral else None,
        placement_id=None,
        commissioner_id=commissioner.pk,
    )
    _may_be_placed(arrival, scope, today)
    if arrival.referral is not None:
        unchanged_since(arrival.referral, version)
    check_claim(arrival.bed, (admitted_on, None), [], claimant, scope, today)
    return _place(arrival, commissioner, by)


def _lock_referral(referral: Referral | None, scope: Scope) -> Referral | None:
    if referral is None:
        return None
    # one who may not admit the person gets the same answer as for a referral that is not there
    rows = Referral.objects.admissible(scope).select_for_update(of=("self",), no_key=True)
    fresh = rows.select_related("resident", "commissioner", "ward", "updated_by").filter(pk=referral.pk).first()
    if fresh is None:
        raise Refusal("Choose who is being admitted from the list.", field="referral")
    return fresh


def _with_locked_bed(arrival: Arrival) -> Arrival:
    bed = lock_beds([arrival.bed.pk])[arrival.bed.pk]
    return Arrival(bed, arrival.admitted_on, arrival.referral, arrival.details, arrival.override)


def _same_entry(arrival: Arrival, by: Any) -> Placement | None:
    """The placement that this very admission made a moment ago, when the form is sent twice; all it says is the same.

    Once the person has left, the same words are of somebody else.
    """
    if by is None:
        return None
    rows = Placement.objects.in_force().filter(admitted_on=arrival.admitted_on, discharged_on=None, created_by=by)
    rows = rows.filter(bed_stays__in=BedStay.objects.in_force().filter(bed=arrival.bed, from_date=arrival.admitted_on))
    if arrival.referral is not None:
        rows = rows.filter(referral=arrival.referral)
    else:
        rows = rows.filter(created_at__gt=Now() - SAME_ENTRY_WITHIN)
        if arrival.details is not None and not arrival.details.name.strip():
            rows = rows.filter(resident__identity=None)
    if arrival.details is not None:
        rows = rows.filter(**_recorded(arrival.details))
    found = rows.select_related("resident", "referral").first()
    if found is None:
        return None
    override = ("", "") if found.referral.has_plan_and_worker else arrival.override
    return found if (found.override_code, found.override_reason) == override else None


def _recorded(details: Details) -> dict[str, Any]:
    """How these details are found again on a placement. An empty name says nothing of the name."""
    facts: dict[str, Any] = {
        "referral__ward": details.ward,
        "referral__received_on": details.received_on,
        "referral__clinically_ready_on": details.clinically_ready_on,
        "referral__allocated_worker": details.allocated_worker.strip(),
        "referral__move_on_plan": details.move_on_plan.strip(),
        "resident__age_band": details.age_band,
        "resident__gender": details.gender,
        "resident__ethnicity": details.ethnicity,
    }
    name = details.name.strip()
    return facts | {"resident__identity__name": name} if name else facts


def _commissioner_for(arrival: Arrival) -> Commissioner:
    if arrival.referral is not None:
        return arrival.referral.commissioner
    return _contract(arrival).commissioner


def _contract(arrival: Arrival) -> Contract:
    contract = contract_on(arrival.bed.pk, arrival.admitted_on)
    if contract is None:
        raise Refusal(
            f"{arrival.bed} is not in any contract on {long_date(arrival.admitted_on)}. Choose another bed or date, "
            "or ask the commissioner to put the bed in a contract.",
            field="bed",
        )
    return contract


def _may_be_placed(arrival: Arrival, scope: Scope, today: dt.date) -> None:
    """Rule 3, and the state of the referral."""
    referral, details = arrival.referral, arrival.details
    if referral is not None and referral.status != Referral.Status.ACCEPTED:
        raise Refusal(
            f"The referral of {referral.resident} is {referral.get_status_display().lower()}, not waiting for a bed. "
            "Choose another person, or look at that referral first.",
            field="referral",
        )
    if referral is None and details is None:
        raise Refusal("Choose who is being admitted, or enter a new person.", field="referral")
    plan = details.move_on_plan if details else referral.move_on_plan  # type: ignore[union-attr]
    worker = details.allocated_worker if details else referral.allocated_worker  # type: ignore[union-attr]
    missing = [what for what, value in (("a move-on plan", plan), ("an allocated worker", worker)) if not value.strip()]
    if missing and not any(arrival.override):
        raise Refusal(
            f"Nobody is admitted without {' and '.join(missing)}. Enter {'them' if len(missing) > 1 else 'it'}, or, in "
            "an emergency, say why this admission cannot wait.",
            field="override_code",
        )
    if details is not None:
        details.check(arrival.admitted_on, today, referral)
        may_name_ward(details.ward, scope, referral)


def _place(arrival: Arrival, commissioner: Commissioner, by: Any) -> Placement:
    bed, admitted_on = arrival.bed, arrival.admitted_on
    referral = arrival.referral or _new_referral(arrival, commissioner)
    if arrival.details is not None:
        save_details(referral, arrival.details, by=by)
    if arrival.referral is None:
        enter_state(referral, Referral.Status.RECEIVED, on=referral.received_on, by=by)
    enter_state(referral, Referral.Status.PLACED, on=admitted_on, by=by)
    has_both = referral.has_plan_and_worker
    contract = _contract(arrival)
    placement = Placement(
        referral=referral,
        resident=referral.resident,
        contract=contract,
        service=bed.service,
        admitted_on=admitted_on,
    )
    placement.override_code, placement.override_reason = ("", "") if has_both else arrival.override
    write(placement, by=by)
    write_segments(placement, [Segment(bed.pk, admitted_on, None)], [], by=by)
    _settle_booking(referral, bed, by)
    return placement


def _new_referral(arrival: Arrival, commissioner: Commissioner) -> Referral:
    """A referral for a person who came without one in the system; its facts are filled in from the details."""
    return Referral(
        resident=Resident(),
        ward=arrival.details.ward,  # type: ignore[union-attr]
        commissioner=commissioner,
        provider=arrival.bed.service.provider,
    )


def _settle_booking(referral: Referral, bed: Bed, by: Any) -> None:
    for booking in Booking.objects.waiting().filter(referral=referral).select_related("bed"):
        if booking.bed_id == bed.pk:
            booking.arrived = True
            write(booking, by=by)
        else:
            withdraw(booking, CodedReason(CancelledCode.NOT_NEEDED, f"admitted to {bed} instead"), by=by)
