"""Admissions that could not wait: the reason from the list, and the page that the commissioner reads."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from beds.access import SYSTEM
from beds.refusal import Refusal
from residents import actions
from residents.actions.overrides import override_given
from residents.actions.people import last_written
from residents.models import Placement, Referral
from residents.queries.overrides import overrides
from tests import factories as make
from tests.residents.house import date_of, signed_in

pytestmark = pytest.mark.django_db

KNOWN: dict[str, Any] = {"by": None, "scope": SYSTEM}


@pytest.mark.parametrize(
    ("code", "words", "kept"),
    [
        ("", "", ("", "")),
        ("", " Flood ", ("other", "Flood")),
        ("ward_closing", "", ("ward_closing", "Ward closing or full")),
        ("ward_closing", "Tonight", ("ward_closing", "Tonight")),
        ("other", "Flood", ("other", "Flood")),
    ],
)
def test_a_code_speaks_for_itself_and_words_alone_are_other(code, words, kept):
    assert override_given(code, words) == kept


@pytest.mark.parametrize(("code", "field"), [("other", "override_reason"), ("whim", "override_code")])
def test_other_needs_words_and_a_code_must_be_listed(code, field):
    with pytest.raises(Refusal) as refused:
        override_given(code, " ")
    assert refused.value.field == field


@pytest.fixture
def unready(house) -> Referral:
    house.waiting.allocated_worker = ""
    house.waiting.save()
    return house.waiting


@pytest.fixture
def admitted(house, unready) -> Placement:
    """Somebody admitted without a worker five days ago."""
    return actions.admit(
        referral=unready,
        bed=house.beds[1],
        admitted_on=house.ago(5),
        override_code="ward_closing",
        today=house.today,
        **KNOWN,
    )


def complete(house, placement: Placement) -> Referral:
    referral = placement.referral
    referral.allocated_worker = "Jo"
    referral.save()
    return referral


def test_the_admission_keeps_its_reason_and_the_same_again_makes_no_second(house, unready):
    user = make.make_worker(house.provider)
    facts: dict[str, Any] = {
        "referral": unready,
        "bed": house.beds[1],
        "admitted_on": house.today,
        "today": house.today,
    }
    facts |= {"by": user, "scope": user.scope()}
    first = actions.admit(override_code="unsafe_on_ward", **facts)
    assert (first.override_code, first.override_reason) == ("unsafe_on_ward", "Not safe on the ward")
    assert actions.admit(override_code="unsafe_on_ward", **facts) == first
    with pytest.raises(Refusal):
        actions.admit(override_code="ward_closing", **facts)


def test_the_form_sends_the_code(house, worker, unready):
    address = reverse("residents:admit") + f"?referral={unready.pk}"
    version = {"version": unready.updated_at.isoformat()}
    answers = date_of("admitted_on", house.today) | {"bed": house.beds[1].pk, "move_on_plan": "Flat"} | version
    assert worker.post(address, answers).status_code == 200
    assert worker.post(address, answers | {"override_code": "out_of_hours"}).status_code == 302
    assert Placement.objects.get(referral=unready).override_code == "out_of_hours"


def test_the_reason_stays_and_may_be_put_otherwise(house, worker, admitted):
    address = reverse("residents:details_correct", args=[admitted.pk])
    form = worker.get(address).context["form"]
    assert form["override_code"].value() == "ward_closing"
    answers = date_of("received_on", house.ago(8)) | {
        "ward": admitted.referral.ward_id,
        "age_band": "30_39",
        "gender": "male",
        "ethnicity": "white",
        "allocated_worker": "Jo",
        "move_on_plan": "Flat",
        "override_code": "other",
        "override_reason": "Flood",
        "version": last_written(admitted).updated_at.isoformat(),
    }
    assert worker.post(address, answers).status_code == 302
    admitted.refresh_from_db()
    assert (admitted.override_code, admitted.override_reason) == ("other", "Flood")


def told(placement: Placement, **changes: Any) -> dict[str, Any]:
    """What the form of a person's details sends, with both a plan and a worker."""
    placement.refresh_from_db()
    return date_of("received_on", placement.referral.received_on) | {
        "ward": placement.referral.ward_id,
        "age_band": "30_39",
        "gender": "male",
        "ethnicity": "white",
        "allocated_worker": "Jo",
        "move_on_plan": "Flat",
        "version": last_written(placement).updated_at.isoformat(),
        **changes,
    }


