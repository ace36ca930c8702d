"""The pages of support, scores and feedback: for those who work there, for others, for readers, and sent wrongly."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from beds.access import Role
from residents.models import Feedback, OutcomeScore, SupportRecord
from stepdown.accounts.models import Membership
from tests import factories as make
from tests.residents.house import date_of, signed_in
from tests.residents.support_house import (
    ALL,
    BOTH,
    WRITES,
    make_feedback,
    make_score,
    make_support,
    sent,
    usual,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ALL)
def test_who_works_there_opens_the_page_and_gets_it_done(life, worker, name):
    address, answers = sent(name, life)
    assert worker.get(address).status_code == 200
    done = worker.post(address, answers)
    if name == "ask":
        assert f"/feedback/{'x' * 32}/" in done.content.decode()
        return
    assert done.status_code == 302, done.context["form"].errors
    page = worker.get(done["Location"])
    assert page.request["PATH_INFO"] == reverse("residents:support", args=[life.placement.pk])
    assert "govuk-notification-banner--success" in page.content.decode()


@pytest.mark.parametrize("name", BOTH)
def test_the_commissioner_asks_and_enters_too(life, official, name):
    address, answers = sent(name, life)
    assert official.get(address).status_code == 200
    assert official.post(address, answers).status_code == (200 if name == "ask" else 302)


def test_the_commissioner_writes_no_support_and_no_score(life, official):
    for name in WRITES:
        address, answers = sent(name, life)
        assert official.get(address).status_code == 403, name
        assert official.post(address, answers).status_code == 403, name


@pytest.mark.parametrize("role", [Role.PROVIDER_VIEWER, Role.CONTRACT_MANAGER, Role.HOUSING_OFFICER])
def test_who_only_reads_is_turned_away_from_every_form(life, role):
    if role == Role.PROVIDER_VIEWER:
        reader = signed_in(make.make_worker(life.house.provider, role=role))
    else:
        reader = signed_in(make.make_official(life.placement.contract.commissioner, role=role))
    for name in ALL:
        address, answers = sent(name, life)
        assert reader.get(address).status_code == 403, name
        assert reader.post(address, answers).status_code == 403, name
    assert reader.post(reverse("residents:support_today"), usual(life.today)).status_code == 403
    page = reader.get(reverse("residents:support", args=[life.placement.pk]))
    assert page.status_code == 200
    for button in ("Log support", "Ask for feedback", "Correct", "Take back"):
        assert button not in page.content.decode(), button


def test_others_find_none_of_it(life):
    for outsider in (make.make_worker(make.make_provider()), make.make_official(make.make_commissioner())):
        client = signed_in(outsider)
        for name in ALL:
            address, answers = sent(name, life)
            assert client.get(address).status_code == 404, name
            assert client.post(address, answers).status_code == 404, name
        assert client.get(reverse("residents:support", args=[life.placement.pk])).status_code == 404
        for page in ("support_today", "feedback_list"):
            text = client.get(reverse(f"residents:{page}")).content.decode()
            assert life.placement.resident.reference not in text
            assert "The garden" not in text


def test_a_ward_sees_none_of_it(life):
    user = make.make_user()
    Membership.objects.create(user=user, ward=life.placement.referral.ward, role=Role.REFERRER)
    referrer = signed_in(user)
    assert referrer.get(reverse("residents:support", args=[life.placement.pk])).status_code == 404
    assert referrer.get(reverse("residents:support_today")).status_code == 403
    assert referrer.get(reverse("residents:feedback_list")).status_code == 403


def test_other_methods_are_refused_and_the_signed_out_sign_in(life, worker):
    addresses = [sent(name, life)[0] for name in ALL] + [reverse("residents:support_today")]
    for address in addresses:
        assert worker.put(address).status_code == 405, address
        assert worker.delete(address).status_code == 405, address
        assert Client().post(address, {})["Location"].startswith(reverse("account_login")), address
    for address in (reverse("residents:support", args=[life.placement.pk]), reverse("residents:feedback_list")):
        assert worker.post(address).status_code == 405, address
        assert Client().get(address)["Location"].startswith(reverse("account_login")), address


# The sheet of the day ---------------------------------------------------------------------------------------------

SHEET = "/support/"


def test_a_tick_and_a_tap_log_it(house, worker):
    answers = usual(house.today, placements=[house.placement.pk, house.away.placement_id], kind="medication")
    done = worker.post(SHEET, answers)
    assert done["Location"] == SHEET
    assert {record.nature for record in SupportRecord.objects.all()} == {"clinical"}
    assert SupportRecord.objects.count() == 2
    assert worker.post(SHEET, answers).status_code == 302
    assert SupportRecord.objects.count() == 2
    page = worker.get(SHEET).content.decode()
    assert "Today: Treatment plan and medication." in page
    assert f"Correct {house.placement.resident.reference}" in page


def test_every_form_shown_has_a_number_of_its_own(house, worker):
    first, second = (worker.get(SHEET).context["form"]["form_number"].value() for _ in range(2))
    assert uuid.UUID(str(first)) != uuid.UUID(str(second))


@pytest.mark.parametrize("number", ["", "nonsense", "\x00", None])
def test_a_form_number_that_cannot_be_read_stops_nobody(house, worker, number):
    answers = usual(house.today, placements=[house.placement.pk], form_number=number or "")
    assert worker.post(SHEET, answers).status_code == 302


def test_nobody_ticked_says_so_and_what_was_typed_is_kept_open(house, worker):
    page = worker.post(SHEET, usual(house.today, note="By the river")).content.decode()
    assert '<a href="#id_placements_0">Select who it was for</a>' in page
    assert 'id="id_placements_0"' in page
    assert "By the river" in page
    assert "<details" in page.split("sd-sheet__more")[0][-60:]
    assert 'sd-sheet__more" open' in page


def test_a_refusal_keeps_the_ticks(house, worker):
    tomorrow = house.today + dt.timedelta(days=1)
    response = worker.post(SHEET, usual(tomorrow, placements=[house.placement.pk]))
    page = response.content.decode()
    assert "must be today" in page
    assert response.context["form"].ticked == {str(house.placement.pk)}
    assert [" checked>" in box.split("<label")[0] for box in page.split('name="placements"')[1:]].count(True) == 1
    assert 'href="#id_on_0"' in page


def test_the_kind_comes_from_the_button_alone(house, worker):
    answers = usual(house.today, placements=[house.placement.pk])
    del answers["kind"]
    page = worker.post(SHEET, answers).content.decode()
    assert '<a href="#id_kind_0">Tap what it was</a>' in page
    assert 'id="id_kind_0"' in page
    buttons = worker.get(SHEET).content.decode()
    assert buttons.count('name="kind"') == len(SupportRecord.Kind)
    # what the Enter key would press comes first, and is off
    assert buttons.index('<button type="submit" disabled hidden>') < buttons.index('name="kind"')


def test_people_of_others_cannot_be_ticked(house, worker):
    stranger = make.make_placement()
    page = worker.post(SHEET, usual(house.today, placements=[stranger.pk])).content.decode()
    assert "Somebody you ticked is not here any more" in page
    assert not SupportRecord.objects.exists()


def test_people_of_whom_one_only_reads_cannot_be_ticked(house):
    user = make.make_worker(house.provider, role=Role.PROVIDER_VIEWER)
    mine = make.make_placement()
    Membership.objects.create(user=user, provider=mine.service.provider, role=Role.PROVIDER_WORKER)
    client = signed_in(user)
    page = client.post(SHEET, usual(house.today, placements=[mine.pk, house.placement.pk])).content.decode()
    assert "Somebody you ticked is not here any more" in page
    assert client.get(SHEET).content.decode().count('name="placements"') == 1
    assert client.post(SHEET, usual(house.today, placements=[mine.pk])).status_code == 302


def test_the_address_ticks_one_or_all(house, worker):
    assert worker.get(SHEET).content.decode().count('name="placements"') == 2
    one = worker.get(f"{SHEET}?for={house.placement.pk}").context["form"].ticked
    everybody = worker.get(f"{SHEET}?all={house.beds[0].service_id}").context["form"].ticked
    assert one == {str(house.placement.pk)}
    assert everybody == {str(house.placement.pk), str(house.away.placement_id)}
    assert worker.get(f"{SHEET}?for=x&all=9999999999999999999999").context["form"].ticked == set()


def test_ticking_all_keeps_the_other_ticks_and_what_was_typed_and_logs_nothing(house, worker):
    other = make.make_placement(make.make_contracted_bed(service=make.make_service("Oak", provider=house.provider)))
    everybody = {"all": house.beds[0].service_id}
    sent = usual(house.today, placements=[other.pk], note="By the river", minutes="x", kind="") | everybody
    response = worker.post(SHEET, sent)
    page = response.content.decode()
    assert response.context["form"].ticked == {
        str(one) for one in (other.pk, house.placement.pk, house.away.placement_id)
    }
    assert "By the river" in page
    assert 'sd-sheet__more" open' in page
    assert sent["form_number"] in page
    assert "There is a problem" not in page
    assert not SupportRecord.objects.exists()
    assert worker.post(SHEET, sent | {"all": "x"}).context["form"].ticked == {str(other.pk)}


@pytest.mark.parametrize("name", ["sheet", "log"])
def test_the_same_from_a_form_reached_with_back_is_asked_about_and_logged_when_sent_again(house, worker, name):
    address = SHEET if name == "sheet" else reverse("residents:support_log", args=[house.placement.pk])
    who = {"placements": [house.placement.pk]}
    assert worker.post(address, usual(house.today, **who)).status_code == 302
    asked = usual(house.today, **who)
    page = worker.post(address, asked)
    assert f"You logged Foodbank for {house.placement.resident.reference} less than 10" in page.content.decode()
    assert SupportRecord.objects.count() == 1
    assert 'name="again" value="yes"' in page.content.decode()
    for _ in range(2):
        assert worker.post(address, asked | {"again": "yes"}).status_code == 302
    assert worker.post(address, usual(house.today, note="In the evening", **who)).status_code == 302
    assert SupportRecord.objects.count() == 3


def test_what_was_logged_by_somebody_else_or_earlier_or_cancelled_is_not_asked_about(house, worker):
    answers = usual(house.today, placements=[house.placement.pk])
    record = make_support(house.placement, house.today)
    assert worker.post(SHEET, answers).status_code == 302
    SupportRecord.objects.exclude(pk=record.pk).update(created_at=timezone.now() - dt.timedelta(minutes=11))
    assert worker.post(SHEET, answers | {"form_number": str(uuid.uuid4())}).status_code == 302
    assert SupportRecord.objects.count() == 3


def test_readers_see_the_sheet_without_buttons_and_commissioners_without_names(life, official):
    viewer = signed_in(make.make_worker(life.house.provider, role=Role.PROVIDER_VIEWER))
    for client, name in ((viewer, True), (official, False)):
        page = client.get(SHEET).content.decode()
        assert life.placement.resident.reference in page
        assert ("Ann Lee" in page) is name
        assert "1 this week" in page or timezone.localdate().weekday() == 0
        assert "GP, dentist, optician" in page
        assert 'name="kind"' not in page
        assert "Delivered<" not in page


def test_an_empty_house_is_told_what_the_page_is_for():
    page = signed_in(make.make_worker(make.make_provider())).get(SHEET).content.decode()
    assert "Nobody is in a step-down bed tonight" in page


def test_the_sheet_asks_as_often_for_one_as_for_many(life, worker, django_assert_num_queries):
    worker.get(SHEET)
    with django_assert_num_queries(8):
        worker.get(SHEET)
    for number in range(4):
        bed = make.make_contracted_bed(service=life.house.beds[0].service, contract=life.placement.contract)
        placement = make.make_placement(bed, resident=make.make_resident(name=f"Person {number}"))
        make_support(placement, life.today, status="commissioned")
        make_support(placement, life.today)
    with django_assert_num_queries(8):
        worker.get(SHEET)


def test_delivered_from_the_sheet_leads_back_to_it(life, worker):
    address = reverse("residents:support_deliver", args=[life.asked.pk]) + "?from=today"
    assert f'href="{address}"' in worker.get(SHEET).content.decode()
    assert worker.post(address, date_of("delivered_on", life.today))["Location"] == SHEET


# One person -------------------------------------------------------------------------------------------------------


def test_one_persons_page_tells_all(life, worker):
    make_score(life.placement, life.today, "25", point="exit")
    page = worker.get(reverse("residents:support", args=[life.placement.pk])).content.decode()
    for said in (
        "Ann Lee",
        "Walked there",
        "Not delivered yet",
        "20 to 25",
        "Reliable improvement",
        "The garden",
        "works until",
        "Log support",
        'aria-current="page">Support and outcomes',
    ):
        assert said in page, said


def test_the_commissioner_reads_it_without_the_name(life, official):
    page = official.get(reverse("residents:support", args=[life.placement.pk])).content.decode()
    assert "Ann Lee" not in page
    assert "The garden" in page
    assert "Log support" not in page
    assert "Ask for feedback" in page


def test_what_was_cancelled_is_told_and_its_words_are_not(life, worker):
    worker.post(*sent("cancel feedback", life))
    page = worker.get(reverse("residents:support", args=[life.placement.pk])).content.decode()
    assert "1 cancelled record" in page
    assert "Wrong person" in page
    assert "The garden" not in page


def test_a_person_without_anything_is_given_hints(house, worker):
    page = worker.get(reverse("residents:support", args=[house.away.placement_id])).content.decode()
    for said in ("No support has been logged yet", "No score has been recorded yet", "Nobody has given feedback yet"):
        assert said in page


def test_one_persons_page_asks_as_often_for_little_as_for_much(life, worker, django_assert_num_queries):
    address = reverse("residents:support", args=[life.placement.pk])
    worker.get(address)
    with django_assert_num_queries(11):
        worker.get(address)
    for days in range(50):
        make_support(life.placement, life.house.ago(days))
        make_score(life.placement, life.house.ago(days), measure="dialog", goal=str(days))
        make_feedback(life.placement, life.house.ago(days))
    with django_assert_num_queries(11):
        page = worker.get(address).content.decode()
    assert 'aria-label="Page 2 of' in page


def test_a_cancelled_placement_is_read_only(life, worker):
    life.placement.cancelled_at, life.placement.cancelled_reason = timezone.now(), "Wrong person"
    life.placement.save()
    page = worker.get(reverse("residents:support", args=[life.placement.pk])).content.decode()
    assert "This placement was cancelled: Wrong person" in page
    assert "Log support" not in page
    for name in ALL:
        address, answers = sent(name, life)
        assert worker.get(address)["Location"] == reverse("reporting:placement", args=[life.placement.pk]), name
        assert "was cancelled" in worker.post(address, answers).content.decode(), name


def test_support_is_logged_for_somebody_who_left(house, worker):
    address = reverse("residents:support_log", args=[house.left.pk])
    assert f'value="{house.ago(3).day}"' in worker.get(address).content.decode()
    assert "left on" in worker.post(address, usual(house.today)).content.decode()
    assert worker.post(address, usual(house.ago(3))).status_code == 302


@pytest.mark.parametrize("name", ["correct support", "correct score"])
def test_two_people_never_lose_each_others_words(life, worker, name):
    address, answers = sent(name, life)
    other = signed_in(make.make_worker(life.house.provider, email="kim@example.org"))
    assert other.post(address, answers).status_code == 302
    mine = answers | {"note": "By the river", "score": "23"}
    page = worker.post(address, mine)
    text = page.content.decode()
    assert "kim@example.org changed this record while you were typing" in text
    assert ("By the river" in text) or ('value="23"' in text)
    again = mine | {"version": page.context["form"]["version"].value()}
    assert worker.post(address, again).status_code == 302


@pytest.mark.parametrize("name", ["log", "score", "enter"])
def test_a_form_sent_twice_makes_one_record(life, worker, name):
    address, answers = sent(name, life)
    model: Any = {"log": SupportRecord, "score": OutcomeScore, "enter": Feedback}[name]
    before = model.objects.count()
    for _ in range(2):
        assert worker.post(address, answers).status_code == 302
    assert model.objects.count() == before + 1


def test_the_measure_to_take_again_is_chosen_in_the_address(life, worker):
    page = worker.get(reverse("residents:score", args=[life.placement.pk]) + "?measure=gbo&goal=Cook")
    assert page.context["form"]["measure"].value() == "gbo"
    assert 'value="Cook"' in page.content.decode()
