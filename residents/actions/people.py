"""What is known of a person who is or was admitted: the facts of the referral and of the resident."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from beds.access import Scope
from beds.acting import action, write
from beds.refusal import Refusal
from beds.wording import long_date
from residents.actions.guards import writable_placement
from residents.actions.overrides import override_given
from residents.models import Placement, Referral, Resident, ResidentIdentity, Ward


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

    def check(self, admitted_on: dt.date) -> None:
        """Refuse dates that come after the admission."""
        for field, what, day in (
            ("received_on", "The date of the referral", self.received_on),
            (
                "clinically_ready_on",
                "The date on which they were ready to leave the ward",
                self.clinically_ready_on,
            ),
        ):
            if day is not None and day > admitted_on:
                raise Refusal(f"{what} must be on or before the admission, {long_date(admitted_on)}.", field=field)


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
    version: dt.datetime | None = None,
) -> Placement:
    """Correct what was entered about the person and the referral. Raises `Refusal`.

    A plan or a worker may only be missing where the placement says why. A plan made later does not take that reason
    away: the admission was an emergency all the same.
    """
    placement = writable_placement(placement, scope, version)
    details.check(placement.admitted_on)
    if placement.override_reason and not (override_code or override_reason.strip()):
        raise Refusal(
            f"{placement.resident} was admitted in an emergency, and that stays in the record. "
            "Say why the admission could not wait; you may put it in other words.",
            field="override_reason",
        )
    has_both = details.move_on_plan.strip() and details.allocated_worker.strip()
    placement.override_code, placement.override_reason = override_given(
        override_code or placement.override_code, override_reason
    )
    if not has_both and not placement.override_reason:
        raise Refusal(
            "Enter the move-on plan and the allocated worker, or say why the person was admitted without them.",
            field="override_reason",
        )
    save_details(placement.referral, details, by=by)
    return write(placement, by=by)
