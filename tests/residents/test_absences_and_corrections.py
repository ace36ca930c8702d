"""Being away and coming back, putting a placement right, and who may."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from beds.access import SYSTEM
from beds.refusal import Refusal
from residents import actions
from residents.models import Referral
from tests import factories as make
from tests.factories import day
from tests.residents.histories import HOME, KNOWN, away, back, beds_of, leave, move

pytestmark = pytest.mark.django_db


# Being away --------------------------------------------------------------------------------------------------


def test_somebody_away_keeps_the_bed_and_comes_back_to_it(placement):
    away(placement)
    away(placement)
    back(placement)
    back(placement)
    assert placement.absences.get().until_date == day("2026-11-09")
    assert beds_of(placement) == [("Room 1", "1 Oct", None)]


def test_giving_the_bed_up_frees_it_and_coming_back_needs_one(rooms, placement):
    away(placement, bed_held=False)
    other = make.make_placement(rooms[0], admitted_on=day("2026-11-05"))
    with pytest.raises(Refusal, match="Select the bed") as refused:
        back(placement)
    assert refused.value.field == "bed"
    with pytest.raises(Refusal, match=rf"taken by {other.resident}"):
        back(placement, bed=rooms[0])
    back(placement, bed=rooms[1])
    assert beds_of(placement) == [("Room 1", "1 Oct", "5 Nov"), ("Room 2", "9 Nov", None)]


@pytest.mark.parametrize(
    ("from_date", "message"),
    [
        ("2026-09-30", "admitted on 1 October 2026"),
        ("2026-11-21", "must be today"),
        ("2026-11-06", "already recorded as away"),
    ],
)
def test_an_absence_is_within_the_stay_and_not_over_another(placement, from_date, message):
    make.make_absence(placement, day("2026-11-05"), day("2026-11-08"))
    with pytest.raises(Refusal, match=message):
        away(placement, from_date)


def test_the_return_is_after_the_first_night_away(placement):
    away(placement)
    with pytest.raises(Refusal, match="must be after that day") as refused:
        back(placement, "2026-11-05")
    assert refused.value.field == "returned_on"


def test_nobody_comes_back_who_was_not_away(placement):
    with pytest.raises(Refusal, match="not recorded as away"):
        back(placement)


def test_nobody_without_a_bed_moves(rooms, placement):
    away(placement, bed_held=False)
    with pytest.raises(Refusal, match="First record that they are back"):
        move(placement, rooms[1], "2026-11-06")


def test_an_absence_without_a_bed_is_corrected_with_the_bed_stays_beside_it(rooms, placement):
    absence = away(placement, bed_held=False)
    back(placement, bed=rooms[1])
    actions.correct_absence(
        absence=absence, from_date=day("2026-11-03"), until_date=day("2026-11-12"), kind="missing", **KNOWN
    )
    assert beds_of(placement) == [("Room 1", "1 Oct", "3 Nov"), ("Room 2", "12 Nov", None)]
    actions.cancel_absence(absence=absence, reason="Wrong person", **KNOWN)
    assert beds_of(placement) == [("Room 1", "1 Oct", "12 Nov"), ("Room 2", "12 Nov", None)]


def test_cancelling_an_absence_gives_the_bed_back_if_it_is_free(rooms, placement):
    absence = away(placement, bed_held=False)
    other = make.make_placement(rooms[0], admitted_on=day("2026-11-06"))
    with pytest.raises(Refusal, match=rf"taken by {other.resident}"):
        actions.cancel_absence(absence=absence, reason="Wrong person", **KNOWN)
    actions.cancel_placement(placement=other, reason="Wrong house", **KNOWN)
    actions.cancel_absence(absence=absence, reason="Wrong person", **KNOWN)
    assert beds_of(placement) == [("Room 1", "1 Oct", None)]


def test_an_absence_that_goes_on_is_not_ended_by_a_correction(placement):
    absence = away(placement)
    with pytest.raises(Refusal, match="Record the return instead"):
        actions.correct_absence(
            absence=absence, from_date=day("2026-11-03"), until_date=day("2026-11-12"), kind="missing", **KNOWN
        )


# Putting right -----------------------------------------------------------------------------------------------


def test_the_day_and_the_bed_of_an_admission_are_corrected(rooms, placement):
    corrected = actions.correct_admission(placement=placement, admitted_on=day("2026-09-20"), bed=rooms[2], **KNOWN)
    assert corrected.admitted_on == day("2026-09-20")
    assert beds_of(placement) == [("Room 3", "20 Sep", None)]


def test_an_admission_is_not_corrected_into_somebody_elses_stay(rooms, placement):
    other = make.make_placement(rooms[0], admitted_on=day("2026-09-01"), discharged_on=day("2026-09-25"))
    with pytest.raises(Refusal, match=rf"taken by {other.resident} from 1 September 2026 to 25 September 2026"):
        actions.correct_admission(placement=placement, admitted_on=day("2026-09-20"), **KNOWN)


def test_an_admission_is_not_corrected_to_after_the_departure(rooms):
    left = make.make_placement(rooms[1], admitted_on=day("2026-09-01"), discharged_on=day("2026-09-25"))
    with pytest.raises(Refusal, match=r"left on 25 September 2026\. The admission must be on or before") as refused:
        actions.correct_admission(placement=left, admitted_on=day("2026-09-26"), **KNOWN)
    assert refused.value.field == "admitted_on"


def test_an_admission_is_not_corrected_past_a_move_or_an_absence(rooms, placement):
    make.make_absence(placement, day("2026-10-15"), day("2026-10-16"))
    with pytest.raises(Refusal, match="was away from 15 October 2026"):
        actions.correct_admission(placement=placement, admitted_on=day("2026-10-16"), **KNOWN)
    move(placement, rooms[1], "2026-10-05")
    with pytest.raises(Refusal, match="changed beds on 5 October 2026"):
        actions.correct_admission(placement=placement, admitted_on=day("2026-10-06"), **KNOWN)


def test_moving_the_admission_into_another_contract_changes_the_placements_contract():
    old = make.make_contract(until_date=day("2026-10-01"))
    bed = make.make_contracted_bed(contract=old)
    new = make.make_contract(commissioner=old.commissioner, provider=old.provider, from_date=day("2026-10-01"))
    make.make_contract_bed(new, bed)
    referral = make.make_referral(commissioner=old.commissioner)
    placement = make.make_placement(bed, admitted_on=day("2026-10-01"), referral=referral, resident=referral.resident)
    assert placement.contract == new
    corrected = actions.correct_admission(placement=placement, admitted_on=day("2026-09-30"), **KNOWN)
    assert corrected.contract == old


@pytest.mark.parametrize(
    ("still_expected", "status"), [(True, Referral.Status.ACCEPTED), (False, Referral.Status.WITHDRAWN)]
)
def test_cancelling_takes_back_everything_and_frees_the_bed(rooms, placement, still_expected, status):
    absence = away(placement)
    make.make_extension(placement, day("2026-12-01"))
    actions.cancel_placement(placement=placement, reason="Wrong person", still_expected=still_expected, **KNOWN)
    placement.refresh_from_db()
    absence.refresh_from_db()
    assert placement.cancelled_reason == absence.cancelled_reason == "Wrong person"
    assert beds_of(placement) == []
    assert placement.referral.status == status
    assert not placement.extensions.in_force().exists()


def test_a_referral_is_placed_again_after_a_mistaken_placement(rooms, placement):
    actions.cancel_placement(placement=placement, reason="Wrong bed", **KNOWN)
    again = actions.admit(bed=rooms[1], admitted_on=day("2026-10-01"), referral=placement.referral, **KNOWN)
    assert again.referral == placement.referral


def test_a_cancelled_placement_takes_no_more(placement):
    actions.cancel_placement(placement=placement, reason="Wrong person", **KNOWN)
    with pytest.raises(Refusal, match="was cancelled: Wrong person"):
        leave(placement)


def test_cancelling_needs_a_reason(placement):
    with pytest.raises(Refusal, match="Say why"):
        actions.cancel_placement(placement=placement, reason=" ", **KNOWN)


def test_a_stale_correction_is_refused(placement):
    opened = placement.updated_at
    actions.correct_admission(placement=placement, admitted_on=day("2026-10-02"), version=opened, **KNOWN)
    with pytest.raises(Refusal, match="changed this record while you were typing") as refused:
        actions.correct_admission(placement=placement, admitted_on=day("2026-10-03"), version=opened, **KNOWN)
    assert refused.value.field == "version"


def test_a_departure_is_recorded_after_the_contract_has_ended_under_somebody():
    contract = make.make_contract(until_date=day("2026-11-01"))
    placement = make.make_placement(make.make_contracted_bed(contract=contract), admitted_on=day("2026-10-01"))
    leave(placement)
    change = {"placement": placement, "destination": HOME, **KNOWN}
    assert actions.correct_discharge(discharged_on=day("2026-11-15"), **change).discharged_on == day("2026-11-15")


# Who may -----------------------------------------------------------------------------------------------------


def test_only_those_who_work_for_the_provider_write(rooms, placement):
    viewer = make.make_worker(placement.service.provider, role="provider_viewer").scope()
    stranger = make.make_worker(make.make_provider()).scope()
    official = make.make_official(placement.contract.commissioner).scope()
    for scope in (viewer, stranger, official):
        for attempt in (
            lambda scope=scope: leave(placement, scope=scope),
            lambda scope=scope: move(placement, rooms[1], "2026-10-20", scope=scope),
            lambda scope=scope: away(placement, scope=scope),
            lambda scope=scope: actions.cancel_placement(placement=placement, reason="x", **(KNOWN | {"scope": scope})),
        ):
            with pytest.raises(PermissionDenied):
                attempt()


def test_a_worker_moves_nobody_to_another_providers_bed(placement):
    elsewhere = make.make_contracted_bed(commissioner=placement.contract.commissioner)
    worker = make.make_worker(placement.service.provider).scope()
    with pytest.raises(PermissionDenied):
        move(placement, elsewhere, "2026-10-20", scope=worker)


def test_who_wrote_is_noted(placement):
    worker = make.make_worker(placement.service.provider)
    left = leave(placement, by=worker, scope=worker.scope())
    assert left.updated_by == left.discharge.created_by == worker


def test_the_day_counts_from_the_day_passed_in(placement):
    with pytest.raises(Refusal, match="must be today, 1 November 2026"):
        actions.discharge(
            placement=placement,
            discharged_on=day("2026-11-02"),
            destination=HOME,
            by=None,
            scope=SYSTEM,
            today=dt.date(2026, 11, 1),
        )
