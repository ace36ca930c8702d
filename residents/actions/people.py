"""What is known of a person who is or was admitted: the facts of the referral and of the resident."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied

from beds.access import Scope
from beds.acting import action, not_in_future, unchanged_since, write
from beds.models.base import Recorded
from beds.refusal import Refusal
from beds.wording import long_date
from residents.actions.guards import writable_placement
from residents.actions.overrides import override_given
from residents.actions.referral_days import READY, REFERRED, check_ready, check_received
from residents.actions.referral_states import redate_step
from residents.models import OverrideTakenBack, Placement, Referral, Resident, ResidentIdentity, Ward

FARTHEST_MILES = 999
"""More than from one end of Great Britain to the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """A person as an admission form describes them. Whatever is not known yet says so."""

    ward: Ward
    received_on: dt.date
    clinically_ready_on: dt.date | None = None
    allocated_worker: str = ""
    move_on_plan: str = ""
    age_band: str = Resident.AgeBand.NOT_KNOWN
    gender: str = Resident.Gender.NOT_KNOWN
    ethnicity: str = Resident.Ethnicity.NOT_KNOWN
    name: str = ""
    miles_from_home: int | None = None
    """Of the placement: it is asked when the details are completed, not at the admission."""

    def check(self, admitted_on: dt.date, today: dt.date, known: Referral | None = None) -> None:
        """Refuse days that are entered and come after the admission, and slips of the year.

        What the referral says already is taken as it is: in an emergency it may be sent after the admission.
        """
        for field, what in (("received_on", REFERRED), ("clinically_ready_on", READY)):
            day, recorded = getattr(self, field), getattr(known, field, None)
            if day is None or day == recorded:
                continue
            late_already = recorded is not None and recorded > admitted_on
            if day > admitted_on and not late_already:
                raise Refusal(f"{what} must be on or before the admission, {long_date(admitted_on)}.", field=field)
            not_in_future(day, today, what, field)
        if known is None or self.received_on != known.received_on:
            check_received(self.received_on, today)
        if self.clinically_ready_on is not None:
            check_ready(self.clinically_ready_on, self.received_on)


def may_name_ward(ward: Ward, scope: Scope, known: Referral | None = None) -> None:
    """Raise PermissionDenied for a ward that has nothing to do with this person: it would read the name."""
    if known is not None and ward.pk == known.ward_id:
        return
    if not Ward.objects.within(scope).filter(pk=ward.pk).exists():
        raise PermissionDenied("Choose a ward that refers people to a commissioner of yours.")


def last_written(placement: Placement) -> Recorded:
    """The placement or its referral, whichever was written last: the details are of both."""
    both: tuple[Recorded, Recorded] = (placement, placement.referral)
    return max(both, key=lambda record: record.updated_at)


def save_details(referral: Referral, details: Details, *, by: Any) -> None:
    """Write the details to the referral and its resident, new or known. An empty name leaves a known one alone."""
    resident = referral.resident
    resident.age_band, resident.gender, resident.ethnicity = (
        details.age_band,
        details.gender,
        details.ethnicity,
    )
    write(resident, by=by)
    referral.resident = resident
    referral.ward = details.ward
    if referral.pk is not None:
        redate_step(referral, Referral.Status.RECEIVED, referral.received_on, details.received_on, by=by)
    referral.received_on, referral.clinically_ready_on = details.received_on, details.clinically_ready_on
    referral.allocated_worker, referral.move_on_plan = (
        details.allocated_worker.strip(),
        details.move_on_plan.strip(),
    )
    write(referral, by=by)
    if details.name.strip():
        identity = ResidentIdentity.objects.filter(resident=resident).first() or ResidentIdentity(resident=resident)
        identity.name = details.name.strip()
        write(identity, by=by)


@action
def correct_details(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    placement: Placement,
    details: Details,
    override_code: str = "",
    override_reason: str = "",
    override_mistake: str = "",
    version: dt.datetime | None = None,
) -> Placement:
    """Correct what was entered about the person and the referral. Raises `Refusal`.

    A plan or a worker may only be missing where the placement says why. A plan made later does not take that reason
    away: the admission was an emergency all the same. One that was none is taken back with `override_mistake`, which
    stays on record. `version` is the `updated_at` of what was written last, the placement or its referral.
    """
    placement = writable_placement(placement, scope)
    unchanged_since(last_written(placement), version)
    details.check(placement.admitted_on, today, placement.referral)
    may_name_ward(details.ward, scope, placement.referral)
    complete = bool(details.move_on_plan.strip() and details.allocated_worker.strip())
    if override_mistake.strip() and placement.override_reason:
        _take_back_override(placement, override_mistake.strip(), complete=complete, by=by)
    elif placement.override_reason or not complete:
        placement.override_code, placement.override_reason = _override(placement, override_code, override_reason)
    if details.miles_from_home is not None and not 0 <= details.miles_from_home <= FARTHEST_MILES:
        raise Refusal(f"The distance from home must be between 0 and {FARTHEST_MILES} miles.", field="miles_from_home")
    placement.miles_from_home = details.miles_from_home
    save_details(placement.referral, details, by=by)
    return write(placement, by=by)


def _override(placement: Placement, code: str, words: str) -> tuple[str, str]:
    """Why the admission could not wait, as it is to be recorded."""
    if placement.override_reason and not (code or words.strip()):
        raise Refusal(
            f"{placement.resident} was admitted in an emergency, and that stays in the record. Say why the admission "
            "could not wait; you may put it in other words. If it was no emergency, say why it was entered.",
            field="override_reason",
        )
    override = override_given(code or placement.override_code, words)
    if not any(override):
        raise Refusal(
            "Enter the move-on plan and the allocated worker, or say why the person was admitted without them.",
            field="override_reason",
        )
    return override


def _take_back_override(placement: Placement, reason: str, *, complete: bool, by: Any) -> None:
    """It was no emergency: the placement says so no more, and what was said of it is kept."""
    if not complete:
        raise Refusal(
            "Enter the move-on plan and the allocated worker: without both it was an emergency.",
            field="override_mistake",
        )
    said = {"override_code": placement.override_code, "override_reason": placement.override_reason}
    write(OverrideTakenBack(placement=placement, reason=reason, **said), by=by)
    placement.override_code = placement.override_reason = ""
