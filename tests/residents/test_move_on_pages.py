"""Every page about the way out: for those who write, for others, for those who only read, and sent wrongly."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from beds.wording import long_date
from residents.actions import applications, home_tracks
from residents.models import HomeTrack, MoveOnApplication, MoveOnPlan, MoveOnStep, ResidentIdentity
from tests import factories as make
from tests.residents.house import date_of, signed_in, why
from tests.residents.ways import Stage, Way, ago, in_a_bed, on_the_ward, person_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def today() -> dt.date:
    return timezone.localdate()


@pytest.fixture
def way(today: dt.date) -> Way:
    return in_a_bed(today=today, resident=make.make_resident("R-AAAAAA", name="Ann Lee"))


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def address(name: str, *args: Any) -> str:
    return reverse(f"residents:{name}", args=args)


OWNED = {"owner": "housing", "owner_name": "Jo Reed"}
HOME = {"kind": "supported_high", "housing_provider": "Peabody"} | OWNED


def on_referral(name: str, answers: Any) -> Any:
    return lambda way: (address(name, way.referral.pk), answers(way) if callable(answers) else answers)


def on(make_record: Any, name: str, answers: Any = None) -> Any:
    def page(way: Way) -> tuple[str, dict[str, Any]]:
        record = make_record(way)
        sent = dict(answers(way) if callable(answers) else answers or {})
        return address(name, record.pk), sent | {"version": record.updated_at.isoformat()}

    return page


def fresh_step(way: Way) -> MoveOnStep:
    return MoveOnStep.objects.first() or way.step()


def done_step(way: Way) -> MoveOnStep:
    step = fresh_step(way)
    MoveOnStep.objects.filter(pk=step.pk).update(done_on=way.today)
    return MoveOnStep.objects.get(pk=step.pk)


def at(stage: str, **facts: Any) -> Any:
    """An application at a stage, made once a test."""

    def find(way: Way) -> MoveOnApplication:
        known = MoveOnApplication.objects.filter(stage=stage, housing_provider=f"To {stage}").first()
        return known or way.application_at(stage, housing_provider=f"To {stage}", **facts)

    return find


def fresh_track(way: Way) -> HomeTrack:
    return HomeTrack.objects.first() or way.track()


def booked_track(way: Way) -> HomeTrack:
    track = HomeTrack.objects.filter(kind="tenancy").first() or way.track("tenancy")
    return home_tracks.book_track(track=track, booked_for=way.today, **way.known)


def today_as(name: str) -> Any:
    return lambda way: date_of(name, way.today)


def undo(way: Way) -> tuple[str, dict[str, Any]]:
    application = at(Stage.MATCHED)(way)
    return address("application_undo", application.pk, application.steps_taken[-1].pk), {
        "code": "by_mistake",
        "reason": "Wrong person",
    }


ENDED = {"note": "Too far"}
PAGES: dict[str, Any] = {
    "plan": on_referral("move_on_plan", {"goal": "home"}),
    "add step": on_referral("move_on_step_new", {"text": "Pack"} | OWNED),
    "change step": on(fresh_step, "move_on_step_change", {"text": "Pack bags"} | OWNED),
    "step done": on(fresh_step, "move_on_step_done", today_as("done_on")),
    "step not done": on(done_step, "move_on_step_reopen"),
    "cancel step": on(fresh_step, "move_on_step_cancel", why("Not needed")),
    "start track": on_referral("home_track_new", lambda way: date_of("reported_on", way.today) | {"kind": "repairs"}),
    "track agreed": on(fresh_track, "home_track_agreed", today_as("agreed_on")),
    "track booked": on(fresh_track, "home_track_booked", today_as("booked_for")),
    "track done": on(booked_track, "home_track_done", today_as("done_on")),
    "change track": on(fresh_track, "home_track_change", today_as("reported_on")),
    "cancel track": on(fresh_track, "home_track_cancel", why("Not needed")),
    "apply": on_referral("application_new", lambda way: date_of("made_on", way.today) | HOME),
    "stage": on(at(Stage.MADE), "application_stage", lambda way: date_of("on", way.today) | {"stage": "assessment"}),
    "refused": on(at(Stage.MADE), "application_refused", lambda way: date_of("on", way.today) | ENDED),
    "rejected": on(
        at(Stage.MADE), "application_rejected", lambda way: date_of("on", way.today) | {"reject_reason": "risk"}
    ),
    "withdraw": on(at(Stage.MADE), "application_withdraw", lambda way: date_of("on", way.today) | ENDED),
    "ask": on(at(Stage.REJECTED), "application_ask", {"reason": "An old risk"}),
    "undo": undo,
    "change": on(at(Stage.MADE), "application_change", HOME),
    "cancel": on(at(Stage.MADE), "application_cancel", why("Wrong person")),
}
COUNCIL: dict[str, Any] = {
    "challenge": on(
        at(Stage.REJECTED), "application_challenge", lambda way: date_of("on", way.today) | {"reason": "An old risk"}
    ),
    "stands": on(at(Stage.REJECTED), "application_stands", {"reason": "It is valid"}),
    "answer": on(at(Stage.CHALLENGED), "application_answer", lambda way: date_of("on", way.today) | {"won": "yes"}),
}
ALL = PAGES | COUNCIL


@pytest.mark.parametrize("name", ALL)
def test_who_may_opens_the_page_and_gets_it_done(way: Way, name: str) -> None:
    client = signed_in(person_with("housing officer" if name in COUNCIL else "worker", way))
    where, answers = ALL[name](way)
    assert client.get(where).status_code == 200
    response = client.post(where, answers)
    assert response.status_code == 302, response.context["form"].errors
    assert response["Location"] == address("move_on", way.referral.pk)
    assert "govuk-notification-banner--success" in text(client.get(response["Location"]))


@pytest.mark.parametrize("role", ["official", "housing officer", "referrer"])
def test_the_council_and_the_ward_get_it_done_before_admission(role: str, today: dt.date) -> None:
    way = on_the_ward(today)
    client = signed_in(person_with(role, way))
    for name in ("plan", "add step", "apply", "start track"):
        where, answers = PAGES[name](way)
        assert client.post(where, answers).status_code == 302, name


# Nothing is written below, so that each role tries every page in one go.


def test_another_provider_finds_none_of_it(way: Way) -> None:
    outsider = signed_in(person_with("outsider", way))
    for name, page in ALL.items():
        where, answers = page(way)
        assert outsider.get(where).status_code == 404, name
        assert outsider.post(where, answers).status_code == 404, name
    assert outsider.get(address("move_on", way.referral.pk)).status_code == 404


@pytest.mark.parametrize("role", ["viewer", "manager", "referrer"])
def test_who_only_reads_is_turned_away_but_sees_the_page(way: Way, role: str) -> None:
    client = signed_in(person_with(role, way))
    for name, page in ALL.items():
        where, answers = page(way)
        assert client.get(where).status_code == 403, name
        assert client.post(where, answers).status_code == 403, name
    page = text(client.get(address("move_on", way.referral.pk)))
    assert "What happens next" in page
    assert "Add a step" not in page
    assert "Take back the last stage" not in page


def test_a_worker_does_not_decide_on_challenges(way: Way) -> None:
    worker = signed_in(person_with("worker", way))
    for name, page in COUNCIL.items():
        where, answers = page(way)
        assert worker.get(where).status_code == 403, name
        assert worker.post(where, answers).status_code == 403, name
    page = text(worker.get(address("move_on", way.referral.pk)))
    assert "Ask the council to challenge it" in page
    assert "Let it stand" not in page


def test_who_judges_a_rejection_reads_what_the_provider_gave_for_it(way: Way) -> None:
    rejected = way.reject(way.application(), note="Set a fire in 2019")
    official = signed_in(person_with("official", way))
    for name, heading in (
        ("application_challenge", 'Challenge the rejection of <span class="sd-nowrap">R-AAAAAA</span></h1>'),
        ("application_stands", 'Let the rejection of <span class="sd-nowrap">R-AAAAAA</span> stand</h1>'),
    ):
        page = text(official.get(address(name, rejected.pk)))
        assert heading in page
        assert "Risk to or from others" in page
        assert "Set a fire in 2019" in page


def test_other_methods_are_refused(way: Way) -> None:
    official = signed_in(person_with("official", way))
    for name, page in ALL.items():
        assert official.put(page(way)[0]).status_code == 405, name
    assert official.post(address("move_on", way.referral.pk)).status_code == 405
    assert official.post(address("housing")).status_code == 405


def test_somebody_signed_out_is_asked_to_sign_in(way: Way) -> None:
    pages = {name: page(way)[0] for name, page in ALL.items()}
    pages |= {"page": address("move_on", way.referral.pk), "housing": address("housing")}
    for name, where in pages.items():
        assert Client().get(where)["Location"].startswith(reverse("account_login")), name


# What the page says --------------------------------------------------------------------------------------------------


def test_the_page_of_somebody_in_a_bed(way: Way) -> None:
    way.plan(target_on=ago(-10, way.today), lead_name="Sam Okoro")
    way.step(due_on=ago(2, way.today), owner="housing", owner_name="Jo Reed")
    way.application_at(Stage.INTERVIEW, made=50)
    worker = signed_in(person_with("worker", way))
    page = text(worker.get(address("move_on", way.referral.pk)))
    assert "Ann Lee" in page
    assert "30 of 42 nights so far, 12 left" in page
    assert "Get proof of identity" in page
    assert "Council housing (Jo Reed)" in page
    assert "3 days, expected 7" in page
    assert "1 night before night 42" in page
    assert text(signed_in(person_with("official", way)).get(address("move_on", way.referral.pk))).count("Ann Lee") == 0


@pytest.mark.parametrize(
    ("nights", "said"), [(42, "42 of 42 nights, due today. Due"), (43, "43 of 42 nights so far, 1 over. Was due")]
)
def test_the_due_day_itself_is_not_past(today: dt.date, nights: int, said: str) -> None:
    way = in_a_bed(nights, today)
    page = text(signed_in(person_with("worker", way)).get(address("move_on", way.referral.pk)))
    due = long_date(ago(nights - 42, today))
    assert f"{said} to move on by {due}" in page


def test_an_overstay_is_priced_with_the_rate_of_the_present_bed(today: dt.date) -> None:
    way = in_a_bed(40, today)
    way.application_at(Stage.OFFER)
    page = text(signed_in(person_with("worker", way)).get(address("move_on", way.referral.pk)))
    # offered 3 days ago: the move is expected 4 days from today, on night 44 of 42
    assert "and will overstay by 2 nights, costing £271.42" in page


def test_a_block_bed_has_no_cost_a_night(today: dt.date) -> None:
    bed = make.make_bed()
    make.make_contract_bed(make.make_contract(provider=bed.service.provider, funding="block"), bed)
    way = in_a_bed(60, today, bed=bed)
    way.application_at(Stage.OFFER)
    page = text(signed_in(person_with("worker", way)).get(address("move_on", way.referral.pk)))
    assert "overstay by 22 nights, block funded, no cost a night" in page


@pytest.mark.parametrize(("rate", "words"), [(None, "no rate is recorded"), ("100.00", "costing £2,200.00")])
def test_a_bed_without_a_rate_says_so(today: dt.date, rate: str | None, words: str) -> None:
    way = in_a_bed(60, today, rate=rate)
    way.application_at(Stage.OFFER)
    assert words in text(signed_in(person_with("worker", way)).get(address("move_on", way.referral.pk)))


def test_a_ward_sees_the_way_out_but_neither_nights_nor_cost(today: dt.date) -> None:
    way = in_a_bed(60, today)
    way.application_at(Stage.OFFER)
    page = text(signed_in(person_with("referrer", way)).get(address("move_on", way.referral.pk)))
    assert "Can move by" in page
    assert "The stay is not yours to see" in page
    assert "£" not in page
    assert "overstay by" not in page


def test_the_page_before_admission(today: dt.date) -> None:
    way = on_the_ward(today)
    page = text(signed_in(person_with("referrer", way)).get(address("move_on", way.referral.pk)))
    assert "there is no night 42 yet" in page
    assert "Set the goal and steps of the move-on plan" in page
    assert "No way out is open." in page
    assert "Make the plan" in page


def test_the_page_after_leaving(way: Way) -> None:
    way.step()
    assert way.placement is not None
    way.placement.discharged_on = way.today
    way.placement.save()
    worker = signed_in(person_with("worker", way))
    page = text(worker.get(address("move_on", way.referral.pk)))
    assert "Nothing new can be begun" in page
    assert "Add a step" not in page
    assert "What happens next" not in page
    assert "When they can move" not in page
    assert worker.get(address("move_on_step_new", way.referral.pk)).status_code == 302


def test_what_was_typed_stays_when_somebody_else_was_quicker(way: Way) -> None:
    worker = signed_in(person_with("worker", way))
    way.plan()
    response = worker.post(address("move_on_plan", way.referral.pk), {"goal": "home", "wishes": "By the sea"})
    page = text(response)
    assert response.status_code == 200
    assert "changed this record while you were typing" in page
    assert "By the sea" in page
    version = MoveOnPlan.objects.get().updated_at.isoformat()
    assert version in page
    again = {"goal": "home", "wishes": "By the sea", "version": version}
    assert worker.post(address("move_on_plan", way.referral.pk), again).status_code == 302


def test_a_refusal_stands_beside_its_input(way: Way) -> None:
    worker = signed_in(person_with("worker", way))
    application = way.application(5)
    answers = date_of("on", ago(6, way.today)) | {"stage": "assessment"}
    page = text(worker.post(address("application_stage", application.pk), answers))
    assert "The date must be that day or later" in page
    assert 'href="#id_on_0"' in page
    late = text(worker.post(address("application_stage", application.pk), date_of("on", way.today) | {"stage": ""}))
    assert "The next stage is “Assessment”: record that" in late


def test_a_rejection_that_the_council_lets_stand_is_not_a_second_one(way: Way) -> None:
    application = way.application_at(Stage.REJECTED)
    applications.let_rejection_stand(application=application, reason="A valid reason", **way.known)
    page = text(signed_in(person_with("worker", way)).get(address("move_on", way.referral.pk)))
    assert "council lets the rejection stand (risk to or from others). A valid reason" in page
    assert page.count("Rejected by provider (risk") == 1


def test_nobody_sees_the_name_who_may_not(way: Way) -> None:
    assert ResidentIdentity.objects.get().name == "Ann Lee"
    where, _ = PAGES["plan"](way)
    assert "Ann Lee" in text(signed_in(person_with("worker", way)).get(where))
    assert "Ann Lee" not in text(signed_in(person_with("housing officer", way)).get(where))


def test_the_page_asks_a_fixed_number_of_questions(way: Way, django_assert_max_num_queries: Any) -> None:
    worker = signed_in(person_with("worker", way))
    for number in range(6):
        way.step(text=f"Step {number}")
        way.application_at(Stage.MATCHED, housing_provider=f"House {number}")
    way.track()
    with django_assert_max_num_queries(22):
        worker.get(address("move_on", way.referral.pk))
