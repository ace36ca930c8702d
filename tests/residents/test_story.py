"""The story of a stay names who wrote what, and leaves the past as it was told."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from beds.access import SYSTEM
from residents import actions
from residents.actions import absences, alerts, applications, home_tracks, incidents, overstays
from residents.actions import move_on as plans
from residents.demo.records import moment
from residents.models import (
    Discharge,
    HomeTrack,
    HomeTrackDate,
    IncidentWording,
    MoveOnPlan,
    PlanWording,
    Referral,
)
from residents.queries.events import Event
from residents.queries.glance import glance
from residents.queries.move_on_events import move_on_events
from residents.queries.safety_events import safety_events
from residents.queries.timeline import timeline
from tests import factories as make
from tests.residents.safe_house import make_alert, make_incident
from tests.residents.ways import Stage, Way, ago, in_a_bed

pytestmark = pytest.mark.django_db


@pytest.fixture
def way() -> Way:
    """Somebody on their way out, on the day of the test."""
    return in_a_bed(30, today=timezone.localdate())


def two(way: Way) -> tuple[Any, Any]:
    """Two who write about the person."""
    return make.make_user(), make.make_user()


def told(way: Way, part: str) -> list[tuple[dt.date, str, str, str]]:
    """Day, title, detail and writer of the events whose title has these words."""
    assert way.placement is not None
    events = timeline(way.placement, SYSTEM)
    return [(one.date, one.title, one.detail, one.by) for one in events if part in one.title]


def back(days: int) -> dt.date:
    return ago(days, timezone.localdate())


# The plan ---------------------------------------------------------------------------------------------------------


def test_a_plan_that_is_changed_is_told_as_it_was_and_as_it_became(way):
    ann, ben = two(way)
    plan = way.plan(goal="home", lead_name="Kim Ash", by=ann)
    MoveOnPlan.objects.update(created_at=moment(back(29)))
    way.plan(goal="supported_high", lead_name="Kim Ash", target_on=way.today, by=ben, version=plan.updated_at)
    PlanWording.objects.update(replaced_at=moment(back(5)))
    assert told(way, "plan") == [
        (back(29), "Move-on plan: Home", "", str(ann)),
        (
            back(5),
            "Move-on plan changed: Supported living, high",
            f"Move by {way.today:%-d %B %Y}. The goal was “Home”. There was no date",
            str(ben),
        ),
    ]
    for day, goal in ((back(6), "home"), (back(5), "supported_high")):
        then = glance(way.placement, day, [], SYSTEM, way.today).plan
        assert then is not None
        assert then.goal == goal


def test_the_same_plan_sent_again_is_no_change(way):
    way.plan()
    way.plan()
    assert not PlanWording.objects.exists()


def test_of_a_plan_that_was_changed_before_wordings_were_kept_only_what_is_known_is_told(way):
    ann, ben = two(way)
    way.plan(goal="home", by=ben)
    MoveOnPlan.objects.update(created_at=moment(back(29)), created_by=ann)
    assert told(way, "plan") == [
        (back(29), "Move-on plan made", "", str(ann)),
        (way.today, "Move-on plan changed: Home", "", str(ben)),
    ]


# The home ---------------------------------------------------------------------------------------------------------


def test_housings_date_is_told_when_it_is_given_and_when_it_moves(way):
    ann, ben = two(way)
    track = home_tracks.book_track(track=way.track(reported=20, by=ann), booked_for=back(-5), **way.known | {"by": ben})
    HomeTrackDate.objects.filter(state="booked").update(created_at=moment(back(10)))
    change: dict[str, Any] = {"reported_on": back(20), "booked_for": back(-9), "version": track.updated_at}
    home_tracks.change_track(track=track, **change, **way.known | {"by": ann})
    first, then = f"{back(-5):%-d %B %Y}", f"{back(-9):%-d %B %Y}"
    assert told(way, "Repairs") == [
        (back(20), "Repairs to own home: reported to housing", "", str(ann)),
        (back(10), f"Repairs to own home: housing’s date is {first}", "", str(ben)),
        (way.today, f"Repairs to own home: housing’s date moved to {then}", f"It was {first}", str(ann)),
    ]
    coming = {day: glance(way.placement, day, [], SYSTEM, way.today).coming for day in (back(11), back(1), way.today)}
    assert [[one.on for one in coming[day]] for day in coming] == [[], [back(-5)], [back(-9)]]


def test_a_date_that_housing_takes_back_is_told(way):
    track = home_tracks.book_track(track=way.track(reported=20), booked_for=back(-5), **way.known)
    home_tracks.change_track(track=track, reported_on=back(20), version=track.updated_at, **way.known)
    assert told(way, "no date")[0][1:3] == (
        "Repairs to own home: no date from housing any more",
        f"It was {back(-5):%-d %B %Y}",
    )


def test_each_date_of_the_home_has_its_own_writer(way):
    ann, ben = two(way)
    track = way.track(reported=20, by=ann)
    by_ann, by_ben = way.known | {"by": ann}, way.known | {"by": ben}
    home_tracks.agree_track(track=track, agreed_on=back(15), **by_ben)
    home_tracks.book_track(track=track, booked_for=back(2), **by_ann)
    home_tracks.finish_track(track=track, done_on=back(1), **by_ben)
    assert [(title.split(": ")[1][:6], by) for _, title, _, by in told(way, "Repairs")] == [
        ("report", str(ann)), ("access", str(ben)), ("done", str(ben)), ("housin", str(ann)),
    ]  # fmt: skip


def test_a_date_of_before_writers_were_kept_is_told_without_one(way):
    row = HomeTrack(referral=way.referral, kind="repairs", reported_on=back(20), agreed_on=back(9), state="booked")
    row.booked_for, row.created_by, row.updated_by = back(-5), *two(way)
    row.save()
    assert told(way, "Repairs") == [
        (back(20), "Repairs to own home: reported to housing", "", str(row.created_by)),
        (back(9), "Repairs to own home: access or notice agreed", f"Housing’s date: {back(-5):%-d %B %Y}", ""),
    ]


# Who said that it is over -----------------------------------------------------------------------------------------


def test_who_resolves_returns_finishes_ends_or_closes_is_kept_apart_from_who_writes_last(way):
    ann, ben = two(way)
    placement, known = way.placement, way.known | {"by": ann}
    assert placement is not None
    reason = make.make_overstay_reason(placement, back(9))
    overstays.resolve_overstay_reason(overstay_reason=reason, resolved_on=back(3), **known)
    absence = make.make_absence(placement, back(8))
    absences.record_return(placement=placement, returned_on=back(7), **known)
    step = plans.finish_step(step=way.step(), done_on=back(2), **known)
    alert = alerts.end_alert(alert=make_alert(placement), reason="Stopped", **known)
    incident = make_incident(placement, back(6))
    incidents.close_incident(incident=incident, closed_on=back(4), outcome="Found", **known)
    for record in (reason, absence, step, alert, incident):
        type(record).objects.filter(pk=record.pk).update(updated_by=ben)
    for words in ("Resolved", "Came back", "Done: ", "alert ended", "Incident closed"):
        assert [by for *_, by in told(way, words)] == [str(ann)], words


def test_who_puts_the_date_of_a_departure_right_has_not_told_how_they_left(way):
    ann, ben = two(way)
    left = make.make_placement(admitted_on=back(30), discharged_on=back(3))
    Discharge.objects.update(created_by=ann, updated_by=ann, note="With her sister")
    assert [one.by for one in timeline(left, SYSTEM) if one.title == "How they left"] == [str(ann)]
    actions.correct_discharge(
        placement=left, discharged_on=back(2), destination="family", by=ben, scope=SYSTEM, today=way.today
    )
    left.refresh_from_db()
    assert [one.by for one in timeline(left, SYSTEM) if one.title == "How they left"] == [""]


# Applications -----------------------------------------------------------------------------------------------------


def test_letting_a_rejection_stand_is_told_as_the_councils(way):
    application = way.application_at(Stage.REJECTED)
    applications.let_rejection_stand(application=application, reason="A valid reason", **way.known)
    assert [event.title for event in _applications(way)][-2:] == [
        "Application: Rejected by provider",
        "Council lets the rejection stand",
    ]
    way.undo(application)
    applications.challenge_rejection(application=application, on=way.today, reason="An old risk", **way.known)
    way.answer(application, won=False)
    assert [event.title for event in _applications(way)][-3:] == [
        "Application back to “Rejected by provider”: the stage after it was a mistake",
        "Application: Rejection challenged",
        "Challenge lost: “Rejected by provider”",
    ]


def _applications(way: Way) -> list[Event]:
    return list(move_on_events(Referral.objects.get(pk=way.referral.pk)))


# Incidents --------------------------------------------------------------------------------------------------------


def test_an_incident_that_is_rewritten_keeps_how_it_read(way):
    ann, ben = two(way)
    incident = make_incident(way.placement, back(6), severity="serious", safeguarding=True, account="Hit on the head")
    incidents.close_incident(incident=incident, closed_on=back(4), outcome="Police told", **way.known | {"by": ann})
    facts: dict[str, Any] = {"happened_on": back(6), "kind": "missing", "severity": "low", "account": "Nothing much"}
    for _ in range(2):
        incidents.correct_incident(incident=incident, **facts, **way.known | {"by": ben})
    kept = IncidentWording.objects.get()
    assert (kept.severity, kept.safeguarding, kept.account, kept.replaced_by) == (
        "serious",
        True,
        "Hit on the head",
        ben,
    )
    told_now = [(one.date, one.title, one.detail, one.by) for one in safety_events(way.placement)]
    assert told_now == [
        (back(6), "Incident: Missing", "Serious. Raised with the council’s safeguarding team", ""),
        (
            way.today,
            "Incident corrected: Missing",
            (
                "Was serious, now low. No longer said to be raised with the council’s safeguarding team. Told in other "
                "words: the earlier ones are under “Safety and reviews”"
            ),
            str(ben),
        ),
        (back(4), "Incident closed: Missing", "Police told", str(ann)),
    ]


def test_an_incident_that_is_opened_again_keeps_how_it_was_closed(way):
    ann, ben = two(way)
    incident = make_incident(way.placement, back(6))
    incidents.close_incident(incident=incident, closed_on=back(4), outcome="Found", **way.known | {"by": ann})
    incidents.reopen_incident(incident=incident, **way.known | {"by": ben})
    incidents.close_incident(incident=incident, closed_on=way.today, outcome="Never found", **way.known | {"by": ben})
    assert told(way, "Incident closed") == [
        (back(4), "Incident closed: Missing", "Found", str(ann)),
        (way.today, "Incident closed: Missing", "Never found", str(ben)),
    ]
    assert told(way, "opened again") == [(way.today, "Incident opened again: Missing", "", str(ben))]


@pytest.mark.parametrize("number", [1, 3])
def test_earlier_wordings_ask_no_more_questions(way, number, django_assert_num_queries):
    for one in range(number):
        incident = make_incident(way.placement, back(6), account=f"Away {one}")
        facts: dict[str, Any] = {"happened_on": back(6), "kind": "missing", "account": f"Away {one}"}
        for severity in ("low", "serious"):
            incidents.correct_incident(incident=incident, severity=severity, **facts, **way.known)
        home_tracks.book_track(track=way.track(kind="repairs"), booked_for=way.today, **way.known)
        home_tracks.finish_track(track=HomeTrack.objects.latest("pk"), done_on=way.today, **way.known)
        plan = MoveOnPlan.objects.filter(referral=way.referral).first()
        way.plan(lead_name=f"Kim {one}", version=plan.updated_at if plan else None)
    with django_assert_num_queries(5):
        list(safety_events(way.placement))
    with django_assert_num_queries(7):
        list(move_on_events(Referral.objects.get(pk=way.referral.pk)))
