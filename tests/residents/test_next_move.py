"""What happens next on a way out: the same for many people at once, and on every page."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from beds.access import SYSTEM
from residents.actions import agreed, home_tracks, move_on
from residents.actions.extension_requests import request_extension
from residents.demo.records import moment
from residents.models import Action, ExtensionRequest, HomeTrack, MoveOnApplication, MoveOnStep
from residents.queries.glance import glance
from residents.queries.move_on import move_on as move_on_page
from residents.queries.move_on import person_of
from residents.queries.next_move import NextMove, next_move
from tests import factories as make
from tests.factories import TODAY
from tests.residents.ways import Stage, Way, ago, in_a_bed, many, on_the_ward, person_with

pytestmark = pytest.mark.django_db


def next_of(way: Way) -> NextMove:
    return next_move([way.referral], SYSTEM, way.today)[way.referral.pk]


def test_first_a_plan_is_to_be_made_then_a_way_out_begun() -> None:
    way = on_the_ward()
    assert next_of(way) == NextMove("Set the goal and steps of the move-on plan", "Step-down provider")
    way.plan()
    assert next_of(way) == NextMove("Start an application, or add the next step", "Step-down provider")


def test_what_is_due_first_comes_first_and_what_has_no_date_last() -> None:
    way = in_a_bed()
    way.application()
    way.step(text="Some day")
    way.step(text="Later", due_on=ago(-3))
    sooner = way.step(text="Sooner", due_on=ago(1), owner="housing", owner_name="Jo Reed")
    assert next_of(way) == NextMove("Sooner", "Council housing (Jo Reed)", ago(1), late=True)
    move_on.finish_step(step=sooner, done_on=TODAY, **way.known)
    assert next_of(way).text == "Later"
    MoveOnStep.objects.exclude(text="Some day").update(done_on=TODAY)
    assert next_of(way) == NextMove("Assessment by Hestia", "Supported housing provider", ago(-4))
    home_tracks.book_track(track=way.track(), booked_for=ago(-2), **way.known)
    assert next_of(way).text == "Repairs to own home: to be finished"
    MoveOnApplication.objects.all().update(cancelled_at=timezone.now(), cancelled_reason="Wrong person")
    HomeTrack.objects.all().update(booked_for=None)
    assert next_of(way) == NextMove("Some day", "Step-down provider")


def test_an_application_that_is_late_is_not_hidden_behind_a_later_step() -> None:
    way = in_a_bed()
    way.step(due_on=ago(-40))
    way.stage(way.stage(way.stage(way.application(60), "assessment", 55), "matched", 50), "interview", 40)
    assert next_of(way) == NextMove("Offer from Hestia", "Supported housing provider", ago(33), late=True)


def test_actions_and_decisions_are_among_what_is_next() -> None:
    way = in_a_bed(50)
    assert way.placement is not None
    way.step(due_on=ago(-3))
    action = Action.objects.create(
        referral=way.referral, text="Ring the landlord", owner_name="Kim Ash", agreed_on=ago(5), due_on=ago(-2)
    )
    assert next_of(way) == NextMove("Ring the landlord", "Kim Ash", ago(-2))
    request_extension(placement=way.placement, until_date=ago(-20), reason="Keys", **way.known)
    ExtensionRequest.objects.update(created_at=moment(ago(9)))
    asked = NextMove("Decide on the extension that is asked for", "Commissioner", asked_on=ago(9))
    assert next_of(way) == asked
    assert asked.words == "Decide on the extension that is asked for: Commissioner, asked on 11 November 2026"
    agreed.complete_action(act=action, **way.known)
    # a ward follows the way out, and sees nothing of the stay
    ward = person_with("referrer", way).scope()
    assert next_move([way.referral], ward, TODAY)[way.referral.pk].text == "Get proof of identity"


def test_without_anything_begun_the_reason_is_to_be_resolved() -> None:
    way = in_a_bed(50)
    assert way.placement is not None
    make.make_overstay_reason(way.placement, ago(20), code="repairs")
    assert next_of(way) == NextMove("Resolve: Repairs to own home", "Council housing")
    way.application_at(Stage.REFUSED)
    assert next_of(way).text == "Set the goal and steps of the move-on plan"


@pytest.mark.parametrize("begun", ["moved", "late", "step", "action", "decision", "reason", "repaired", "nothing"])
def test_every_page_says_the_same_is_next(begun: str) -> None:
    way = in_a_bed(50)
    assert way.placement is not None
    if begun not in ("reason", "nothing", "repaired"):
        way.step(due_on=ago(-20))
    if begun == "moved":
        way.application_at(Stage.MOVED)
    if begun == "late":
        way.application(60)
    if begun == "action":
        Action.objects.create(referral=way.referral, text="Ring", owner_name="Kim", agreed_on=ago(5), due_on=ago(2))
    if begun == "decision":
        request_extension(placement=way.placement, until_date=ago(-20), reason="Keys", **way.known)
    if begun == "reason":
        make.make_overstay_reason(way.placement, ago(20))
    if begun == "repaired":
        track = home_tracks.book_track(track=way.track(), booked_for=ago(2), **way.known)
        home_tracks.finish_track(track=track, done_on=ago(2), **way.known)
    for model in (Action, ExtensionRequest):
        model.objects.update(created_at=moment(ago(3)))
    person = person_of(way.referral.pk, SYSTEM)
    assert person is not None
    page = move_on_page(person, SYSTEM, TODAY).next_move
    story = glance(way.placement, TODAY, list(way.placement.overstay_reasons.all()), SYSTEM, TODAY).next
    assert page is not None
    assert story is not None
    assert page == next_of(way)
    assert (story.what, story.whose, story.is_late) == (page.text, page.owner, page.late)
    assert (story.by, story.asked_on) == (page.due_on, page.asked_on)


def test_then_the_most_advanced_application() -> None:
    way = in_a_bed()
    way.track()
    way.reject(way.application(), 0)
    way.application(2, housing_provider="Peabody")
    assert next_of(way) == NextMove("Assessment by Peabody", "Supported housing provider", ago(-12))
    way.application_at(Stage.OFFER, housing_provider="SHP", owner="resident")
    assert next_of(way) == NextMove("Move to the home offered by SHP", "Resident", ago(-4))


def test_then_the_home_then_a_rejection() -> None:
    way = in_a_bed()
    rejected = way.reject(way.application())
    assert next_of(way) == NextMove("Challenge the rejection by Hestia, or let it stand", "Commissioner")
    track = way.track(officer="Jo Reed")
    assert next_of(way).text == "Repairs to own home: agree access or notice, and get a date from housing"
    home_tracks.book_track(track=track, booked_for=ago(2), **way.known)
    assert next_of(way) == NextMove(
        "Repairs to own home: to be finished", "Council housing (Jo Reed)", ago(2), late=True
    )
    home_tracks.finish_track(track=track, done_on=TODAY, **way.known)
    assert next_of(way) == NextMove("Plan the return home: the repairs are done", "Step-down provider")
    way.challenge(rejected)
    assert next_of(way) == NextMove("Answer of Hestia to the challenge", "Supported housing provider")


def test_who_has_moved_is_to_be_discharged_and_who_left_has_no_next_move() -> None:
    way = in_a_bed()
    way.application_at(Stage.MOVED)
    assert next_of(way).text.startswith("Record the departure")
    assert way.placement is not None
    way.placement.discharged_on = TODAY
    way.placement.save()
    assert next_move([way.referral], SYSTEM, TODAY) == {}


@pytest.mark.parametrize("number", [1, 5])
def test_the_next_moves_of_many_are_asked_for_at_once(number: int, django_assert_num_queries: Any) -> None:
    referrals = [way.referral for way in many(number)]
    with django_assert_num_queries(9):
        assert len(next_move(referrals, SYSTEM, TODAY)) == number
