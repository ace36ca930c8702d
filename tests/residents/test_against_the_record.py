"""What would contradict the record: another commissioner's contract, a placement since, a date before or after it."""

from __future__ import annotations

from typing import Any

import pytest

from beds.refusal import Refusal
from residents import actions
from tests import factories as make
from tests.factories import TODAY, day
from tests.residents.histories import KNOWN, away, beds_of, leave

pytestmark = pytest.mark.django_db


def details(placement, **facts):
    known = {"ward": placement.referral.ward, "received_on": day("2026-09-17")}
    return actions.Details(**known | facts)


# The commissioner and the emergency ------------------------------------------------------------------------------


def test_a_corrected_admission_does_not_hand_somebody_to_another_commissioner():
    old = make.make_contract(until_date=day("2026-11-10"))
    bed = make.make_contracted_bed(contract=old)
    new = make.make_contract(provider=old.provider, from_date=day("2026-11-10"))
    make.make_contract_bed(new, bed)
    placement = make.make_placement(bed, admitted_on=day("2026-10-20"))
    with pytest.raises(Refusal) as refused:
        actions.correct_admission(placement=placement, admitted_on=day("2026-11-15"), **KNOWN)
    assert refused.value.message == (
        f"{bed} is in a contract of {new.commissioner} on 15 November 2026, and {placement.resident} was referred by "
        f"{old.commissioner}. Choose another bed or date."
    )
    placement.refresh_from_db()
    assert placement.contract == old


def test_an_emergency_stays_in_the_record_whatever_is_known_later(placement):
    placement.override_reason = "Ward closed"
    placement.save()
    known = details(placement, allocated_worker="Jo", move_on_plan="Flat")
    with pytest.raises(Refusal, match="was admitted in an emergency, and that stays in the record") as refused:
        actions.correct_details(placement=placement, details=known, override_reason=" ", **KNOWN)
    assert refused.value.field == "override_reason"
    reworded = actions.correct_details(placement=placement, details=known, override_reason="Ward flooded", **KNOWN)
    assert reworded.override_reason == "Ward flooded"


# Leaving and coming back -----------------------------------------------------------------------------------------


def test_a_return_found_out_after_somebody_left_is_kept(placement):
    absence = away(placement)
    leave(placement)
    corrected = actions.correct_absence(
        absence=absence, from_date=day("2026-11-05"), until_date=day("2026-11-08"), kind="leave", **KNOWN
    )
    assert (corrected.until_date, corrected.ended_by_discharge) == (day("2026-11-08"), False)
    actions.undo_discharge(placement=placement, reason="Came back", **KNOWN)
    assert placement.absences.get().until_date == day("2026-11-08")


def test_without_a_return_an_absence_still_ends_with_leaving(placement):
    absence = away(placement)
    leave(placement)
    corrected = actions.correct_absence(absence=absence, from_date=day("2026-11-04"), kind="leave", **KNOWN)
    assert (corrected.until_date, corrected.ended_by_discharge) == (day("2026-11-10"), True)


def test_who_left_without_a_bed_did_not_come_back_to_one(placement):
    absence = away(placement, bed_held=False)
    leave(placement)
    with pytest.raises(Refusal, match=r"left without a bed to come back to.*undo the departure") as refused:
        actions.correct_absence(
            absence=absence, from_date=day("2026-11-05"), until_date=day("2026-11-08"), kind="leave", **KNOWN
        )
    assert refused.value.field == "returned_on"


@pytest.mark.parametrize("bed_held", [True, False])
def test_a_departure_is_not_undone_under_a_later_placement_of_the_person(rooms, placement, bed_held):
    away(placement, bed_held=bed_held)
    leave(placement)
    again = make.make_placement(rooms[1], admitted_on=day("2026-11-12"), resident=placement.resident)
    with pytest.raises(Refusal) as refused:
        actions.undo_discharge(placement=placement, reason="Came back", **KNOWN)
    assert refused.value.message == (
        f"{again.resident} already has a placement from 12 November 2026. "
        f"First record that {again.resident} has left, or correct that placement."
    )
    with pytest.raises(Refusal, match="already has a placement from 12 November 2026"):
        actions.correct_discharge(placement=placement, discharged_on=day("2026-11-14"), destination="home", **KNOWN)


# Dates -----------------------------------------------------------------------------------------------------------


def test_an_admission_is_not_corrected_to_before_the_referral(rooms, placement):
    with pytest.raises(Refusal, match="was referred on 17 September 2026") as refused:
        actions.correct_admission(placement=placement, admitted_on=day("2026-09-16"), **KNOWN)
    assert refused.value.field == "admitted_on"
    actions.correct_admission(placement=placement, admitted_on=day("2026-09-17"), **KNOWN)


def test_the_bed_of_an_admission_before_its_referral_is_still_corrected(rooms, placement):
    placement.referral.received_on = day("2026-10-05")
    placement.referral.save()
    actions.correct_admission(placement=placement, admitted_on=day("2026-10-01"), bed=rooms[1], **KNOWN)
    assert beds_of(placement) == [("Room 2", "1 Oct", None)]


def test_a_reason_to_stay_does_not_begin_after_somebody_left(placement):
    leave(placement)
    facts: dict[str, Any] = {"placement": placement, "code": "repairs", "owner": "housing", **KNOWN}
    with pytest.raises(Refusal, match=r"left on 10 November 2026\. The reason must hold") as refused:
        actions.add_overstay_reason(since=day("2026-11-11"), **facts)
    assert refused.value.field == "since"
    assert actions.add_overstay_reason(since=day("2026-11-09"), **facts).pk


def test_only_nights_that_somebody_stayed_are_authorised_after_they_left(placement):
    leave(placement, "2026-11-16")
    facts: dict[str, Any] = {"placement": placement, "reason": "Agreed by telephone", **KNOWN}
    with pytest.raises(Refusal, match=r"left on 16 November 2026\. No night after that") as refused:
        actions.grant_extension(until_date=TODAY, **facts)
    assert refused.value.field == "until_date"
    assert actions.grant_extension(until_date=day("2026-11-16"), **facts).pk
