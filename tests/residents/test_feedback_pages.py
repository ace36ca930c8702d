"""The pages of feedback as staff see them: a link shown once, what may be taken back, and the list."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from residents.models import FeedbackLink
from residents.views.feedback import SIGNER
from tests import factories as make
from tests.residents.house import date_of, why
from tests.residents.support_house import SECRET, make_feedback

pytestmark = pytest.mark.django_db

# Feedback ---------------------------------------------------------------------------------------------------------


def test_a_link_is_shown_once_and_the_same_form_shows_the_same(house, worker):
    address = reverse("residents:feedback_link", args=[house.placement.pk])
    signed = worker.get(address).context["form"]["secret"].value()
    answers = {"giver": "resident", "days": "14", "secret": signed}
    pages = [worker.post(address, answers) for _ in range(2)]
    secret = SIGNER.unsign(signed)
    assert len(secret) == 32
    for page in pages:
        assert f"http://testserver{reverse('residents:feedback_give', args=[secret])}" in page.content.decode()
        assert "no-store" in page["Cache-Control"]
        assert "Ann Lee" not in page.content.decode()
    link = FeedbackLink.objects.get()
    assert link.expires_on == house.today + dt.timedelta(days=14)
    assert secret not in worker.get(reverse("residents:support", args=[house.placement.pk])).content.decode()


@pytest.mark.parametrize("secret", ["", "short", "chosen-by-me:1abc:sig", "\x00", "é"])
def test_a_secret_that_the_page_did_not_make_is_replaced(house, worker, secret):
    address = reverse("residents:feedback_link", args=[house.placement.pk])
    page = worker.post(address, {"giver": "carer", "days": "28", "secret": secret})
    assert "Send it again" in page.content.decode()
    assert not FeedbackLink.objects.exists()
    fresh = page.context["form"]["secret"].value()
    assert (
        "The link is ready" in worker.post(address, {"giver": "carer", "days": "28", "secret": fresh}).content.decode()
    )


def test_who_takes_back_what_came_by_a_link(life, worker, official):
    by_link = make_feedback(life.placement, life.today, link=life.link)
    address = reverse("residents:feedback_cancel", args=[by_link.pk])
    assert worker.get(address).status_code == 403
    assert worker.post(address, why("Unfair")).status_code == 403
    assert official.post(address, why("Has a name in it")).status_code == 302


def test_what_the_commissioner_entered_the_provider_does_not_take_back(life, worker, official):
    writer = make.make_official(life.placement.contract.commissioner)
    theirs = make_feedback(life.placement, life.today, created_by=writer)
    address = reverse("residents:feedback_cancel", args=[theirs.pk])
    assert worker.get(address).status_code == 403
    assert worker.post(address, why("Unfair")).status_code == 403
    support = reverse("residents:support", args=[life.placement.pk])
    assert address not in worker.get(support).content.decode()
    assert address in official.get(support).content.decode()
    assert official.post(address, why("Wrong person")).status_code == 302


def test_whether_it_was_said_after_leaving_follows_a_corrected_departure(life, worker):
    left = life.house.left
    make_feedback(left, life.house.ago(4), verdict="mixed")

    def after() -> list[int]:
        asked = [{"verdict": "mixed", "when": when} for when in ("after", "stay")]
        return [worker.get(reverse("residents:feedback_list"), one).context["counts"].all for one in asked]

    assert after() == [0, 1]
    left.discharged_on = life.house.ago(5)
    left.save()
    assert after() == [1, 0]
    assert "after leaving" in worker.get(reverse("residents:support", args=[left.pk])).content.decode()


def test_the_list_counts_filters_and_pages(life, worker, official):
    left = life.house.left
    for days in range(30):
        make_feedback(left, life.house.ago(days), verdict="negative", giver="carer")
    for client in (worker, official):
        page = client.get(reverse("residents:feedback_list"))
        counts = page.context["counts"]
        assert (counts.all, counts.positive, counts.mixed, counts.negative) == (31, 1, 0, 30)
        assert 'aria-label="Page 2 of 2"' in page.content.decode()
        assert "Ann Lee" not in page.content.decode()

    def found(**asked: Any) -> int:
        return worker.get(reverse("residents:feedback_list"), asked).context["counts"].all

    assert found(verdict="positive") == 1
    assert found(giver="carer") == 30
    assert found(when="after") == 4  # on the day of leaving, and the three after it
    assert found(when="stay") == 27
    assert found(service=life.house.beds[0].service_id) == 31
    assert found(**date_of("from_date", life.house.ago(2)), **date_of("until_date", life.house.ago(1))) == 2
    assert found(service="999999") == 31  # says that it must be one of the list
    assert "No feedback matches" in worker.get("/feedback/?verdict=mixed").content.decode()


@pytest.mark.parametrize("sort", ["received_on", "-service", "verdict", "reference", "giver", "words", "nonsense"])
def test_the_list_is_sorted_by_any_heading(life, worker, sort):
    assert "The garden" in worker.get(f"/feedback/?sort={sort}").content.decode()


def test_the_list_asks_as_often_for_one_as_for_many(life, worker, django_assert_num_queries):
    worker.get("/feedback/")
    with django_assert_num_queries(9):
        worker.get("/feedback/")
    for days in range(20):
        make_feedback(life.house.left, life.house.ago(days))
    with django_assert_num_queries(9):
        worker.get("/feedback/")


def test_where_nobody_has_said_anything_the_list_says_how_to_ask(house, worker):
    for address in ("/feedback/", "/feedback/?verdict=mixed"):
        assert "Ask for feedback" in worker.get(address).content.decode()


def test_the_link_in_the_house_opens(life):
    assert Client().get(reverse("residents:feedback_give", args=[SECRET])).status_code == 200
