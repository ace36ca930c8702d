"""Admitting somebody: rules 1 to 4, and what is written."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from beds.access import SYSTEM, Scope
from beds.models import Bed, Commissioner
from beds.refusal import Refusal
from residents.actions import Details, admit
from residents.models import Booking, Placement, Referral
from tests import factories as make
from tests.factories import TODAY, day

pytestmark = pytest.mark.django_db


def details(**facts: object) -> Details:
    if "ward" not in facts:
        facts["ward"] = ward = make.make_ward()
        ward.commissioners.set(Commissioner.objects.all())
    facts.setdefault("received_on", day("2026-11-01"))
    facts.setdefault("allocated_worker", "Sam Okoro")
    facts.setdefault("move_on_plan", "Council flat")
    return Details(**facts)  # type: ignore[arg-type]


def admitted(bed: Bed, on: dt.date = TODAY, **facts: object) -> Placement:
    facts.setdefault("by", None)
    facts.setdefault("scope", SYSTEM)
    if "referral" not in facts:
        facts.setdefault("details", details(received_on=on))
    return admit(today=TODAY, bed=bed, admitted_on=on, **facts)  # type: ignore[arg-type]


def test_a_new_person_gets_a_resident_a_referral_a_placement_and_a_bed():
    bed = make.make_contracted_bed("Room 3")
    worker = make.make_worker(bed.service.provider)

    placement = admitted(bed, by=worker, scope=worker.scope(), details=details(name="Ann Lee", gender="female"))

    assert placement.resident.identity.name == "Ann Lee"
    assert placement.resident.gender == "female"
    assert placement.referral.status == Referral.Status.PLACED
    assert placement.contract == make.contract_of(bed, TODAY)
    assert placement.service == bed.service
    assert placement.created_by == worker
    stay = placement.bed_stays.get()
    assert (stay.bed, stay.from_date, stay.until_date) == (bed, TODAY, None)


def test_an_accepted_referral_is_placed():
    bed = make.make_contracted_bed()
    contract = make.contract_of(bed, TODAY)
    referral = make.make_referral(provider=bed.service.provider, commissioner=contract.commissioner)

    placement = admitted(bed, referral=referral)

    referral.refresh_from_db()
    assert referral.status == Referral.Status.PLACED
    assert placement.resident == referral.resident


def test_a_referral_that_is_not_accepted_is_not_placed():
    bed = make.make_contracted_bed()
    commissioner = make.contract_of(bed, TODAY).commissioner
    referral = make.make_referral(commissioner=commissioner, status=Referral.Status.ASSESSING)
    with pytest.raises(Refusal, match=r"is assessing, not waiting"):
        admitted(bed, referral=referral)


def test_somebody_elses_referral_is_not_there():
    bed = make.make_contracted_bed()
    worker = make.make_worker(bed.service.provider)
    with pytest.raises(Refusal, match="from the list"):
        admitted(bed, by=worker, scope=worker.scope(), referral=make.make_referral())


def test_a_taken_bed_is_refused_by_name_and_nothing_is_written():
    bed = make.make_contracted_bed("Room 3", service=make.make_service("Elm House"))
    other = make.make_placement(bed, admitted_on=day("2026-10-03"), resident=make.make_resident("R-7K3QX2"))

    with pytest.raises(Refusal) as refused:
        admitted(bed)

    assert refused.value.message == (
        "Room 3, Elm House is taken by R-7K3QX2 from 3 October 2026. "
        "Choose another bed, or first record that R-7K3QX2 has left."
    )
    assert refused.value.field == "bed"
    assert list(Placement.objects.all()) == [other]
    assert Referral.objects.count() == 1


def test_a_late_entry_before_somebody_elses_stay_is_refused_with_its_dates():
    bed = make.make_contracted_bed()
    make.make_placement(bed, admitted_on=day("2026-10-03"), discharged_on=day("2026-10-09"))
    with pytest.raises(Refusal, match="from 3 October 2026 to 9 October 2026"):
        admitted(bed, day("2026-10-01"))


def test_the_bed_turns_over_in_a_day():
    bed = make.make_contracted_bed()
    make.make_placement(bed, admitted_on=day("2026-10-03"), discharged_on=TODAY)
    assert admitted(bed).admitted_on == TODAY


def test_a_bed_is_admitted_to_after_a_stay_of_no_nights_that_day():
    bed = make.make_contracted_bed()
    make.make_placement(bed, admitted_on=TODAY, discharged_on=TODAY)
    assert admitted(bed).admitted_on == TODAY


def test_a_person_with_a_placement_is_not_admitted_again():
    bed = make.make_contracted_bed()
    contract = make.contract_of(bed, TODAY)
    other = make.make_contracted_bed(contract=contract, service=bed.service)
    known = make.make_placement(other, admitted_on=day("2026-10-03"))
    again = make.make_referral(
        resident=known.resident, provider=bed.service.provider, commissioner=contract.commissioner
    )
    with pytest.raises(Refusal, match=rf"{known.resident} already has a placement from 3 October 2026"):
        admitted(bed, referral=again)


def test_another_providers_placement_of_the_person_is_not_given_away():
    bed = make.make_contracted_bed()
    commissioner = make.contract_of(bed, TODAY).commissioner
    elsewhere = make.make_placement(make.make_contracted_bed(), admitted_on=day("2026-10-03"))
    again = make.make_referral(resident=elsewhere.resident, provider=bed.service.provider, commissioner=commissioner)
    worker = make.make_worker(bed.service.provider)
    with pytest.raises(Refusal) as refused:
        admitted(bed, by=worker, scope=worker.scope(), referral=again)
    assert "October" not in refused.value.message
    assert "another step-down bed" in refused.value.message


def test_a_void_bed_is_refused():
    bed = make.make_contracted_bed()
    make.make_void(bed, day("2026-11-02"))
    with pytest.raises(Refusal, match=r"out of service since 2 November 2026 \(repair\).*back in service"):
        admitted(bed)


def test_a_bed_that_is_to_be_void_is_refused_as_a_plan():
    bed = make.make_contracted_bed()
    make.make_void(bed, day("2026-12-22"))
    with pytest.raises(Refusal) as refused:
        admitted(bed)
    assert refused.value.message == (
        f"{bed} is to be out of service from 22 December 2026 (repair). "
        "Choose another bed, or correct or cancel that plan first."
    )


def test_a_bed_outside_its_life_is_refused():
    bed = make.make_contracted_bed(from_date=day("2026-11-02"), until_date=day("2026-11-10"))
    with pytest.raises(Refusal, match="not in use before 2 November 2026"):
        admitted(bed, day("2026-11-01"))
    with pytest.raises(Refusal, match="only until 10 November 2026"):
        admitted(bed, day("2026-11-10"))


def test_a_bed_that_has_closed_takes_nobody_in():
    bed = make.make_contracted_bed(until_date=day("2026-08-12"))
    with pytest.raises(Refusal, match="in use only until 12 August 2026"):
        admitted(bed, day("2026-08-11"))


def test_a_bed_that_is_to_close_takes_somebody_in():
    assert admitted(make.make_contracted_bed(until_date=TODAY + dt.timedelta(days=1))).pk


def test_a_bed_in_no_contract_is_refused():
    with pytest.raises(Refusal, match="not in any contract on 20 November 2026"):
        admitted(make.make_bed())


def test_a_bed_of_another_commissioners_contract_is_refused():
    bed = make.make_contracted_bed()
    with pytest.raises(Refusal, match="not in a contract of this commissioner on 20 November 2026"):
        admitted(bed, referral=make.make_referral(provider=bed.service.provider))


def test_the_contract_may_end_under_an_open_stay():
    contract = make.make_contract(until_date=day("2026-12-01"))
    bed = make.make_contracted_bed(contract=contract)
    assert admitted(bed).contract == contract


def test_a_contract_that_has_ended_takes_nobody_in():
    bed = make.make_contracted_bed(contract=make.make_contract(until_date=day("2026-08-12")))
    with pytest.raises(Refusal, match="not in a contract of this commissioner on 12 August 2026"):
        admitted(bed, day("2026-08-11"))


def test_a_contract_that_ends_tonight_takes_nobody_in():
    bed = make.make_contracted_bed(contract=make.make_contract(until_date=TODAY))
    with pytest.raises(Refusal, match="not in a contract of this commissioner on 20 November 2026"):
        admitted(bed, day("2026-11-19"))


def test_a_booked_bed_is_kept_for_whoever_booked_it():
    bed = make.make_contracted_bed()
    booking = make.make_booking(bed, day("2026-12-24"))
    with pytest.raises(Refusal, match=rf"booked for {booking.referral.resident} from 24 December 2026"):
        admitted(bed)


def test_admitting_from_a_booking_settles_it():
    bed = make.make_contracted_bed()
    booking = make.make_booking(bed, TODAY)
    admitted(bed, referral=booking.referral)
    booking.refresh_from_db()
    assert booking.arrived


def test_admitting_to_another_bed_frees_the_booked_one():
    bed = make.make_contracted_bed()
    booked = make.make_contracted_bed(contract=make.contract_of(bed, TODAY))
    booking = make.make_booking(booked, TODAY)
    admitted(bed, referral=booking.referral)
    booking.refresh_from_db()
    assert booking.cancelled_code == "not_needed"
    assert booking.cancelled_reason == f"No longer needed: admitted to {bed} instead"
    assert not Booking.objects.waiting().exists()


def test_nobody_is_admitted_without_plan_and_worker():
    bed = make.make_contracted_bed()
    with pytest.raises(Refusal, match="without a move-on plan and an allocated worker") as refused:
        admitted(bed, details=details(move_on_plan=" ", allocated_worker=""))
    assert refused.value.field == "override_code"


def test_an_emergency_is_admitted_with_a_reason():
    placement = admitted(
        make.make_contracted_bed(), details=details(move_on_plan=""), override_reason=" Ward closed by flood "
    )
    assert placement.override_reason == "Ward closed by flood"


def test_a_reason_that_was_not_needed_is_not_kept():
    assert admitted(make.make_contracted_bed(), override_reason="None").override_reason == ""


def test_an_admission_is_not_in_the_future():
    with pytest.raises(Refusal, match="must be today, 20 November 2026, or in the past"):
        admitted(make.make_contracted_bed(), TODAY + dt.timedelta(days=1))


def test_a_late_entry_is_accepted_and_flagged():
    assert admitted(make.make_contracted_bed(), day("2023-01-05")).recorded_late


def test_the_referral_is_not_after_the_admission():
    with pytest.raises(Refusal, match="on or before the admission, 10 November 2026") as refused:
        admitted(make.make_contracted_bed(), day("2026-11-10"), details=details(received_on=day("2026-11-11")))
    assert refused.value.field == "received_on"


def test_the_same_form_sent_twice_makes_one_placement():
    bed = make.make_contracted_bed()
    worker = make.make_worker(bed.service.provider)
    same = details(name="Ann Lee")
    first = admitted(bed, by=worker, scope=worker.scope(), details=same)
    assert admitted(bed, by=worker, scope=worker.scope(), details=same) == first
    assert Placement.objects.count() == 1


def test_a_second_person_is_not_taken_for_the_first():
    bed = make.make_contracted_bed()
    worker = make.make_worker(bed.service.provider)
    ward = make.make_ward()
    ward.commissioners.set(Commissioner.objects.all())
    admitted(bed, by=worker, scope=worker.scope(), details=details(ward=ward, name="Ann Lee"))
    with pytest.raises(Refusal, match="is taken by"):
        admitted(bed, by=worker, scope=worker.scope(), details=details(ward=ward, name="Bea Fox"))


def test_only_the_beds_own_provider_admits_to_it():
    bed = make.make_contracted_bed()
    with pytest.raises(PermissionDenied):
        admitted(bed, scope=make.make_worker(make.make_provider()).scope())
    with pytest.raises(PermissionDenied):
        admitted(bed, scope=Scope(providers=frozenset({bed.service.provider_id})))


def test_a_lead_provider_admits_to_its_partners_bed():
    lead = make.make_provider()
    bed = make.make_contracted_bed(service=make.make_service(provider=make.make_provider(lead=lead)))
    assert admitted(bed, scope=make.make_worker(lead).scope()).service == bed.service


def test_a_text_that_is_too_long_is_a_refusal():
    with pytest.raises(Refusal) as refused:
        admitted(make.make_contracted_bed(), details=details(allocated_worker="x" * 200))
    assert refused.value.field == "allocated_worker"
