"""What was entered wrongly about a whole placement is put right, or the placement is taken back."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from beds.access import Scope
from beds.acting import action, not_in_future, reason_given
from beds.locks import lock_beds
from beds.models import Bed
from beds.refusal import Refusal
from beds.taking_back import take_back, taken_back_before
from beds.wording import long_date
from residents.actions.feedback import is_its_own
from residents.actions.guards import may_rewrite, may_use, may_write, writable_placement
from residents.actions.history import absences_of, check_dates
from residents.actions.referral_states import enter_state, redate_step
from residents.actions.stays import cancel_stays, rewrite_stays, segments_of
from residents.models import Placement, Referral


@action
def correct_admission(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    placement: Placement,
    admitted_on: dt.date,
    bed: Bed | None = None,
    version: dt.datetime | None = None,
) -> Placement:
    """Change the day of admission, or the bed it was to. Raises `Refusal`."""
    placement = writable_placement(placement, scope, version)
    not_in_future(admitted_on, today, "The admission date", "admitted_on")
    received_on = placement.referral.received_on
    if admitted_on < received_on <= placement.admitted_on:
        raise Refusal(
            f"{placement.resident} was referred on {long_date(received_on)}. The admission must be on or after that "
            "day; correct the date of the referral first.",
            field="admitted_on",
        )
    segments = segments_of(placement)
    left = placement.discharged_on
    if left is not None and admitted_on > left:
        raise Refusal(
            f"{placement.resident} left on {long_date(left)}. The admission must be on or before that day.",
            field="admitted_on",
        )
    check_dates(placement, segments, admitted_on, left)
    first = segments[0]
    if first.until_date is not None and admitted_on > first.until_date:
        raise Refusal(
            f"{placement.resident} left the first bed on {long_date(first.until_date)}. The admission must be on or "
            "before that day.",
            field="admitted_on",
        )
    if bed is not None:
        may_use(bed, scope)
        if not Bed.objects.filter(pk=first.bed_id, service=bed.service_id).exists():
            placement.miles_from_home = None  # it was told of another house
    segments[0] = replace(first, bed_id=bed.pk if bed else first.bed_id, from_date=admitted_on)
    redate_step(placement.referral, Referral.Status.PLACED, placement.admitted_on, admitted_on, by=by)
    placement.admitted_on = admitted_on
    rewrite_stays(placement, segments, by=by, scope=scope, today=today)
    return placement


@action
def cancel_placement(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    placement: Placement,
    reason: str,
    still_expected: bool = True,
    version: dt.datetime | None = None,
) -> Placement:
    """The placement was entered by mistake: it, its beds and all that hangs on it count for nothing from now on.

    The person waits for a bed again, or, when not `still_expected`, is withdrawn. It cannot be undone. Refused while
    feedback that the provider has not entered itself says that the stay took place: the commissioner takes that back.
    Sending the same again changes nothing.
    """
    known = Placement.objects.select_related("resident", "service", "updated_by").get(pk=placement.pk)
    may_write(known.service.provider_id, scope)
    if taken_back_before(known, reason, by=by):
        return known
    placement = writable_placement(placement, scope, version)
    reason = reason_given(reason, "Say why the placement is cancelled.")
    _nobody_spoke_of(placement)
    beds = lock_beds([segment.bed_id for segment in segments_of(placement)])
    may_rewrite(beds.values(), scope)
    cancel_stays(placement.bed_stays.in_force(), reason, by=by)
    for absence in absences_of(placement):
        take_back(absence, reason, by=by)
    for records in _entered_about(placement):
        for record in records.in_force():
            take_back(record, reason, by=by)
    referral = placement.referral
    state = Referral.Status.ACCEPTED if still_expected else Referral.Status.WITHDRAWN
    referral.withdraw_reason = "" if still_expected else Referral.WithdrawReason.BY_MISTAKE
    by_mistake = "" if still_expected else referral.get_withdraw_reason_display()
    enter_state(referral, state, on=today, by=by, reason=by_mistake, note=reason)
    return take_back(placement, reason, by=by)


def _nobody_spoke_of(placement: Placement) -> None:
    """Refuse while there is feedback that came by a link or that others entered: no mistake makes that."""
    for said in placement.feedback.in_force().select_related("created_by").order_by("received_on", "pk"):
        if not is_its_own(said, placement):
            how = "given with a link" if said.link_id else "entered by somebody else"
            raise Refusal(
                f"Feedback on this stay was {how} on {long_date(said.received_on)}, so somebody was here. Discharge "
                "the resident instead, or ask the commissioner to take the feedback back first."
            )


def _entered_about(placement: Placement) -> tuple[Any, ...]:
    """All records that hang on a placement, beside its beds and absences, kind by kind."""
    return (
        placement.extensions,
        placement.extension_requests,
        placement.overstay_reasons,
        placement.incidents,
        placement.alerts,
        placement.reviews,
        placement.gp_handovers,
        placement.support_records,
        placement.outcome_scores,
        placement.feedback,
        placement.feedback_links,
        placement.aftercare_contacts,
        placement.readmissions,
    )
