"""Beds that are promised, and what is said of those who stay on."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from beds.access import SYSTEM, Role
from beds.refusal import Refusal
from residents import actions
from residents.models import Booking, Extension, OverstayReason, Placement, Referral
from tests import factories as make
from tests.factories import TODAY, day

pytestmark = pytest.mark.django_db

KNOWN: dict[str, Any] = {"by": None, "scope": SYSTEM, "today": TODAY}


@pytest.fixture
def bed():
    return make.make_contracted_bed("Room 3", service=make.make_service("Elm House"))


@pytest.fixture
def referral(bed) -> Referral:
    commissioner = make.contract_of(bed, TODAY).commissioner
    return make.make_referral(provider=bed.service.provider, commissioner=commissioner)


@pytest.fixture
def placement() -> Placement:
    """Somebody whose 42 nights ended on 12 November."""
    return make.make_placement(admitted_on=day("2026-10-01"))


# Bookings ----------------------------------------------------------------------------------------------------


def book(referral: Referral, bed: Any, on: dt.date = TODAY, **facts: Any) -> Booking:
    return actions.book(referral=referral, bed=bed, arriving_on=on, **(KNOWN | facts))


def test_a_free_bed_is_booked_for_a_day_to_come(bed, referral):
    booking = book(referral, bed, day("2026-12-24"))
    assert book(referral, bed, day("2026-12-24")) == booking


def test_a_day_that_has_passed_is_not_booked(bed, referral):
    with pytest.raises(Refusal, match="today or later"):
        book(referral, bed, day("2026-11-19"))


def test_nobody_in_a_bed_is_assumed_to_leave(bed, referral):
    there = make.make_placement(bed, admitted_on=day("2026-01-01"))
    with pytest.raises(Refusal, match=rf"taken by {there.resident} from 1 January 2026"):
        book(referral, bed, day("2027-10-24"))


def test_a_bed_is_booked_once(bed, referral):
    other = make.make_booking(bed, day("2026-12-24"))
    with pytest.raises(Refusal, match=rf"booked for {other.referral.resident}"):
        book(referral, bed)


def test_a_person_has_one_booking(bed, referral):
    make.make_booking(bed, TODAY, referral=referral)
    other = make.make_contracted_bed(contract=make.contract_of(bed, TODAY))
    with pytest.raises(Refusal, match="already has Room 3, Elm House booked from 20 November 2026"):
        book(referral, other)


def test_a_bed_out_of_service_is_not_booked(bed, referral):
    make.make_void(bed, day("2026-11-01"))
    with pytest.raises(Refusal, match="out of service since 1 November 2026"):
        book(referral, bed)


def test_only_somebody_accepted_gets_a_booking(bed):
    with pytest.raises(Refusal, match="has been accepted"):
        book(make.make_referral(status=Referral.Status.RECEIVED), bed)


def test_a_cancelled_booking_frees_the_bed(bed, referral):
    booking = book(referral, bed)
    actions.cancel_booking(booking=booking, reason="Went home", **KNOWN)
    assert actions.cancel_booking(booking=booking, reason="Went home", **KNOWN) == booking
    with pytest.raises(Refusal, match=r"was cancelled on .*: Went home\."):
        actions.cancel_booking(booking=booking, reason="Died", **KNOWN)
    assert actions.admit(bed=bed, admitted_on=TODAY, referral=referral, **KNOWN)
    assert not Booking.objects.waiting().exists()


def test_who_has_arrived_has_no_booking_to_cancel(bed, referral):
    booking = book(referral, bed)
    actions.admit(bed=bed, admitted_on=TODAY, referral=referral, **KNOWN)
    with pytest.raises(Refusal, match=f"{referral.resident} has arrived"):
        actions.cancel_booking(booking=booking, reason="Went home", **KNOWN)


def test_a_slip_of_the_year_keeps_no_bed(bed, referral):
    with pytest.raises(Refusal, match="Check the year") as refused:
        book(referral, bed, TODAY.replace(year=2036))
    assert refused.value.field == "arriving_on"


def test_a_cancelled_booking_needs_a_reason(bed, referral):
    with pytest.raises(Refusal, match="Say why"):
        actions.cancel_booking(booking=book(referral, bed), reason="", **KNOWN)


def test_only_those_who_work_there_book(bed, referral):
    with pytest.raises(PermissionDenied):
        book(referral, bed, scope=make.make_worker(make.make_provider()).scope())


# Extensions --------------------------------------------------------------------------------------------------


def extend(placement: Placement, until: str, **facts: Any) -> Extension:
    facts.setdefault("reason", "Flat ready soon")
    return actions.grant_extension(placement=placement, until_date=day(until), **(KNOWN | facts))


def test_the_commissioner_extends_a_stay_beyond_its_due_date(placement):
    official = make.make_official(placement.contract.commissioner)
    extension = extend(placement, "2026-11-13", by=official, scope=official.scope())
    assert extension.created_by == official
    assert extend(placement, "2026-11-13") == extension


def test_an_extension_goes_beyond_the_due_date(placement):
    with pytest.raises(Refusal, match="due to move on by 12 November 2026"):
        extend(placement, "2026-11-12")


def test_an_extension_needs_a_reason(placement):
    with pytest.raises(Refusal, match="Say why"):
        extend(placement, "2026-12-01", reason=" ")


@pytest.mark.parametrize("role", [Role.PROVIDER_WORKER, Role.CONTRACT_MANAGER, "another commissioner"])
def test_nobody_else_extends_a_stay(placement, role):
    if role == Role.PROVIDER_WORKER:
        user = make.make_worker(placement.service.provider)
    elif role == Role.CONTRACT_MANAGER:
        user = make.make_official(placement.contract.commissioner, role=role)
    else:
        user = make.make_official(make.make_commissioner())
    with pytest.raises(PermissionDenied):
        extend(placement, "2026-12-01", scope=user.scope())


def test_an_extension_is_taken_back_with_a_reason(placement):
    extension = extend(placement, "2026-12-01")
    actions.cancel_extension(extension=extension, reason="Wrong person", **KNOWN)
    assert not placement.extensions.in_force().exists()
    seen = Placement.objects.get().updated_at
    actions.cancel_extension(extension=extension, reason="Wrong person", **KNOWN)
    assert Placement.objects.get().updated_at == seen  # sent twice, it changes nothing
    with pytest.raises(Refusal, match=r"This was cancelled on .*: Wrong person"):
        actions.cancel_extension(extension=extension, reason="Flat is late", **KNOWN)


# Reasons -----------------------------------------------------------------------------------------------------


def explain(placement: Placement, code: str = "repairs", since: str = "2026-11-12", **facts: Any) -> OverstayReason:
    facts.setdefault("owner", "housing")
    return actions.add_overstay_reason(placement=placement, code=code, since=day(since), **(KNOWN | facts))


def test_a_reason_is_added_and_resolved(placement):
    reason = explain(placement, note=" Boiler ")
    assert reason.note == "Boiler"
    resolved = actions.resolve_overstay_reason(overstay_reason=reason, resolved_on=TODAY, **KNOWN)
    assert resolved.resolved_on == TODAY
    assert explain(placement).pk != reason.pk


def test_the_same_reason_twice_is_one(placement):
    assert explain(placement) == explain(placement)
    with pytest.raises(Refusal, match="already recorded since 12 November 2026 and not resolved"):
        explain(placement, since="2026-11-13")


@pytest.mark.parametrize(("since", "message"), [("2026-11-21", "must be today"), ("2026-09-30", "was admitted on")])
def test_a_reason_holds_during_the_stay(placement, since, message):
    with pytest.raises(Refusal, match=message):
        explain(placement, since=since)


def test_a_reason_is_not_resolved_before_it_held_or_in_the_future(placement):
    reason = explain(placement)
    for on, message in (("2026-11-11", "holds since"), ("2026-11-21", "must be today")):
        with pytest.raises(Refusal, match=message):
            actions.resolve_overstay_reason(overstay_reason=reason, resolved_on=day(on), **KNOWN)


def test_a_code_that_is_not_on_the_list_is_refused(placement):
    with pytest.raises(Refusal) as refused:
        explain(placement, code="weather")
    assert refused.value.field == "code"


def test_provider_and_commissioner_explain_an_overstay_and_nobody_else(placement):
    explain(placement, scope=make.make_worker(placement.service.provider).scope())
    explain(placement, code="funding", scope=make.make_official(placement.contract.commissioner).scope())
    for user in (make.make_worker(make.make_provider()), make.make_official(make.make_commissioner())):
        with pytest.raises(PermissionDenied):
            explain(placement, code="dispute", scope=user.scope())


# What is known of the person ---------------------------------------------------------------------------------


def test_a_plan_made_later_does_not_take_the_emergency_away(placement):
    placement.override_reason = "Ward closed"
    placement.save()
    details = actions.Details(
        ward=placement.referral.ward, received_on=day("2026-10-01"), allocated_worker="Jo", move_on_plan="Flat"
    )
    corrected = actions.correct_details(placement=placement, details=details, override_reason="Ward closed", **KNOWN)
    assert corrected.override_reason == "Ward closed"
    assert corrected.referral.move_on_plan == "Flat"


def test_plan_and_worker_are_not_taken_away_without_a_reason(placement):
    details = actions.Details(ward=placement.referral.ward, received_on=day("2026-10-01"))
    with pytest.raises(Refusal, match="say why the person was admitted without"):
        actions.correct_details(placement=placement, details=details, **KNOWN)
