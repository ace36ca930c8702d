"""Residents and bookings as claims on a bed, for the actions on beds and voids, which know no residents."""

from __future__ import annotations

import datetime as dt

from beds.access import Scope
from beds.claims import Claim
from beds.models import Bed
from residents.actions.half_days import overlap
from residents.models import BedStay, Booking


def claims_of_residents(bed: Bed, from_date: dt.date, until_date: dt.date | None, scope: Scope) -> list[Claim]:
    """Who has the bed, or has it booked, in the period; somebody this reader may not see is "somebody else"."""
    period = (from_date, until_date)
    stays = BedStay.objects.in_force().filter(bed=bed).exclude(until_date__lt=from_date).select_related("resident")
    visible = set(BedStay.objects.within(scope).filter(bed=bed).values_list("pk", flat=True))
    claims = [
        Claim(stay.resident.reference if stay.pk in visible else "somebody else", stay.from_date, stay.until_date)
        for stay in stays
        if overlap((stay.from_date, stay.until_date), period)
    ]
    bookings = Booking.objects.waiting().filter(bed=bed).select_related("referral__resident")
    claims += [
        Claim(booking.referral.resident.reference, booking.arriving_on, None, booked=True)
        for booking in bookings
        if overlap((booking.arriving_on, None), period)
    ]
    return claims
