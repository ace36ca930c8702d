"""A risk that nobody said was over comes back with the person: those who have them now are told."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from beds.access import SYSTEM
from beds.refusal import Refusal
from residents import actions
from residents.actions import alerts
from residents.models import Placement, RiskAlert
from residents.queries.earlier_alerts import earlier_alerts
from tests import factories as make
from tests.residents.house import House, signed_in
from tests.residents.safe_house import ALERT, make_alert, make_referrer, text

pytestmark = pytest.mark.django_db

WORDS: dict[str, Any] = {**ALERT}


@pytest.fixture
def known(house: House) -> dict[str, Any]:
    return {"by": None, "scope": SYSTEM, "today": house.today}


def stay_before(house: House, bed: Any = None, **facts: Any) -> Placement:
    """An earlier stay of whoever is in Room 1 now."""
    placement = house.placement
    bed = bed or make.make_contracted_bed("Before", service=house.beds[0].service, contract=placement.contract, **facts)
    return make.make_placement(
        bed, admitted_on=house.ago(120), discharged_on=house.ago(80), resident=placement.resident
    )


@pytest.fixture
def before(house: House) -> Placement:
    return stay_before(house)


@pytest.fixture
def alert(before: Placement, house: House) -> RiskAlert:
    return make_alert(before, raised_on=house.ago(110), source="The ward")


def pages(house: House) -> list[str]:
    return [reverse(f"{name}", args=[house.placement.pk]) for name in ("residents:safety", "reporting:placement")]


def again(house: House, alert: RiskAlert) -> str:
    return reverse("residents:alert_new", args=[house.placement.pk]) + f"?again={alert.pk}"


def test_an_alert_of_an_earlier_stay_is_told_of_and_raised_again_in_its_words(house, worker, alert):
    for address in pages(house):
        page = text(worker.get(address))
        assert alert.text in page, address
        assert "of an earlier stay" in page
        assert again(house, alert) in page
    form = worker.get(again(house, alert)).context["form"]
    shown = {name: form[name].value() for name in ("level", "text", "precautions", "source")}
    assert shown == {name: getattr(alert, name) for name in shown}
    for _ in range(2):
        assert worker.post(again(house, alert), shown | {"precautions": "Two workers."}).status_code == 302
    raised = RiskAlert.objects.get(placement=house.placement)
    assert (raised.again_of, raised.precautions) == (alert, "Two workers.")
    for address in pages(house):
        assert "of an earlier stay" not in text(worker.get(address))


def test_who_only_reads_is_told_of_it(house, alert):
    reader = signed_in(make.make_worker(house.provider, role="provider_viewer"))
    for address in pages(house):
        assert alert.text in text(reader.get(address))
        assert "Raise it again" not in text(reader.get(address))


def test_another_providers_alert_is_for_the_commissioner_and_the_ward(house, worker, known):
    elsewhere = make.make_contracted_bed("Away", commissioner=house.placement.contract.commissioner)
    earlier = stay_before(house, elsewhere)
    earlier.referral.ward = house.placement.referral.ward
    earlier.referral.save()
    alert = make_alert(earlier)
    assert "of an earlier stay" not in text(worker.get(pages(house)[0]))
    assert worker.get(again(house, alert)).context["form"]["text"].value() is None
    for user in (
        make.make_official(house.placement.contract.commissioner),
        make_referrer(house.placement.referral.ward),
    ):
        assert alert.text in text(signed_in(user).get(pages(house)[0]))
        assert again(house, alert) in text(signed_in(user).get(pages(house)[0]))


def test_what_ended_was_taken_back_or_was_raised_again_is_over(house, before, alert, known):
    def told() -> list[RiskAlert]:
        return earlier_alerts(house.placement, SYSTEM)

    assert told() == [alert]
    other = alerts.raise_alert(placement=house.placement, **WORDS, again_of=alert, **known)
    assert told() == []
    alerts.cancel_alert(alert=other, reason="Wrong person", **known)
    assert told() == [alert]
    same: dict[str, Any] = {name: getattr(alert, name) for name in ("level", "text", "precautions")}
    alerts.end_alert(
        alert=alerts.raise_alert(placement=house.placement, **same, **known), reason="Trained since", **known
    )
    assert told() == []  # raised again in the same words, and over
    alerts.cancel_alert(alert=make_alert(before, text="Smokes"), reason="Twice", **known)
    assert told() == []
    assert earlier_alerts(before, SYSTEM) == []


def test_high_risks_come_first(house, before, alert):
    medium = make_alert(before, level="medium", text="Smokes in bed.", raised_on=house.ago(90))
    assert earlier_alerts(house.placement, SYSTEM) == [alert, medium]


def test_an_alert_that_went_with_a_mistaken_placement_is_raised_again_for_the_right_one(house, known):
    alert = make_alert(house.placement)
    alone = make_alert(house.placement, text="Cancelled by itself.")
    alerts.cancel_alert(alert=alone, reason="Not so", **known)
    bed = house.placement.bed_stays.last().bed
    actions.cancel_placement(placement=house.placement, reason="Wrong day", **known)
    placement = actions.admit(bed=bed, admitted_on=house.ago(1), referral=house.placement.referral, **known)
    assert earlier_alerts(placement, SYSTEM) == [alert]
    worker = signed_in(make.make_worker(house.provider))
    page = text(worker.get(reverse("residents:safety", args=[placement.pk])))
    assert "which was cancelled" in page
    assert alone.text not in page


def test_an_alert_about_somebody_else_is_not_raised_again(house, known):
    other = make_alert(house.left)
    with pytest.raises(Refusal, match="about somebody else"):
        alerts.raise_alert(placement=house.placement, **WORDS, again_of=other, **known)


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 5000, "0"])
def test_an_address_that_names_no_alert_shows_an_empty_form(house, worker, number):
    address = reverse("residents:alert_new", args=[house.placement.pk]) + f"?again={number}"
    assert worker.get(address).context["form"]["text"].value() is None


def test_it_is_one_query(house, alert, before, django_assert_num_queries):
    for day in range(3):
        make_alert(before, text=f"Another {day}", raised_on=house.today - dt.timedelta(days=day))
    with django_assert_num_queries(1):
        assert [one.placement.service.provider for one in earlier_alerts(house.placement, SYSTEM)]
