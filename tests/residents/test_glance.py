"""A stay at a glance, as the records stood on a morning; and its story, whole or in parts."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from beds.access import SYSTEM
from residents.actions.extension_requests import decide_extension_request, request_extension
from residents.demo.records import moment
from residents.models import (
    Action,
    GpHandover,
    HomeTrack,
    Meeting,
    MoveOnApplication,
    MoveOnPlan,
    MoveOnStep,
    Note,
    Placement,
    Review,
)
from residents.queries.events import Event, told
from residents.queries.glance import Glance, glance
from residents.queries.timeline import timeline
from tests import factories as make
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
KNOWN: dict[str, Any] = {"by": None, "scope": SYSTEM, "today": TODAY}


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def ahead(days: int) -> dt.date:
    return TODAY + dt.timedelta(days=days)


def written(record: Any, on: dt.date) -> Any:
    """The record, as if it had been entered on that day."""
    type(record).objects.filter(pk=record.pk).update(created_at=moment(on))
    record.refresh_from_db()
    return record


@pytest.fixture
def stay() -> Placement:
    """Somebody on night 66, whose move-on was due 23 days ago."""
    return make.make_placement(admitted_on=ago(65))


def seen(stay: Placement, as_at: dt.date = TODAY) -> Glance:
    reasons = list(stay.overstay_reasons.in_force().filter(since__lte=as_at))
    return glance(stay, as_at, reasons, SYSTEM, TODAY)


def step(stay: Placement, text: str, due: dt.date | None, **facts: Any) -> None:
    """A step of the plan, written down 60 days ago."""
    row = MoveOnStep.objects.create(referral=stay.referral, text=text, owner="housing", due_on=due, **facts)
    written(row, ago(60))


# Who leads, and what next ---------------------------------------------------------------------------------------


def test_the_plan_says_who_leads_once_it_is_made(stay):
    plan = MoveOnPlan.objects.create(referral=stay.referral, goal="home", lead_name="Kim Ash")
    written(plan, ago(10))
    assert seen(stay).leads == "Kim Ash"
    assert seen(stay, ago(20)).leads == "Sam Okoro"
    assert seen(stay, ago(20)).plan is None


def test_what_is_due_first_is_next(stay):
    step(stay, "Find a flat", ahead(9))
    step(stay, "Some day", None)
    meeting = Meeting.objects.create(commissioner=stay.contract.commissioner, held_on=ago(20))
    action = Action(referral=stay.referral, meeting=meeting, text="Ring the landlord", owner_name="Kim Ash")
    action.agreed_on = meeting.held_on
    action.due_on = ago(2)
    action.save()
    written(action, TODAY)
    following = seen(stay).next
    assert following is not None
    assert (following.what, following.whose, following.by, following.is_late) == (
        "Ring the landlord", "Kim Ash", ago(2), True,
    )  # fmt: skip
    before = seen(stay, ago(1)).next  # the action was entered the day after
    assert before is not None
    assert (before.what, before.whose, before.is_late) == ("Find a flat", "Council housing", False)


def test_what_is_done_or_taken_back_is_not_next_from_that_day_on(stay):
    step(stay, "Find a flat", ago(30), done_on=ago(5))
    step(stay, "Close the tenancy", ago(29), cancelled_at=moment(ago(4)), cancelled_reason="No need")
    for day, what in ((ago(6), "Find a flat"), (ago(5), "Close the tenancy")):
        following = seen(stay, day).next
        assert following is not None
        assert following.what == what
    assert seen(stay, ago(4)).next is None
    today = seen(stay).next
    assert today is not None
    assert today.what == "Set the goal and steps of the move-on plan"


def test_without_a_step_the_newest_open_reason_is_next(stay):
    make.make_overstay_reason(stay, ago(30))
    make.make_overstay_reason(stay, ago(20), code="repairs", resolved_on=ago(10))
    following = seen(stay).next
    assert following is not None
    assert following.what == "Resolve: On supported-housing waiting list"
    earlier = seen(stay, ago(15)).next
    assert earlier is not None
    assert earlier.what == "Resolve: Repairs to own home"


def test_a_request_is_for_the_commissioner_to_decide(stay):
    request = request_extension(placement=stay, until_date=ahead(20), reason="Keys", **KNOWN)
    written(request, ago(3))
    following = seen(stay).next
    assert following is not None
    assert following.whose == "Commissioner"
    assert (following.by, following.is_late) == (None, False), "the day on which it was asked is no day to be kept"
    assert (following.asked_on, following.days_ago) == (ago(3), 3)
    assert [asked.outcome for asked in seen(stay).asked] == ["waiting"]
    assert seen(stay, ago(4)).asked == []
    decide_extension_request(request=request, decision="refused", note="No", **KNOWN)
    type(request).objects.update(decided_at=moment(ago(1)))
    assert [asked.outcome for asked in seen(stay).asked] == ["refused"]
    # a past page tells what is known today: it shows the extension that was agreed since, too
    assert [asked.outcome for asked in seen(stay, ago(2)).asked] == ["refused"]


def test_what_has_a_day_still_to_come(stay):
    review = Review.objects.create(placement=stay, kind="joint", held_on=ahead(3))
    written(review, ago(5))
    handover = GpHandover(placement=stay, handed_over_on=ago(9), practice="Old Mill", appointment_on=ahead(1))
    handover.save()
    HomeTrack.objects.create(
        referral=stay.referral, kind="repairs", state="booked", reported_on=ago(20), booked_for=ahead(2)
    )
    assert [one.what for one in seen(stay).coming] == [
        "First appointment at Old Mill",
        "Repairs to own home: to be finished",
        "Joint meeting",
    ]
    assert [one.what for one in seen(stay, ago(6)).coming][-1] != "Joint meeting"
    review.held, review.held_on = True, TODAY
    review.save()
    assert "Joint meeting" in [one.what for one in seen(stay, ago(1)).coming]
    assert "Joint meeting" not in [one.what for one in seen(stay).coming]


# What was expected ----------------------------------------------------------------------------------------------


def states(stay: Placement, as_at: dt.date = TODAY) -> dict[str, str]:
    return {str(rung.expected.step): str(rung.state) for rung in seen(stay, as_at).expected}


def test_the_records_say_what_was_done(stay):
    assert states(stay) == {
        "plan": "done", "way_out": "overdue", "review": "overdue", "reason": "overdue", "extension": "overdue",
        "together": "overdue", "heads": "to_come",
    }  # fmt: skip
    application = MoveOnApplication.objects.create(
        referral=stay.referral, kind="social", housing_provider="Oak Homes", owner="supported_housing"
    )
    application.history.create(stage="made", on=ago(70))
    written(application, ago(70))
    Review.objects.create(placement=stay, kind="care", held_on=ago(40), held=True)
    written(make.make_overstay_reason(stay, ago(23)), ago(23))
    written(make.make_extension(stay, ahead(20)), ago(20))
    meeting = Meeting.objects.create(commissioner=stay.contract.commissioner, held_on=ago(7))
    Note.objects.create(referral=stay.referral, meeting=meeting, text="Waits for a flat.", said_on=meeting.held_on)
    assert states(stay) == {
        "plan": "done", "way_out": "done", "review": "done", "reason": "done", "extension": "late",
        "together": "done", "heads": "to_come",
    }  # fmt: skip
    assert states(stay, ago(22))["extension"] == "overdue"


def test_a_meeting_before_the_limit_is_not_one_about_the_overstay(stay):
    meeting = Meeting.objects.create(commissioner=stay.contract.commissioner, held_on=ago(30))
    Note.objects.create(referral=stay.referral, meeting=meeting, text="On course.", said_on=meeting.held_on)
    assert states(stay)["together"] == "overdue"


def test_a_joint_review_before_the_limit_is_not_one_about_the_overstay(stay):
    Review.objects.create(placement=stay, kind="joint", held_on=ago(63), held=True)
    assert states(stay)["together"] == "overdue"
    Review.objects.create(placement=stay, kind="joint", held_on=ago(20), held=True)
    assert states(stay)["together"] == "done"


def test_a_case_of_which_only_an_action_was_agreed_was_spoken_of(stay):
    meeting = Meeting.objects.create(commissioner=stay.contract.commissioner, held_on=ago(7))
    action = Action(referral=stay.referral, meeting=meeting, text="Ring", agreed_on=ago(7), due_on=ago(2))
    action.owner_name = "Kim Ash"
    action.save()
    assert states(stay)["together"] == "done"


def test_a_reason_counts_from_the_day_on_which_it_was_recorded(stay):
    written(make.make_overstay_reason(stay, ago(30)), TODAY)
    assert states(stay, ago(1))["reason"] == "overdue"
    assert states(stay)["reason"] == "late"


def test_an_application_counts_from_the_day_on_which_it_was_made(stay):
    application = MoveOnApplication.objects.create(
        referral=stay.referral, kind="social", housing_provider="Oak Homes", owner="supported_housing"
    )
    application.history.create(stage="made", on=ago(70))
    application.history.create(stage="assessment", on=ago(60))
    assert states(written(application, TODAY) and stay)["way_out"] == "done"


def test_the_heads_of_service_review_it_again_each_month():
    stay = make.make_placement(admitted_on=ago(200))
    for days in (112, 84):  # by night 90, then within a month
        Review.objects.create(placement=stay, kind="joint", held_on=ago(days), held=True)
    rungs = {str(rung.expected.step): rung for rung in seen(stay).expected}
    assert (str(rungs["again"].state), rungs["again"].by, rungs["again"].night) == ("overdue", ago(54), 146)
    Review.objects.create(placement=stay, kind="joint", held_on=ago(4), held=True)
    rungs = {str(rung.expected.step): rung for rung in seen(stay).expected}
    assert (str(rungs["again"].state), rungs["again"].by) == ("to_come", ahead(26))


def test_a_review_that_is_only_planned_is_not_held(stay):
    Review.objects.create(placement=stay, kind="care", held_on=ago(40))
    assert states(stay)["review"] == "overdue"


def test_an_admission_without_a_plan_is_overdue_until_there_is_one(stay):
    stay.override_reason = "Ward closing"
    stay.save()
    assert states(stay)["plan"] == "overdue"
    written(MoveOnPlan.objects.create(referral=stay.referral, goal="home"), ago(50))
    assert states(stay)["plan"] == "late"


def test_the_queries_do_not_grow(stay):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            seen(stay)
            timeline(stay, SYSTEM)
        return len(captured)

    Review.objects.create(placement=stay, kind="care", held_on=ago(9), held=True)
    one = queries()
    for number in range(5):
        step(stay, f"Step {number}", ago(number))
        Review.objects.create(placement=stay, kind="care", held_on=ago(number), held=True)
        stay.extension_requests.create(until_date=ahead(number), reason="Keys", decision="refused", decision_note="No")
    assert queries() == one


# The story ------------------------------------------------------------------------------------------------------


def test_requests_are_told(stay):
    request = request_extension(placement=stay, until_date=ahead(20), reason="Keys", **KNOWN)
    decide_extension_request(request=request, decision="granted", note="Last time.", **KNOWN)
    events = [(event.title, event.detail) for event in timeline(stay, SYSTEM)][-2:]
    assert events == [
        ("Extension asked for until 10 December 2026", "Keys"),
        ("Extension granted until 10 December 2026", "Keys\nLast time."),
    ]


def test_what_is_to_come_has_not_happened():
    events = [event(-1, "admission"), event(0, "incident"), event(3, "review")]
    story = told(events, newest_first=True, as_at=TODAY)
    assert [one.kind for one in story.events] == ["incident", "admission"]
    assert [one.kind for one in story.to_come] == ["review"]


def event(days: int, kind: str, title: str = "Something") -> Event:
    return Event(TODAY + dt.timedelta(days=days), title, kind=kind)


def test_a_part_of_the_story_is_told_alone_and_counted():
    story = told([event(0, "admission"), event(1, "incident"), event(2, "alert")], "safety", newest_first=True)
    assert [one.kind for one in story.events] == ["alert", "incident"]
    assert [(part.key, part.count) for part in story.parts] == [("", 3), ("stay", 1), ("safety", 2)]


@pytest.mark.parametrize("part", ["", "nonsense", "support"])
def test_a_part_that_there_is_not_is_the_whole(part):
    events = [event(0, "admission"), event(1, "incident")]
    assert told(events, part).events == events


def test_the_support_of_a_week_is_told_at_once_unless_it_is_asked_for():
    monday = [event(-4, "support", "Group"), event(-3, "support", "Befriending"), event(-1, "support", "Group")]
    events = [*monday, event(-2, "incident"), event(5, "support", "Group")]
    story = told(events)
    assert [(one.title, one.detail) for one in story.events] == [
        ("Something", ""),
        ("Support: 3 times in the week", "Group; Befriending"),
        ("Group", ""),
    ]
    assert len(told(events, "support").events) == 4
