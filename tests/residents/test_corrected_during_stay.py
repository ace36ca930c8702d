"""What a referral says goes on being completed during the stay, by the provider that has the person."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from beds.refusal import Refusal
from residents import actions as stays
from residents.actions import move_on
from residents.actions import referrals as actions
from residents.actions.people import last_written
from residents.models import Referral
from residents.queries.waiting import waiting_times
from tests import factories as make
from tests.residents.house import PAGES, House, date_of, signed_in
from tests.residents.ward import NHS_NUMBER, make_referrer

pytestmark = pytest.mark.django_db


def address(house: House) -> str:
    return reverse("residents:referral_edit", args=[house.placement.referral_id])


def typed(house: House, **changes: Any) -> dict[str, Any]:
    """What the page of somebody who is here sends."""
    usual = dict.fromkeys(("age_band", "gender", "ethnicity", "need", "needs_level"), "not_known")
    usual |= dict.fromkeys(("accommodation_before", "substance_misuse"), "not_known")
    version = Referral.objects.get(pk=house.placement.referral_id).updated_at.isoformat()
    return usual | {"name": "Ann Lee", "has_identity_document": "on", "version": version} | changes


def test_documents_needs_and_who_they_are_are_completed_after_the_admission(house, worker):
    form = worker.get(address(house)).context["form"]
    checked_elsewhere = {"received_on", "clinically_ready_on", "move_on_plan", "allocated_worker"}
    assert not checked_elsewhere & set(form.fields)
    born = date_of("date_of_birth", make.day("1984-03-27"))
    said = typed(house, risks="Falls", home_area="Wells", nhs_number=NHS_NUMBER) | born
    response = worker.post(address(house), said)
    assert response.status_code == 302, response.context["form"].errors
    before, referral = house.placement.referral, Referral.objects.get(pk=house.placement.referral_id)
    assert (referral.has_identity_document, referral.risks, referral.home_area) == (True, "Falls", "Wells")
    assert (referral.received_on, referral.move_on_plan) == (before.received_on, before.move_on_plan)
    identity = referral.resident.identity
    assert (identity.name, identity.nhs_number, identity.date_of_birth) == (
        "Ann Lee",
        NHS_NUMBER,
        make.day("1984-03-27"),
    )
    assert referral.status == "placed"


def test_the_provider_that_has_them_now_does_it_also_when_another_was_asked(house, worker):
    first = make.make_provider()
    Referral.objects.filter(pk=house.placement.referral_id).update(provider=first)
    assert "name" in worker.get(address(house)).context["form"].fields
    assert worker.post(address(house), typed(house)).status_code == 302
    assert signed_in(make.make_worker(first)).get(address(house)).status_code == 404


def test_somebody_without_a_name_gets_one_with_the_date_of_birth(house, worker):
    house.placement = house.left
    born = date_of("date_of_birth", make.day("1984-03-27"))
    page = worker.post(address(house), typed(house, name="") | born)
    assert "Enter the name of the person too" in page.content.decode()
    assert worker.post(address(house), typed(house, name="")).status_code == 302
    assert worker.post(address(house), typed(house) | born).status_code == 302
    assert house.placement.resident.identity.date_of_birth == make.day("1984-03-27")


def test_the_ward_and_the_commissioner_are_told_who_corrects_it_now(house):
    referral = house.placement.referral
    for user in (make_referrer(referral.ward), make.make_official(referral.commissioner)):
        client = signed_in(user)
        told = client.get(client.get(address(house))["Location"]).content.decode()
        assert "From then on the provider that has the person corrects it." in told
        page = client.post(address(house), typed(house, move_on_plan="Kept") | date_of("received_on", house.today))
        assert "the provider that has the person corrects it" in page.content.decode()
        assert "Kept" in page.content.decode()


def test_nobody_else_may(house):
    viewer = make.make_worker(house.provider, role="provider_viewer")
    known = {"by": viewer, "scope": viewer.scope(), "today": house.today}
    with pytest.raises(PermissionDenied):
        actions.correct_referral(
            referral=house.placement.referral,
            received_on=house.ago(70),
            person=actions.Person(),
            facts=actions.Facts(),
            **known,
        )


@pytest.mark.parametrize("changed", ["received_on", "clinically_ready_on", "move_on_plan"])
def test_what_is_checked_against_the_admission_is_not_changed_here(house, changed):
    user = make.make_worker(house.provider)
    referral = house.placement.referral
    said: dict[str, Any] = {
        name: getattr(referral, name)
        for name in ("received_on", "clinically_ready_on", "move_on_plan", "allocated_worker")
    }
    said[changed] = "Another" if changed == "move_on_plan" else house.ago(71)
    known = {"by": user, "scope": user.scope(), "today": house.today}
    with pytest.raises(Refusal, match="corrected at the placement") as refused:
        actions.correct_referral(
            referral=referral,
            received_on=said.pop("received_on"),
            person=actions.Person(),
            facts=actions.Facts(**said),
            **known,
        )
    assert refused.value.field == changed


def test_a_form_that_was_open_when_the_person_came_loses_nothing(house, worker):
    said = typed(house, move_on_plan="Typed before they came", allocated_worker="Jo", version="2026-01-01")
    page = worker.post(address(house), said | date_of("received_on", house.ago(70))).content.decode()
    assert "while you were typing" in page
    assert "Typed before they came" in page


def test_the_pages_of_the_person_lead_there_and_say_what_is_missing(house, worker):
    referral = house.placement.referral
    page = worker.get(reverse("residents:correct", args=[house.placement.pk])).content.decode()
    assert address(house) in page
    assert "Missing: proof of identity, financial information, signed referral form" in page
    page = worker.get(reverse("residents:referral", args=[referral.pk])).content.decode()
    assert address(house) in page
    assert "Missing documents:" in page
    left = worker.get(reverse("residents:referral", args=[house.left.referral_id])).content.decode()
    assert "Missing documents:" not in left


# Days ------------------------------------------------------------------------------------------------------------


def test_the_step_tells_the_day_of_the_referral_as_it_was_corrected(pathway):
    referral = pathway.refer()
    words: dict[str, Any] = {"person": actions.Person(), "facts": actions.Facts()}
    actions.correct_referral(referral=referral, received_on=pathway.ago(6), **words, **pathway.known(pathway.nurse))
    assert referral.steps.get().on == pathway.ago(6)
    assert referral.steps.get().created_by == pathway.nurse


@pytest.mark.parametrize(
    ("received", "ready", "field"), [(40_000, None, "received_on"), (0, 36_000, "clinically_ready_on")]
)
def test_a_slip_of_the_year_is_refused_beside_its_input(pathway, received, ready, field):
    facts = actions.Facts(clinically_ready_on=pathway.ago(ready) if ready else None)
    with pytest.raises(Refusal, match="Check the year") as refused:
        pathway.refer(received_on=pathway.ago(received), facts=facts)
    assert refused.value.field == field


def test_the_wait_follows_a_corrected_admission(house):
    user = make.make_worker(house.provider)
    known = {"by": user, "scope": user.scope(), "today": house.today}
    placement = stays.admit(bed=house.beds[1], referral=house.waiting, admitted_on=house.today, **known)
    stays.correct_admission(placement=placement, admitted_on=house.ago(7), **known)
    step = house.waiting.steps.get(status="placed")
    assert (step.on, step.created_by) == (house.ago(7), user)
    referral = Referral.objects.get(pk=house.waiting.pk)
    assert waiting_times(referral, house.today).referred_days == 1


def test_a_corrected_day_of_referral_leaves_the_day_of_being_sent_on_alone(pathway):
    origin = pathway.at("redirected", received_on=pathway.ago(9))
    referral = pathway.at("received", redirected_from=origin, received_on=pathway.ago(9))
    referral.steps.create(status="received", on=pathway.ago(2))
    words: dict[str, Any] = {"person": actions.Person(), "facts": actions.Facts()}
    actions.correct_referral(referral=referral, received_on=pathway.ago(10), **words, **pathway.known(pathway.nurse))
    assert referral.steps.get().on == pathway.ago(2)


@pytest.mark.parametrize("day", ["received_on", "clinically_ready_on"])
def test_a_referral_that_was_sent_after_an_emergency_admission_is_no_dead_end(house, worker, day):
    """Moved two days ago, referred today: nothing on the form of the admission could change the day of the referral."""
    Referral.objects.filter(pk=house.waiting.pk).update(**{"received_on": house.today, day: house.today})
    version = Referral.objects.get(pk=house.waiting.pk).updated_at.isoformat()
    said = {"bed": house.beds[1].pk, "allocated_worker": "Jo", "move_on_plan": "Flat", "version": version}
    address = reverse("residents:admit") + f"?referral={house.waiting.pk}"
    response = worker.post(address, said | date_of("admitted_on", house.ago(2)))
    assert response.status_code == 302, response.context["form"].errors
    placement = house.waiting.placements.get()
    page = worker.get(reverse("residents:referral", args=[house.waiting.pk])).content.decode()
    assert "The referral was sent afterwards." in page

    details = reverse("residents:details_correct", args=[placement.pk])
    sent = {"ward": house.waiting.ward_id, "age_band": "30_39", "gender": "male", "ethnicity": "white"}
    sent |= {"allocated_worker": "Jo", "move_on_plan": "A flat"} | date_of("received_on", house.today)
    sent |= date_of("clinically_ready_on", house.today) if day == "clinically_ready_on" else {}
    sent["version"] = last_written(placement).updated_at.isoformat()
    assert worker.post(details, sent).status_code == 302
    placement.refresh_from_db()
    later = date_of("received_on", house.ago(-1)) | {"version": last_written(placement).updated_at.isoformat()}
    assert "must be today" in worker.post(details, sent | later).content.decode()
    user = make.make_worker(house.provider)
    known = {"by": user, "scope": user.scope(), "today": house.today}
    assert stays.correct_admission(placement=placement, admitted_on=house.ago(1), **known).admitted_on == house.ago(1)


# Words of a colleague --------------------------------------------------------------------------------------------


def test_details_do_not_write_over_a_plan_that_was_made_meanwhile(house, worker):
    address = reverse("residents:details_correct", args=[house.placement.pk])
    form = worker.get(address).context["form"]
    colleague = make.make_worker(house.provider, email="kim@example.org")
    known = {"by": colleague, "scope": colleague.scope(), "today": house.today}
    Referral.objects.filter(pk=house.placement.referral_id).update(move_on_plan="")
    move_on.set_plan(referral=house.placement.referral, goal="supported_low", **known)
    plan = Referral.objects.get(pk=house.placement.referral_id).move_on_plan
    assert plan
    sent = PAGES["correct details"](house)[1] | {"version": form["version"].value()}
    response = worker.post(address, sent)
    assert "kim@example.org changed this record while you were typing" in response.content.decode()
    assert plan in [other.theirs for other in response.context["form"].others]
    again = sent | {"version": response.context["form"]["version"].value()}
    assert worker.post(address, again).status_code == 302


# Wards -----------------------------------------------------------------------------------------------------------


def test_only_a_ward_that_refers_here_reads_the_name(house, worker):
    """A ward that is named for somebody sees them."""
    far = make.make_ward("Far away")
    form = worker.get(reverse("residents:admit")).context["form"]
    assert set(form.fields["ward"].queryset) == {house.waiting.ward}
    details = worker.get(reverse("residents:details_correct", args=[house.placement.pk])).context["form"]
    assert set(details.fields["ward"].queryset) == {house.waiting.ward, house.placement.referral.ward}
    user = make.make_worker(house.provider)
    known = {"by": user, "scope": user.scope(), "today": house.today}
    said = stays.Details(ward=far, received_on=house.today, allocated_worker="Jo", move_on_plan="Flat")
    with pytest.raises(PermissionDenied):
        stays.admit(bed=house.beds[1], admitted_on=house.today, details=said, **known)
    there = replace(said, received_on=house.ago(70))
    with pytest.raises(PermissionDenied):
        stays.correct_details(placement=house.placement, details=there, **known)
