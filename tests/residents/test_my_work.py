"""Each person's own page holds what waits for them, and nothing else."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from beds.access import Role
from residents.actions import agreed
from residents.models import ExtensionRequest, HomeTrack, MoveOnApplication, Referral
from residents.queries import my_work as work
from residents.queries.housing import Asked, housing
from residents.queries.my_work import my_work
from tests import factories as make
from tests.residents.house import signed_in
from tests.residents.ways import Way

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
NO_WAY_OUT = "At the limit, and neither a way out nor a reason recorded"
READY = "Home ready, still here"
REJECTED = "Rejections that can be challenged"


def waits_for(met, user) -> dict[str, list[str]]:
    sections = my_work(user, user.scope(), met.today)
    return {section.title: [item.text for item in section.items] for section in sections}


def resident(met, nights: int):
    bed = make.make_contracted_bed(service=met.house.beds[0].service, contract=met.house.placement.contract)
    return make.make_placement(bed, admitted_on=met.today - nights * DAY)


def test_own_actions_come_most_overdue_first_and_those_of_others_do_not(met):
    met.action("In a week")
    late = met.action("Late", due_on=met.today)
    met.action("Not mine", owner=met.official)
    met.action("General", meeting=met.meeting)
    agreed.complete_action(act=met.action("Done already"), **met.known(met.worker))
    assert waits_for(met, met.worker)["My actions"] == ["Late", "In a week", "General"]
    tomorrow = my_work(met.worker, met.worker.scope(), met.today + DAY)[0]
    assert (tomorrow.items[0].text, tomorrow.items[0].is_overdue) == ("Late", True)
    assert late.is_open


def test_an_action_about_a_case_no_longer_seen_is_not_shown(met):
    met.action()
    met.worker.memberships.all().delete()
    assert waits_for(met, met.worker) == {}


def test_a_worker_answers_referrals_and_admits_whom_they_have_accepted(met):
    provider, council = met.house.provider, met.council
    facts = {"provider": provider, "commissioner": council}
    received = make.make_referral(status=Referral.Status.RECEIVED, received_on=met.today - DAY, **facts)
    assessing = make.make_referral(status=Referral.Status.ASSESSING, received_on=met.today - 3 * DAY, **facts)
    make.make_referral(status=Referral.Status.DECLINED, decline_reason="risk", **facts)
    make.make_referral(status=Referral.Status.RECEIVED, commissioner=council)
    waits = waits_for(met, met.worker)
    assert waits["Referrals to answer"] == [
        f"{one.resident.reference} from {one.ward}" for one in (assessing, received)
    ]
    waiting = met.house.waiting
    assert waits["Accepted, and waiting for a bed"] == [f"{waiting.resident.reference} from {waiting.ward}"]
    viewer = make.make_worker(provider, role=Role.PROVIDER_VIEWER)
    assert waits_for(met, viewer) == {}
    assert waits_for(met, met.official) == {}


@pytest.mark.parametrize(("nights", "shown"), [(34, False), (35, True), (42, True), (43, True)])
def test_a_week_before_the_limit_somebody_without_a_way_out_is_work(met, nights, shown):
    placement = resident(met, nights)
    said = waits_for(met, met.worker).get(NO_WAY_OUT, [])
    assert (f"{placement.resident.reference}, Elm House" in said) is shown


def test_a_reason_or_an_application_is_a_way_out(met):
    with_reason, applied, withdrawn, resolved = (resident(met, 40) for _ in range(4))
    make.make_overstay_reason(with_reason, met.today)
    make.make_overstay_reason(resolved, met.today, resolved_on=met.today)
    for placement, stage in ((applied, "made"), (withdrawn, "withdrawn")):
        MoveOnApplication.objects.create(
            referral=placement.referral, kind="social", housing_provider="Council", stage=stage, owner="housing"
        )
    expected = [f"{one.resident.reference}, Elm House" for one in (withdrawn, resolved)]
    assert sorted(waits_for(met, met.worker)[NO_WAY_OUT]) == sorted(expected)


@pytest.mark.parametrize(
    ("stage", "is_a_way"),
    [("made", True), ("challenged", True), ("refused", False), ("rejected", False), ("withdrawn", False)],
)
def test_my_work_and_the_housing_list_agree_on_who_has_no_way_out(met, stage, is_a_way):
    person = Way(resident(met, 40).referral, today=met.today)
    person.application_at(stage)
    scope = met.worker.scope()
    without = [one.referral_id for one in housing(scope, met.today, Asked()).without]
    assert (person.referral.pk in without) is not is_a_way
    said = waits_for(met, met.worker).get(NO_WAY_OUT, [])
    assert (f"{person.referral.resident.reference}, Elm House" in said) is not is_a_way


def test_open_repairs_are_a_way_out_and_finished_ones_are_a_home(met):
    placement = resident(met, 40)
    facts = {"referral": placement.referral, "kind": "repairs", "reported_on": met.today - 30 * DAY}
    track = HomeTrack.objects.create(**facts)
    person = f"{placement.resident.reference}, Elm House"
    waits = waits_for(met, met.worker)
    assert person not in waits.get(NO_WAY_OUT, [])
    assert READY not in waits
    track.state, track.done_on = HomeTrack.State.DONE, met.today - 20 * DAY
    track.save()
    waits = waits_for(met, met.worker)
    assert person not in waits.get(NO_WAY_OUT, [])
    assert waits[READY] == [person]
    HomeTrack.objects.create(**facts)  # something else broke
    assert READY not in waits_for(met, met.worker)


def test_a_rejection_is_no_work_once_the_person_has_left_or_the_referral_has_ended(met):
    staying, left, declined = resident(met, 40), resident(met, 40), make.make_referral(commissioner=met.council)
    for referral in (staying.referral, left.referral, declined):
        Way(referral, today=met.today).application_at("rejected")
    left.discharged_on = met.today
    left.save()
    Referral.objects.filter(pk=declined.pk).update(status="withdrawn", withdraw_reason="other")
    assert waits_for(met, met.official)[REJECTED] == [f"{staying.resident.reference}: rejected by Hestia"]


def test_who_decides_is_shown_the_extensions_asked_for(met):
    placement = met.house.placement
    asked = ExtensionRequest.objects.create(placement=placement, until_date=met.today + 40 * DAY, reason="Flat")
    assert waits_for(met, met.official) == {"Extensions to decide": [f"{placement.resident.reference}, Elm House"]}
    manager = make.make_official(met.council, role=Role.CONTRACT_MANAGER)
    for user in (met.worker, manager, make.make_official(make.make_commissioner())):
        assert "Extensions to decide" not in waits_for(met, user)
    asked.decision = ExtensionRequest.Decision.GRANTED
    asked.save()
    assert waits_for(met, met.official) == {}


def test_the_page_says_when_nothing_waits(met):
    page = signed_in(make.make_official(make.make_commissioner())).get(reverse("residents:my_work")).content.decode()
    assert "Nothing waits for you." in page


def test_names_are_for_the_provider(met):
    met.action()
    met.action(owner=met.official)
    for user, name in ((met.worker, "Ann Lee"), (met.official, "")):
        item = my_work(user, user.scope(), met.today)[0].items[0]
        assert item.name == name


def test_an_action_is_ticked_from_the_page_and_is_gone(met):
    met.action("Ring housing")
    client = signed_in(met.worker)
    address = reverse("residents:my_work")
    item = client.get(address).context["sections"][0].items[0]
    response = client.post(item.done_url)
    assert response["Location"] == address
    page = client.get(address)
    assert "My actions" not in [section.title for section in page.context["sections"]]
    assert "Done: Ring housing" in page.content.decode()


def test_a_long_list_says_how_much_is_not_shown(met, monkeypatch):
    monkeypatch.setattr(work, "MOST", 2)
    for number in range(5):
        met.action(f"Call {number}")
    page = signed_in(met.worker).get(reverse("residents:my_work"))
    assert page.context["sections"][0].count == 5
    assert "And 3 more." in page.content.decode()


def test_the_page_asks_as_often_for_little_as_for_much(met, django_assert_num_queries):
    resident(met, 40)
    met.action("One")
    facts = {"provider": met.house.provider, "commissioner": met.council}
    make.make_referral(status=Referral.Status.RECEIVED, **facts)
    scope = met.worker.scope()
    with django_assert_num_queries(7):
        my_work(met.worker, scope, met.today)
    for number in range(4):
        resident(met, 41 + number)
        met.action(f"Call {number}", referral=met.house.waiting)
        make.make_referral(status=Referral.Status.RECEIVED, **facts)
        make.make_referral(**facts)
    with django_assert_num_queries(7):
        my_work(met.worker, scope, met.today)
