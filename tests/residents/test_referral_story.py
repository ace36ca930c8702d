"""What a referral adds to the story of a person, how its waits are counted, and how administrators see it."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from beds.access import Role
from residents.actions import referrals as actions
from residents.models import Ward
from residents.queries.referral_events import referral_events
from residents.queries.waiting import WaitingTimes, missing_from, next_move, waiting_times
from tests import factories as make
from tests.residents.ward import Pathway

pytestmark = pytest.mark.django_db


# The story ------------------------------------------------------------------------------------------------------


def told(referral: Any) -> list[tuple[Any, ...]]:
    return [(event.date, event.title, event.detail, event.by) for event in referral_events(referral)]


def test_a_referral_is_told_from_the_ward_to_the_decision(pathway):
    referral = pathway.refer()
    worker, today = pathway.known(pathway.worker), pathway.today
    found = {"assessed_on": pathway.ago(1), "assessor": "Kim Ray", "suitability": "suitable", "needs_level": "low"}
    assessment = actions.record_assessment(referral=referral, note="Likes gardens.", **found, **worker)
    actions.decline(referral=referral, decline_reason="no_vacancy", note="Full", **worker)
    actions.reopen(referral=referral, reason="A room is free", **pathway.known(pathway.nurse))
    actions.cancel_assessment(assessment=assessment, reason="Wrong person", **worker)
    referral.refresh_from_db()
    assert told(referral) == [
        (pathway.ago(3), "Referred", str(pathway.ward), "nurse@example.org"),
        (pathway.ago(2), "Ready to leave the ward", "", ""),
        (pathway.ago(1), "Taken into assessment", "", "worker@example.org"),
        (pathway.ago(1), "Assessed: suitable", "By Kim Ray, needs low. Likes gardens", "worker@example.org"),
        (today, "Declined", "No vacancy in time. Full", "worker@example.org"),
        (today, "Opened again", "A room is free", "nurse@example.org"),
        (today, "Assessment taken back", "Wrong person", "worker@example.org"),
    ]


def test_a_referral_without_steps_is_told_too_and_a_placing_is_left_to_the_admission(pathway):
    assert [title for _, title, *_ in told(pathway.at("received"))] == ["Referred"]
    referral = pathway.at("placed")
    referral.steps.create(status="placed", on=pathway.today)
    assert [title for _, title, *_ in told(referral)] == ["Referred"]


def test_the_story_takes_two_queries(pathway, django_assert_num_queries):
    referral = pathway.refer()
    for _ in range(3):
        pathway.assessed(referral)
    with django_assert_num_queries(2):
        list(referral_events(referral))


# The waits ------------------------------------------------------------------------------------------------------


def test_the_waits_of_an_open_referral_go_on(pathway):
    referral = pathway.at("assessing", clinically_ready_on=pathway.ago(4))
    assert waiting_times(referral, pathway.today) == WaitingTimes(10, 4, 10, is_over=False)
    referral.steps.create(status="assessing", on=pathway.ago(3))
    assert waiting_times(referral, pathway.today) == WaitingTimes(10, 4, 3, is_over=False)


@pytest.mark.parametrize("status", ["placed", "declined", "withdrawn", "redirected"])
def test_the_waits_of_a_closed_one_end_on_its_last_day(pathway, status):
    referral = pathway.at(status)
    referral.steps.create(status=status, on=pathway.ago(3))
    assert waiting_times(referral, pathway.today) == WaitingTimes(7, None, 3, is_over=True)


@pytest.mark.parametrize(
    ("status", "facts", "told", "expected"),
    [
        ("received", {}, {}, "Provider: take it into assessment"),
        ("assessing", {}, {}, "Provider: record the assessment"),
        ("assessing", {}, {"assessed": True}, "Provider: decide"),
        ("accepted", {"move_on_plan": " "}, {}, "Ward: name the plan"),
        ("accepted", {"allocated_worker": ""}, {}, "Ward: name the worker"),
        ("accepted", {"move_on_plan": "", "allocated_worker": ""}, {}, "Ward: name the plan and the worker"),
        ("accepted", {}, {}, "Provider: find a bed"),
        ("accepted", {}, {"arriving_on": make.TODAY}, "Provider: admit"),
        ("placed", {}, {}, ": "),
        ("declined", {}, {}, ": "),
    ],
)
def test_whose_move_it_is(pathway, status, facts, told, expected):
    move = next_move(pathway.at(status, **facts), **({"assessed": False} | told))
    assert f"{move.who}: {move.what}" == expected


def test_what_is_missing(pathway):
    assert missing_from(pathway.at("received", move_on_plan="", allocated_worker=" ")) == [
        "move-on plan",
        "allocated worker",
        "proof of identity",
        "financial information",
        "signed referral form",
    ]


# The administration ---------------------------------------------------------------------------------------------


@pytest.fixture
def administrator(client: Any, pathway: Pathway) -> Any:
    user = make.make_official(pathway.commissioner, role=Role.ADMINISTRATOR, is_staff=True, is_superuser=True)
    client.force_login(user)
    return client


def test_an_administrator_says_to_whom_a_ward_refers(administrator, pathway):
    council = make.make_commissioner("Another council")
    address = reverse("admin:residents_ward_change", args=[pathway.ward.pk])
    said = {"name": "Goshawk Ward", "hospital": "St Cuthbert's", "commissioners": [council.pk]}
    assert administrator.post(address, said).status_code == 302
    assert list(Ward.objects.get().commissioners.all()) == [council]
    assert "Another council" in administrator.get(reverse("admin:residents_ward_changelist")).content.decode()


def test_an_administrator_looks_up_steps_and_assessments_without_changing_them(administrator, pathway):
    referral = pathway.refer()
    pathway.assessed(referral, assessor="Kim Ray")
    address = reverse("admin:residents_referral_change", args=[referral.pk])
    page = administrator.get(address).content.decode()
    assert "Kim Ray" in page
    assert "nurse@example.org" in page
    assert reverse("residents:referral", args=[referral.pk]) in page
    assert 'name="_save"' not in page
    assert "Ann Lee" not in page
    assert administrator.post(address, {}).status_code == 403
