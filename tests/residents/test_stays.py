"""Leaving and moving, and putting each of them right."""

from __future__ import annotations

import pytest

from beds.access import SYSTEM
from beds.refusal import Refusal
from beds.taking_back import CodedReason
from residents import actions
from residents.actions import departures
from residents.models import Discharge, UndoneDeparture
from residents.queries.timeline import timeline
from tests import factories as make
from tests.factories import TODAY, day
from tests.residents.histories import HOME, KNOWN, away, beds_of, leave, move

pytestmark = pytest.mark.django_db


# Leaving -----------------------------------------------------------------------------------------------------


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


def test_nobody_leaves_before_their_last_move(rooms, placement):
    actions.move(placement=placement, bed=rooms[1], moved_on=day("2026-10-20"), **KNOWN)
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
    actions.undo_discharge(placement=placement, reason="Came back", **KNOWN)
    placement.refresh_from_db()
    assert placement.discharged_on is None
    assert beds_of(placement) == [("Room 1", "1 Oct", None)]
    assert placement.absences.get().until_date is None
    assert not Discharge.objects.exists()


def test_a_departure_that_is_undone_is_kept_with_who_said_what_and_why(placement):
    worker, colleague = (make.make_worker(placement.service.provider) for _ in range(2))
    leave(placement, destination="family", planned=False, by=worker)
    Discharge.objects.update(note="Gone to her sister")
    reason = CodedReason("wrong_record", "it was Room 2")
    undo = {"placement": placement, **KNOWN, "by": colleague}
    actions.undo_discharge(reason=reason, **undo)
    actions.undo_discharge(reason=reason, version=placement.updated_at, **undo)  # the form was sent twice
    undone = UndoneDeparture.objects.get()
    assert (undone.discharged_on, undone.destination, undone.planned) == (day("2026-11-10"), "family", False)
    assert (undone.note, undone.created_by, undone.updated_by) == ("Gone to her sister", worker, colleague)
    assert (undone.cancelled_code, undone.cancelled_reason) == ("wrong_record", "Wrong person or record: it was Room 2")
    told = next(event for event in timeline(placement, SYSTEM) if event.title == "Departure undone")
    assert told.by == str(colleague)
    assert told.detail == (
        f"Recorded by {worker}: 10 November 2026, Family or friends. Wrong person or record: it was Room 2"
    )
    with pytest.raises(Refusal, match="Wrong person or record: it was Room 2"):
        actions.undo_discharge(reason="She is back", **undo)
    leave(placement)
    actions.undo_discharge(reason=reason, **undo)
    assert UndoneDeparture.objects.count() == 2


def test_undoing_a_departure_needs_a_reason(placement):
    leave(placement)
    with pytest.raises(Refusal, match="Say why"):
        actions.undo_discharge(placement=placement, reason=" ", **KNOWN)


def test_undoing_is_refused_when_somebody_has_the_bed(rooms, placement):
    leave(placement)
    other = make.make_placement(rooms[0], admitted_on=day("2026-11-12"))
    with pytest.raises(Refusal, match=rf"taken by {other.resident} from 12 November 2026") as refused:
        actions.undo_discharge(placement=placement, reason="Came back", **KNOWN)
    assert "Choose another bed" not in str(refused.value)  # the form has none to choose
    assert Discharge.objects.exists()


def test_a_departure_of_somebody_without_a_bed_is_undone_without_one(rooms, placement):
    actions.record_absence(placement=placement, from_date=day("2026-11-05"), kind="missing", bed_held=False, **KNOWN)
    make.make_placement(rooms[0], admitted_on=day("2026-11-06"))
    leave(placement)
    actions.undo_discharge(placement=placement, reason="Came back", **KNOWN)
    assert beds_of(placement) == [("Room 1", "1 Oct", "5 Nov")]
    assert placement.absences.in_force().get().until_date is None


@pytest.mark.parametrize(
    ("absence", "where"),
    [
        (None, "in their bed again"),
        (True, "away again, and their bed is kept"),
        (False, "still away, and no bed is kept for them"),
    ],
)
def test_it_is_said_where_undoing_a_departure_puts_them(placement, absence, where):
    if absence is not None:
        away(placement, bed_held=absence)
    leave(placement)
    placement.refresh_from_db()
    assert departures.comes_back_to(placement) == where
    actions.undo_discharge(placement=placement, reason="Came back", **KNOWN)
    placement.refresh_from_db()
    assert departures.comes_back_to(placement) == where


def test_leaving_on_the_first_day_away_takes_the_absence_back_and_undoing_brings_it_again(placement):
    actions.record_absence(placement=placement, from_date=day("2026-11-05"), kind="missing", bed_held=False, **KNOWN)
    leave(placement, "2026-11-05")
    assert not placement.absences.in_force().exists()
    actions.undo_discharge(placement=placement, reason="Came back", **KNOWN)
    assert placement.absences.in_force().get().until_date is None
    assert beds_of(placement) == [("Room 1", "1 Oct", "5 Nov")]


def test_an_absence_entered_after_leaving_replaces_the_one_that_leaving_took_back(placement):
    away(placement, "2026-11-10")
    leave(placement, "2026-11-10")
    away(placement, "2026-11-08", bed_held=False)
    actions.undo_discharge(placement=placement, reason="Came back", **KNOWN)
    absence = placement.absences.in_force().get()
    assert (absence.from_date, absence.until_date) == (day("2026-11-08"), None)
    assert beds_of(placement) == [("Room 1", "1 Oct", "8 Nov")]


def test_a_departure_is_corrected_in_both_directions(rooms, placement):
    leave(placement)
    make.make_placement(rooms[0], admitted_on=day("2026-11-12"))
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


