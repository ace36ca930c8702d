"""Every first page says what its reader has agreed to do and has not read yet, and nothing when there is neither."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from beds.access import Role
from residents.actions import agreed
from residents.models import Meeting
from residents.queries.my_work import own_actions_in_short, own_decisions_in_short
from stepdown.notices.models import Notice
from tests import factories as make
from tests.residents.house import signed_in
from tests.residents.meeting_house import MeetingHouse, make_referrer
from tests.residents.ways import Way

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
FIRST_PAGES = {
    "worker": "residents:my_beds",
    "commissioner": "reporting:dashboard",
    "nurse": "residents:referrals",
    "housing officer": "residents:housing",
}


def person(met: MeetingHouse, who: str) -> Any:
    if who == "worker":
        return met.worker
    if who == "commissioner":
        return met.official
    if who == "nurse":
        return make_referrer(met.referral)
    return make.make_official(met.council, role=Role.HOUSING_OFFICER)


def give(met: MeetingHouse, owner: Any, text: str, **facts: Any) -> Any:
    return met.action(text, owner=owner, **facts)


@pytest.mark.parametrize(("who", "address"), FIRST_PAGES.items())
def test_the_first_page_says_what_is_open_and_unread(met, who, address):
    user = person(met, who)
    client = signed_in(user)
    assert "Your actions" not in client.get(reverse(address)).content.decode()

    late = give(met, user, "Ring the landlord about the keys")
    type(late).objects.filter(pk=late.pk).update(agreed_on=met.today - 9 * DAY, due_on=met.today - DAY)
    give(met, user, "Ask for the assessment")
    met.action("Somebody else’s", owner=met.worker if who != "worker" else met.official)
    agreed.complete_action(act=give(met, user, "Done already"), **met.known(user))
    for key in ("one", "two"):
        Notice.objects.create(user=user, kind="limit", key=key, text="A notice", in_app=True, by_email=False)
    text = client.get(reverse(address)).content.decode()
    assert "2 open" in text
    assert "1 overdue" in text
    assert "2 unread notices" in text
    assert f'<span class="sd-quiet">{met.referral.resident.reference}</span>' in text
    assert text.index("Ring the landlord about the keys") < text.index("Ask for the assessment")
    assert reverse("residents:my_work") in text
    assert reverse("notices:list") in text


def test_only_the_first_actions_are_listed_and_all_are_counted(met):
    for number in range(5):
        give(met, met.worker, f"Call {number}")
    short = own_actions_in_short(met.worker, met.worker.scope(), met.today)
    assert (short.open, short.overdue, len(short.first)) == (5, 0, 3)
    later = own_actions_in_short(met.worker, met.worker.scope(), met.today + 100 * DAY)
    assert (later.open, later.overdue) == (5, 5)
    assert own_actions_in_short(met.official, met.official.scope(), met.today).open == 0


def test_an_action_of_a_case_that_is_no_longer_seen_is_not_shown(met):
    give(met, met.worker, "Ring")
    met.worker.memberships.all().delete()
    assert own_actions_in_short(met.worker, met.worker.scope(), met.today).open == 0


def test_the_first_page_counts_what_its_reader_is_to_decide(met):
    met.house.placement.extension_requests.create(until_date=met.today + 40 * DAY, reason="Flat")
    for _ in range(2):
        Way(met.house.placement.referral, today=met.today).application_at("rejected")
    officer = person(met, "housing officer")
    work = reverse("residents:my_work")
    for user, address, said in (
        (met.official, "reporting:dashboard", ["1 extension to decide", "2 rejections that can be challenged"]),
        (officer, "residents:housing", ["2 rejections that can be challenged"]),
        (met.worker, "residents:my_beds", []),
    ):
        assert own_decisions_in_short(user.scope()) == said
        text = signed_in(user).get(reverse(address)).content.decode()
        for words in said:
            assert f'<a class="govuk-link" href="{work}">{words}</a>' in text


def test_counting_what_is_to_decide_costs_two_questions_and_none_of_those_who_may_not(met, django_assert_num_queries):
    for scope, queries in ((met.official.scope(), 2), (met.worker.scope(), 0)):
        with django_assert_num_queries(queries):
            own_decisions_in_short(scope)


@pytest.mark.parametrize("many", [1, 6])
def test_it_is_one_question_however_much_there_is(met, many, django_assert_num_queries):
    meeting = Meeting.objects.create(commissioner=met.council, held_on=timezone.localdate() - 3 * DAY)
    for number in range(many):
        give(met, met.worker, f"Call {number}", referral=None if number % 2 else met.house.waiting, meeting=meeting)
    scope = met.worker.scope()
    with django_assert_num_queries(1):
        short = own_actions_in_short(met.worker, scope, met.today)
        assert all(item.text and item.url for item in short.first)
