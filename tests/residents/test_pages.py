"""Every page of the provider: for those who work there, for others, for those who only read, and sent wrongly."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from beds.access import Role
from beds.wording import long_date
from residents import actions
from residents.models import Extension, Placement
from stepdown.accounts.models import Membership
from tests import factories as make
from tests.residents.house import PAGES, House, date_of, signed_in
from tests.residents.safe_house import text

pytestmark = pytest.mark.django_db

pages = pytest.mark.parametrize("name", PAGES)


@pages
def test_who_works_there_opens_the_page_and_gets_it_done(house, worker, name):
    address, answers = PAGES[name](house)
    assert worker.get(address).status_code == 200
    if name == "undo move":
        return  # only the first bed: there is nothing to undo, which the next test is about
    response = worker.post(address, answers)
    assert response.status_code == 302, response.context["form"].errors
    page = worker.get(reverse("residents:my_beds"))
    assert "govuk-notification-banner--success" in page.content.decode()


def test_a_move_that_is_no_move_is_refused_in_words(house, worker):
    address, answers = PAGES["undo move"](house)
    assert "no longer in the record" in worker.post(address, answers).content.decode()


# Nothing is written below, so that each role tries every page in one go.


def test_another_provider_finds_none_of_it(house):
    outsider = signed_in(make.make_worker(make.make_provider()))
    for name, page in PAGES.items():
        address, answers = page(house)
        if name == "book":  # about no record yet: the person and the bed are not on the outsider's lists
            assert "There is a problem" in outsider.post(address, answers).content.decode()
            continue
        assert outsider.get(address).status_code == 404, name
        assert outsider.post(address, answers).status_code == 404, name


def test_who_only_reads_is_turned_away(house):
    viewer = signed_in(make.make_worker(house.provider, role=Role.PROVIDER_VIEWER))
    for name, page in PAGES.items():
        address, answers = page(house)
        assert viewer.get(address).status_code == 403, name
        assert viewer.post(address, answers).status_code == 403, name


def test_a_commissioner_writes_nothing_for_a_provider_but_reasons(house):
    official = signed_in(make.make_official(house.placement.contract.commissioner))
    for name, page in PAGES.items():
        address, answers = page(house)
        assert official.post(address, answers).status_code == (302 if "reason" in name else 403), name


def test_a_lead_provider_reaches_its_partner(house):
    house.provider.lead = make.make_provider()
    house.provider.save()
    lead = signed_in(make.make_worker(house.provider.lead))
    for name, page in PAGES.items():
        assert lead.get(page(house)[0]).status_code == 200, name


def test_other_methods_are_refused(house, worker):
    for name, page in PAGES.items():
        assert worker.put(page(house)[0]).status_code == 405, name
        assert worker.delete(page(house)[0]).status_code == 405, name


def test_somebody_signed_out_is_asked_to_sign_in(house):
    for name, page in PAGES.items():
        address, answers = page(house)
        response = Client().post(address, answers)
        assert response.status_code == 302, name
        assert response["Location"].startswith(reverse("account_login")), name


@pytest.mark.parametrize("name", ["my_beds", "correct"])
def test_pages_that_only_show(house, worker, name):
    address = reverse(f"residents:{name}", args=[house.placement.pk] if name == "correct" else [])
    official = signed_in(make.make_official(house.placement.contract.commissioner))
    assert worker.get(address).status_code == 200
    assert worker.post(address).status_code == 405
    assert official.get(address).status_code == 403
    assert Client().get(address)["Location"].startswith(reverse("account_login"))


# Extensions, which are the commissioner's -------------------------------------------------------------------------


def extension(house: House) -> tuple[str, dict[str, Any]]:
    until = house.today + dt.timedelta(days=60)
    return reverse("residents:extension", args=[house.placement.pk]), date_of("until_date", until) | {"reason": "Flat"}


def test_a_commissioner_grants_an_extension_after_checking_the_answers(house):
    official = signed_in(make.make_official(house.placement.contract.commissioner))
    address, answers = extension(house)
    page = official.post(address, answers)
    assert "Check your answers" in page.content.decode()
    assert Extension.objects.count() == 1
    changed = official.post(address, answers | {"change": "yes"})
    assert "Flat" in changed.content.decode()
    assert official.post(address, answers | {"confirmed": "yes"}).status_code == 302
    assert Extension.objects.count() == 2


def test_a_commissioner_cancels_an_extension(house):
    official = signed_in(make.make_official(house.placement.contract.commissioner))
    address = reverse("residents:extension_cancel", args=[house.extension.pk])
    assert official.post(address, {"code": "wrong_record"}).status_code == 302
    assert not Extension.objects.in_force().exists()


def test_nobody_else_decides_on_extensions(house, worker):
    address, answers = extension(house)
    manager = make.make_official(house.placement.contract.commissioner, role=Role.CONTRACT_MANAGER)
    for client, status in (
        (worker, 403),
        (signed_in(manager), 403),
        (signed_in(make.make_official(make.make_commissioner())), 404),
        (signed_in(make.make_worker(make.make_provider())), 404),
    ):
        assert client.get(address).status_code == status
        assert client.post(address, answers | {"confirmed": "yes"}).status_code == status


# What a page says back --------------------------------------------------------------------------------------------


def test_a_refusal_stands_beside_its_input_and_keeps_what_was_typed(house, worker):
    address = reverse("residents:move", args=[house.away.placement_id])
    page = worker.post(address, date_of("moved_on", house.today) | {"bed": house.beds[0].pk}).content.decode()
    assert f"Room 1, Elm House is taken by {house.placement.resident}" in page
    assert 'href="#id_bed"' in page
    assert f'value="{house.today.year}"' in page


def test_a_stale_form_is_refused_keeps_what_was_typed_and_can_be_sent_again(house, worker):
    address, answers = PAGES["correct details"](house)
    other = make.make_worker(house.provider, email="kim@example.org")
    signed_in(other).post(address, answers)
    page = worker.post(address, answers | {"move_on_plan": "A room with the aunt"})
    text = page.content.decode()
    assert "kim@example.org changed this record while you were typing" in text
    assert "A room with the aunt" in text
    again = answers | {"move_on_plan": "A room with the aunt", "version": page.context["form"]["version"].value()}
    assert worker.post(address, again).status_code == 302


def test_an_admission_of_somebody_new_sent_twice_makes_one(house, worker):
    address = reverse("residents:admit") + f"?bed={house.beds[1].pk}"
    answers = (
        date_of("admitted_on", house.today)
        | date_of("received_on", house.ago(3))
        | {"bed": house.beds[1].pk, "ward": house.waiting.ward_id, "allocated_worker": "Jo", "move_on_plan": "Flat"}
        | {"name": "Bea Fox", "age_band": "not_known", "gender": "not_known", "ethnicity": "not_known"}
    )
    before = Placement.objects.count()
    assert worker.post(address, answers).status_code == 302
    assert worker.post(address, answers).status_code == 302
    assert Placement.objects.count() == before + 1


def test_the_bed_in_the_address_is_chosen_already(house, worker):
    page = worker.get(reverse("residents:admit") + f"?bed={house.beds[1].pk}").content.decode()
    assert f'<option value="{house.beds[1].pk}" selected>Room 2</option>' in page


def test_only_beds_that_look_free_are_offered(house, worker):
    page = worker.get(reverse("residents:admit")).content.decode()
    offered = [bed.label for bed in house.beds if f'<option value="{bed.pk}"' in page]
    assert offered == ["Room 2", "Room 4"]


# My beds ----------------------------------------------------------------------------------------------------------


def test_my_beds_shows_who_is_where(house, worker):
    page = worker.get(reverse("residents:my_beds")).content.decode()
    for said in (
        house.placement.resident.reference,
        "Ann Lee",
        "60 of 42 nights",
        "Overstay",
        "Away since",
        "Out of service",
        "Booked for",
        "Admit here",
        house.left.resident.reference,
        "1 person waiting for a bed",
    ):
        assert said in page, said


def test_nobody_is_admitted_to_a_bed_that_is_in_no_contract(house, worker):
    service = house.beds[0].service
    make.make_bed("Attic", service=service)
    page = text(worker.get(reverse("residents:my_beds")))
    assert 'Attic <strong class="govuk-tag govuk-tag--grey">In no contract' in page
    assert 'Admit here<span class="govuk-visually-hidden">: Attic' not in page
    assert 'Out of service<span class="govuk-visually-hidden"> Attic' in page
    assert f"{page.count('Admit here')} vacant" in page


def test_who_is_due_to_move_on_today_is_told_from_who_is_due_next_week(house, worker):
    bed = make.make_contracted_bed(service=house.beds[0].service, contract=house.placement.contract)
    make.make_placement(bed, admitted_on=house.ago(42))
    page = text(worker.get(reverse("residents:my_beds")))
    assert '42 of 42 nights</strong> <strong class="govuk-tag govuk-tag--yellow">Today</strong>' in page


def test_a_viewer_sees_the_beds_without_the_buttons(house):
    viewer = signed_in(make.make_worker(house.provider, role=Role.PROVIDER_VIEWER))
    page = viewer.get(reverse("residents:my_beds")).content.decode()
    assert "Ann Lee" in page
    assert "Admit here" not in page
    assert "Discharge" not in page


def test_a_worker_sees_nothing_of_another_provider(house):
    stranger = signed_in(make.make_worker(make.make_service("Oak House").provider))
    page = stranger.get(reverse("residents:my_beds")).content.decode()
    assert "R-" not in page
    assert "Elm House" not in page
    assert "has no beds in Stepdown yet" in page


def test_a_person_of_two_providers_writes_only_where_they_work(house):
    user = make.make_worker(house.provider, role=Role.PROVIDER_VIEWER)
    other = make.make_contracted_bed("Attic")
    Membership.objects.create(user=user, provider=other.service.provider, role=Role.PROVIDER_WORKER)
    client = signed_in(user)
    address, answers = PAGES["discharge"](house)
    assert client.post(address, answers).status_code == 403
    assert client.get(reverse("residents:my_beds")).content.decode().count("Admit here") == 1


def test_my_beds_asks_as_often_for_one_bed_as_for_many(house, worker, django_assert_num_queries):
    worker.get(reverse("residents:my_beds"))
    with django_assert_num_queries(21):
        worker.get(reverse("residents:my_beds"))
    for _ in range(3):
        bed = make.make_contracted_bed(service=house.beds[0].service, contract=house.placement.contract)
        make.make_placement(bed)
    with django_assert_num_queries(21):
        worker.get(reverse("residents:my_beds"))


def test_a_void_that_was_cancelled_says_so_and_loses_nothing_that_was_typed(house, worker):
    kim = signed_in(make.make_worker(house.provider, email="kim@example.org"))
    cancel, why = PAGES["cancel void"](house)
    correct, answers = PAGES["correct void"](house)
    assert [kim.post(cancel, why).status_code for _ in range(2)] == [302, 302]
    page = worker.post(correct, answers | {"note": "The boiler"}).content.decode()
    assert "This was cancelled by kim@example.org" in page
    assert "The boiler" in page
    assert "was cancelled by kim@example.org" in worker.post(cancel, why).content.decode()
    for address in (correct, cancel, PAGES["end void"](house)[0]):
        told = worker.get(worker.get(address)["Location"]).content.decode()
        assert "This was cancelled by kim@example.org" in told


def test_a_booking_that_was_cancelled_says_so(house, worker):
    address, why = PAGES["cancel booking"](house)
    assert [worker.post(address, why).status_code for _ in range(2)] == [302, 302]
    assert "This was cancelled" in worker.get(worker.get(address)["Location"]).content.decode()


# Back already -----------------------------------------------------------------------------------------------------


def test_a_return_that_a_colleague_has_just_recorded_keeps_what_was_typed(house, worker):
    colleague, back = make.make_worker(house.provider), house.ago(1)
    known = {"by": colleague, "scope": colleague.scope(), "today": house.today, "placement": house.placement}
    actions.record_absence(from_date=house.ago(2), kind="hospital", bed_held=False, **known)
    address = reverse("residents:return", args=[house.placement.pk])
    assert "bed" in worker.get(address).context["form"].fields
    actions.record_return(returned_on=back, bed=house.beds[0], **known)

    response = worker.post(address, date_of("returned_on", house.today) | {"bed": house.beds[1].pk})
    assert response.status_code == 200
    said = f"{house.placement.resident} came back on {long_date(back)}. If that is wrong, correct the absence."
    assert said in text(response)
    assert response.context["form"]["bed"].value() == str(house.beds[1].pk)
    assert said in text(worker.get(address, follow=True))


def test_somebody_who_was_never_away_does_not_come_back(house, worker):
    address = reverse("residents:return", args=[house.placement.pk])
    assert "is not recorded as away" in text(worker.get(address, follow=True))
