"""The plan, its steps, and the work on the person's own home: what is taken, what is refused, and what is said."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from beds.refusal import Refusal
from beds.wording import long_date
from residents.actions import home_tracks, move_on
from residents.models import HomeTrack, MoveOnPlan, MoveOnStep
from tests.factories import TODAY
from tests.residents.ways import Way, ago, in_a_bed, on_the_ward, person_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def way() -> Way:
    return in_a_bed()


# The plan ------------------------------------------------------------------------------------------------------------

PLAN = {"goal": "supported_high", "target_on": ago(-20), "lead_name": "Sam Okoro", "wishes": "Near the sea"}


def test_a_plan_is_made_on_the_ward_and_goes_on() -> None:
    way = on_the_ward()
    plan = way.plan(**PLAN)
    assert way.plan(**PLAN) == plan
    assert MoveOnPlan.objects.get().get_goal_display() == "Supported living, high"
    changed = way.plan(**(PLAN | {"goal": "home"}), version=plan.updated_at)
    assert (changed.pk, changed.goal) == (plan.pk, "home")


def test_a_plan_is_what_the_admission_asks_for_unless_the_ward_had_said_it_in_its_own_words() -> None:
    way = on_the_ward()
    referral = way.referral
    kept = referral.move_on_plan
    assert kept
    way.plan(**PLAN)
    referral.refresh_from_db()
    assert referral.move_on_plan == kept
    referral.move_on_plan = ""
    referral.save()
    plan = way.plan(**(PLAN | {"wishes": ""}), version=MoveOnPlan.objects.get().updated_at)
    referral.refresh_from_db()
    assert referral.move_on_plan == plan.words == f"Supported living, high by {long_date(ago(-20))}."
    assert referral.has_plan_and_worker
    way.plan(**(PLAN | {"goal": "home", "target_on": None, "wishes": ""}), version=plan.updated_at)
    referral.refresh_from_db()
    assert referral.move_on_plan == "Home."


def test_a_plan_that_somebody_else_changed_is_not_overwritten(way: Way) -> None:
    seen = way.plan().updated_at
    way.plan(goal="home", version=seen)
    with pytest.raises(Refusal, match="changed this record while you were typing") as refusal:
        way.plan(goal="family", version=seen)
    assert refusal.value.field == "version"
    assert MoveOnPlan.objects.get().goal == "home"


@pytest.mark.parametrize(("facts", "field"), [({"goal": "castle"}, "goal"), ({"target_on": ago(41)}, "target_on")])
def test_a_plan_takes_only_what_makes_sense(way: Way, facts: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as refusal:
        way.plan(**facts)
    assert refusal.value.field == field


@pytest.mark.parametrize("role", ["outsider", "viewer", "manager", "referrer"])
def test_nobody_else_writes(way: Way, role: str) -> None:
    step, track = way.step(), way.track()
    way.scope = person_with(role, way).scope()
    for write in (
        way.plan,
        way.step,
        way.track,
        lambda: move_on.finish_step(step=step, done_on=TODAY, **way.known),
        lambda: home_tracks.book_track(track=track, booked_for=TODAY, **way.known),
    ):
        with pytest.raises(PermissionDenied):
            write()


@pytest.mark.parametrize("role", ["worker", "official", "housing officer", "referrer"])
def test_all_of_them_write_on_the_ward(role: str) -> None:
    way = on_the_ward()
    way.scope = person_with(role, way).scope()
    assert way.plan()
    assert way.step()
    assert way.track()


# Steps ---------------------------------------------------------------------------------------------------------------


def test_a_step_sent_twice_is_one_and_another_day_is_no_repeat(way: Way) -> None:
    step = way.step(due_on=ago(-3))
    assert way.step(due_on=ago(-3)) == step
    with pytest.raises(Refusal, match="“Get proof of identity” is on the list already, and not done") as refusal:
        way.step(text="get proof of identity", due_on=ago(-4))
    assert refusal.value.field == "text"
    move_on.finish_step(step=step, done_on=TODAY, **way.known)
    assert way.step() != step


def test_a_step_needs_words_and_an_owner(way: Way) -> None:
    with pytest.raises(Refusal, match="Say what is to be done"):
        way.step(text="  ")
    with pytest.raises(Refusal, match="Select whose move it is"):
        way.step(owner="nobody")


def test_a_step_is_done_once_and_undone(way: Way) -> None:
    step = way.step()
    known = {"step": step, **way.known}
    assert move_on.finish_step(done_on=ago(2), **known).done_on == ago(2)
    assert move_on.finish_step(done_on=ago(2), **known).done_on == ago(2)
    with pytest.raises(Refusal, match=r"is recorded as done on 18 November 2026. If that is wrong"):
        move_on.finish_step(done_on=ago(1), **known)
    assert move_on.reopen_step(**known).done_on is None
    assert move_on.reopen_step(**known).done_on is None
    with pytest.raises(Refusal, match="must be today"):
        move_on.finish_step(done_on=ago(-1), **known)


def test_a_step_is_changed_by_one_at_a_time(way: Way) -> None:
    step = way.step()
    known = {"step": step, "text": "Get a passport", "version": step.updated_at, **way.known}
    changed = move_on.change_step(owner="resident", due_on=ago(-5), **known)
    assert (changed.text, changed.owner, changed.due_on) == ("Get a passport", "resident", ago(-5))
    assert move_on.change_step(owner="resident", due_on=ago(-5), **known) == changed
    with pytest.raises(Refusal, match="changed this record while you were typing"):
        move_on.change_step(owner="provider", **known)


def test_a_cancelled_step_is_gone_but_not_deleted(way: Way) -> None:
    step = way.step()
    known = {"step": step, **way.known}
    with pytest.raises(Refusal, match="Say why the step is cancelled"):
        move_on.cancel_step(reason=" ", **known)
    move_on.cancel_step(reason="Not needed", **known)
    with pytest.raises(Refusal, match=r"This was cancelled on .*: Not needed"):
        move_on.finish_step(done_on=TODAY, **known)
    assert MoveOnStep.objects.get().cancelled_reason == "Not needed"


# The person's own home -----------------------------------------------------------------------------------------------


def agree(way: Way, track: HomeTrack, days: int = 5) -> HomeTrack:
    return home_tracks.agree_track(track=track, agreed_on=ago(days), **way.known)


def book(way: Way, track: HomeTrack, days: int = -5) -> HomeTrack:
    return home_tracks.book_track(track=track, booked_for=ago(days), **way.known)


def finish(way: Way, track: HomeTrack, days: int = 0) -> HomeTrack:
    return home_tracks.finish_track(track=track, done_on=ago(days), **way.known)


STATES = {
    "reported": lambda way: way.track(),
    "agreed": lambda way: agree(way, way.track()),
    "booked": lambda way: book(way, way.track()),
    "done": lambda way: finish(way, book(way, way.track())),
}
EVENTS = {"agree": agree, "book": book, "finish": finish}
LEADS_TO = {
    "reported": {"agree": "agreed", "book": "booked"},
    "agreed": {"book": "booked"},
    "booked": {"finish": "done"},
    "done": {},
}


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("state", STATES)
def test_every_state_with_every_event(way: Way, state: str, event: str) -> None:
    track = STATES[state](way)
    assert track.state == state
    expected = LEADS_TO[state].get(event)
    if expected is None:
        with pytest.raises(Refusal, match=r"(finished on|Housing's date is|Record the date given|already)"):
            EVENTS[event](way, track, 1)
        assert HomeTrack.objects.get().state == state
    else:
        after = EVENTS[event](way, track, 1)
        assert after.state == expected
        assert EVENTS[event](way, track, 1) == after


def test_a_track_sent_twice_is_one(way: Way) -> None:
    track = way.track(officer="Jo Reed")
    assert way.track(officer="Jo Reed") == track
    with pytest.raises(Refusal, match="“Repairs to own home” is being followed already") as refusal:
        way.track(officer="Kim")
    assert refusal.value.field == "kind"
    assert way.track("tenancy") != track


@pytest.mark.parametrize(
    ("act", "field"),
    [
        (lambda way: way.track("castle"), "kind"),
        (lambda way: way.track(reported=-1), "reported_on"),
        (lambda way: agree(way, way.track(), 11), "agreed_on"),
        (lambda way: agree(way, way.track(), -1), "agreed_on"),
        (lambda way: book(way, way.track(), 11), "booked_for"),
        (lambda way: finish(way, book(way, way.track()), -1), "done_on"),
        (lambda way: finish(way, book(way, way.track()), 11), "done_on"),
    ],
)
def test_days_are_in_order(way: Way, act: Any, field: str) -> None:
    with pytest.raises(Refusal) as refusal:
        act(way)
    assert refusal.value.field == field


def test_how_far_it_has_got_follows_from_the_dates(way: Way) -> None:
    track = book(way, way.track())
    known: dict[str, Any] = {"track": track, "reported_on": ago(10), **way.known}
    moved = home_tracks.change_track(booked_for=ago(-9), agreed_on=ago(2), version=track.updated_at, **known)
    assert (moved.state, moved.booked_for) == ("booked", ago(-9))
    with pytest.raises(Refusal, match="changed this record while you were typing"):
        home_tracks.change_track(booked_for=ago(-20), version=track.updated_at, **known)
    with pytest.raises(Refusal, match="Enter the date given by housing"):
        home_tracks.change_track(done_on=TODAY, version=moved.updated_at, **known)
    done = home_tracks.change_track(booked_for=ago(0), done_on=TODAY, version=moved.updated_at, **known)
    assert done.state == "done"
    back = home_tracks.change_track(agreed_on=ago(2), version=done.updated_at, **known)
    assert back.state == "agreed"
    assert home_tracks.change_track(version=back.updated_at, **known).state == "reported"


def test_a_finished_track_is_not_opened_beside_another(way: Way) -> None:
    done = finish(way, book(way, way.track()))
    way.track(reported=1)
    with pytest.raises(Refusal, match="was begun again since"):
        home_tracks.change_track(track=done, reported_on=ago(10), version=done.updated_at, **way.known)


def test_a_cancelled_track_makes_room_for_another(way: Way) -> None:
    track = way.track()
    with pytest.raises(Refusal, match="Say why this is cancelled"):
        home_tracks.cancel_track(track=track, reason="", **way.known)
    home_tracks.cancel_track(track=track, reason="Wrong person", **way.known)
    with pytest.raises(Refusal, match="This was cancelled"):
        book(way, track)
    assert way.track() != track


def test_after_leaving_nothing_is_begun_but_what_is_open_is_finished(way: Way) -> None:
    step, track = way.step(), book(way, way.track())
    assert way.placement is not None
    way.placement.discharged_on = TODAY
    way.placement.save()
    for begin in (way.plan, lambda: way.step(text="Pack"), lambda: way.track("tenancy")):
        with pytest.raises(Refusal, match="Nothing new can be begun"):
            begin()
    assert finish(way, track).state == "done"
    assert move_on.finish_step(step=step, done_on=TODAY, **way.known).done_on == TODAY
