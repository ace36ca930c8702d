"""The pages of referrals, by role: they work, say what was refused, and show each person what is theirs to see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from beds.access import Role
from residents.actions import referrals as actions
from residents.models import Assessment, Referral
from tests import factories as make
from tests.residents.house import date_of, signed_in, why
from tests.residents.ward import Pathway, make_place, make_referrer

pytestmark = pytest.mark.django_db

LIST = reverse("residents:referrals")
NEW = reverse("residents:referral_new")
BY_WARD = {"edit", "withdraw", "reopen"}

Page = Callable[[Pathway], tuple[str, dict[str, Any]]]


def of_referral(name: str, status: str, answers: dict[str, Any], suitability: str = "suitable") -> Page:
    """The page that does this to a referral in this state, which has been assessed."""

    def page(pathway: Pathway) -> tuple[str, dict[str, Any]]:
        referral = pathway.at(status)
        pathway.assessed(referral, suitability)
        return reverse(f"residents:{name}", args=[referral.pk]), answers

    return page


def edit(pathway: Pathway) -> tuple[str, dict[str, Any]]:
    referral = pathway.at("received")
    version = {"version": referral.updated_at.isoformat()}
    return reverse("residents:referral_edit", args=[referral.pk]), pathway.typed(nhs_number="") | version


def assess(pathway: Pathway) -> tuple[str, dict[str, Any]]:
    found = {"assessor": "Kim Ray", "suitability": "suitable", "needs_level": "low", "note": ""}
    address = reverse("residents:referral_assess", args=[pathway.at("received").pk])
    return address, date_of("assessed_on", pathway.today) | found


def correct_assessment(pathway: Pathway) -> tuple[str, dict[str, Any]]:
    found = pathway.assessed(pathway.at("assessing"))
    answers = {"assessor": "Kim Ray", "suitability": "not_suitable", "needs_level": "low", "note": ""}
    version = {"version": found.updated_at.isoformat()}
    address = reverse("residents:assessment_correct", args=[found.pk])
    return address, date_of("assessed_on", pathway.today) | answers | version


def cancel_assessment(pathway: Pathway) -> tuple[str, dict[str, Any]]:
    found = pathway.assessed(pathway.at("assessing"))
    return reverse("residents:assessment_cancel", args=[found.pk]), why("Wrong person")


PAGES: dict[str, Page] = {
    "edit": edit,
    "start": of_referral("referral_start", "received", {}),
    "assess": assess,
    "accept": of_referral("referral_accept", "assessing", {"note": ""}),
    "decline": of_referral("referral_decline", "accepted", {"decline_reason": "risk", "note": ""}),
    "redirect": of_referral("referral_redirect", "received", {"elsewhere": "The crisis house", "note": "Nearer"}),
    "withdraw": of_referral("referral_withdraw", "accepted", {"withdraw_reason": "went_home", "note": ""}),
    "reopen": of_referral("referral_reopen", "declined", {"reason": "A room is free"}),
    "correct assessment": correct_assessment,
    "cancel assessment": cancel_assessment,
}
pages = pytest.mark.parametrize("name", PAGES)


@pages
def test_the_provider_opens_the_page_and_gets_it_done(pathway, name):
    worker = signed_in(pathway.worker)
    address, answers = PAGES[name](pathway)
    assert worker.get(address).status_code == 200
    response = worker.post(address, answers)
    assert response.status_code == 302, response.context["form"].errors
    page = worker.get(response["Location"])
    assert page.status_code == 200
    assert "govuk-notification-banner--success" in page.content.decode()


@pages
def test_the_commissioner_and_the_ward_get_done_what_is_theirs(pathway, name):
    official, nurse = signed_in(pathway.official), signed_in(pathway.nurse)
    address, answers = PAGES[name](pathway)
    assert official.get(address).status_code == 200
    expected = 200 if name in BY_WARD else 403
    assert nurse.get(address).status_code == expected
    assert nurse.post(address, answers).status_code == (302 if name in BY_WARD else 403)


@pages
def test_who_only_reads_is_turned_away(pathway, name):
    address, answers = PAGES[name](pathway)
    for user in (
        make.make_worker(pathway.provider, role=Role.PROVIDER_VIEWER),
        make.make_official(pathway.commissioner, role=Role.CONTRACT_MANAGER),
        make.make_official(pathway.commissioner, role=Role.HOUSING_OFFICER),
    ):
        reader = signed_in(user)
        assert reader.get(address).status_code == 403
        assert reader.post(address, answers).status_code == 403


@pages
def test_others_find_none_of_it(pathway, name):
    address, answers = PAGES[name](pathway)
    for user in (
        make.make_worker(make.make_provider()),
        make.make_official(make.make_commissioner()),
        make_referrer(make.make_ward()),
    ):
        outsider = signed_in(user)
        assert outsider.get(address).status_code == 404
        assert outsider.post(address, answers).status_code == 404


@pages
def test_other_methods_are_refused_and_strangers_sign_in(pathway, name):
    worker = signed_in(pathway.worker)
    address, answers = PAGES[name](pathway)
    assert worker.put(address).status_code == worker.delete(address).status_code == 405
    assert Client().post(address, answers)["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", [name for name in PAGES if name not in ("correct assessment", "cancel assessment")])
def test_the_form_of_what_is_over_leads_back_with_a_word_why(pathway, name):
    worker = signed_in(pathway.worker)
    address, _ = PAGES[name](pathway)
    Referral.objects.update(status="placed", decline_reason="")
    response = worker.get(address)
    assert response.status_code == 302
    instead = "From then on the provider" if name == "edit" else "What happens now is entered at the placement."
    told = worker.get(response["Location"]).content.decode()
    assert "is placed." in told
    assert instead in told


def test_what_is_refused_stands_beside_its_input_and_nothing_typed_is_lost(pathway):
    worker = signed_in(pathway.worker)
    address, answers = PAGES["decline"](pathway)
    page = worker.post(address, answers | {"decline_reason": "other", "note": " "}).content.decode()
    assert "Say what the other reason is." in page
    assert 'href="#id_note"' in page
    page = worker.post(address, {"note": "Too far"}).content.decode()
    assert "Select why the referral is declined" in page
    assert "Too far" in page


def test_the_second_of_two_is_told_and_keeps_the_words(pathway):
    address, _ = PAGES["accept"](pathway)
    referral = Referral.objects.get()
    actions.decline(referral=referral, decline_reason="risk", **pathway.known(pathway.official))
    page = signed_in(pathway.worker).post(address, {"note": "Room 3"}).content.decode()
    assert "was declined by official@example.org on" in page
    assert "Room 3" in page


def test_an_assessment_starts_with_who_writes_it_and_todays_date(pathway):
    pathway.worker.first_name, pathway.worker.last_name = "Kim", "Ray"
    pathway.worker.save()
    address, answers = assess(pathway)
    page = signed_in(pathway.worker).get(address).content.decode()
    assert 'value="Kim Ray"' in page
    assert f'value="{pathway.today.year}"' in page
    signed_in(pathway.worker).post(address, answers)
    assert Assessment.objects.get().assessor == "Kim Ray"


# Sending and correcting -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["nurse", "worker", "official"])
def test_a_referral_is_sent_once_however_often_the_button_is_pressed(pathway, who):
    client = signed_in(getattr(pathway, who))
    page = client.get(NEW).content.decode()
    assert f'<option value="{pathway.ward.pk}" selected>' in page
    assert f'<option value="{pathway.commissioner.pk}-{pathway.provider.pk}" selected>' in page
    assert client.post(NEW, pathway.typed()).status_code == 302
    assert client.post(NEW, pathway.typed()).status_code == 302
    referral = Referral.objects.get()
    assert referral.resident.identity.nhs_number == "9434765919"
    assert (referral.needs_level, referral.has_identity_document) == ("medium", True)
    assert referral.resident.age_band != "not_known"


def test_nobody_else_opens_the_form(pathway):
    for user in (
        make.make_worker(pathway.provider, role=Role.PROVIDER_VIEWER),
        make.make_official(pathway.commissioner, role=Role.HOUSING_OFFICER),
        make.make_user(),
    ):
        client = signed_in(user)
        assert client.get(NEW).status_code == 403
        assert client.post(NEW, pathway.typed()).status_code == 403
    assert signed_in(pathway.nurse).put(NEW).status_code == 405
    assert Client().get(NEW)["Location"].startswith(reverse("account_login"))
    assert not Referral.objects.exists()


def test_only_places_that_take_referrals_are_offered(pathway):
    offered = make_place("Oak Trust", pathway.commissioner)
    other = make_place("Ash Trust", make.make_commissioner())
    page = signed_in(pathway.nurse).get(NEW).content.decode()
    assert f'-{offered.pk}"' in page
    assert f'-{other.pk}"' not in page
    again = signed_in(pathway.nurse).post(NEW, pathway.typed(sent_to=f"{pathway.commissioner.pk}-{other.pk}"))
    assert not Referral.objects.exists()
    assert "govuk-error-summary" in again.content.decode()


def test_a_ward_that_refers_to_nobody_yet_is_told_whom_to_ask(pathway):
    page = signed_in(make_referrer(make.make_ward())).get(NEW).content.decode()
    assert "Ask the commissioner’s administrator" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "Enter the name of the person"),
        ({"ward": ""}, "Select the ward they come from"),
        ({"sent_to": ""}, "Select the provider to whom you refer"),
        ({"nhs_number": "943 476 5918"}, "its last digit does not fit the others"),
        ({"nhs_number": "١٢٣٤٥٦٧٨٩٠"}, "An NHS number has 10 digits"),
        ({"date_of_birth_year": ""}, "Date of birth must include a year"),
        ({"gender": "x"}, "Select an answer to “Gender” from the list"),
        ({"needs": "a\x00b"}, "characters out of “Support needs” that cannot be stored"),
        ({"needs": "x" * 2001}, "to 2000 characters or fewer. It has 2001"),
    ],
)
def test_a_careless_form_says_what_to_do_and_loses_nothing(pathway, typed, said):
    page = signed_in(pathway.nurse).post(NEW, pathway.typed(risks="Falls at night", **typed)).content.decode()
    assert said in page
    assert "Falls at night" in page
    assert not Referral.objects.exists()


def test_a_commissioner_corrects_all_but_who_the_person_is(pathway):
    referral = pathway.refer()
    client = signed_in(pathway.official)
    address = reverse("residents:referral_edit", args=[referral.pk])
    page = client.get(address).content.decode()
    assert "Ann Lee" not in page
    assert 'name="nhs_number"' not in page
    said = pathway.typed(name="Bea Fox", version=referral.updated_at.isoformat(), risks="Falls")
    assert client.post(address, said).status_code == 302
    referral.refresh_from_db()
    assert (referral.risks, referral.resident.identity.name) == ("Falls", "Ann Lee")


def test_a_stale_correction_shows_both_words_and_can_be_sent_again(pathway):
    referral = pathway.refer()
    address = reverse("residents:referral_edit", args=[referral.pk])
    nurse, worker = signed_in(pathway.nurse), signed_in(pathway.worker)
    said = pathway.typed(version=referral.updated_at.isoformat())
    worker.post(address, said | {"risks": "Falls at night"})
    page = nurse.post(address, said | {"needs": "Company"})
    text = page.content.decode()
    assert "worker@example.org changed this record while you were typing" in text
    assert "Company" in text
    theirs = {one.label: one.theirs for one in page.context["form"].others}
    assert theirs == {
        "Support needs (optional)": "Help with cooking",
        "Risks to and from others (optional)": "Falls at night",
        "Age": referral.resident.get_age_band_display(),
    }
    again = said | {"needs": "Company", "version": page.context["form"]["version"].value()}
    assert nurse.post(address, again).status_code == 302