def test_an_emergency_that_was_none_is_taken_back_and_the_commissioner_still_reads_it(house, worker, admitted):
    address = reverse("residents:details_correct", args=[admitted.pk])
    cleared = {"override_code": "", "override_reason": ""}
    page = worker.post(address, told(admitted, **cleared)).content.decode()
    assert "If it was no emergency, say why it was entered." in page
    sent = told(admitted, **cleared, allocated_worker="", override_mistake="Wrong box")
    assert "without both it was an emergency" in worker.post(address, sent).content.decode()
    assert worker.post(address, told(admitted, override_mistake="Wrong box")).status_code == 302
    admitted.refresh_from_db()
    assert (admitted.override_code, admitted.override_reason) == ("", "")
    assert "override_mistake" not in worker.get(address).context["form"].fields

    (row,) = overrides(SYSTEM, house.today)
    assert (row.reason, row.missing, row.days) == ("Ward closing or full", [], None)
    official = signed_in(make.make_official(admitted.contract.commissioner))
    page = official.get(reverse("residents:overrides")).content.decode()
    for said in ("Ward closing or full", "Taken back", "Wrong box", "Of 1 more the provider has said since"):
        assert said in page, said


def test_no_emergency_is_entered_where_nothing_is_missing(house, worker):
    address = reverse("residents:details_correct", args=[house.placement.pk])
    sent = told(house.placement, override_code="ward_closing", override_reason="Flood")
    assert worker.post(address, sent).status_code == 302
    house.placement.refresh_from_db()
    assert (house.placement.override_code, house.placement.override_reason) == ("", "")
    assert overrides(SYSTEM, house.today) == []


def test_the_referral_knows_since_when_nothing_is_missing(house, admitted):
    assert admitted.referral.complete_since is None
    referral = complete(house, admitted)
    first = referral.complete_since
    assert first is not None
    assert timezone.now() - first < dt.timedelta(minutes=1)
    referral.save()
    assert referral.complete_since == first
    referral.move_on_plan = " "
    referral.save()
    assert referral.complete_since is None


def test_the_list_says_what_is_missing_and_for_how_long(house, admitted):
    (row,) = overrides(SYSTEM, house.today)
    assert (row.missing, row.days, row.since) == (["allocated worker"], 5, None)
    assert (row.reason, row.words, row.entered_by) == ("Ward closing or full", "", "")
    complete(house, admitted)
    (row,) = overrides(SYSTEM, house.today)
    assert (row.missing, row.since, row.days) == ([], house.today, 5)
    Referral.objects.update(complete_since=None)  # entered before it was noted
    (row,) = overrides(SYSTEM, house.today)
    assert (row.missing, row.since, row.days) == ([], None, None)


def test_what_was_given_before_codes_were_asked_for_is_told_in_its_words(house, admitted):
    Placement.objects.update(override_code="")
    Placement.objects.filter(pk=admitted.pk).update(override_reason="Ward flooded")
    (row,) = overrides(SYSTEM, house.today)
    assert (row.reason, row.words) == ("Ward flooded", "")


def test_somebody_who_left_lacked_it_until_then(house, admitted):
    actions.discharge(placement=admitted, discharged_on=house.ago(2), destination="home", today=house.today, **KNOWN)
    (row,) = overrides(SYSTEM, house.today)
    assert row.days == 3


def test_the_commissioner_reads_it_and_others_do_not(house, admitted):
    address = reverse("residents:overrides")
    page = signed_in(make.make_official(admitted.contract.commissioner)).get(address).content.decode()
    for said in (admitted.resident.reference, "Ward closing or full", "No allocated worker", "1 in all"):
        assert said in page, said
    other = signed_in(make.make_official(make.make_commissioner())).get(address).content.decode()
    assert admitted.resident.reference not in other
    assert "There are none." in other


def test_a_cancelled_admission_is_no_longer_listed(house, admitted):
    actions.cancel_placement(placement=admitted, reason="Wrong person", today=house.today, **KNOWN)
    assert overrides(SYSTEM, house.today) == []


@pytest.mark.parametrize("sort", ["resident", "-service", "provider", "admitted_on", "reason", "-days", "since", "x"])
def test_the_list_sorts_by_every_column(house, worker, admitted, sort):
    make.make_placement(house.beds[3], admitted_on=house.ago(1), override_reason="Flood")
    page = worker.get(reverse("residents:overrides"), {"sort": sort, "page": "9"})
    assert page.status_code == 200
    assert "Flood" in page.content.decode()


def test_the_list_asks_as_often_for_one_as_for_many(house, worker, admitted, django_assert_num_queries):
    address = reverse("residents:overrides")
    worker.get(address)
    for _ in range(2):
        with django_assert_num_queries(6):
            worker.get(address)
        bed = make.make_contracted_bed(service=house.beds[0].service, contract=house.placement.contract)
        make.make_placement(bed, override_reason="Flood")
