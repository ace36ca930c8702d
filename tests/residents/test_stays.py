"""Leaving, moving, being away, coming back, and putting each of them right."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from beds.access import SYSTEM
from beds.models import Bed
from beds.refusal import Refusal
from residents import actions
from residents.models import Absence, Discharge, Placement, Referral
from tests import factories as make
from tests.factories import TODAY, day

pytestmark = pytest.mark.django_db

KNOWN: dict[str, Any] = {"by": None, "scope": SYSTEM, "today": TODAY}
HOME = Discharge.Destination.HOME


@pytest.fixture
def house() -> list[Bed]:
    """Three beds of one service under one contract."""
    service = make.make_service("Elm House")
    contract = make.make_contract(provider=service.provider)
    return [make.make_contracted_bed(f"Room {n}", service=service, contract=contract) for n in (1, 2, 3)]


@pytest.fixture
def placement(house: list[Bed]) -> Placement:
    """Somebody in Room 1 since 1 October."""
    return make.make_placement(house[0], admitted_on=day("2026-10-01"), resident=make.make_resident("R-AAAAAA"))


def beds_of(placement: Placement) -> list[tuple[str, str, str | None]]:
    """Where somebody slept: room, from, until."""
    stays = placement.bed_stays.in_force().order_by("from_date", "until_date")
    return [
        (stay.bed.label, stay.from_date.strftime("%-d %b"), stay.until_date and stay.until_date.strftime("%-d %b"))
        for stay in stays
    ]


# Leaving -----------------------------------------------------------------------------------------------------


def leave(placement: Placement, on: str = "2026-11-10", **facts: Any) -> Placement:
    facts.setdefault("destination", HOME)
    return actions.discharge(placement=placement, discharged_on=day(on), **(KNOWN | facts))


def test_leaving_ends_the_placement_and_its_bed_stay(placement):
    left = leave(placement, planned=False)
    assert left.discharged_on == day("2026-11-10")
    assert beds_of(placement) == [("Room 1", "1 Oct", "10 Nov")]
    assert (left.discharge.destination, left.discharge.planned) == (HOME, False)


def test_leaving_on_the_day_of_admission_is_a_stay_of_no_nights(placement):
    assert leave(placement, "2026-10-01").los_nights(TODAY) == 0
    assert beds_of(placement) == [("Room 1", "1 Oct", "1 Oct")]


@pytest.mark.parametrize(
    ("on", "message"),
    [("2026-09-30", "admitted on 1 October 2026.*that day or later"), ("2026-11-21", "must be today")],
)
def test_nobody_leaves_before_admission_or_in_the_future(placement, on, message):
    with pytest.raises(Refusal, match=message):
        leave(placement, on)


def test_nobody_leaves_before_their_last_move(house, placement):
    actions.move(placement=placement, bed=house[1], moved_on=day("2026-10-20"), **KNOWN)
    with pytest.raises(Refusal, match=r"changed beds on 20 October 2026.*undo the move first"):
        leave(placement, "2026-10-19")


def test_leaving_twice_the_same_way_changes_nothing(placement):
    leave(placement)
    leave(placement)
    assert Discharge.objects.count() == 1


def test_leaving_again_is_refused_with_the_date(placement):
    leave(placement)
    with pytest.raises(Refusal, match=r"already recorded as having left on 10 November 2026"):
        leave(placement, "2026-11-11")


def test_leaving_while_away_ends_the_absence(placement):
    make.make_absence(placement, day("2026-11-05"))
    leave(placement)
    absence = placement.absences.get()
    assert (absence.until_date, absence.ended_by_discharge) == (day("2026-11-10"), True)


def test_leaving_before_coming_back_is_refused(placement):
    make.make_absence(placement, day("2026-11-01"), day("2026-11-12"))
    with pytest.raises(Refusal, match="came back on 12 November 2026"):
        leave(placement)


def test_undoing_gives_bed_and_absence_back(placement):
    make.make_absence(placement, day("2026-11-05"))
    leave(placement)
    actions.undo_discharge(placement=placement, **KNOWN)
    placement.refresh_from_db()
    assert placement.discharged_on is None
    assert beds_of(placement) == [("Room 1", "1 Oct", None)]
    assert placement.absences.get().until_date is None
    assert not Discharge.objects.exists()


def test_undoing_is_refused_when_somebody_has_the_bed(house, placement):
    leave(placement)
    other = make.make_placement(house[0], admitted_on=day("2026-11-12"))
    with pytest.raises(Refusal, match=rf"taken by {other.resident} from 12 November 2026"):
        actions.undo_discharge(placement=placement, **KNOWN)
    assert Discharge.objects.exists()


def test_a_departure_of_somebody_without_a_bed_is_undone_without_one(house, placement):
    actions.record_absence(placement=placement, from_date=day("2026-11-05"), kind="missing", bed_held=False, **KNOWN)
    make.make_placement(house[0], admitted_on=day("2026-11-06"))
    leave(placement)
    actions.undo_discharge(placement=placement, **KNOWN)
    assert beds_of(placement) == [("Room 1", "1 Oct", "5 Nov")]
    assert placement.absences.in_force().get().until_date is None


def test_leaving_on_the_first_day_away_takes_the_absence_back_and_undoing_brings_it_again(placement):
    actions.record_absence(placement=placement, from_date=day("2026-11-05"), kind="missing", bed_held=False, **KNOWN)
    leave(placement, "2026-11-05")
    assert not placement.absences.in_force().exists()
    actions.undo_discharge(placement=placement, **KNOWN)
    assert placement.absences.in_force().get().until_date is None
    assert beds_of(placement) == [("Room 1", "1 Oct", "5 Nov")]


def test_a_departure_is_corrected_in_both_directions(house, placement):
    leave(placement)
    make.make_placement(house[0], admitted_on=day("2026-11-12"))
    change = {"placement": placement, "destination": "family", **KNOWN}
    actions.correct_discharge(discharged_on=day("2026-11-12"), **change)
    assert beds_of(placement) == [("Room 1", "1 Oct", "12 Nov")]
    actions.correct_discharge(discharged_on=day("2026-11-01"), planned=False, **change)
    placement.refresh_from_db()
    assert placement.discharged_on == day("2026-11-01")
    assert (placement.discharge.destination, placement.discharge.planned) == ("family", False)
    with pytest.raises(Refusal, match="is taken by"):
        actions.correct_discharge(discharged_on=day("2026-11-13"), **change)


# Moving ------------------------------------------------------------------------------------------------------


def move(placement: Placement, bed: Bed, on: str, **facts: Any) -> Placement:
    return actions.move(placement=placement, bed=bed, moved_on=day(on), **(KNOWN | facts))


def test_a_move_splits_the_nights_between_two_beds(house, placement):
    move(placement, house[1], "2026-10-20")
    assert beds_of(placement) == [("Room 1", "1 Oct", "20 Oct"), ("Room 2", "20 Oct", None)]


def test_a_move_entered_late_goes_before_a_later_one(house, placement):
    move(placement, house[1], "2026-10-20")
    move(placement, house[2], "2026-10-10")
    assert beds_of(placement) == [
        ("Room 1", "1 Oct", "10 Oct"),
        ("Room 3", "10 Oct", "20 Oct"),
        ("Room 2", "20 Oct", None),
    ]


def test_moving_on_the_day_of_admission_keeps_a_stay_of_no_nights(house, placement):
    move(placement, house[1], "2026-10-01")
    assert beds_of(placement) == [("Room 1", "1 Oct", "1 Oct"), ("Room 2", "1 Oct", None)]


def test_two_moves_and_leaving_in_one_day_hold_together(house, placement):
    move(placement, house[1], "2026-10-01")
    move(placement, house[2], "2026-10-01")
    leave(placement, "2026-10-01")
    assert beds_of(placement) == [("Room 3", "1 Oct", "1 Oct")]


def test_moving_to_a_taken_bed_is_refused_by_name(house, placement):
    other = make.make_placement(house[1], admitted_on=day("2026-10-05"))
    with pytest.raises(Refusal, match=rf"Room 2, Elm House is taken by {other.resident} from 5 October 2026"):
        move(placement, house[1], "2026-10-04")


def test_moving_twice_the_same_way_changes_nothing(house, placement):
    move(placement, house[1], "2026-10-20")
    move(placement, house[1], "2026-10-20")
    assert len(beds_of(placement)) == 2


def test_moving_to_ones_own_bed_is_refused(house, placement):
    with pytest.raises(Refusal, match="already has Room 1, Elm House since 1 October 2026"):
        move(placement, house[0], "2026-10-20")


@pytest.mark.parametrize(
    ("on", "message"), [("2026-09-30", "on or after that day"), ("2026-11-10", "left on 10 November 2026")]
)
def test_a_move_is_within_the_stay(house, placement, on, message):
    leave(placement)
    with pytest.raises(Refusal, match=message):
        move(placement, house[1], on)


def test_a_move_to_another_contract_of_the_commissioner_keeps_the_first_contract(house, placement):
    lead = make.make_provider()
    partner = make.make_service("Ash Court", provider=make.make_provider(lead=lead))
    bed = make.make_contracted_bed(service=partner, commissioner=placement.contract.commissioner)
    first = placement.contract
    moved = move(placement, bed, "2026-10-20")
    assert (moved.contract, moved.service) == (first, partner)


def test_a_move_to_a_bed_of_another_commissioner_is_refused(placement):
    with pytest.raises(Refusal, match="not in a contract of this commissioner"):
        move(placement, make.make_contracted_bed(), "2026-10-20")


def test_a_move_is_undone_and_corrected(house, placement):
    move(placement, house[1], "2026-10-20")
    stay = placement.bed_stays.in_force().last()
    known = {"placement": placement, "stay": stay, **KNOWN}
    actions.correct_move(bed=house[2], moved_on=day("2026-10-25"), **known)
    assert beds_of(placement) == [("Room 1", "1 Oct", "25 Oct"), ("Room 3", "25 Oct", None)]
    actions.correct_move(bed=house[2], moved_on=day("2026-10-05"), **known)
    assert beds_of(placement) == [("Room 1", "1 Oct", "5 Oct"), ("Room 3", "5 Oct", None)]
    actions.undo_move(**known)
    assert beds_of(placement) == [("Room 1", "1 Oct", None)]
    with pytest.raises(Refusal, match="no longer in the record"):
        actions.undo_move(**known)


def test_undoing_a_move_is_refused_when_the_old_bed_is_taken(house, placement):
    move(placement, house[1], "2026-10-20")
    make.make_placement(house[0], admitted_on=day("2026-10-22"))
    with pytest.raises(Refusal, match="Room 1, Elm House is taken by"):
        actions.undo_move(placement=placement, stay=placement.bed_stays.in_force().last(), **KNOWN)


# Being away --------------------------------------------------------------------------------------------------


def away(placement: Placement, from_date: str = "2026-11-05", **facts: Any) -> Absence:
    facts.setdefault("kind", "hospital")
    return actions.record_absence(placement=placement, from_date=day(from_date), **(KNOWN | facts))


def back(placement: Placement, on: str = "2026-11-09", **facts: Any) -> Placement:
    return actions.record_return(placement=placement, returned_on=day(on), **(KNOWN | facts))


def test_somebody_away_keeps_the_bed_and_comes_back_to_it(placement):
    away(placement)
    away(placement)
    back(placement)
    back(placement)
    assert placement.absences.get().until_date == day("2026-11-09")
    assert beds_of(placement) == [("Room 1", "1 Oct", None)]


def test_giving_the_bed_up_frees_it_and_coming_back_needs_one(house, placement):
    away(placement, bed_held=False)
    other = make.make_placement(house[0], admitted_on=day("2026-11-05"))
    with pytest.raises(Refusal, match="Select the bed") as refused:
        back(placement)
    assert refused.value.field == "bed"
    with pytest.raises(Refusal, match=rf"taken by {other.resident}"):
        back(placement, bed=house[0])
    back(placement, bed=house[1])
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


def test_nobody_without_a_bed_moves(house, placement):
    away(placement, bed_held=False)
    with pytest.raises(Refusal, match="First record that they are back"):
        move(placement, house[1], "2026-11-06")


def test_an_absence_without_a_bed_is_corrected_with_the_bed_stays_beside_it(house, placement):
    absence = away(placement, bed_held=False)
    back(placement, bed=house[1])
    actions.correct_absence(
        absence=absence, from_date=day("2026-11-03"), until_date=day("2026-11-12"), kind="missing", **KNOWN
    )
    assert beds_of(placement) == [("Room 1", "1 Oct", "3 Nov"), ("Room 2", "12 Nov", None)]
    actions.cancel_absence(absence=absence, reason="Wrong person", **KNOWN)
    assert beds_of(placement) == [("Room 1", "1 Oct", "12 Nov"), ("Room 2", "12 Nov", None)]


def test_cancelling_an_absence_gives_the_bed_back_if_it_is_free(house, placement):
    absence = away(placement, bed_held=False)
    other = make.make_placement(house[0], admitted_on=day("2026-11-06"))
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


def test_the_day_and_the_bed_of_an_admission_are_corrected(house, placement):
    corrected = actions.correct_admission(placement=placement, admitted_on=day("2026-09-20"), bed=house[2], **KNOWN)
    assert corrected.admitted_on == day("2026-09-20")
    assert beds_of(placement) == [("Room 3", "20 Sep", None)]


def test_an_admission_is_not_corrected_into_somebody_elses_stay(house, placement):
    other = make.make_placement(house[0], admitted_on=day("2026-09-01"), discharged_on=day("2026-09-25"))
    with pytest.raises(Refusal, match=rf"taken by {other.resident} from 1 September 2026 to 25 September 2026"):
        actions.correct_admission(placement=placement, admitted_on=day("2026-09-20"), **KNOWN)


def test_an_admission_is_not_corrected_past_a_move_or_an_absence(house, placement):
    make.make_absence(placement, day("2026-10-15"), day("2026-10-16"))
    with pytest.raises(Refusal, match="was away from 15 October 2026"):
        actions.correct_admission(placement=placement, admitted_on=day("2026-10-16"), **KNOWN)
    move(placement, house[1], "2026-10-05")
    with pytest.raises(Refusal, match="changed beds on 5 October 2026"):
        actions.correct_admission(placement=placement, admitted_on=day("2026-10-06"), **KNOWN)


def test_moving_the_admission_into_another_contract_changes_the_placements_contract():
    old = make.make_contract(until_date=day("2026-10-01"))
    bed = make.make_contracted_bed(contract=old)
    new = make.make_contract(commissioner=old.commissioner, provider=old.provider, from_date=day("2026-10-01"))
    make.make_contract_bed(new, bed)
    placement = make.make_placement(bed, admitted_on=day("2026-10-01"))
    assert placement.contract == new
    corrected = actions.correct_admission(placement=placement, admitted_on=day("2026-09-30"), **KNOWN)
    assert corrected.contract == old


@pytest.mark.parametrize(
    ("still_expected", "status"), [(True, Referral.Status.ACCEPTED), (False, Referral.Status.WITHDRAWN)]
)
def test_cancelling_takes_back_everything_and_frees_the_bed(house, placement, still_expected, status):
    absence = away(placement)
    make.make_extension(placement, day("2026-12-01"))
    actions.cancel_placement(placement=placement, reason="Wrong person", still_expected=still_expected, **KNOWN)
    placement.refresh_from_db()
    absence.refresh_from_db()
    assert placement.cancelled_reason == absence.cancelled_reason == "Wrong person"
    assert beds_of(placement) == []
    assert placement.referral.status == status
    assert not placement.extensions.in_force().exists()


def test_a_referral_is_placed_again_after_a_mistaken_placement(house, placement):
    actions.cancel_placement(placement=placement, reason="Wrong bed", **KNOWN)
    again = actions.admit(bed=house[1], admitted_on=day("2026-10-01"), referral=placement.referral, **KNOWN)
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


def test_only_those_who_work_for_the_provider_write(house, placement):
    viewer = make.make_worker(placement.service.provider, role="provider_viewer").scope()
    stranger = make.make_worker(make.make_provider()).scope()
    official = make.make_official(placement.contract.commissioner).scope()
    for scope in (viewer, stranger, official):
        for attempt in (
            lambda scope=scope: leave(placement, scope=scope),
            lambda scope=scope: move(placement, house[1], "2026-10-20", scope=scope),
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
