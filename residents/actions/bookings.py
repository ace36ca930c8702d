"""A bed is promised to somebody who has been accepted, from the day on which they are to arrive."""

from __future__ import annotations

import datetime as dt
from typing import Any

from beds.access import Scope
from beds.acting import action, reason_given, write
from beds.locks import lock_beds
from beds.models import Bed
from beds.refusal import Refusal
from beds.taking_back import take_back, taken_back_before
from beds.wording import long_date
from residents.actions.bed_rules import Claimant, check_claim
from residents.actions.guards import may_use
from residents.models import Booking, Referral

LONGEST_AHEAD = dt.timedelta(days=366)
"""A later arrival is a slip of the pen, and would keep the bed from everybody else."""


@action
def book(*, by: Any, scope: Scope, today: dt.date, referral: Referral, bed: Bed, arriving_on: dt.date) -> Booking:
    """Keep the bed for this person from `arriving_on`, today or later.

    The bed must be free from that day on as things stand: nobody who has it now is assumed to leave. Sending the same
    booking again changes nothing. Raises `Refusal`.
    """
    may_use(bed, scope)
    waiting = Referral.objects.admissible(scope).select_for_update(of=("self",), no_key=True).filter(pk=referral.pk)
    fresh = waiting.select_related("resident").first()
    if fresh is None or fresh.status != Referral.Status.ACCEPTED:
        raise Refusal("Choose somebody who has been accepted and waits for a bed.", field="referral")
    if arriving_on < today:
        raise Refusal(
            "The day of arrival must be today or later. If they have arrived already, log the admission.",
            field="arriving_on",
        )
    if arriving_on > today + LONGEST_AHEAD:
        raise Refusal(
            f"Check the year: a bed is kept for at most a year, until {long_date(today + LONGEST_AHEAD)}.",
            field="arriving_on",
        )
    bed = lock_beds([bed.pk])[bed.pk]
    known = Booking.objects.waiting().filter(referral=fresh).select_related("bed__service").first()
    if known is not None:
        if (known.bed_id, known.arriving_on) == (bed.pk, arriving_on):
            return known
        raise Refusal(
            f"{fresh.resident} already has {known.bed} booked from {long_date(known.arriving_on)}. "
            "Cancel that booking first.",
            field="referral",
        )
    claimant = Claimant(fresh.resident_id, fresh.pk, None, fresh.commissioner_id)
    check_claim(bed, (arriving_on, None), [], claimant, scope, today)
    return write(Booking(referral=fresh, bed=bed, arriving_on=arriving_on), by=by)


@action
def cancel_booking(*, by: Any, scope: Scope, today: dt.date, booking: Booking, reason: str) -> Booking:
    """Free a booked bed. Sending the same again changes nothing. Raises `Refusal` when the person has arrived."""
    may_use(booking.bed, scope)
    lock_beds([booking.bed_id])
    fresh = Booking.objects.select_related("bed__service", "referral__resident", "updated_by").get(pk=booking.pk)
    reason = reason_given(reason, "Say why the booking is cancelled.")
    if taken_back_before(fresh, reason, by=by):
        return fresh
    if why := why_settled(fresh):
        raise Refusal(why)
    return withdraw(fresh, reason, by=by)


def why_settled(booking: Booking) -> str:
    """Why there is nothing left of a booking to cancel, because the person has come; empty while they have not."""
    if not booking.arrived:
        return ""
    return f"{booking.referral.resident} has arrived, so this booking is settled. If that is wrong, correct the stay."


def withdraw(booking: Booking, reason: str, *, by: Any) -> Booking:
    """Take a waiting booking back."""
    return take_back(booking, reason, by=by)
