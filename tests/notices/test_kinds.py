"""What is told of, when, and to whom."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from beds.models import Agreement, Post
from residents.models import (
    Action,
    AlertAcknowledgement,
    ExtensionRequest,
    GpHandover,
    Meeting,
    Placement,
    Referral,
    ReferralStep,
    RiskAlert,
)
from stepdown.notices.audience import Audience
from stepdown.notices.kinds import BY_KEY, KINDS
from stepdown.notices.models import Notice
from stepdown.notices.telling import tell
from tests import factories as make
from tests.notices.place import ago, any_notice, told

pytestmark = pytest.mark.django_db


# Nights ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "night"), [("two_weeks", 28), ("one_week", 35), ("limit", 42)])
def test_a_stay_comes_near_its_limit(place, today, kind, night):
    placement = place.placement(ago(today, night))
    assert told(place, kind, today) == {"worker", "lead", "commissioner", "housing"}
    notice = any_notice()
    assert notice.text.startswith(f"{placement.resident.reference} came to night {night} of 42 in Elm House")
    assert notice.link == f"/placements/{placement.pk}/"
    assert not told(place, kind, today - dt.timedelta(days=1))  # a night too early
    assert told(place, kind, today + dt.timedelta(days=6))  # missed nights are caught up
    assert not told(place, kind, today + dt.timedelta(days=7))
    for other in {"two_weeks", "one_week", "limit"} - {kind}:
        assert not told(place, other, today)


def test_a_contract_of_two_weeks_is_told_a_week_before_and_at_its_limit(place, today):
    place.contract.stay_limit_nights = 14
    place.contract.save()
    place.placement(ago(today, 7))
    assert told(place, "one_week", today)
    assert "night 7 of 14" in any_notice().text
    assert not told(place, "two_weeks", today - dt.timedelta(days=7))  # the day of admission is no news


def test_a_corrected_admission_is_told_anew_and_an_unchanged_one_is_not(place, today):
    placement = place.placement(ago(today, 42))
    assert told(place, "limit", today)
    tell(BY_KEY["limit"], Audience.now(), today=today)
    assert Notice.objects.count() == 4
    placement.admitted_on = ago(today, 39)
    placement.save()
    later = today + dt.timedelta(days=3)
    assert tell(BY_KEY["limit"], Audience.now(), today=later) == 4
    assert tell(BY_KEY["limit"], Audience.now(), today=later) == 0


def test_nobody_is_told_of_somebody_who_has_left_or_was_never_there(place, today):
    place.placement(ago(today, 42), discharged_on=ago(today, 1))
    assert not told(place, "limit", today)
    Placement.objects.update(discharged_on=None)
    assert told(place, "limit", today)
    Placement.objects.update(cancelled_at=timezone.now(), cancelled_reason="Mistake")
    assert not told(place, "limit", today)


# Referrals ---------------------------------------------------------------------------------------------------------


def test_a_new_referral_is_told_to_those_who_decide_and_not_to_its_writer(place, today):
    referral = place.referral(status="received", received_on=today, created_by=place.people["lead"])
    assert told(place, "referral_new", today) == {"worker", "commissioner"}
    assert any_notice().text == f"{referral.resident.reference} was referred from {place.ward}."
    Referral.objects.update(status="accepted")
    assert not told(place, "referral_new", today)


def test_an_old_referral_is_no_news_unless_it_is_opened_again(place, today):
    referral = place.referral(status="received")
    Referral.objects.update(created_at=timezone.now() - dt.timedelta(days=8))
    assert not told(place, "referral_new", today)
    ReferralStep.objects.create(referral=referral, status="received", on=today, reopened=True)
    assert told(place, "referral_new", today) == {"worker", "lead", "commissioner"}
    assert "was opened again" in any_notice().text


@pytest.mark.parametrize(
    ("status", "said"), [("accepted", "accepted"), ("declined", "declined"), ("redirected", "redirected elsewhere")]
)
def test_a_decision_goes_to_the_ward(place, today, status, said):
    facts = {"declined": {"decline_reason": "risk"}, "redirected": {"redirected_to": "Crisis team"}}
    referral = place.referral(status=status, **facts.get(status, {}))
    step = ReferralStep.objects.create(referral=referral, status=status, on=ago(today, 6))
    assert told(place, "referral_decided", today) == {"referrer"}
    assert Notice.objects.get().text.endswith(f"was {said}.")
    step.on = ago(today, 7)
    step.save()
    assert not told(place, "referral_decided", today)


def test_a_decision_that_was_undone_is_not_told_and_one_that_led_to_a_bed_is(place, today):
    referral = place.referral(status="received")
    ReferralStep.objects.create(referral=referral, status="accepted", on=today)
    assert not told(place, "referral_decided", today)
    Referral.objects.update(status="placed")
    assert told(place, "referral_decided", today) == {"referrer"}


# Extensions --------------------------------------------------------------------------------------------------------


def test_a_request_goes_to_those_who_decide_and_the_answer_to_the_provider(place, today):
    placement = place.placement(ago(today, 40))
    request = ExtensionRequest.objects.create(
        placement=placement, until_date=today + dt.timedelta(days=14), reason="Ann’s flat", created_by=None
    )
    assert told(place, "extension_asked", today) == {"commissioner", "administrator"}
    assert "Ann" not in any_notice().text
    assert not told(place, "extension_decided", today)
    request.decision, request.decided_at, request.decided_by = "granted", timezone.now(), place.people["commissioner"]
    request.extension = make.make_extension(placement, request.until_date)
    request.save()
    assert not told(place, "extension_asked", today)
    assert told(place, "extension_decided", today) == {"worker", "lead"}
    assert set(Notice.objects.values_list("text", flat=True)) == {
        f"The longer stay of {placement.resident.reference} was granted."
    }


def test_an_extension_that_nobody_asked_for_is_told_too(place, today):
    make.make_extension(place.placement(ago(today, 40)), today + dt.timedelta(days=9))
    assert told(place, "extension_decided", today) == {"worker", "lead"}
    assert "is authorised until" in any_notice().text


# Safety ------------------------------------------------------------------------------------------------------------


def test_an_alert_is_for_each_worker_of_the_provider_until_they_have_read_it(place, today):
    alert = RiskAlert.objects.create(
        placement=place.placement(ago(today, 90)), level="high", text="Ann", precautions="x", raised_on=ago(today, 80)
    )
    assert told(place, "alert", today) == {"worker"}
    assert "Ann" not in Notice.objects.get().text
    place.people["new"] = make.make_worker(place.provider)
    AlertAcknowledgement.objects.create(alert=alert, user=place.people["worker"], acknowledged_at=timezone.now())
    assert told(place, "alert", today) == {"new"}
    alert.ended_on, alert.ended_why = today, "Over"
    alert.save()
    assert not told(place, "alert", today)


def test_a_reworded_alert_is_told_anew_to_whoever_has_not_read_it_as_it_is(place, today):
    alert = RiskAlert.objects.create(
        placement=place.placement(ago(today, 90)), level="high", text="Ann", precautions="x", raised_on=ago(today, 80)
    )
    reader, writer = place.people["worker"], make.make_worker(place.provider)
    tell(BY_KEY["alert"], Audience.now(), today=today)
    assert set(Notice.objects.values_list("key", flat=True)) == {f"alert:{alert.pk}"}  # as it always was
    for user in (reader, writer):
        AlertAcknowledgement.objects.create(alert=alert, user=user, acknowledged_at=timezone.now())
    RiskAlert.objects.update(edition=2)
    AlertAcknowledgement.objects.create(alert=alert, user=writer, edition=2, acknowledged_at=timezone.now())
    assert tell(BY_KEY["alert"], Audience.now(), today=today) == 1
    anew = Notice.objects.get(user=reader, key=f"alert:{alert.pk}:2")
    assert "was changed" in anew.text
    assert anew.text.endswith("Read and acknowledge it as it is now.")
    assert tell(BY_KEY["alert"], Audience.now(), today=today) == 0


def test_the_provider_is_told_that_the_clinical_team_has_gone(place, today):
    GpHandover.objects.create(
        placement=place.placement(ago(today, 20)), handed_over_on=ago(today, 1), practice="Dr Lee",
        created_by=place.people["lead"],
    )  # fmt: skip
    assert told(place, "gp_handover", today) == {"worker"}
    assert "to the GP on" in Notice.objects.get().text
    GpHandover.objects.update(created_at=timezone.now() - dt.timedelta(days=8))
    assert not told(place, "gp_handover", today)


# Actions -----------------------------------------------------------------------------------------------------------


def test_an_overdue_action_is_told_to_its_owner_alone_and_again_on_a_new_day(place, today):
    Action.objects.create(
        referral=place.referral(),
        text="Ring Ann",
        owner=place.people["housing"],
        due_on=ago(today, 1),
        agreed_on=ago(today, 2),
    )
    assert told(place, "action_overdue", today) == {"housing"}
    notice = Notice.objects.get()
    assert "Ann" not in notice.text
    assert Referral.objects.get().resident.reference in notice.text
    tell(BY_KEY["action_overdue"], Audience.now(), today=today)
    assert Notice.objects.count() == 1
    Action.objects.update(due_on=ago(today, 2))
    tell(BY_KEY["action_overdue"], Audience.now(), today=today)
    assert Notice.objects.count() == 2
    Action.objects.update(due_on=today)
    assert not told(place, "action_overdue", today)
    Action.objects.update(due_on=ago(today, 8))
    assert not told(place, "action_overdue", today)
    Action.objects.update(due_on=ago(today, 2), done_on=today)
    assert not told(place, "action_overdue", today)


def test_an_owner_who_does_not_see_the_person_is_not_told(place, today):
    stranger = place.people["stranger"] = make.make_worker(make.make_provider())
    Action.objects.create(
        referral=place.referral(), text="x", owner=stranger, due_on=ago(today, 1), agreed_on=ago(today, 2)
    )
    assert not told(place, "action_overdue", today)


def test_actions_of_a_meeting_and_of_a_person_who_moved_reach_their_owners(place, today):
    meeting = Meeting.objects.create(commissioner=place.council, held_on=ago(today, 7))
    Action.objects.create(
        meeting=meeting, text="x", owner=place.people["worker"], due_on=ago(today, 1), agreed_on=ago(today, 2)
    )
    assert told(place, "action_overdue", today) == {"worker"}
    # referred to one provider, placed with another
    placed = place.placement(ago(today, 5))
    placed.referral.provider = make.make_provider()
    placed.referral.save()
    Action.objects.create(
        referral=placed.referral, text="x", owner=place.people["viewer"], due_on=ago(today, 1), agreed_on=ago(today, 2)
    )
    assert told(place, "action_overdue", today) == {"worker", "viewer"}


def test_an_action_of_a_meeting_reaches_a_partner_that_has_a_resident_under_its_leads_contract(place, today):
    meeting = Meeting.objects.create(commissioner=place.council, held_on=ago(today, 7))
    partner = make.make_provider(lead=place.provider)
    owner = place.people["partner"] = make.make_worker(partner)
    facts = {"text": "x", "owner": owner, "due_on": ago(today, 1), "agreed_on": ago(today, 2)}
    Action.objects.create(meeting=meeting, **facts)
    assert not told(place, "action_overdue", today)
    bed = make.make_bed(service=make.make_service(provider=partner))
    make.make_placement(bed, admitted_on=ago(today, 20), contract=place.contract)
    assert told(place, "action_overdue", today) == {"partner"}


# Endings -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["contract", "agreement", "post"])
def test_an_end_is_told_at_90_days_and_at_30_and_no_more(place, today, what):
    until = today + dt.timedelta(days=90)
    facts = {"commissioner": place.council, "provider": place.provider, "from_date": make.START, "until_date": until}
    if what == "contract":
        make.make_contract(**facts)
    elif what == "agreement":
        Agreement.objects.create(kind="mou", title="Step-down MoU", **facts)
    else:
        Post.objects.create(employer="Trust", role="Cook", contract_type="agency", **facts)
    assert not told(place, "ending", today - dt.timedelta(days=1))
    everybody = {"commissioner", "manager", "administrator"}
    assert told(place, "ending", today) == everybody

    def run(days_left: int) -> int:
        before = Notice.objects.count()
        tell(BY_KEY["ending"], Audience.now(), today=until - dt.timedelta(days=days_left))
        return Notice.objects.count() - before

    assert [run(days) for days in (89, 31, 30, 29, 1, 0)] == [0, 0, 3, 0, 0, 0]


# The catalogue -------------------------------------------------------------------------------------------------------


def test_keys_are_distinct_and_fit():
    assert len(BY_KEY) == len(KINDS)
    assert all(len(kind.key) <= 30 for kind in KINDS)


def test_collecting_takes_as_many_queries_for_few_as_for_many(place, today, django_assert_max_num_queries):
    for number in range(3):
        bed = make.make_contracted_bed(commissioner=place.council)
        placement = make.make_placement(bed, admitted_on=ago(today, 42 - number))
        RiskAlert.objects.create(placement=placement, level="high", text="x", precautions="x", raised_on=today)
        Action.objects.create(
            referral=placement.referral,
            text="x",
            owner=place.people["commissioner"],
            due_on=ago(today, 1),
            agreed_on=ago(today, 2),
        )
        place.referral(status="received")
    with django_assert_max_num_queries(25):
        for kind in KINDS:
            list(kind.collect(today))
