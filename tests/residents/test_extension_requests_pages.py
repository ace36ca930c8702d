"""The pages of extension requests: for each role, sent wrongly, sent twice, and lists that do not slow down."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from beds.access import Role
from residents.models import Extension, ExtensionRequest, Placement
from stepdown.accounts.models import Membership
from tests import factories as make
from tests.residents.house import House, date_of, signed_in, why

pytestmark = pytest.mark.django_db
LIST = "/extensions/"


@pytest.fixture
def waiting(house: House) -> ExtensionRequest:
    """A request for Ann Lee, whose stay is authorised for 30 more days."""
    return ExtensionRequest.objects.create(
        placement=house.placement, until_date=house.today + dt.timedelta(days=45), reason="Keys on Monday"
    )


@pytest.fixture
def official(house: House) -> Client:
    return signed_in(make.make_official(house.placement.contract.commissioner))


def ask_page(house: House) -> tuple[str, dict[str, str]]:
    until = house.today + dt.timedelta(days=45)
    return reverse("residents:extension_ask", args=[house.placement.pk]), date_of("until_date", until) | {
        "reason": "Keys on Monday"
    }


def text(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_a_worker_asks_and_sending_it_twice_asks_once(house, worker):
    address, answers = ask_page(house)
    assert worker.get(address).status_code == 200
    assert worker.post(address, answers).status_code == 302
    assert worker.post(address, answers).status_code == 302
    assert ExtensionRequest.objects.get().outcome == "waiting"
    page = worker.get(address, follow=True)
    assert "is waiting for the commissioner" in text(page)


def test_a_refusal_stands_beside_its_input_and_keeps_the_words(house, worker):
    address, answers = ask_page(house)
    page = worker.post(address, answers | date_of("until_date", house.today))
    assert "The stay is authorised until" in text(page)
    assert "Keys on Monday" in text(page)
    assert 'href="#id_until_date_0"' in page.content.decode()


def test_the_commissioner_grants_after_checking_the_answers(house, official, waiting):
    address = reverse("residents:extension_decide", args=[waiting.pk])
    shown = text(official.get(address))
    assert "Keys on Monday" in shown
    assert "60 nights of 42" in shown
    answers = {"decision": "granted", "note": ""} | date_of("until_date", waiting.until_date)
    assert "Check your answers" in text(official.post(address, answers))
    assert official.post(address, answers | {"confirmed": "yes"}).status_code == 302
    assert official.post(address, answers | {"confirmed": "yes"}).status_code == 302
    waiting.refresh_from_db()
    assert waiting.extension is not None
    assert Extension.objects.filter(until_date=waiting.until_date).count() == 1


def test_an_extension_that_is_taken_back_does_not_read_as_granted(house, official, waiting):
    answers = {"decision": "granted", "note": "", "confirmed": "yes"} | date_of("until_date", waiting.until_date)
    official.post(reverse("residents:extension_decide", args=[waiting.pk]), answers)
    for extension in Extension.objects.all():
        official.post(reverse("residents:extension_cancel", args=[extension.pk]), why("Moves on Monday"))
    page = text(official.get(reverse("reporting:placement", args=[house.placement.pk])))
    assert "No extension has been agreed" in page
    assert "Taken back later, on" in page


def test_a_request_that_waits_says_since_when_and_has_no_day_to_be_answered_by(house, official, waiting):
    ExtensionRequest.objects.update(created_at=timezone.now() - dt.timedelta(days=13))
    page = text(official.get(reverse("reporting:placement", args=[house.placement.pk])))
    assert f"Commissioner, asked on {house.ago(13):%-d %B %Y} , 13 days ago" in page


def test_the_commissioner_refuses_with_words(house, official, waiting):
    address = reverse("residents:extension_decide", args=[waiting.pk])
    assert "Say why it is refused" in text(official.post(address, {"decision": "refused", "note": ""}))
    assert official.post(address, {"decision": "refused", "note": "No", "confirmed": "yes"}).status_code == 302
    waiting.refresh_from_db()
    assert waiting.outcome == "refused"
    again = official.get(address, follow=True)
    assert "refused this request" in text(again)
    late = official.post(address, {"decision": "granted", "note": "", "confirmed": "yes"})
    assert "It waits for no decision any more" in text(late)


def test_the_provider_withdraws(house, worker, waiting):
    address = reverse("residents:extension_withdraw", args=[waiting.pk])
    assert "Keys on Monday" in text(worker.get(address))
    assert worker.post(address, why("Moves on Monday")).status_code == 302
    waiting.refresh_from_db()
    assert waiting.outcome == "withdrawn"


def pages(house: House, waiting: ExtensionRequest) -> dict[str, tuple[str, dict[str, str]]]:
    return {
        "ask": ask_page(house),
        "withdraw": (
            reverse("residents:extension_withdraw", args=[waiting.pk]),
            why("No"),
        ),
        "decide": (
            reverse("residents:extension_decide", args=[waiting.pk]),
            {"decision": "refused", "note": "No", "confirmed": "yes"},
        ),
    }


def test_others_find_none_of_it(house, waiting):
    strangers = (make.make_worker(make.make_provider()), make.make_official(make.make_commissioner()))
    for stranger in map(signed_in, strangers):
        for address, answers in pages(house, waiting).values():
            assert stranger.get(address).status_code == 404
            assert stranger.post(address, answers).status_code == 404
        assert "Ann" not in text(stranger.get(LIST))
        assert house.placement.resident.reference not in text(stranger.get(LIST))


def test_who_may_only_read_is_turned_away(house, waiting, worker, official):
    council = house.placement.contract.commissioner
    viewer = signed_in(make.make_worker(house.provider, role=Role.PROVIDER_VIEWER))
    manager = signed_in(make.make_official(council, role=Role.CONTRACT_MANAGER))
    housing = signed_in(make.make_official(council, role=Role.HOUSING_OFFICER))
    for name, (address, answers) in pages(house, waiting).items():
        for reader in (viewer, manager, housing, worker if name == "decide" else official):
            assert reader.get(address).status_code == 403
            assert reader.post(address, answers).status_code == 403
    for reader in (viewer, manager, housing):
        page = reader.get(LIST).content.decode()
        assert house.placement.resident.reference in page
        assert reverse("residents:extension_decide", args=[waiting.pk]) not in page
        assert reverse("residents:extension_withdraw", args=[waiting.pk]) not in page


def test_other_methods_and_people_signed_out(house, waiting, worker, official):
    for name, (address, answers) in pages(house, waiting).items():
        client = official if name == "decide" else worker
        assert client.put(address).status_code == 405
        assert Client().post(address, answers)["Location"].startswith(reverse("account_login"))
    assert worker.post(LIST).status_code == 405
    assert Client().get(LIST)["Location"].startswith(reverse("account_login"))


def test_a_ward_has_no_list(house):
    user = make.make_user()
    Membership.objects.create(user=user, ward=make.make_ward(), role=Role.REFERRER)
    assert signed_in(user).get(LIST).status_code == 403


def test_the_list_has_what_waits_on_top_and_the_answered_below(house, official, waiting):
    shown = text(official.get(LIST))
    assert "Waiting for the commissioner: 1" in shown
    assert "No request has been answered yet" in shown
    official.post(
        reverse("residents:extension_decide", args=[waiting.pk]),
        {"decision": "refused", "note": "No plan", "confirmed": "yes"},
    )
    shown = text(official.get(LIST))
    assert "No request is waiting" in shown
    assert "Refused: No plan" in shown
    assert "No request was granted" in text(official.get(LIST, {"outcome": "granted"}))
    assert official.get(LIST, {"outcome": "nonsense", "page": "x", "sort": "asked,--"}).status_code == 200


def test_of_somebody_who_has_left_it_is_said_what_granting_does(house, official, waiting):
    Placement.objects.filter(pk=waiting.placement_id).update(discharged_on=house.today)
    said = f"left on {house.today:%-d %B %Y}: granting authorises the nights already stayed"
    assert said in text(official.get(LIST))
    assert said in text(official.get(reverse("residents:extension_decide", args=[waiting.pk])))


@pytest.mark.parametrize("sort", ["resident", "-service", "asked", "until_date", "outcome", "-answered"])
def test_the_answered_can_be_sorted(house, official, waiting, sort):
    ExtensionRequest.objects.update(cancelled_at=waiting.created_at, cancelled_reason="Mistake")
    assert "Withdrawn: Mistake" in text(official.get(LIST, {"sort": sort}))


def test_the_list_takes_as_many_queries_for_many_as_for_one(house, official, django_assert_num_queries):
    def answered(count: int) -> None:
        for number in range(count):
            ExtensionRequest.objects.create(
                placement=house.placement,
                until_date=house.today + dt.timedelta(days=60 + number),
                reason="Keys",
                decision="refused",
                decision_note="No",
            )

    def queries() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            official.get(LIST)
        return len(captured)

    answered(1)
    one = queries()
    answered(60)
    assert queries() == one
    assert one <= 12
