"""The part of a person's timeline that is about a booked bed, about how they left, and about what came after."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from beds.wording import long_date
from residents.models import Booking, Discharge, Placement
from residents.queries.events import Event, entered


def leaving_events(placement: Placement) -> Iterator[Event]:
    """Bookings of the referral, details of the departure, contacts and readmissions. Four queries.

    A booked bed is not named: it may be another provider's than this reader's.
    """
    yield from _bookings(placement)
    yield from _details(placement)
    yield from _contacts(placement)
    yield from _readmissions(placement)


def _bookings(placement: Placement) -> Iterator[Event]:
    for booking in Booking.objects.filter(referral=placement.referral_id).select_related("created_by", "updated_by"):
        made = timezone.localtime(booking.created_at).date()
        detail = f"To arrive on {long_date(booking.arriving_on)}"
        yield Event(made, "Bed booked", detail, by=str(booking.created_by or ""), kind="booking")
        yield from _taken_back(booking, "Booking cancelled", "booking")


def _details(placement: Placement) -> Iterator[Event]:
    departure = Discharge.objects.filter(placement=placement).select_related("created_by").first()
    left = placement.discharged_on
    if departure is None or left is None:
        return
    said = [
        (departure.improvement, f"Improvement: {departure.get_improvement_display().lower()}"),
        (departure.social_care_need, f"Needs adult social care: {departure.get_social_care_need_display().lower()}"),
        (departure.community_support, f"Support: {departure.get_community_support_display().lower()}"),
        (departure.information_given, f"Knows whom to contact: {departure.get_information_given_display().lower()}"),
    ]
    if departure.destination == Discharge.Destination.DIED:
        said = []  # what was said before the departure was corrected is true of nobody
    parts = [words for value, words in said if value != Discharge.YesNoUnknown.NOT_KNOWN]
    if parts and departure.no_improvement_reason:
        parts[0] += f" ({departure.get_no_improvement_reason_display().lower()})"
    parts += [departure.note] if departure.note else []
    if parts:
        # whoever wrote last may have put right the date alone: it is told only where one person wrote all of it
        by = departure.created_by if departure.created_by_id == departure.updated_by_id else None
        yield Event(left, "How they left", ". ".join(parts), by=str(by or ""), kind="aftercare")


def _contacts(placement: Placement) -> Iterator[Event]:
    for contact in placement.aftercare_contacts.select_related("created_by", "updated_by").order_by("on", "pk"):
        settled = {True: "Still lives there", False: "No longer lives there", None: ""}[contact.still_settled]
        title = f"Contact after leaving: {contact.get_how_display().lower()}"
        detail = ". ".join(filter(None, (settled, contact.note)))
        yield Event(contact.on, title, detail, kind="aftercare", **_entered(contact, contact.on))
        yield from _taken_back(contact, "Contact after leaving cancelled", "aftercare")


def _readmissions(placement: Placement) -> Iterator[Event]:
    for back in placement.readmissions.select_related("ward", "created_by", "updated_by"):
        day, days = back.readmitted_on, (back.readmitted_on - (placement.discharged_on or back.readmitted_on)).days
        where = f", {back.ward}" if back.ward else ""
        detail = ". ".join(filter(None, (f"{days} day{'' if days == 1 else 's'} after leaving", back.note)))
        yield Event(day, f"Readmitted to hospital{where}", detail, kind="readmission", **_entered(back, day))
        yield from _taken_back(back, "Readmission cancelled", "readmission")


def _entered(record: Any, on: Any) -> dict[str, Any]:
    return dict(entered(record, on))


def _taken_back(record: Any, title: str, kind: str) -> Iterator[Event]:
    """Nothing is deleted: what was cancelled is told, with why and by whom, beside what it had been."""
    if record.cancelled_at is not None:
        day = timezone.localtime(record.cancelled_at).date()
        yield Event(day, title, record.cancelled_reason, by=str(record.updated_by or ""), kind=kind)
