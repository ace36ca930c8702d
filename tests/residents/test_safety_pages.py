"""Every page about somebody's safety: for those whom it concerns, for others, for those who only read."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from beds.access import Role
from residents.models import AlertAcknowledgement, Incident, Placement, Review
from stepdown.accounts.models import Membership
from tests import factories as make
from tests.residents.house import date_of, signed_in
from tests.residents.safe_house import (
    ALERT,
    ALERTS,
    INCIDENT,
    INCIDENTS,
    PAGES,
    SHARED,
    make_alert,
    make_incident,
    make_read,
    make_referrer,
    make_review,
    on,
    version,
)

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return " ".join(response.content.decode().split())


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
            assert worker.get(PAGES[name](safe)[0]).status_code == 404
    page = text(worker.get(on("safety", safe.placement.pk)))
    for gone in (safe.incident.account + "</p>", safe.alert.text, "Elm Surgery"):
        assert page.count(gone) == (1 if gone.startswith(safe.incident.account) else 0)


# Forms ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in PAGES if "correct" in name])
def test_two_people_never_lose_each_others_words(safe, worker, name):
    address, answers = PAGES[name](safe)
    other = signed_in(make.make_worker(safe.house.provider, email="kim@example.org"))
    assert other.post(address, answers).status_code == 302
    words = {"incident": "account", "alert": "text", "review": "summary", "handover": "practice"}[name.split()[1]]
    changed = (
        answers | {words: "In other words", "kind": "medical"}
        if words != "account"
        else answers | {words: "In other words"}
    )
    page = worker.post(address, changed)
    assert "kim@example.org changed this record while you were typing" in text(page)
    if words != "summary":  # a planned review has no summary
        assert "In other words" in text(page)
    again = changed | {"version": page.context["form"]["version"].value()}
    assert worker.post(address, again).status_code == 302


@pytest.mark.parametrize("name", PAGES)
def test_a_form_sent_twice_changes_nothing_more(safe, worker, name):
    address, answers = PAGES[name](safe)
    assert worker.post(address, answers).status_code == 302

    def stored():
        return [
            sorted(model.values_list("pk", "updated_at"))
            for model in (
                safe.placement.incidents,
                safe.placement.alerts,
                safe.placement.reviews,
                safe.placement.gp_handovers,
            )
        ]

    before = stored()
    again = worker.post(address, answers)
    assert again.status_code == (404 if name.startswith("cancel") else 302)
    assert stored() == before


def test_leaving_the_provider_out_asks_whether_it_is_meant(safe, worker):
    address, answers = PAGES["plan review"](safe)
    assert "on purpose" not in text(worker.get(address))
    answers["invited"] = ["clinical"]
    page = text(worker.post(address, answers))
    assert "The step-down provider is left out." in page
    assert 'href="#id_without_provider"' in page
    assert "must not be left out of reviews" in page
    assert worker.post(address, answers | {"without_provider": "on"}).status_code == 302
    assert "Provider not invited" in text(worker.get(on("safety", safe.placement.pk)))


def test_the_forms_say_what_is_missing(safe, worker):
    missing = {
        "record incident": [
            "Enter the date on which",
            "Select what kind",
            "how serious",
            "what happened",
            "safeguarding",
        ],
        "close incident": ["Enter the date on which it was closed", "Say what came of it"],
        "raise alert": ["Select how high the risk is", "Say what the risk is", "Say what to do about the risk"],
        "end alert": ["Say why the alert ends"],
        "plan review": ["Select what kind of review it is", "Enter the date of the review"],
        "record handover": ["Enter the date of the discharge", "Enter GP practice"],
    }
    for name, said in missing.items():
        page = text(worker.post(PAGES[name](safe)[0], {}))
        for words in said:
            assert words in page, (name, words)


def test_what_is_typed_is_shown_as_text(safe, worker):
    address, answers = PAGES["record incident"](safe)
    worker.post(address, answers | {"account": "<script>alert(1)</script>\n\nSecond line"})
    page = text(worker.get(on("safety", safe.placement.pk)))
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;</p>" in page


# Acknowledging ----------------------------------------------------------------------------------------------------


def test_a_worker_says_that_they_have_read_an_alert(safe, worker):
    assert "To acknowledge: 1" in text(worker.get(on("alerts")))
    response = worker.post(on("alert_acknowledge", safe.alert.pk), {"edition": "1"}, follow=True)
    page = text(response)
    assert "It is noted that you have read the alert" in page
    assert "You have read every alert that you need to read" in page
    worker.post(on("alert_acknowledge", safe.alert.pk), {"edition": "1"})
    assert AlertAcknowledgement.objects.count() == 1


def test_from_the_page_of_the_person_one_goes_back_there(safe, worker):
    response = worker.post(on("alert_acknowledge", safe.alert.pk), {"edition": "1", "from": "safety"})
    assert response["Location"] == on("safety", safe.placement.pk)


@pytest.mark.parametrize("edition", ["2", "", "-1", "9" * 40, "x"])
def test_another_wording_than_the_one_that_stands_is_not_acknowledged(safe, worker, edition):
    page = worker.post(on("alert_acknowledge", safe.alert.pk), {"edition": edition}, follow=True)
    assert "was changed while you were reading" in text(page)
    assert not AlertAcknowledgement.objects.exists()


def test_a_commissioner_does_not_acknowledge(safe, official):
    assert official.post(on("alert_acknowledge", safe.alert.pk), {"edition": "1"}).status_code == 403


def test_a_changed_alert_is_to_be_read_again_and_its_old_wording_is_kept(safe, worker):
    reader = make.make_worker(safe.house.provider, email="lou@example.org")
    make_read(safe.alert, reader)
    worker.post(on("alert_correct", safe.alert.pk), ALERT | version(safe.alert))
    page = text(signed_in(reader).get(on("safety", safe.placement.pk)))
    assert "You have 1 alert to read" in page
    assert "Smokes in bed." in page
    assert "Has threatened women" in page  # the old wording, with who had read it
    assert "lou@example.org" in page


# The lists --------------------------------------------------------------------------------------------------------


def test_incidents_are_narrowed_sorted_and_counted(safe, worker):
    make_incident(safe.house.left, safe.house.ago(6), kind="self_harm", severity="low")
    page = text(worker.get(on("incidents")))
    assert "3 incidents of 2 people: 2 open, 1 raised with safeguarding." in page
    assert safe.incident.account not in page
    for query, shown in (
        ("state=closed", ["Fire or damage"]),
        ("state=open", ["Missing", "Self-harm"]),
        ("safeguarding=yes", ["Missing"]),
        ("safeguarding=no", ["Self-harm", "Fire or damage"]),
        ("kind=self_harm", ["Self-harm"]),
        (f"service={safe.house.beds[0].service_id}", ["Missing", "Self-harm", "Fire or damage"]),
        ("sort=happened_on", ["Fire or damage", "Self-harm", "Missing"]),
        ("sort=-happened_on", ["Missing", "Self-harm", "Fire or damage"]),
        ("sort=-severity", ["Missing", "Fire or damage", "Self-harm"]),
    ):
        table = worker.get(on("incidents") + f"?{query}").context["table"]
        assert [row.get_cell("kind") for row in table.paginated_rows] == shown, query


def test_a_filter_that_makes_no_sense_is_named(safe, worker):
    page = text(worker.get(on("incidents") + "?kind=nonsense&service=999999&sort=nothing&page=x"))
    assert "Kind must be one of the list" in page
    assert "Service must be one of the list" in page
    assert "2 incidents" in page
    page = text(worker.get(on("alerts") + "?read=maybe&sort=text"))
    assert "Read by every worker must be one of the list" in page
    assert "1 alert about" in page


def test_filters_that_leave_nothing_offer_everything(safe, worker):
    assert "No incident matches these filters" in text(worker.get(on("incidents") + "?kind=other"))
    assert "No alert matches these filters" in text(worker.get(on("alerts") + "?read=yes"))


def test_standing_alerts_are_narrowed_to_those_not_read_by_all(safe, worker):
    other = make_alert(make.make_placement(safe.house.beds[1]), level="medium", text="Smokes in bed.")
    make_read(safe.alert, *[m.user for m in Membership.objects.filter(provider=safe.house.provider)])
    for query, shown in (("", [safe.alert, other]), ("read=no", [other]), ("read=yes", [safe.alert])):
        table = worker.get(on("alerts") + f"?{query}").context["table"]
        assert [row.record.alert for row in table.paginated_rows] == shown, query


def test_lists_have_pages(safe, worker):
    for number in range(55):
        make_incident(safe.placement, safe.house.ago(number))
        make_alert(safe.placement, text=f"Risk {number}")
    for name, rows in (("incidents", 7), ("alerts", 16)):
        last = worker.get(on(name) + "?page=99")
        assert len(last.context["table"].page.object_list) == rows
        assert "Page 2 of" in text(last) or "page=2" in text(last)


def test_the_lists_ask_as_often_for_one_as_for_many(safe, worker, django_assert_num_queries):
    counts = {"incidents": 8, "alerts": 14, "safety": 15}
    addresses = {name: on(name, *([safe.placement.pk] if name == "safety" else [])) for name in counts}

    def ask():
        for name, address in addresses.items():
            with django_assert_num_queries(counts[name]):
                worker.get(address)

    ask()
    for number in range(3):
        placement = make.make_placement(
            make.make_contracted_bed(service=safe.house.beds[0].service, contract=safe.placement.contract)
        )
        for about in (placement, safe.placement):
            make_incident(about, safe.house.ago(number))
            make_read(make_alert(about, text=f"Risk {number}"), make.make_worker(safe.house.provider))
            make_review(about, safe.house.ago(number + 20), held=True)
    ask()


def test_dates_of_a_form_are_kept(safe, worker):
    address, answers = PAGES["record incident"](safe)
    page = text(worker.post(address, INCIDENT | date_of("happened_on", safe.house.today + dt.timedelta(days=1))))
    assert "must be today" in page
    assert INCIDENT["account"] in page
