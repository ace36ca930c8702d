"""What the forms say before they send anybody into a dead end: no free bed, no answer, nothing left to enter."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from residents.forms import stays as forms
from residents.models import Extension, Placement
from tests import factories as make
from tests.residents.house import date_of, signed_in

pytestmark = pytest.mark.django_db

NO_BED = "No bed is free in your services. First record that somebody has left, or that a bed is back in service."


@pytest.fixture
def full_house(house):
    """The house once nobody can be put anywhere; Room 6 is empty but booked, and Room 3 is void."""
    for bed in (house.beds[1], house.beds[3]):
        make.make_placement(bed, admitted_on=house.ago(1))
    return house


# No free bed ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["admit", "book", "move"])
def test_where_no_bed_is_free_the_page_says_why_and_names_what_is_booked(full_house, worker, name):
    args = [full_house.placement.pk] if name == "move" else []
    page = worker.get(reverse(f"residents:{name}", args=args)).content.decode()
    assert NO_BED in page
    assert f"Room 6, Elm House is booked for {full_house.booking.referral.resident.reference}." in page
    assert reverse("residents:booking_cancel", args=[full_house.booking.pk]) in page
    assert "Select a bed" not in page
    assert 'type="submit" class="govuk-button"' not in page


def test_a_void_or_taken_bed_is_not_named_as_booked(full_house, worker):
    make.make_void(full_house.beds[5], full_house.ago(1))
    page = worker.get(reverse("residents:admit")).content.decode()
    assert NO_BED in page
    assert "is booked for" not in page


def test_the_one_whom_a_bed_is_booked_for_is_offered_it(full_house, worker):
    page = worker.get(reverse("residents:admit") + f"?referral={full_house.booking.referral_id}").content.decode()
    assert NO_BED not in page
    assert f'<option value="{full_house.beds[5].pk}"' in page


def test_sending_the_form_without_a_free_bed_leads_to_the_explanation(full_house, worker):
    page = worker.post(reverse("residents:admit"), {}).content.decode()
    assert '<a href="#id_bed">No bed is free in your services</a>' in page
    assert 'id="id_bed"' in page


def test_where_a_bed_is_free_nothing_is_explained(house, worker):
    assert NO_BED not in worker.get(reverse("residents:admit")).content.decode()


def test_a_departure_is_undone_for_a_reason_that_a_departure_can_have(house, worker):
    address = reverse("residents:discharge_undo", args=[house.left.pk])
    page = worker.get(address).content.decode()
    assert [reason in page for reason in ("by_mistake", "wrong_record", "other")] == [True] * 3
    assert "No longer needed" not in page
    assert "Entered twice" not in page
    sent = {"version": house.left.updated_at.isoformat()}
    assert said_by(worker.post(address, sent)) == ["Select why the departure is undone"]
    assert "govuk-error-message" in worker.post(address, sent | {"code": "twice"}).content.decode()


# What is missing --------------------------------------------------------------------------------------------------


def said_by(page) -> list[str]:
    return [problem.message for problem in page.context["form"].error_summary]


def test_an_empty_admission_hears_of_all_that_is_missing_at_once(house, worker):
    said = said_by(worker.post(reverse("residents:admit"), {}))
    for message in (
        "Select a bed",
        "Enter the date they were admitted",
        "Select the ward they come from",
        "Enter the date they were referred",
        "Enter the allocated worker, or say why this admission cannot wait",
        "Enter the move-on plan, or say why this admission cannot wait",
    ):
        assert message in said


def test_an_emergency_needs_neither_worker_nor_plan(house, worker):
    said = said_by(worker.post(reverse("residents:admit"), {"override_code": "ward_closing"}))
    assert not [message for message in said if "cannot wait" in message]
    assert "Select a bed" in said


@pytest.mark.parametrize(
    ("sent", "field", "message"),
    [
        ({"override_reason": "Ward closed"}, "override_code", "Select why this admission cannot wait"),
        ({"override_code": "other"}, "override_reason", "Say why this admission cannot wait"),
    ],
)
def test_an_emergency_needs_a_reason_from_the_list_and_other_needs_words(house, worker, sent, field, message):
    page = worker.post(reverse("residents:admit"), sent)
    assert message in page.context["form"].errors[field]


@pytest.mark.parametrize("name", ["allocated_worker", "move_on_plan"])
def test_only_what_is_missing_is_asked_for(house, worker, name):
    said = said_by(worker.post(reverse("residents:admit"), {name: "Jo"}))
    assert len([message for message in said if "cannot wait" in message]) == 1


def test_a_booking_asks_when_they_arrive(house, worker):
    said = said_by(worker.post(reverse("residents:book"), {}))
    assert {"Select a bed", "Enter the date they arrive"} <= set(said)


def test_an_empty_extension_asks_until_when_and_why():
    assert [problem.message for problem in forms.ExtensionForm({}).error_summary] == [
        "Enter the date until which it is authorised",
        "Say why",
    ]


def test_whether_a_cancelled_person_still_waits_has_no_answer_given_beforehand(house, worker):
    address = reverse("residents:cancel", args=[house.placement.pk])
    assert " checked" not in worker.get(address).content.decode()
    page = worker.post(address, {"code": "by_mistake", "version": house.placement.updated_at.isoformat()})
    assert said_by(page) == ["Select whether the person is still waiting for a bed"]
    assert Placement.objects.in_force().filter(pk=house.placement.pk).exists()


# Answers that cannot be acted on ----------------------------------------------------------------------------------


def test_an_extension_that_goes_nowhere_is_refused_before_the_answers_are_checked(house):
    official = signed_in(make.make_official(house.placement.contract.commissioner))
    address = reverse("residents:extension", args=[house.placement.pk])
    for until in (house.placement.move_on_due, house.placement.admitted_on - dt.timedelta(days=1)):
        page = official.post(address, date_of("until_date", until) | {"reason": "Flat"})
        assert "Check your answers" not in page.content.decode()
        assert "An extension must go beyond that day." in said_by(page)[0]


def test_trying_an_extension_out_leaves_no_trace(house, django_capture_on_commit_callbacks):
    official = signed_in(make.make_official(house.placement.contract.commissioner))
    address = reverse("residents:extension", args=[house.placement.pk])
    before = Placement.objects.get(pk=house.placement.pk).updated_at
    until = date_of("until_date", house.today + dt.timedelta(days=60))
    with django_capture_on_commit_callbacks() as callbacks:
        page = official.post(address, until | {"reason": "Flat"})
    assert "Check your answers" in page.content.decode()
    assert not callbacks
    assert Extension.objects.count() == 1
    assert Placement.objects.get(pk=house.placement.pk).updated_at == before
    assert "govuk-notification-banner" not in official.get(address).content.decode()


# Nothing left to enter --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["discharge", "move", "absence", "return"])
def test_who_has_left_is_not_asked_about_again(house, worker, name):
    response = worker.get(reverse(f"residents:{name}", args=[house.left.pk]), follow=True)
    assert response.redirect_chain == [(reverse("reporting:placement", args=[house.left.pk]), 302)]
    page = response.content.decode()
    assert f"{house.left.resident} left on" in page
    assert "correct the departure or undo it" in page


@pytest.mark.parametrize("name", ["discharge", "move", "absence", "return", "cancel", "reason", "admission_correct"])
def test_a_cancelled_placement_is_not_asked_about_again(house, worker, name):
    cancelled = {"code": "by_mistake", "still_expected": "no", "version": house.placement.updated_at.isoformat()}
    worker.post(reverse("residents:cancel", args=[house.placement.pk]), cancelled)
    response = worker.get(reverse(f"residents:{name}", args=[house.placement.pk]), follow=True)
    assert response.redirect_chain == [(reverse("reporting:placement", args=[house.placement.pk]), 302)]
    assert f"The placement of {house.placement.resident} was cancelled." in response.content.decode()


def test_a_departure_sent_twice_is_still_no_mistake(house, worker):
    address = reverse("residents:discharge", args=[house.placement.pk])
    answers = date_of("discharged_on", house.today) | {"destination": "home", "planned": "yes"}
    assert worker.post(address, answers)["Location"] == reverse("residents:my_beds")
    assert worker.post(address, answers)["Location"] == reverse("residents:my_beds")


def test_sending_somebody_on_asks_for_all_that_is_missing_at_once(house, worker):
    referral = house.booking.referral
    page = worker.post(reverse("residents:referral_redirect", args=[referral.pk]), {}).content.decode()
    assert '<a href="#id_elsewhere">Say where the person is sent on to</a>' in page
    assert '<a href="#id_note">Say why</a>' in page
