"""Every page about somebody's safety: for those whom it concerns, for others, for those who only read."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from beds.access import Role
from residents.models import AlertAcknowledgement, Incident, Placement, Review
from tests import factories as make
from tests.residents.house import signed_in
from tests.residents.safe_house import (
    ALERTS,
    INCIDENTS,
    PAGES,
    SHARED,
    make_read,
    make_referrer,
    make_review,
    on,
    text,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def official(house):
    return signed_in(make.make_official(house.placement.contract.commissioner))


@pytest.fixture
def housing(house):
    return signed_in(make.make_official(house.placement.contract.commissioner, role=Role.HOUSING_OFFICER))


@pytest.fixture
def referrer(house):
    return signed_in(make_referrer(house.placement.referral.ward))


# Who may do what --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_a_worker_opens_the_page_and_gets_it_done(safe, worker, name):
    address, answers = PAGES[name](safe)
    assert worker.get(address).status_code == 200
    response = worker.post(address, answers)
    assert response.status_code == 302, response.context["form"].errors
    assert response["Location"].startswith(on("safety", safe.placement.pk))
    assert "govuk-notification-banner--success" in text(worker.get(response["Location"]))


@pytest.mark.parametrize("name", PAGES)
def test_others_do_what_is_theirs_to_do(safe, official, housing, referrer, name):
    address, answers = PAGES[name](safe)
    allowed = {official: [*ALERTS, *SHARED], housing: ALERTS, referrer: [*ALERTS, *SHARED]}
    for client, pages in allowed.items():
        # an incident is none of the ward's business, nor that there is one
        turned_away = 404 if client is referrer and name in INCIDENTS and name != "record incident" else 403
        assert client.get(address).status_code == (200 if name in pages else turned_away), name
        if name not in pages:
            assert client.post(address, answers).status_code == turned_away, name
    if name in allowed[referrer]:
        assert referrer.post(address, answers).status_code == 302, name


def test_outsiders_find_none_of_it(safe):
    outsiders = [
        signed_in(make.make_worker(make.make_provider())),
        signed_in(make.make_official(make.make_commissioner())),
        signed_in(make_referrer(make.make_ward())),
        signed_in(make.make_user()),
    ]
    for client in outsiders:
        assert client.get(on("safety", safe.placement.pk)).status_code == 404
        assert client.post(on("alert_acknowledge", safe.alert.pk)).status_code == 404
        for name, page in PAGES.items():
            address, answers = page(safe)
            assert client.get(address).status_code == 404, name
            assert client.post(address, answers).status_code == 404, name


def test_who_only_reads_reads_and_changes_nothing(safe):
    commissioner = safe.placement.contract.commissioner
    readers = [
        signed_in(make.make_worker(safe.house.provider, role=Role.PROVIDER_VIEWER)),
        signed_in(make.make_official(commissioner, role=Role.CONTRACT_MANAGER)),
    ]
    for client in readers:
        page = text(client.get(on("safety", safe.placement.pk)))
        assert safe.incident.account in page
        assert safe.alert.text in page
        for button in ("Record an incident", "Raise an alert", "Plan a review", "I have read this", "Correct<"):
            assert button not in page
        assert client.post(on("alert_acknowledge", safe.alert.pk)).status_code == 403
        for name, page_of in PAGES.items():
            address, answers = page_of(safe)
            assert client.get(address).status_code == 403, name
            assert client.post(address, answers).status_code == 403, name
    assert Incident.objects.count() == 2
    assert Review.objects.count() == 1
    assert not AlertAcknowledgement.objects.exists()


def test_other_methods_are_refused(safe, worker):
    for name, page in PAGES.items():
        assert worker.put(page(safe)[0]).status_code == 405, name
    for name, args in (("safety", [safe.placement.pk]), ("incidents", []), ("alerts", [])):
        assert worker.post(on(name, *args)).status_code == 405, name
    assert worker.get(on("alert_acknowledge", safe.alert.pk)).status_code == 405


def test_nobody_gets_in_without_signing_in(safe):
    for address in (on("safety", safe.placement.pk), on("incidents"), on("alerts"), PAGES["raise alert"](safe)[0]):
        assert Client().get(address)["Location"].startswith(reverse("account_login"))


def test_incidents_and_alerts_over_all_placements_are_for_members_only(safe, referrer):
    nobody = signed_in(make.make_user())
    assert nobody.get(on("incidents")).status_code == 403
    assert nobody.get(on("alerts")).status_code == 403
    assert referrer.get(on("incidents")).status_code == 403
    assert safe.alert.text.split()[0] in text(referrer.get(on("alerts")))


def test_a_lead_provider_reaches_its_partner(safe):
    safe.house.provider.lead = make.make_provider()
    safe.house.provider.save()
    lead = signed_in(make.make_worker(safe.house.provider.lead))
    for name, page in PAGES.items():
        assert lead.get(page(safe)[0]).status_code == 200, name


# A resident who moved ---------------------------------------------------------------------------------------------


def test_a_former_provider_learns_nothing_of_what_the_present_one_records(safe, worker):
    """A placement belongs to the provider that has the resident now, with all that was ever recorded in it."""
    bed = make.make_contracted_bed("Attic", commissioner=safe.placement.contract.commissioner)
    Placement.objects.filter(pk=safe.placement.pk).update(service=bed.service)
    present = signed_in(make.make_worker(bed.service.provider))
    assert present.post(*PAGES["record incident"](safe)).status_code == 302
    assert "A dose was missed." in text(present.get(on("safety", safe.placement.pk)))
    assert worker.get(on("safety", safe.placement.pk)).status_code == 404
    for name, page in PAGES.items():
        assert worker.get(page(safe)[0]).status_code == 404, name
    assert safe.placement.resident.reference not in text(worker.get(on("incidents")))
    assert safe.placement.resident.reference not in text(worker.get(on("alerts")))


# What each of them sees -------------------------------------------------------------------------------------------


def test_the_provider_sees_the_name_and_the_commissioner_the_reference(safe, worker, official):
    for name, args in (("safety", [safe.placement.pk]), ("incidents", []), ("alerts", [])):
        for client, knows in ((worker, True), (official, False)):
            page = text(client.get(on(name, *args)))
            assert safe.placement.resident.reference in page
            assert ("Ann Lee" in page) is knows, name


def test_a_ward_sees_alerts_and_reviews_but_neither_incidents_nor_workers(safe, referrer):
    make.make_worker(safe.house.provider, email="kim@example.org")
    reader = make.make_worker(safe.house.provider, email="lou@example.org")
    make_read(safe.alert, reader)
    page = text(referrer.get(on("safety", safe.placement.pk)))
    assert safe.alert.text in page
    assert "Care review" in page
    assert "Elm Surgery" in page
    assert "1 of 2" in page
    for hidden in (safe.incident.account, "Incidents", "kim@example.org", "lou@example.org", "Move-on due"):
        assert hidden not in page, hidden
    alerts = text(referrer.get(on("alerts")))
    assert "1 of 2" in alerts
    assert "kim@example.org" not in alerts


def test_the_pages_of_a_person_say_how_far_the_stay_has_got_while_it_lasts(safe, worker, referrer):
    tag = '<strong class="govuk-tag govuk-tag--yellow">Overstay</strong>'
    placement = safe.placement
    addresses = [
        on("safety", placement.pk),
        reverse("residents:support", args=[placement.pk]),
        reverse("residents:move_on", args=[placement.referral_id]),
    ]
    for address in addresses:
        assert tag in text(worker.get(address)), address
    for address in (addresses[0], addresses[2]):
        assert tag not in text(referrer.get(address)), "the nights are not for the ward"
    placement.discharged_on = safe.house.today
    placement.save()
    for address in addresses:
        assert tag not in text(worker.get(address)), address


def test_a_review_without_the_provider_says_so_plainly(safe, worker):
    make_review(safe.placement, safe.house.ago(3), kind="safeguarding", provider=False, held=True)
    assert "Provider not invited" in text(worker.get(on("safety", safe.placement.pk)))


def test_a_planned_review_whose_day_is_over_asks_whether_it_was_held(safe, worker):
    assert "Was it held?" not in text(worker.get(on("safety", safe.placement.pk)))
    Review.objects.update(held_on=safe.house.ago(1))
    assert "Was it held?" in text(worker.get(on("safety", safe.placement.pk)))


def test_the_discharge_to_the_gp_stands_above_the_page_until_the_resident_leaves(safe, worker):
    banner = f"discharged {safe.placement.resident.reference} to Elm Surgery"
    assert banner in text(worker.get(on("safety", safe.placement.pk)))
    Placement.objects.filter(pk=safe.placement.pk).update(discharged_on=safe.house.today)
    page = text(worker.get(on("safety", safe.placement.pk)))
    assert banner not in page
    assert "Elm Surgery" in page
    assert "Nobody is asked to read the alerts any more" in page
    assert "I have read this" not in page


def test_an_empty_page_says_what_can_be_done(house, worker):
    page = text(worker.get(on("safety", house.placement.pk)))
    for said in ("No alert stands. Raise one when", "No incident is recorded", "No review is planned or recorded"):
        assert said in page


def test_a_cancelled_placement_shows_its_records_and_offers_nothing(safe, worker):
    Placement.objects.filter(pk=safe.placement.pk).update(cancelled_at=timezone.now(), cancelled_reason="Wrong person")
    page = text(worker.get(on("safety", safe.placement.pk)))
    assert "This placement was cancelled" in page
    assert "Record an incident" not in page
    response = worker.get(PAGES["record incident"](safe)[0], follow=True)
    assert "Nothing more can be entered" in text(response)
    assert "was cancelled" in text(worker.post(*PAGES["record incident"](safe)))
    assert "No incident is recorded" in text(worker.get(on("incidents")))
    assert "No alert stands" in text(worker.get(on("alerts")))


def test_a_form_that_cannot_be_acted_on_leads_back_with_a_word_why(safe, worker):
    for name, pk, why in (
        ("incident_close", safe.closed.pk, "It can be opened again"),
        ("incident_reopen", safe.incident.pk, "This incident is open"),
    ):
        assert why in text(worker.get(on(name, pk), follow=True))
    worker.post(*PAGES["end alert"](safe))
    for name in ("alert_end", "alert_correct"):
        assert "If the risk is there again" in text(worker.get(on(name, safe.alert.pk), follow=True))
    worker.post(*PAGES["hold review"](safe))
    assert "recorded as held already" in text(worker.get(on("review_hold", safe.review.pk), follow=True))
    Placement.objects.filter(pk=safe.placement.pk).update(discharged_on=safe.house.today)
    assert "An alert is for those who work with" in text(worker.get(PAGES["raise alert"](safe)[0], follow=True))


def test_what_was_cancelled_is_on_no_page_any_more(safe, worker):
    for name in PAGES:
        if name.startswith("cancel"):
            assert worker.post(*PAGES[name](safe)).status_code == 302
            assert "This was cancelled by" in text(worker.get(PAGES[name](safe)[0], follow=True))
    page = text(worker.get(on("safety", safe.placement.pk)))
    for gone in (safe.incident.account + "</p>", safe.alert.text, "Elm Surgery"):
        assert page.count(gone) == (1 if gone.startswith(safe.incident.account) else 0)
