"""What one has just done, or has to do next, is one link away; and nothing that waits is hidden on another page."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from beds.access import Role
from residents.actions import meetings
from residents.models import Assessment, ExtensionRequest, Referral, ReferralDraft, ReferralStep
from residents.queries.fitting import Needs
from residents.queries.my_work import my_work
from residents.queries.referral_events import referral_events
from stepdown.notices.models import Notice
from tests import factories as make
from tests.residents.house import date_of, signed_in
from tests.residents.safe_house import make_alert, make_referrer, text

pytestmark = pytest.mark.django_db


def assessed(house: Any, level: str, on: dt.date | None = None, **facts: Any) -> Assessment:
    facts = {"assessor": "Jo Reed", "suitability": "suitable", "needs_level": level} | facts
    return Assessment.objects.create(referral=house.waiting, assessed_on=on or house.today, **facts)


def person_page(client: Any, placement: Any) -> str:
    return text(client.get(reverse("reporting:placement", args=[placement.pk])))


# My beds ------------------------------------------------------------------------------------------------------------


def test_from_those_who_left_one_comes_to_the_time_after(house, worker):
    after = reverse("residents:aftercare", args=[house.left.pk])
    assert after in text(worker.get(reverse("residents:my_beds")))
    viewer = signed_in(make.make_worker(house.provider, role=Role.PROVIDER_VIEWER))
    assert after in text(viewer.get(reverse("residents:my_beds")))


def test_who_waits_is_named_and_led_to_a_bed(house, worker):
    house.waiting.resident = make.make_resident(name="Bo Finch")
    house.waiting.save()
    page = text(worker.get(reverse("residents:my_beds")))
    assert "Bo Finch from" in page
    assert f"{reverse('residents:matching')}?referral={house.waiting.pk}" in page
    assert "Bo Finch from" in text(worker.get(reverse("residents:admit")))
    assert "Bo Finch" in text(worker.get(reverse("residents:matching")))
    assert "Bo Finch" in text(worker.get(reverse("residents:matching"), {"referral": house.waiting.pk}))
    official = signed_in(make.make_official(house.waiting.commissioner))
    assert "Bo Finch" not in text(official.get(reverse("residents:matching")))
    assert "Bo Finch" not in text(official.get(reverse("residents:matching"), {"referral": house.waiting.pk}))


def test_my_beds_says_how_many_alerts_are_still_to_be_read(house, worker):
    assert "to read" not in text(worker.get(reverse("residents:my_beds")))
    make_alert(house.placement)
    assert "1 risk alert to read" in text(worker.get(reverse("residents:my_beds")))
    viewer = signed_in(make.make_worker(house.provider, role=Role.PROVIDER_VIEWER))
    page = text(viewer.get(reverse("residents:my_beds")))
    assert "to read" not in page
    assert "Log today’s support" not in page


def test_who_was_not_away_for_a_night_is_led_from_the_return_to_the_absence(house, worker):
    page = text(worker.get(reverse("residents:return", args=[house.away.placement_id])))
    assert reverse("residents:correct", args=[house.away.placement_id]) in page


# One person's pages -------------------------------------------------------------------------------------------------


def test_the_time_after_is_among_the_pages_of_who_has_left_only(house, worker):
    after = "residents:aftercare"
    assert reverse(after, args=[house.left.pk]) in text(worker.get(reverse("residents:safety", args=[house.left.pk])))
    assert reverse(after, args=[house.placement.pk]) not in person_page(worker, house.placement)


def test_a_standing_alert_stands_on_the_page_of_the_person(house, worker):
    make_alert(house.placement, precautions="Two workers at night.")
    assert "Two workers at night." in person_page(worker, house.placement)
    address = reverse("reporting:placement", args=[house.placement.pk])
    yesterday = text(worker.get(address, {"as_at": house.ago(1).isoformat()}))
    assert "Two workers at night." not in yesterday
    make_alert(house.left, precautions="Out of date.")
    assert "Out of date." not in person_page(worker, house.left)


def test_an_admission_that_could_not_wait_leads_to_all_of_them(house, worker):
    overrides = reverse("residents:overrides")
    assert overrides not in person_page(worker, house.placement)
    house.placement.override_reason = "Ward closing"
    house.placement.save()
    assert overrides in person_page(worker, house.placement)
    assert overrides in text(worker.get(reverse("reporting:more")))


def test_who_asks_for_longer_is_told_what_is_agreed_already(house, worker):
    until = house.extension.until_date
    page = text(worker.get(reverse("residents:extension_ask", args=[house.placement.pk])))
    assert f"authorised until {until:%-d %B %Y}" in page


# From the referral to a bed -----------------------------------------------------------------------------------------


def test_an_accepted_referral_leads_to_the_beds_that_fit(house, worker):
    address = reverse("residents:referral", args=[house.waiting.pk])
    bed = f"{reverse('residents:matching')}?referral={house.waiting.pk}"
    assert bed in text(worker.get(address))
    house.waiting.status = Referral.Status.RECEIVED
    house.waiting.save()
    assert bed not in text(worker.get(address))


def test_whoever_accepts_is_led_to_the_beds_at_once(house, worker):
    house.waiting.status = Referral.Status.ASSESSING
    house.waiting.save()
    assessed(house, "low")
    version = {"version": house.waiting.updated_at.isoformat()}
    page = worker.post(reverse("residents:referral_accept", args=[house.waiting.pk]), version, follow=True)
    assert "Find a bed" in text(page)


def test_a_bed_is_looked_for_at_the_level_that_the_last_assessment_found(house):
    assert Needs.of(house.waiting, house.today).level == house.waiting.needs_level
    assessed(house, "low", house.ago(3))
    assessed(house, "high", house.ago(1))
    assessed(house, "medium", cancelled_at=timezone.now(), cancelled_reason="Meant for another")
    assert Needs.of(house.waiting, house.today).level == "high"


def test_on_the_day_of_both_the_assessment_is_told_before_the_decision(house):
    assessed(house, "low")
    ReferralStep.objects.create(referral=house.waiting, status="accepted", on=house.today)
    titles = [event.title for event in referral_events(house.waiting)]
    assert titles.index("Assessed: suitable") < titles.index("Accepted")


# What waits ---------------------------------------------------------------------------------------------------------


def test_a_referral_that_was_put_aside_is_work_of_its_ward(house):
    ward = house.waiting.ward
    referrer = make_referrer(ward)
    draft = ReferralDraft.objects.create(ward=ward, answers={"name": "Bo Finch"})
    ReferralDraft.objects.create(ward=make.make_ward())
    (section,) = my_work(referrer, referrer.scope(), house.today)
    assert section.title == "Referrals not sent yet"
    assert [item.text for item in section.items] == [f"Bo Finch, {ward}"]
    assert signed_in(referrer).get(section.items[0].url).status_code == 200
    draft.discarded_at = timezone.now()
    draft.save()
    assert my_work(referrer, referrer.scope(), house.today) == []


def test_a_longer_stay_is_decided_straight_from_the_work(house):
    asked = ExtensionRequest.objects.create(
        placement=house.placement,
        until_date=house.today + dt.timedelta(days=60),
        reason="Repairs",
    )
    official = make.make_official(house.placement.contract.commissioner)
    (section,) = my_work(official, official.scope(), house.today)
    assert section.items[0].url == reverse("residents:extension_decide", args=[asked.pk])
    assert section.more_url == reverse("residents:extension_requests")


def test_unread_notices_are_counted_where_the_work_is(house):
    user = make.make_worker(house.provider)
    client = signed_in(user)
    for name in ("residents:my_work", "reporting:more"):
        assert "unread" not in text(client.get(reverse(name)))
    Notice.objects.create(
        user=user, kind="alert", key="alert:1", text="Read it", link="/alerts/", in_app=True, by_email=False
    )
    assert "1 unread notice" in text(client.get(reverse("residents:my_work")))
    assert "1 unread" in text(client.get(reverse("reporting:more")))


def test_a_housing_officer_has_housing_in_the_navigation(house):
    council = house.placement.contract.commissioner
    officer = signed_in(make.make_official(council, role=Role.HOUSING_OFFICER))
    housing = f'href="{reverse("residents:housing")}">Housing'
    assert housing in text(officer.get(reverse("residents:my_work")))
    assert reverse("reporting:bed_board") in text(officer.get(reverse("reporting:more")))
    assert housing not in text(signed_in(make.make_official(council)).get(reverse("residents:my_work")))


def test_who_calls_a_meeting_that_is_closed_already_is_told_so(met):
    meetings.close_meeting(meeting=met.meeting, present="Casey", **met.known(met.official))
    answers = date_of("held_on", met.meeting.held_on)
    page = signed_in(met.official).post(reverse("residents:meeting_new"), answers, follow=True).content.decode()
    assert "was held and closed already" in page
    assert "Nothing was written of anybody in this meeting" in page
