"""A slip of the year is refused where it is typed: a forecast would carry it into every list."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from beds.access import SYSTEM
from beds.refusal import Refusal
from residents.actions import home_tracks, move_on, overstays, reviews
from residents.actions.extension_requests import request_extension
from residents.models import MoveOnPlan
from residents.models.destinations import PLACES_TO_LIVE
from residents.queries.open_ways import with_home_ready
from residents.queries.ways_out import forecast_of, ways_out
from tests.factories import TODAY, make_extension
from tests.residents.ways import Stage, Way, ago, in_a_bed

pytestmark = pytest.mark.django_db

FAR = dt.date(2199, 6, 1)
LONG_AGO = dt.date(1999, 1, 1)


def plan_review(way: Way, **facts: Any) -> Any:
    known = {"kind": "care", "invited": ["provider"], "placement": way.placement}
    return reviews.plan_review(**(known | way.known | facts))


ACTS = {
    "plan too far": (lambda way: way.plan(target_on=FAR), "target_on"),
    "step too far": (lambda way: way.step(due_on=FAR), "due_on"),
    "step before the referral": (lambda way: way.step(due_on=LONG_AGO), "due_on"),
    "step changed": (
        lambda way: move_on.change_step(step=way.step(), text="Pack", owner="provider", due_on=FAR, **way.known),
        "due_on",
    ),
    "application": (lambda way: way.application(made_on=ago(10 * 365)), "made_on"),
    "reported": (lambda way: way.track(reported_on=dt.date(1950, 1, 1)), "reported_on"),
    "housing's date": (
        lambda way: home_tracks.book_track(track=way.track(), booked_for=FAR, **way.known),
        "booked_for",
    ),
    "review": (lambda way: plan_review(way, held_on=dt.date(2090, 1, 1)), "held_on"),
    "extension": (
        lambda way: overstays.grant_extension(placement=way.placement, until_date=FAR, reason="Repairs", **way.known),
        "until_date",
    ),
    "extension asked": (
        lambda way: request_extension(placement=way.placement, until_date=FAR, reason="Repairs", **way.known),
        "until_date",
    ),
}


@pytest.mark.parametrize("name", ACTS)
def test_a_slip_of_the_year_is_refused_with_what_to_do(name: str) -> None:
    act, field = ACTS[name]
    with pytest.raises(Refusal, match=r"Check the year|was referred on") as refused:
        act(in_a_bed())
    assert refused.value.field == field


def test_days_within_bounds_are_taken() -> None:
    way = in_a_bed()
    assert way.application(made_on=way.referral.received_on - dt.timedelta(days=300))
    assert way.step(due_on=way.referral.received_on)
    track = way.track(reported_on=ago(9 * 365))
    assert home_tracks.book_track(track=track, booked_for=ago(-700), **way.known)
    assert plan_review(way, held_on=ago(-700))


def test_an_earlier_day_than_is_authorised_is_told_the_day_that_holds() -> None:
    way = in_a_bed(30)
    assert way.placement is not None
    make_extension(way.placement, ago(-30))
    with pytest.raises(Refusal, match=f"authorised until {ago(-30):%-d %B %Y} already"):
        request_extension(placement=way.placement, until_date=LONG_AGO, reason="Repairs", **way.known)


@pytest.mark.parametrize("goal", ["died", "prison", "left", "hospital"])
def test_a_plan_aims_at_a_place_to_live(goal: str) -> None:
    way = in_a_bed()
    assert goal not in PLACES_TO_LIVE
    with pytest.raises(Refusal, match="Select where they are to live"):
        way.plan(goal=goal)
    old = MoveOnPlan.objects.create(referral=way.referral, goal=goal)
    assert way.plan(goal=goal).pk == old.pk  # as it was entered once


@pytest.mark.parametrize(("goal", "ready"), [("home", True), (None, True), ("supported_low", False)])
def test_a_finished_home_is_the_way_out_of_those_who_are_to_go_there(goal: str | None, ready: bool) -> None:
    way = in_a_bed(20)
    track = home_tracks.book_track(track=way.track(reported=9), booked_for=ago(3), **way.known)
    home_tracks.finish_track(track=track, done_on=ago(3), **way.known)
    if goal:
        way.plan(goal=goal)
    found = forecast_of(ways_out([way.referral.pk])[way.referral.pk], way.placement, None, TODAY)
    assert (found.moves_by is not None) is ready
    assert with_home_ready(SYSTEM, TODAY).exists() is ready


def test_the_forecast_says_that_they_moved() -> None:
    way = in_a_bed(20)
    way.application(housing_provider="Peabody")
    way.application_at(Stage.MOVED)
    found = forecast_of(ways_out([way.referral.pk])[way.referral.pk], way.placement, None, TODAY)
    assert found.headline == f"Accepted and moved on {ago(3):%-d %B %Y}: Supported living, low, Hestia"
    assert found.moves_by == TODAY