def test_a_move_splits_the_nights_between_two_beds(rooms, placement):
    move(placement, rooms[1], "2026-10-20")
    assert beds_of(placement) == [("Room 1", "1 Oct", "20 Oct"), ("Room 2", "20 Oct", None)]


def test_a_move_entered_late_goes_before_a_later_one(rooms, placement):
    move(placement, rooms[1], "2026-10-20")
    move(placement, rooms[2], "2026-10-10")
    assert beds_of(placement) == [
        ("Room 1", "1 Oct", "10 Oct"),
        ("Room 3", "10 Oct", "20 Oct"),
        ("Room 2", "20 Oct", None),
    ]


def test_nobody_moves_to_a_bed_that_is_gone_by_now(placement):
    service, commissioner = placement.service, placement.contract.commissioner
    closed = make.make_contracted_bed(service=service, commissioner=commissioner, until_date=day("2026-11-10"))
    with pytest.raises(Refusal, match="in use only until 10 November 2026"):
        move(placement, closed, "2026-11-09")
    ended = make.make_contract(commissioner=commissioner, provider=service.provider, until_date=day("2026-11-10"))
    with pytest.raises(Refusal, match="not in a contract of this commissioner on 10 November 2026"):
        move(placement, make.make_contracted_bed(service=service, contract=ended), "2026-11-09")


def test_a_departure_is_undone_although_the_contract_has_ended_since():
    contract = make.make_contract(until_date=day("2026-11-15"))
    placement = make.make_placement(
        make.make_contracted_bed("Room 1", contract=contract), admitted_on=day("2026-10-01")
    )
    leave(placement)
    actions.undo_discharge(placement=placement, reason="Came back", **KNOWN)
    assert beds_of(placement) == [("Room 1", "1 Oct", None)]


def test_moving_on_the_day_of_admission_keeps_a_stay_of_no_nights(rooms, placement):
    move(placement, rooms[1], "2026-10-01")
    assert beds_of(placement) == [("Room 1", "1 Oct", "1 Oct"), ("Room 2", "1 Oct", None)]


def test_two_moves_and_leaving_in_one_day_hold_together(rooms, placement):
    move(placement, rooms[1], "2026-10-01")
    move(placement, rooms[2], "2026-10-01")
    leave(placement, "2026-10-01")
    assert beds_of(placement) == [("Room 3", "1 Oct", "1 Oct")]


def test_moving_to_a_taken_bed_is_refused_by_name(rooms, placement):
    other = make.make_placement(rooms[1], admitted_on=day("2026-10-05"))
    with pytest.raises(Refusal, match=rf"Room 2, Elm House is taken by {other.resident} from 5 October 2026"):
        move(placement, rooms[1], "2026-10-04")


def test_moving_twice_the_same_way_changes_nothing(rooms, placement):
    move(placement, rooms[1], "2026-10-20")
    move(placement, rooms[1], "2026-10-20")
    assert len(beds_of(placement)) == 2


def test_moving_to_ones_own_bed_is_refused(rooms, placement):
    with pytest.raises(Refusal, match="already has Room 1, Elm House since 1 October 2026"):
        move(placement, rooms[0], "2026-10-20")


@pytest.mark.parametrize(
    ("on", "message"), [("2026-09-30", "on or after that day"), ("2026-11-10", "left on 10 November 2026")]
)
def test_a_move_is_within_the_stay(rooms, placement, on, message):
    leave(placement)
    with pytest.raises(Refusal, match=message):
        move(placement, rooms[1], on)


def test_a_move_to_another_contract_of_the_commissioner_keeps_the_first_contract(rooms, placement):
    lead = make.make_provider()
    partner = make.make_service("Ash Court", provider=make.make_provider(lead=lead))
    bed = make.make_contracted_bed(service=partner, commissioner=placement.contract.commissioner)
    first = placement.contract
    moved = move(placement, bed, "2026-10-20")
    assert (moved.contract, moved.service) == (first, partner)


def test_a_move_to_a_bed_of_another_commissioner_is_refused(placement):
    with pytest.raises(Refusal, match="not in a contract of this commissioner"):
        move(placement, make.make_contracted_bed(), "2026-10-20")


def test_a_move_is_undone_and_corrected(rooms, placement):
    move(placement, rooms[1], "2026-10-20")
    stay = placement.bed_stays.in_force().last()
    known = {"placement": placement, "stay": stay, **KNOWN}
    actions.correct_move(bed=rooms[2], moved_on=day("2026-10-25"), **known)
    assert beds_of(placement) == [("Room 1", "1 Oct", "25 Oct"), ("Room 3", "25 Oct", None)]
    actions.correct_move(bed=rooms[2], moved_on=day("2026-10-05"), **known)
    assert beds_of(placement) == [("Room 1", "1 Oct", "5 Oct"), ("Room 3", "5 Oct", None)]
    actions.undo_move(**known)
    assert beds_of(placement) == [("Room 1", "1 Oct", None)]
    actions.undo_move(**known)
    with pytest.raises(Refusal, match="was cancelled on"):
        actions.undo_move(**(known | {"by": make.make_user()}))
    with pytest.raises(Refusal, match="was cancelled on"):
        actions.correct_move(bed=rooms[2], moved_on=day("2026-10-05"), **known)


def test_undoing_a_move_is_refused_when_the_old_bed_is_taken(rooms, placement):
    move(placement, rooms[1], "2026-10-20")
    make.make_placement(rooms[0], admitted_on=day("2026-10-22"))
    with pytest.raises(Refusal, match="Room 1, Elm House is taken by"):
        actions.undo_move(placement=placement, stay=placement.bed_stays.in_force().last(), **KNOWN)
