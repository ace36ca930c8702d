"""Reading alerts, and the lists of alerts and of incidents."""

from __future__ import annotations

import pytest

from residents.models import AlertAcknowledgement
from stepdown.accounts.models import Membership
from tests import factories as make
from tests.residents.house import date_of, signed_in
from tests.residents.safe_house import (
    ALERT,
    INCIDENT,
    make_alert,
    make_incident,
    make_read,
    make_review,
    on,
    text,
    version,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def official(house):
    return signed_in(make.make_official(house.placement.contract.commissioner))


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


def test_a_corrected_incident_shows_how_it_read(safe, worker):
    was = safe.incident.account
    worker.post(on("incident_correct", safe.incident.pk), INCIDENT | date_of("happened_on", safe.house.ago(5))
                | version(safe.incident))  # fmt: skip
    page = text(worker.get(on("safety", safe.placement.pk)))
    assert "A dose was missed." in page
    assert "How it read before" in page
    assert was in page
    assert "Missing, serious" in page


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
    counts = {"incidents": 8, "alerts": 14, "safety": 17}
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
