"""The queue of referrals and the page of one: what each person sees of the wait, and what they are offered."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from beds.access import Role
from residents.actions import referrals as actions
from residents.models import Booking, Referral
from stepdown.accounts.models import Membership
from tests import factories as make
from tests.residents.house import signed_in
from tests.residents.ward import make_place, make_referrer

pytestmark = pytest.mark.django_db

LIST = reverse("residents:referrals")


# One referral ---------------------------------------------------------------------------------------------------


def shown(user: Any, referral: Referral) -> str:
    response = signed_in(user).get(reverse("residents:referral", args=[referral.pk]))
    assert response.status_code == 200
    return response.content.decode()


def test_names_are_for_the_ward_and_the_provider(pathway):
    referral = pathway.refer()
    for user in (pathway.nurse, pathway.worker, make.make_worker(pathway.provider, role=Role.PROVIDER_VIEWER)):
        assert "Ann Lee" in shown(user, referral)
    for role in (Role.COMMISSIONER, Role.CONTRACT_MANAGER, Role.HOUSING_OFFICER):
        page = shown(make.make_official(pathway.commissioner, role=role), referral)
        assert "Ann Lee" not in page
        assert "943 476 5919" not in page
        assert referral.resident.reference in page


def test_outsiders_do_not_find_it(pathway):
    address = reverse("residents:referral", args=[pathway.refer().pk])
    for user in (make.make_worker(make.make_provider()), make.make_user(), make_referrer(make.make_ward())):
        assert signed_in(user).get(address).status_code == 404
    assert signed_in(pathway.worker).post(address).status_code == 405
    assert Client().get(address)["Location"].startswith(reverse("account_login"))


def buttons(user: Any, referral: Referral) -> list[str]:
    response = signed_in(user).get(reverse("residents:referral", args=[referral.pk]))
    return [choice.label for choice in response.context["page"].actions]


def test_each_person_is_offered_what_is_theirs(pathway):
    received = pathway.at("received")
    mine = ["Decline", "Send on", "Correct or complete", "Withdraw"]
    assert buttons(pathway.worker, received) == ["Record an assessment", "Take into assessment", *mine]
    assert buttons(pathway.official, received) == ["Record an assessment", "Take into assessment", *mine]
    assert buttons(pathway.nurse, received) == ["Correct or complete", "Withdraw"]
    assert buttons(make.make_official(pathway.commissioner, role=Role.HOUSING_OFFICER), received) == []
    assessing = pathway.at("assessing")
    assert "Accept" not in buttons(pathway.worker, assessing)
    pathway.assessed(assessing)
    assert buttons(pathway.worker, assessing)[0] == "Accept"
    accepted = pathway.at("accepted")
    assert buttons(pathway.worker, accepted)[0] == "Admit"
    assert "Admit" not in buttons(pathway.official, accepted)
    assert buttons(pathway.nurse, pathway.at("declined")) == ["Open again"]
    assert buttons(pathway.worker, pathway.at("placed")) == []


def test_the_page_tells_the_wait_what_is_missing_and_whose_move_it_is(pathway):
    referral = pathway.at("assessing", clinically_ready_on=pathway.ago(4), allocated_worker="")
    page = signed_in(pathway.nurse).get(reverse("residents:referral", args=[referral.pk])).context["page"]
    assert (page.times.referred_days, page.times.ready_days) == (10, 4)
    assert page.missing == [
        "allocated worker",
        "proof of identity",
        "financial information",
        "signed referral form",
    ]
    assert (page.move.who, page.move.what) == ("Provider", "record the assessment")


def test_the_history_tells_who_did_what_and_why(pathway):
    referral = pathway.refer()
    worker = pathway.known(pathway.worker)
    actions.start_assessing(referral=referral, **worker)
    found = {"assessed_on": pathway.today, "assessor": "Kim Ray", "suitability": "not_suitable", "needs_level": "high"}
    actions.record_assessment(referral=referral, note="Needs night staff", **found, **worker)
    actions.decline(referral=referral, decline_reason="needs_too_high", note="No night staff", **worker)
    page = shown(pathway.nurse, referral)
    for said in ("Declined: needs too high", "No night staff", "Not suitable", "Kim Ray", "Needs night staff"):
        assert said in page
    assert "Entered by worker@example.org" in page


def test_a_placed_one_leads_to_its_placement_for_those_who_may_see_it(pathway):
    service = make.make_service(provider=pathway.provider)
    bed = make.make_contracted_bed(service=service, commissioner=pathway.commissioner)
    referral = pathway.at("placed")
    placement = make.make_placement(bed, referral=referral, resident=referral.resident, admitted_on=pathway.ago(1))
    link = reverse("reporting:placement", args=[placement.pk])
    assert link in shown(pathway.worker, referral)
    assert link in shown(pathway.official, referral)
    assert link not in shown(pathway.nurse, referral)


def test_a_promised_bed_is_named_to_those_who_may_know_it(pathway):
    other = make.make_service(provider=make.make_provider())
    bed = make.make_contracted_bed("Attic", service=other, commissioner=pathway.commissioner)
    referral = pathway.at("accepted")
    Booking.objects.create(referral=referral, bed=bed, arriving_on=pathway.today)
    assert "Attic" in shown(pathway.nurse, referral)
    assert "Attic" in shown(pathway.official, referral)
    page = shown(pathway.worker, referral)
    assert "Attic" not in page
    assert "Bed booked" in page


def test_what_was_sent_on_leads_there_and_back_for_those_who_may_see_both(pathway):
    referral = pathway.at("received")
    to = make_place("Oak Trust", pathway.commissioner)
    actions.redirect(referral=referral, provider=to, note="Nearer", **pathway.known(pathway.worker))
    successor = Referral.objects.get(redirected_from=referral)
    there, back = (reverse("residents:referral", args=[one.pk]) for one in (successor, referral))
    assert there in shown(pathway.nurse, referral)
    assert there not in shown(pathway.worker, referral)
    assert "Sent on to Oak Trust" in shown(pathway.worker, referral)
    assert back in shown(pathway.nurse, successor)
    assert back not in shown(make.make_worker(to), successor)


# The queue ------------------------------------------------------------------------------------------------------


def queue(user: Any, **asked: Any) -> Any:
    response = signed_in(user).get(LIST, asked)
    assert response.status_code == 200
    return response


def references(response: Any) -> list[str]:
    return [row.record.reference for row in response.context["table"].paginated_rows]


def test_the_queue_holds_what_is_open_the_longest_waiting_first(pathway):
    late = pathway.at("received", received_on=pathway.ago(2))
    early = pathway.at("accepted", received_on=pathway.ago(20))
    pathway.at("declined")
    expected = [early.resident.reference, late.resident.reference]
    for user in (pathway.nurse, pathway.worker, pathway.official):
        response = queue(user)
        assert references(response) == expected
        counts = {one.value: one.count for one in response.context["queue"].counts}
        assert (counts["open"], counts["declined"], counts["placed"], counts["all"]) == (2, 1, 0, 3)
    for user in (make.make_worker(make.make_provider()), make_referrer(make.make_ward())):
        response = queue(user)
        assert references(response) == []
        assert "Nobody waits for an assessment, a decision or a bed." in response.content.decode()


def test_somebody_without_a_membership_is_turned_away(pathway):
    assert signed_in(make.make_user()).get(LIST).status_code == 403
    assert signed_in(pathway.nurse).post(LIST).status_code == 405
    assert Client().get(LIST)["Location"].startswith(reverse("account_login"))


def test_the_queue_is_searched_by_reference_and_by_name_where_that_may_be_known(pathway):
    referral = pathway.refer()
    pathway.at("received")
    reference = referral.resident.reference
    assert references(queue(pathway.official, who=reference[2:5].lower())) == [reference]
    assert references(queue(pathway.nurse, who="ann l")) == [reference]
    assert references(queue(pathway.official, who="ann l")) == []
    assert "No referral matches these filters" in queue(pathway.official, who="ann l").content.decode()


def test_the_queue_is_narrowed_by_state_provider_and_ward(pathway):
    other = make_place("Oak Trust", pathway.commissioner)
    here, there = pathway.at("received"), pathway.at("declined", provider=other)
    assert references(queue(pathway.nurse, state="declined")) == [there.resident.reference]
    assert references(queue(pathway.nurse, state="all", provider=pathway.provider.pk)) == [here.resident.reference]
    assert references(queue(pathway.nurse, state="withdrawn")) == []
    response = queue(pathway.nurse, state="x", provider="y", ward=make.make_ward().pk, sort="z", page="q")
    assert "must be one of the list" in response.content.decode()


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("reference", "R-A"),
        ("-reference", "R-B"),
        ("ward", "R-A"),
        ("provider", "R-A"),
        ("status", "R-A"),
        ("received_on", "R-B"),
        ("-received_on", "R-A"),
        ("clinically_ready_on", "R-A"),
        ("-clinically_ready_on", "R-A"),
        ("since", "R-A"),
    ],
)
def test_the_queue_is_sorted(pathway, sort, first):
    ready = pathway.at("received", received_on=pathway.ago(2), clinically_ready_on=pathway.ago(1))
    ready.resident.reference = "R-A"
    other = make_place("Oak Trust", pathway.commissioner)
    waits = pathway.at("accepted", received_on=pathway.ago(9), provider=other)
    waits.ward = make.make_ward("Zebra Ward")
    waits.save()
    waits.resident.reference = "R-B"
    for one in (ready, waits):
        one.resident.save()
    waits.steps.create(status="accepted", on=pathway.ago(1))
    assert references(queue(pathway.official, sort=sort))[0] == first


def test_a_row_tells_the_wait_and_whose_move_it_is(pathway):
    referral = pathway.at("assessing", move_on_plan="", clinically_ready_on=pathway.ago(7))
    referral.steps.create(status="assessing", on=pathway.ago(3))
    page = queue(pathway.nurse).content.decode()
    for said in ("10 days", "7 days", "3 days", "Move-on plan, proof of identity", "record the assessment"):
        assert said in page


def test_the_queue_asks_as_often_for_one_as_for_many(pathway, django_assert_num_queries):
    nurse = signed_in(pathway.nurse)
    pathway.refer()
    nurse.get(LIST)
    with django_assert_num_queries(11):
        nurse.get(LIST)
    for status in ("received", "assessing", "accepted"):
        pathway.assessed(pathway.at(status))
    with django_assert_num_queries(11):
        nurse.get(LIST)


def test_the_page_asks_as_often_for_a_short_story_as_for_a_long_one(pathway, django_assert_num_queries):
    worker = signed_in(pathway.worker)
    referral = pathway.refer()
    address = reverse("residents:referral", args=[referral.pk])
    worker.get(address)
    with django_assert_num_queries(11):
        worker.get(address)
    for _ in range(3):
        pathway.assessed(referral)
        referral.steps.create(status="received", on=pathway.today, created_by=pathway.worker)
    with django_assert_num_queries(11):
        worker.get(address)


def test_a_long_queue_comes_in_pages(pathway):
    for _ in range(26):
        pathway.at("received")
    response = queue(pathway.nurse)
    assert len(references(response)) == 25
    assert len(references(queue(pathway.nurse, page="2"))) == 1
    assert "26 referrals" in response.content.decode()


def test_a_person_of_a_ward_and_of_a_provider_sees_and_does_both(pathway):
    user = make_referrer(pathway.ward)
    other = make_place("Oak Trust", pathway.commissioner)
    Membership.objects.create(user=user, provider=other, role=Role.PROVIDER_WORKER)
    mine, theirs = pathway.at("received"), pathway.at("received", provider=other)
    assert "Decline" not in buttons(user, mine)
    assert "Decline" in buttons(user, theirs)
