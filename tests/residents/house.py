"""A house with people in it on the day of the test, and what each page about it is sent."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from beds.models import Void
from residents.actions.people import last_written
from residents.models import Absence, Booking, Extension, OverstayReason, Placement, Referral
from tests import factories as make


def date_of(name: str, day: dt.date) -> dict[str, str]:
    """A date as its three boxes send it."""
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def why(words: str) -> dict[str, str]:
    """The reason for which something is cancelled, as its form sends it."""
    return {"code": "by_mistake", "reason": words}


@dataclass
class House:
    """A service with somebody in Room 1, a void Room 3 and a free Room 2, and the people around it."""

    today: dt.date
    placement: Placement
    left: Placement
    away: Absence
    void: Void
    booking: Booking
    waiting: Referral
    reason: OverstayReason
    extension: Extension
    beds: list[Any]

    @property
    def provider(self) -> Any:
        return self.beds[0].service.provider

    def ago(self, days: int) -> dt.date:
        return self.today - dt.timedelta(days=days)


@pytest.fixture
def house() -> House:
    today = timezone.localdate()
    service = make.make_service("Elm House")
    contract = make.make_contract(provider=service.provider)
    beds = [make.make_contracted_bed(f"Room {n}", service=service, contract=contract) for n in range(1, 7)]

    def ago(days: int) -> dt.date:
        return today - dt.timedelta(days=days)

    placement = make.make_placement(
        beds[3], admitted_on=ago(60), moves=[(ago(50), beds[0])], resident=make.make_resident(name="Ann Lee")
    )
    placement.referral.received_on = ago(70)
    placement.referral.save()
    left = make.make_placement(beds[3], admitted_on=ago(30), discharged_on=ago(3))
    absent = make.make_placement(beds[4], admitted_on=ago(20))
    waiting = make.make_referral(provider=service.provider, commissioner=contract.commissioner, received_on=ago(8))
    waiting.ward.commissioners.add(contract.commissioner)
    return House(
        today=today,
        placement=placement,
        left=left,
        away=make.make_absence(absent, ago(2)),
        void=make.make_void(beds[2], ago(5)),
        booking=make.make_booking(beds[5], today),
        waiting=waiting,
        reason=make.make_overstay_reason(placement, ago(10)),
        extension=make.make_extension(placement, today + dt.timedelta(days=30)),
        beds=beds,
    )


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def worker(house: House) -> Client:
    return signed_in(make.make_worker(house.provider))


PAGES: dict[str, Any] = {
    "discharge": lambda h: (
        reverse("residents:discharge", args=[h.placement.pk]),
        date_of("discharged_on", h.today) | {"destination": "home", "planned": "yes"},
    ),
    "move": lambda h: (
        reverse("residents:move", args=[h.placement.pk]),
        date_of("moved_on", h.today) | {"bed": h.beds[1].pk},
    ),
    "absence": lambda h: (
        reverse("residents:absence", args=[h.placement.pk]),
        date_of("from_date", h.today) | {"kind": "leave", "bed_held": "no"},
    ),
    "return": lambda h: (
        reverse("residents:return", args=[h.away.placement_id]),
        date_of("returned_on", h.today),
    ),
    "correct admission": lambda h: (
        reverse("residents:admission_correct", args=[h.placement.pk]),
        date_of("admitted_on", h.ago(61)) | {"bed": h.beds[3].pk, "version": h.placement.updated_at.isoformat()},
    ),
    "correct details": lambda h: (
        reverse("residents:details_correct", args=[h.placement.pk]),
        date_of("received_on", h.ago(61))
        | {"ward": h.placement.referral.ward_id, "age_band": "30_39", "gender": "male", "ethnicity": "white"}
        | {"allocated_worker": "Jo", "move_on_plan": "Flat"}
        | {"version": last_written(h.placement).updated_at.isoformat()},
    ),
    "correct departure": lambda h: (
        reverse("residents:discharge_correct", args=[h.left.pk]),
        date_of("discharged_on", h.ago(4))
        | {"destination": "family", "planned": "no", "version": h.left.updated_at.isoformat()},
    ),
    "undo departure": lambda h: (
        reverse("residents:discharge_undo", args=[h.left.pk]),
        {"code": "by_mistake", "version": h.left.updated_at.isoformat()},
    ),
    "correct move": lambda h: (
        reverse("residents:move_correct", args=[h.placement.pk, h.placement.bed_stays.last().pk]),
        date_of("moved_on", h.ago(49)) | {"bed": h.beds[1].pk, "version": h.placement.updated_at.isoformat()},
    ),
    "undo move": lambda h: (
        reverse("residents:move_undo", args=[h.away.placement_id, h.away.placement.bed_stays.last().pk]),
        {"version": h.away.placement.updated_at.isoformat()},
    ),
    "correct absence": lambda h: (
        reverse("residents:absence_correct", args=[h.away.placement_id, h.away.pk]),
        date_of("from_date", h.ago(3)) | {"kind": "missing", "version": h.away.placement.updated_at.isoformat()},
    ),
    "cancel absence": lambda h: (
        reverse("residents:absence_cancel", args=[h.away.placement_id, h.away.pk]),
        {"code": "wrong_record", "reason": "Meant for Room 2"},
    ),
    "cancel placement": lambda h: (
        reverse("residents:cancel", args=[h.placement.pk]),
        {"code": "wrong_record", "still_expected": "no", "version": h.placement.updated_at.isoformat()},
    ),
    "overstay reason": lambda h: (
        reverse("residents:reason", args=[h.placement.pk]),
        date_of("since", h.today) | {"code": "repairs", "owner": "housing"},
    ),
    "change reason": lambda h: (
        reverse("residents:reason_change", args=[h.reason.pk]),
        {"owner": "clinical", "note": "Depot on Monday", "version": h.reason.updated_at.isoformat()},
    ),
    "resolve reason": lambda h: (
        reverse("residents:reason_resolve", args=[h.reason.pk]),
        date_of("resolved_on", h.today),
    ),
    "cancel reason": lambda h: (reverse("residents:reason_cancel", args=[h.reason.pk]), {"code": "by_mistake"}),
    "admit": lambda h: (
        reverse("residents:admit") + f"?referral={h.waiting.pk}",
        date_of("admitted_on", h.today)
        | {"bed": h.beds[1].pk, "allocated_worker": "Jo", "move_on_plan": "Flat"}
        | {"version": h.waiting.updated_at.isoformat()},
    ),
    "book": lambda h: (
        reverse("residents:book"),
        date_of("arriving_on", h.today) | {"bed": h.beds[1].pk, "referral": h.waiting.pk},
    ),
    "cancel booking": lambda h: (
        reverse("residents:booking_cancel", args=[h.booking.pk]),
        {"code": "other", "reason": "Went home"},
    ),
    "record void": lambda h: (
        reverse("beds:void_new", args=[h.beds[1].pk]),
        date_of("from_date", h.today) | {"reason": "repair", "payer": "provider"},
    ),
    "end void": lambda h: (reverse("beds:void_end", args=[h.void.pk]), date_of("until_date", h.today)),
    "correct void": lambda h: (
        reverse("beds:void_correct", args=[h.void.pk]),
        date_of("from_date", h.ago(6))
        | {"reason": "safety", "payer": "provider", "version": h.void.updated_at.isoformat()},
    ),
    "cancel void": lambda h: (
        reverse("beds:void_cancel", args=[h.void.pk]),
        {"code": "wrong_record", "reason": "Wrong room"},
    ),
}
