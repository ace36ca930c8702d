"""The pages about somebody who left: for those who work there, who only read, and others."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from beds.access import Role
from residents.actions import leaving
from residents.models import AftercareContact, Discharge, Readmission
from tests import factories as make
from tests.residents.house import House, date_of, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def contact(house) -> AftercareContact:
    return AftercareContact.objects.create(placement=house.left, on=house.ago(2), how="phone")


@pytest.fixture
def back(house) -> Readmission:
    return Readmission.objects.create(placement=house.left, readmitted_on=house.ago(1))


@pytest.fixture
def pages(house, contact, back) -> dict[str, tuple[str, dict[str, Any]]]:
    return pages_of(house, contact, back)


def pages_of(house: House, contact: AftercareContact, back: Readmission) -> dict[str, tuple[str, dict[str, Any]]]:
    """Each page and what it is sent."""
    left = [house.left.pk]
    return {
        "details": (
            reverse("residents:discharge_details", args=left),
            {"social_care_need": "no", "community_support": "floating", "information_given": "yes"}
            | {"improvement": "good", "version": house.left.updated_at.isoformat()},
        ),
        "contact": (
            reverse("residents:aftercare_contact", args=left),
            date_of("on", house.today) | {"how": "visit", "still_settled": "yes", "note": "Well"},
        ),
        "cancel contact": (reverse("residents:aftercare_contact_cancel", args=[contact.pk]), {"code": "twice"}),
        "readmission": (reverse("residents:readmission", args=left), date_of("readmitted_on", house.today)),
        "cancel readmission": (reverse("residents:readmission_cancel", args=[back.pk]), {"code": "by_mistake"}),
    }


def test_who_works_there_opens_each_page_and_gets_it_done(house, worker, pages):
    for name, (address, answers) in pages.items():
        assert worker.get(address).status_code == 200, name
        response = worker.post(address, answers)
        assert response.status_code == 302, (name, response.context and response.context["form"].errors)
        assert response["Location"] == reverse("residents:aftercare", args=[house.left.pk])
        page = worker.get(response["Location"]).content.decode()
        assert "govuk-notification-banner--success" in page, name
    assert Discharge.objects.get(placement=house.left).improvement == "good"
    assert AftercareContact.objects.in_force().get().still_settled is True
    assert Readmission.objects.in_force().get().readmitted_on == house.today


def test_outsiders_find_nothing_and_readers_write_nothing(house, pages):
    outsider = signed_in(make.make_worker(make.make_provider()))
    viewer = signed_in(make.make_worker(house.provider, role=Role.PROVIDER_VIEWER))
    manager = signed_in(make.make_official(house.left.contract.commissioner, role=Role.CONTRACT_MANAGER))
    for name, (address, answers) in pages.items():
        for client, status in ((outsider, 404), (viewer, 403), (manager, 403)):
            assert client.get(address).status_code == status, name
            assert client.post(address, answers).status_code == status, name
        assert Client().get(address)["Location"].startswith(reverse("account_login"))


def test_a_commissioner_tells_of_a_readmission_only(house, pages):
    official = signed_in(make.make_official(house.left.contract.commissioner))
    for name, (address, answers) in pages.items():
        assert official.post(address, answers).status_code == (302 if "readmission" in name else 403), name


def test_other_methods_are_refused(house, worker, pages):
    for address, _ in pages.values():
        assert worker.put(address).status_code == 405
        assert worker.delete(address).status_code == 405
    assert worker.post(reverse("residents:aftercare", args=[house.left.pk])).status_code == 405


def test_sent_twice_is_one(house, worker, pages):
    for name in ("contact", "readmission"):
        for _ in range(2):
            assert worker.post(*pages[name]).status_code == 302
    assert AftercareContact.objects.filter(how="visit").count() == 1
    assert Readmission.objects.filter(readmitted_on=house.today).count() == 1


def test_a_stale_form_is_refused_keeps_what_was_typed_and_can_be_sent_again(house, worker, pages):
    address, answers = pages["details"]
    signed_in(make.make_worker(house.provider, email="kim@example.org")).post(address, answers)
    mine = answers | {"improvement": "none", "no_improvement_reason": "unwell", "note": "Relapsed <twice>"}
    page = worker.post(address, mine)
    assert "kim@example.org changed this record while you were typing" in page.content.decode()
    assert "Relapsed &lt;twice&gt;" in page.content.decode()
    again = mine | {"version": page.context["form"]["version"].value()}
    assert worker.post(address, again).status_code == 302
    assert Discharge.objects.get(placement=house.left).no_improvement_reason == "unwell"


def test_a_refusal_stands_beside_its_input(house, worker, pages):
    address, answers = pages["contact"]
    page = worker.post(address, answers | date_of("on", house.ago(4))).content.decode()
    assert f"{house.left.resident} left on" in page
    assert 'href="#id_on_0"' in page
    address, answers = pages["details"]
    page = worker.post(address, answers | {"improvement": "none"}).content.decode()
    assert "Select why there was no improvement." in page


@pytest.mark.parametrize("name", ["discharge_details", "aftercare_contact", "readmission"])
def test_nothing_is_asked_of_who_is_here_or_died(house, worker, name):
    address = reverse(f"residents:{name}", args=[house.placement.pk])
    assert worker.get(address).status_code == 302
    assert "has not left" in worker.get(address, follow=True).content.decode()
    Discharge.objects.filter(placement=house.left).update(destination="died")
    address = reverse(f"residents:{name}", args=[house.left.pk])
    assert f"{house.left.resident} died" in worker.get(address, follow=True).content.decode()


# The page that shows it all -----------------------------------------------------------------------------------------


def test_all_who_may_see_the_placement_read_the_page(house, worker, contact, back):
    address = reverse("residents:aftercare", args=[house.left.pk])
    page = worker.get(address).content.decode()
    for said in ("Phone call", "2 days after leaving, within 30 days", "A settled place, counts as home", "Not known"):
        assert said in page, said
    assert "National code 19, usual place of residence" in page
    assert "Log a contact" in page
    for user, tells in (
        (make.make_worker(house.provider, role=Role.PROVIDER_VIEWER), False),
        (make.make_official(house.left.contract.commissioner), True),
        (make.make_official(house.left.contract.commissioner, role=Role.HOUSING_OFFICER), False),
    ):
        page = signed_in(user).get(address).content.decode()
        assert "Phone call" in page
        assert "Log a contact" not in page
        assert ("Record a readmission" in page) == tells
    assert signed_in(make.make_worker(make.make_provider())).get(address).status_code == 404
    assert Client().get(address)["Location"].startswith(reverse("account_login"))


def test_day_30_is_not_within_30_days(house, worker):
    house.left.discharged_on = house.ago(30)
    house.left.save()
    for days, words in ((0, "30 days after leaving, not within 30 days"), (1, "29 days after leaving, within 30 days")):
        Readmission.objects.create(placement=house.left, readmitted_on=house.ago(days))
        assert words in worker.get(reverse("residents:aftercare", args=[house.left.pk])).content.decode()


def test_names_are_for_the_provider(house, worker):
    house.left.resident.identity = make.make_resident(name="Zed Moss").identity
    identity = house.left.resident.identity
    identity.resident = house.left.resident
    identity.save()
    address = reverse("residents:aftercare", args=[house.left.pk])
    assert "Zed Moss" in worker.get(address).content.decode()
    official = signed_in(make.make_official(house.left.contract.commissioner))
    assert "Zed Moss" not in official.get(address).content.decode()


def test_the_page_says_why_it_is_empty(house, worker):
    page = worker.get(reverse("residents:aftercare", args=[house.placement.pk])).content.decode()
    assert "has not left. This page fills once the departure is recorded." in page
    page = worker.get(reverse("residents:aftercare", args=[house.left.pk])).content.decode()
    assert "A call or a visit after some weeks" in page
    assert "No readmission is recorded." in page
    Discharge.objects.filter(placement=house.left).update(destination="died")
    page = worker.get(reverse("residents:aftercare", args=[house.left.pk])).content.decode()
    assert "Contacts since" not in page
    assert "settled" not in page


def test_the_page_asks_as_often_for_many_as_for_none(house, worker, django_assert_num_queries):
    address = reverse("residents:aftercare", args=[house.left.pk])
    worker.get(address)
    for _ in range(2):
        with django_assert_num_queries(9):
            worker.get(address)
        for how in ("phone", "visit", "message"):
            leaving.record_contact(
                by=None,
                scope=make.make_worker(house.provider).scope(),
                today=house.today,
                placement=house.left,
                on=house.today,
                how=how,
            )


# Five inputs --------------------------------------------------------------------------------------------------------


def test_a_departure_takes_at_most_five_inputs_and_offers_the_rest(house, worker):
    address = reverse("residents:discharge", args=[house.placement.pk])
    form = worker.get(address).context["form"]
    assert [field.name for field in form.visible_fields()] == [
        "discharged_on",
        "destination",
        "planned",
        "social_care_need",
        "community_support",
    ]
    assert worker.post(address, date_of("discharged_on", house.today) | {"destination": "home", "planned": "yes"})
    page = worker.get(reverse("residents:my_beds")).content.decode()
    assert reverse("residents:discharge_details", args=[house.placement.pk]) in page


def test_whether_it_was_planned_is_for_the_worker_to_say(house, worker):
    address = reverse("residents:discharge", args=[house.placement.pk])
    assert not worker.get(address).context["form"]["planned"].value()
    left = date_of("discharged_on", house.today) | {"destination": "left"}
    page = worker.post(address, left | {"destination": "home"}).content.decode()
    assert "Select whether it was planned" in page
    assert "without notice" in worker.post(address, left | {"planned": "yes"}).content.decode()
    assert worker.post(address, left).status_code == 302
    assert not Discharge.objects.get(placement=house.placement).planned


def test_after_a_death_nothing_more_is_offered(house, worker):
    address = reverse("residents:discharge", args=[house.placement.pk])
    worker.post(address, date_of("discharged_on", house.today) | {"destination": "died", "planned": "no"})
    page = worker.get(reverse("residents:my_beds")).content.decode()
    assert "left on" in page
    assert reverse("residents:discharge_details", args=[house.placement.pk]) not in page
