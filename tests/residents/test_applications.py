"""Applications for a home: every stage with every event, the clock, the challenge, and what is taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from beds.refusal import Refusal
from residents.actions import applications
from residents.models import ApplicationStage, MoveOnApplication
from residents.move_on_times import STAGES, next_stage
from residents.queries.ways_out import clock_of
from tests.factories import TODAY
from tests.residents.ways import Stage, Way, ago, in_a_bed, on_the_ward, person_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def way() -> Way:
    return in_a_bed()


# Every stage, every event ------------------------------------------------------------------------------------------

EVENTS: dict[str, Callable[[Way, MoveOnApplication], MoveOnApplication]] = {
    "advance": lambda way, one: way.stage(one, next_stage(one.stage) or Stage.ASSESSMENT),
    "refuse": lambda way, one: applications.refuse_application(application=one, on=TODAY, note="Far", **way.known),
    "reject": lambda way, one: way.reject(one),
    "withdraw": lambda way, one: applications.withdraw_application(application=one, on=TODAY, note="No", **way.known),
    "ask": lambda way, one: applications.ask_for_challenge(application=one, reason="An old risk", **way.known),
    "stand": lambda way, one: applications.let_rejection_stand(application=one, reason="It is valid", **way.known),
    "challenge": lambda way, one: way.challenge(one),
    "win": lambda way, one: way.answer(one, won=True),
    "lose": lambda way, one: way.answer(one, won=False),
    "undo": lambda way, one: way.undo(one),
}

ENDS = {"refuse": "refused", "reject": "rejected", "withdraw": "withdrawn"}
LEADS_TO: dict[str, dict[str, str]] = {
    "made": {"advance": "assessment"} | ENDS,
    "assessment": {"advance": "matched", "undo": "made"} | ENDS,
    "matched": {"advance": "interview", "undo": "assessment"} | ENDS,
    "interview": {"advance": "offer", "undo": "matched"} | ENDS,
    "offer": {"advance": "moved", "undo": "interview"} | ENDS,
    "moved": {"undo": "offer"},
    "refused": {"undo": "made"},
    "withdrawn": {"undo": "made"},
    "rejected": {"ask": "rejected", "stand": "rejected", "challenge": "challenged", "undo": "assessment"},
    "challenged": {"win": "assessment", "lose": "rejected", "undo": "rejected"},
    "rejected for good": {"undo": "challenged"},
}
"""Where each event leads from each stage; whatever is not here is refused."""


def test_the_table_names_every_stage() -> None:
    assert set(LEADS_TO) == {*Stage.values, "rejected for good"}
    assert (*MoveOnApplication.OPEN_STAGES, Stage.MOVED) == STAGES


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("stage", LEADS_TO)
def test_every_stage_with_every_event(way: Way, stage: str, event: str) -> None:
    application = way.application_at(stage.split(maxsplit=1)[0], stands=stage == "rejected for good")
    assert application.stage == stage.split(maxsplit=1)[0]
    rows = ApplicationStage.objects.count()
    expected = LEADS_TO[stage].get(event)
    if expected is None:
        with pytest.raises(Refusal) as refusal:
            EVENTS[event](way, application)
        assert refusal.value.message.endswith(".")
        assert ApplicationStage.objects.count() == rows
        assert MoveOnApplication.objects.get(pk=application.pk).stage == application.stage
    else:
        assert EVENTS[event](way, application).stage == expected
        assert ApplicationStage.objects.count() == rows + (event != "ask")


@pytest.mark.parametrize(
    ("stage", "event", "words"),
    [
        ("made", "challenge", "it is at “Referral made” since .*Record the next stage, “Assessment”, or how it ended"),
        ("moved", "advance", "They moved on 17 November 2026. If that is wrong, take the last stage back"),
        (
            "rejected",
            "advance",
            "Hestia rejected this application on .*The council can challenge that",
        ),
        ("challenged", "advance", "challenged since .*Record the result of the challenge first"),
        ("refused", "advance", "ended on .*refused by resident. Start another, or take the last stage back"),
        ("made", "undo", "This is the first stage. If the application is a mistake, cancel it"),
    ],
)
def test_a_refusal_says_what_is_possible_instead(way: Way, stage: str, event: str, words: str) -> None:
    application = way.application_at(stage)
    with pytest.raises(Refusal, match=words):
        EVENTS[event](way, application)


def test_no_stage_is_skipped(way: Way) -> None:
    with pytest.raises(
        Refusal, match=r"is at “Referral made” since .*The next stage is “Assessment”: record that"
    ) as it:
        way.stage(way.application(), Stage.OFFER)
    assert it.value.field == "stage"


# Days ----------------------------------------------------------------------------------------------------------------


def test_a_stage_is_not_before_the_one_before_it_nor_in_the_future(way: Way) -> None:
    application = way.stage(way.application(), Stage.ASSESSMENT, 5)
    with pytest.raises(Refusal, match=r"“Assessment” was on 15 November 2026. The date must be that day or later"):
        way.stage(application, Stage.MATCHED, 6)
    with pytest.raises(Refusal, match="The date must be today"):
        way.stage(application, Stage.MATCHED, -1)
    assert way.stage(application, Stage.MATCHED, 5).stage == Stage.MATCHED


def test_an_application_is_not_made_in_the_future(way: Way) -> None:
    with pytest.raises(Refusal, match="was made must be today"):
        way.application(made=-1)


def test_the_clock_says_how_late(way: Way) -> None:
    application = way.stage(way.stage(way.application(40), Stage.ASSESSMENT, 30), Stage.MATCHED, 12)
    assert str(clock_of(application, TODAY)) == "12 days, expected 7: 5 late"
    assert str(clock_of(way.application(14, housing_provider="Peabody"), TODAY)) == "14 days, expected 7 to 14"
    assert str(clock_of(way.application(1, housing_provider="SHP"), TODAY)) == "1 day, expected 7 to 14"


# Said twice ---------------------------------------------------------------------------------------------------------


def test_the_same_application_sent_twice_is_one(way: Way) -> None:
    first = way.application()
    assert way.application() == first
    assert ApplicationStage.objects.count() == 1
    with pytest.raises(Refusal, match="An application to Hestia for this kind of home is open since") as refusal:
        way.application(made=3, housing_provider=" hestia")
    assert refusal.value.field == "housing_provider"
    assert way.application(kind="supported_high") != first


def test_an_application_after_the_last_one_ended_is_another(way: Way) -> None:
    first = way.application_at(Stage.REFUSED)
    assert way.application(made=0) != first


@pytest.mark.parametrize("event", [e for e in EVENTS if e not in ("ask", "undo")])
def test_the_same_event_sent_twice_is_one(way: Way, event: str) -> None:
    stage = {"stand": "rejected", "challenge": "rejected", "win": "challenged", "lose": "challenged"}.get(event, "made")
    application = way.application_at(stage)
    after = EVENTS[event](way, application)
    rows = ApplicationStage.objects.count()
    again = EVENTS[event](way, application)
    assert (again, again.stage) == (after, after.stage)
    assert ApplicationStage.objects.count() == rows


def test_the_same_stage_taken_back_twice_is_taken_back_once(way: Way) -> None:
    application = way.application_at(Stage.MATCHED)
    last = application.steps_taken[-1]
    assert way.undo(application, stage=last).stage == Stage.ASSESSMENT
    assert way.undo(application, stage=last).stage == Stage.ASSESSMENT


def test_a_stage_that_is_not_the_last_any_more_stays(way: Way) -> None:
    application = way.application_at(Stage.ASSESSMENT)
    seen = application.steps_taken[-1]
    way.stage(application, Stage.MATCHED)
    with pytest.raises(Refusal, match="no longer the last stage: the application is at “Vacancy matched”"):
        way.undo(application, stage=seen)


# Taking back, rejections and challenges ------------------------------------------------------------------------------


def test_taking_back_removes_nothing_and_the_clock_goes_on(way: Way) -> None:
    application = way.stage(way.stage(way.application(20), Stage.ASSESSMENT, 12), Stage.MATCHED, 2)
    application = way.undo(application)
    assert [row.stage for row in application.history.all()] == ["made", "assessment", "matched", "assessment"]
    assert application.history.last().note == "Wrong person"  # type: ignore[union-attr]
    assert clock_of(application, TODAY).days == 12
    application = way.undo(application)
    assert (application.stage, clock_of(application, TODAY).days) == (Stage.MADE, 20)
    assert way.stage(application, Stage.ASSESSMENT, 1).stage == Stage.ASSESSMENT


def test_a_rejection_needs_a_coded_reason_and_keeps_it(way: Way) -> None:
    application = way.application_at(Stage.INTERVIEW)
    with pytest.raises(Refusal, match="Select the reason that the housing provider gave"):
        way.reject(application, reject_reason="whim")
    application = way.reject(application, reject_reason="arrears")
    assert (application.reject_reason, application.awaits_challenge) == ("arrears", True)
    with pytest.raises(IntegrityError), transaction.atomic():
        MoveOnApplication.objects.update(reject_reason="")


def test_a_challenge_won_goes_back_and_the_clock_starts_again(way: Way) -> None:
    application = way.application_at(Stage.CHALLENGED)
    application = way.answer(application, won=True, days=1)
    assert (application.stage, application.reject_reason) == (Stage.ASSESSMENT, "")
    assert clock_of(application, TODAY).days == 1
    application = way.reject(application, reject_reason="documents")
    assert (application.reject_reason, application.awaits_challenge) == ("documents", True)


def test_a_challenge_lost_is_for_good(way: Way) -> None:
    application = way.application_at(Stage.REJECTED, stands=True)
    assert application.rejection_stands
    assert not application.awaits_challenge
    assert not application.is_open
    with pytest.raises(Refusal, match=r"The rejection by Hestia stands since 19 November 2026. Start another"):
        way.challenge(application)
    application = way.undo(application)
    assert (application.stage, application.reject_reason, application.rejection_stands) == ("challenged", "risk", False)


def test_who_asks_for_a_challenge_is_heard_until_the_next_rejection(way: Way) -> None:
    application = way.reject(way.application(), 3, challenge_asked="An old risk")
    assert application.challenge_asked == "An old risk"
    application = way.answer(way.challenge(application, 2), won=True, days=1)
    assert way.reject(application).challenge_asked == ""


def test_reasons_are_asked_for(way: Way) -> None:
    application = way.application()
    known = {"application": application, **way.known}
    with pytest.raises(Refusal, match="Say why they do not want it"):
        applications.refuse_application(on=TODAY, note=" ", **known)
    with pytest.raises(Refusal, match="Say why it is withdrawn"):
        applications.withdraw_application(on=TODAY, note="", **known)
    with pytest.raises(Refusal, match="Say why the application is cancelled"):
        applications.cancel_application(reason="", **known)
    rejected = {"application": way.reject(application), **way.known}
    with pytest.raises(Refusal, match="Say why the reason given is not valid"):
        applications.challenge_rejection(on=TODAY, reason="", **rejected)
    with pytest.raises(Refusal, match="Say why it should be challenged"):
        applications.ask_for_challenge(reason="", **rejected)
    with pytest.raises(Refusal, match="Say why it is not challenged"):
        applications.let_rejection_stand(reason="", **rejected)


# Changing and cancelling ---------------------------------------------------------------------------------------------

CHANGED: dict[str, Any] = {
    "kind": "supported_high",
    "housing_provider": "Peabody",
    "owner": "housing",
    "owner_name": "Jo Reed",
}


def test_an_application_gets_another_owner(way: Way) -> None:
    application = way.application()
    version = application.updated_at
    known: dict[str, Any] = {"application": application, **way.known}
    changed = applications.change_application(**CHANGED, version=version, **known)
    assert (changed.owner, changed.owner_name, changed.housing_provider) == ("housing", "Jo Reed", "Peabody")
    assert applications.change_application(**CHANGED, version=version, **known) == changed
    with pytest.raises(Refusal, match="changed this record while you were typing") as refusal:
        applications.change_application(**(CHANGED | {"owner_name": "Kim"}), version=version, **known)
    assert refusal.value.field == "version"


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"kind": "castle"}, "kind"), ({"owner": "nobody"}, "owner"), ({"housing_provider": " "}, "housing_provider")],
)
def test_an_application_takes_only_what_is_on_the_lists(way: Way, facts: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as refusal:
        way.application(**facts)
    assert refusal.value.field == field


def test_a_cancelled_application_counts_for_nothing(way: Way) -> None:
    application = way.application()
    known = {"application": application, **way.known}
    cancelled = applications.cancel_application(reason="Wrong person", **known)
    assert applications.cancel_application(reason="Wrong person", **known).updated_at == cancelled.updated_at
    with pytest.raises(Refusal, match=r"This was cancelled on .*: Wrong person"):
        applications.cancel_application(reason="Entered twice", **known)
    with pytest.raises(Refusal, match=r"This was cancelled on .*: Wrong person"):
        way.stage(application, Stage.ASSESSMENT)
    assert way.application() != application


# Who may -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["worker", "official", "housing officer"])
def test_who_has_houses_or_pays_for_the_person_writes(way: Way, role: str) -> None:
    way.scope = person_with(role, way).scope()
    assert way.application_at(Stage.OFFER).stage == Stage.OFFER


@pytest.mark.parametrize("role", ["outsider", "viewer", "manager", "referrer"])
def test_nobody_else_writes(way: Way, role: str) -> None:
    application = way.application()
    way.scope = person_with(role, way).scope()
    with pytest.raises(PermissionDenied):
        way.stage(application, Stage.ASSESSMENT)


def test_the_ward_writes_until_the_person_has_a_bed() -> None:
    way = on_the_ward()
    way.scope = person_with("referrer", way).scope()
    assert way.application_at(Stage.MATCHED).stage == Stage.MATCHED


def test_the_house_that_has_the_person_writes_even_where_another_was_asked() -> None:
    way = in_a_bed()
    there = person_with("worker", way).scope()
    way.referral.provider = person_with("outsider", way).memberships.get().provider
    way.referral.save()
    way.scope = there
    assert way.application().stage == Stage.MADE


@pytest.mark.parametrize("event", ["challenge", "stand", "win", "lose"])
def test_only_the_council_decides_on_challenges(way: Way, event: str) -> None:
    application = way.application_at("challenged" if event in ("win", "lose") else "rejected")
    way.scope = person_with("worker", way).scope()
    with pytest.raises(PermissionDenied, match="Only the council"):
        EVENTS[event](way, application)
    way.scope = person_with("housing officer", way).scope()
    assert EVENTS[event](way, application)


@pytest.mark.parametrize(("stage", "stands"), [("challenged", False), ("rejected", True)])
def test_only_the_council_takes_its_decision_back(way: Way, stage: str, stands: bool) -> None:
    application = way.application_at(stage, stands=stands)
    way.scope = person_with("worker", way).scope()
    with pytest.raises(PermissionDenied, match="takes its own decision back"):
        way.undo(application)
    way.scope = person_with("official", way).scope()
    assert way.undo(application)


def test_a_worker_asks_and_takes_a_rejection_back(way: Way) -> None:
    application = way.application_at(Stage.REJECTED)
    way.scope = person_with("worker", way).scope()
    assert EVENTS["ask"](way, application).challenge_asked == "An old risk"
    assert way.undo(application).stage == Stage.ASSESSMENT


def test_after_leaving_what_is_open_is_ended_and_nothing_is_begun() -> None:
    way = in_a_bed()
    application = way.application_at(Stage.OFFER)
    assert way.placement is not None
    way.placement.discharged_on = ago(1)
    way.placement.save()
    assert way.stage(application, Stage.MOVED, 1).stage == Stage.MOVED
    with pytest.raises(Refusal, match=r"left on 19 November 2026. Nothing new can be begun"):
        way.application(housing_provider="Peabody")


@pytest.mark.parametrize("status", ["declined", "withdrawn", "redirected"])
def test_nothing_is_written_for_a_referral_that_ended(status: str) -> None:
    way = on_the_ward()
    application = way.application()
    reasons = {"declined": {"decline_reason": "other"}, "withdrawn": {"withdraw_reason": "other"}}
    facts = reasons.get(status, {"redirected_to": "Crisis house"})
    type(way.referral).objects.update(status=status, **facts)
    with pytest.raises(Refusal, match=f"is {status}. Open it again"):
        way.stage(application, Stage.ASSESSMENT)


def test_a_rejection_that_was_imported_without_its_reason_in_the_history_can_be_challenged(way: Way) -> None:
    rejected = way.reject(way.application())
    ApplicationStage.objects.filter(application=rejected).update(reject_reason="")
    challenged = way.challenge(rejected)
    assert (challenged.stage, challenged.reject_reason) == ("challenged", rejected.reject_reason)


def test_a_second_challenge_that_is_won_leads_back_to_where_it_was_first_rejected(way: Way) -> None:
    lost = way.answer(way.challenge(way.reject(way.application())), won=False)
    lost.rejection_stands = False  # as a history that was imported may have it
    lost.save()
    assert way.answer(way.challenge(lost), won=True).stage == "made"
