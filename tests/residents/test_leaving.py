"""How somebody left, contacts with them afterwards, and a return to hospital: the rules."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from beds.access import SYSTEM, Role
from beds.refusal import Refusal
from beds.wording import long_date
from residents import actions
from residents.actions import leaving
from residents.models import AftercareContact, Discharge, Placement, Readmission
from residents.models.destinations import MEANINGS, SETTLED, CountsAs, meaning_of
from residents.queries.leaving_events import leaving_events
from tests import factories as make

pytestmark = pytest.mark.django_db

KNOWN: dict[str, Any] = {"by": None, "scope": SYSTEM, "today": make.TODAY}
DETAILS: dict[str, Any] = {
    "social_care_need": "no",
    "community_support": "floating",
    "information_given": "yes",
    "improvement": "good",
}


def ago(days: int) -> dt.date:
    return make.TODAY - dt.timedelta(days=days)


@pytest.fixture
def left() -> Placement:
    """Somebody who left forty days ago."""
    return make.make_placement(admitted_on=ago(90), discharged_on=ago(40))


@pytest.fixture
def here() -> Placement:
    return make.make_placement(admitted_on=ago(30))


@pytest.fixture
def dead() -> Placement:
    return make.make_placement(admitted_on=ago(90), discharged_on=ago(40), destination="died")


# What a destination means -------------------------------------------------------------------------------------------

NATIONAL_CODES = {"19", "29", "30", "37", "40", "42", "48", "49", "50", "51", "52", "53", "55", "56", "66", "79"} | {
    "84",
    "87",
    "88",
    "89",
    "98",
    "99",
}
"""DESTINATION OF DISCHARGE (HOSPITAL PROVIDER SPELL), as the NHS Data Dictionary lists it."""


@pytest.mark.parametrize("destination", Discharge.Destination.values)
def test_every_destination_is_settled_or_not_counts_as_something_and_has_a_national_code(destination):
    meaning = meaning_of(destination)
    assert meaning.settled in (True, False)
    assert meaning.counts_as in CountsAs
    assert meaning.national_code in NATIONAL_CODES
    assert meaning.national.startswith(f"{meaning.national_code}, ")


def test_no_meaning_is_left_over():
    assert set(MEANINGS) == set(Discharge.Destination.values)


def test_what_counts_as_settled():
    unsettled = set(Discharge.Destination.values) - set(SETTLED)
    assert unsettled == {"temporary", "care_home", "hospital", "prison", "left", "died", "other"}
    assert meaning_of("supported_high").counts_as == CountsAs.SUPPORTED
    assert meaning_of("independent_private").counts_as == CountsAs.INDEPENDENT
    assert meaning_of("family").counts_as == meaning_of("home").counts_as == CountsAs.HOME
    assert meaning_of("died").national_code == "79"


# How they left ------------------------------------------------------------------------------------------------------


def test_a_departure_takes_what_is_known_at_once(here):
    answers: dict[str, Any] = {"discharged_on": ago(1), "destination": "home", "planned": True}
    more: dict[str, Any] = {"social_care_need": "yes", "community_support": "floating"}
    placement = actions.discharge(placement=here, **answers, **more, **KNOWN)
    assert (placement.discharge.social_care_need, placement.discharge.community_support) == ("yes", "floating")
    assert actions.discharge(placement=here, **answers, **more, **KNOWN) == placement
    with pytest.raises(Refusal, match="already recorded as having left"):
        actions.discharge(placement=here, **answers, **KNOWN)
    assert Discharge.objects.count() == 1


@pytest.mark.parametrize("field", ["social_care_need", "community_support"])
def test_a_departure_refuses_an_unknown_code(here, field):
    facts: dict[str, Any] = {"discharged_on": ago(1), "destination": "home", field: "often"}
    with pytest.raises(Refusal) as refused:
        actions.discharge(placement=here, **facts, **KNOWN)
    assert refused.value.field == field


def test_who_died_has_no_improvement_care_or_support(left, here):
    leaving.complete_discharge(placement=left, **DETAILS, note="Flat found", **KNOWN)
    actions.correct_discharge(placement=left, discharged_on=ago(40), destination="died", planned=False, **KNOWN)
    departure = Discharge.objects.get(placement=left)
    assert {departure.social_care_need, departure.community_support, departure.improvement} == {"not_known"}
    assert [event.detail for event in leaving_events(Placement.objects.get(pk=left.pk))] == ["Flat found"]
    facts: dict[str, Any] = {"discharged_on": ago(1), "destination": "died", "planned": False}
    for _ in range(2):
        died = actions.discharge(placement=here, **facts, social_care_need="yes", **KNOWN)
        assert died.discharge.social_care_need == "not_known"


def test_nothing_is_told_of_the_improvement_of_somebody_whose_departure_became_a_death_before(dead):
    Discharge.objects.filter(placement=dead).update(improvement="none", no_improvement_reason="unwell")
    assert list(leaving_events(dead)) == []


def test_nobody_plans_to_leave_without_notice(here, left):
    with pytest.raises(Refusal, match="without notice") as refused:
        actions.discharge(placement=here, discharged_on=ago(1), destination="left", **KNOWN)
    assert refused.value.field == "planned"
    with pytest.raises(Refusal, match="without notice"):
        actions.correct_discharge(placement=left, discharged_on=ago(40), destination="left", **KNOWN)
    assert actions.discharge(placement=here, discharged_on=ago(1), destination="left", planned=False, **KNOWN)


def test_the_rest_is_said_afterwards_and_corrected_later(left):
    done = leaving.complete_discharge(placement=left, **DETAILS, note=" Flat found ", **KNOWN)
    assert (done.improvement, done.note) == ("good", "Flat found")
    worse = DETAILS | {"improvement": "none", "no_improvement_reason": "unwell"}
    version = Placement.objects.get(pk=left.pk).updated_at
    corrected = leaving.complete_discharge(placement=left, **worse, version=version, **KNOWN)
    assert corrected.no_improvement_reason == "unwell"
    assert Discharge.objects.get(placement=left).note == ""


def test_the_same_said_twice_changes_nothing_and_another_word_is_not_lost(left):
    old = Placement.objects.get(pk=left.pk).updated_at
    leaving.complete_discharge(placement=left, **DETAILS, version=old, **KNOWN)
    changed = Placement.objects.get(pk=left.pk).updated_at
    leaving.complete_discharge(placement=left, **DETAILS, version=old, **KNOWN)
    assert Placement.objects.get(pk=left.pk).updated_at == changed
    with pytest.raises(Refusal, match="while you were typing"):
        leaving.complete_discharge(placement=left, **(DETAILS | {"improvement": "moderate"}), version=old, **KNOWN)
    assert Discharge.objects.get(placement=left).improvement == "good"


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"improvement": "none"}, "no_improvement_reason"),
        ({"improvement": "none", "no_improvement_reason": "whim"}, "no_improvement_reason"),
        ({"no_improvement_reason": "unwell"}, "no_improvement_reason"),
        ({"improvement": "great"}, "improvement"),
        ({"social_care_need": ""}, "social_care_need"),
        ({"community_support": "x"}, "community_support"),
        ({"information_given": "x"}, "information_given"),
        ({"note": "x" * 301}, "note"),
    ],
)
def test_what_was_said_of_a_departure_is_refused_beside_its_input(left, answers, field):
    with pytest.raises(Refusal) as refused:
        leaving.complete_discharge(placement=left, **(DETAILS | answers), **KNOWN)
    assert refused.value.field == field
    assert Discharge.objects.get(placement=left).improvement == "not_known"


def records_of(placement: Placement, known: dict[str, Any] = KNOWN) -> dict[str, Any]:
    """What can be recorded of somebody who left, each ready to be."""
    return {
        "details": lambda: leaving.complete_discharge(placement=placement, **DETAILS, **known),
        "contact": lambda: leaving.record_contact(placement=placement, on=ago(1), how="phone", **known),
        "readmission": lambda: leaving.record_readmission(placement=placement, readmitted_on=ago(1), **known),
    }


@pytest.mark.parametrize("what", ["details", "contact", "readmission"])
def test_nobody_is_followed_who_is_here_died_or_was_never_placed(here, dead, left, what):
    with pytest.raises(Refusal, match="has not left"):
        records_of(here)[what]()
    with pytest.raises(Refusal, match="died"):
        records_of(dead)[what]()
    actions.cancel_placement(placement=left, reason="Wrong person", **KNOWN)
    with pytest.raises(Refusal, match="was cancelled"):
        records_of(left)[what]()


@pytest.mark.parametrize("what", ["details", "contact"])
def test_only_the_provider_tells_how_they_left_and_of_contacts(left, what):
    for user in (make.make_official(left.contract.commissioner), make.make_worker(make.make_provider())):
        known: dict[str, Any] = {"by": user, "scope": user.scope(), "today": make.TODAY}
        with pytest.raises(PermissionDenied):
            records_of(left, known)[what]()


# Contacts -----------------------------------------------------------------------------------------------------------


def test_the_same_contact_twice_is_one(left):
    facts: dict[str, Any] = {"placement": left, "on": ago(3), "how": "phone", "still_settled": True, "note": "Well"}
    first = leaving.record_contact(**facts, **KNOWN)
    assert leaving.record_contact(**(facts | {"note": " Well "}), **KNOWN) == first
    assert leaving.record_contact(**(facts | {"how": "visit"}), **KNOWN) != first
    assert AftercareContact.objects.count() == 2


@pytest.mark.parametrize(
    ("facts", "field", "words"),
    [
        ({"on": ago(-1)}, "on", f"today, {long_date(make.TODAY)}, or in the past"),
        ({"on": ago(41)}, "on", "must be that day or later"),
        ({"how": "letter"}, "how", "Select how"),
        ({"how": "no_answer", "still_settled": True}, "still_settled", "Nobody answered"),
    ],
)
def test_a_contact_that_cannot_be_is_refused(left, facts, field, words):
    with pytest.raises(Refusal) as refused:
        leaving.record_contact(**({"placement": left, "on": ago(3), "how": "phone"} | facts), **KNOWN)
    assert refused.value.field == field
    assert words in refused.value.message
    assert not AftercareContact.objects.exists()


def test_a_contact_on_the_day_of_leaving_counts(left):
    assert leaving.record_contact(placement=left, on=ago(40), how="visit", **KNOWN).pk


def test_a_contact_is_cancelled_once(left):
    contact = leaving.record_contact(placement=left, on=ago(3), how="phone", **KNOWN)
    cancelled = leaving.cancel_contact(contact=contact, reason="Somebody else", **KNOWN)
    assert (cancelled.cancelled_code, cancelled.cancelled_reason) == ("other", "Somebody else")
    assert leaving.cancel_contact(contact=contact, reason="Somebody else", **KNOWN) == contact
    with pytest.raises(Refusal, match=r"was cancelled on .*: Somebody else"):
        leaving.cancel_contact(contact=contact, reason="Wrong day", **KNOWN)
    again = leaving.record_contact(placement=left, on=ago(3), how="phone", **KNOWN)
    with pytest.raises(Refusal, match="Say why"):
        leaving.cancel_contact(contact=again, reason=" ", **KNOWN)


# Readmissions -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "within"), [(0, True), (1, True), (29, True), (30, False), (31, False)])
def test_within_30_days_is_day_0_to_29(left, day, within):
    back = leaving.record_readmission(placement=left, readmitted_on=ago(40 - day), **KNOWN)
    assert back.days_after_leaving == day
    assert back.within_30_days == within


def test_a_readmission_is_of_a_day_and_said_once(left):
    ward = make.make_ward()
    facts: dict[str, Any] = {"placement": left, "readmitted_on": ago(3), "ward": ward, "note": "Relapse"}
    first = leaving.record_readmission(**facts, **KNOWN)
    assert leaving.record_readmission(**facts, **KNOWN) == first
    with pytest.raises(Refusal, match="recorded already") as refused:
        leaving.record_readmission(**(facts | {"ward": None}), **KNOWN)
    assert refused.value.field == "readmitted_on"
    leaving.cancel_readmission(readmission=first, reason="Wrong ward", **KNOWN)
    assert leaving.record_readmission(**(facts | {"ward": None}), **KNOWN) != first
    assert leaving.cancel_readmission(readmission=first, reason="Wrong ward", **KNOWN) == first
    with pytest.raises(Refusal, match="was cancelled on"):
        leaving.cancel_readmission(readmission=first, reason="Twice", **KNOWN)
    assert Readmission.objects.in_force().count() == 1


def test_leaving_for_hospital_is_not_entered_again_as_a_readmission_of_that_day(left):
    actions.correct_discharge(placement=left, discharged_on=ago(40), destination="hospital", planned=False, **KNOWN)
    with pytest.raises(Refusal, match=r"left for hospital on .* a return on a later day") as refused:
        leaving.record_readmission(placement=left, readmitted_on=ago(40), **KNOWN)
    assert refused.value.field == "readmitted_on"
    assert leaving.record_readmission(placement=left, readmitted_on=ago(39), **KNOWN).pk


def test_a_departure_is_not_made_one_for_hospital_over_a_readmission_of_that_day(left):
    leaving.record_readmission(placement=left, readmitted_on=ago(40), **KNOWN)
    with pytest.raises(Refusal, match="a readmission is recorded") as refused:
        actions.correct_discharge(placement=left, discharged_on=ago(40), destination="hospital", **KNOWN)
    assert refused.value.field == "destination"
    actions.correct_discharge(placement=left, discharged_on=ago(40), destination="family", **KNOWN)


@pytest.mark.parametrize("on", [ago(41), ago(-1)])
def test_nobody_is_readmitted_before_leaving_or_in_the_future(left, on):
    with pytest.raises(Refusal) as refused:
        leaving.record_readmission(placement=left, readmitted_on=on, **KNOWN)
    assert refused.value.field == "readmitted_on"


def test_the_commissioner_may_tell_of_a_readmission_and_others_may_not(left):
    commissioner = left.contract.commissioner
    official = make.make_official(commissioner)
    back = leaving.record_readmission(
        placement=left, readmitted_on=ago(3), by=official, scope=official.scope(), today=make.TODAY
    )
    for user in (
        make.make_official(commissioner, role=Role.CONTRACT_MANAGER),
        make.make_worker(left.service.provider, role=Role.PROVIDER_VIEWER),
        make.make_worker(make.make_provider()),
    ):
        known: dict[str, Any] = {"by": user, "scope": user.scope(), "today": make.TODAY}
        with pytest.raises(PermissionDenied):
            leaving.record_readmission(placement=left, readmitted_on=ago(2), **known)
        with pytest.raises(PermissionDenied):
            leaving.cancel_readmission(readmission=back, reason="Wrong", **known)


# The departure and what followed it ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["contact", "readmission"])
def test_a_departure_is_not_undone_moved_or_made_a_death_under_what_followed_it(left, kind):
    record = records_of(left)[kind]()
    with pytest.raises(Refusal, match="After the stay"):
        actions.undo_discharge(placement=left, reason="Came back", **KNOWN)
    for on, destination in ((ago(0), "home"), (ago(40), "died")):
        with pytest.raises(Refusal, match=long_date(ago(1))):
            actions.correct_discharge(placement=left, discharged_on=on, destination=destination, **KNOWN)
    actions.correct_discharge(placement=left, discharged_on=ago(1), destination="family", **KNOWN)
    cancel: Any = {"contact": leaving.cancel_contact, "readmission": leaving.cancel_readmission}[kind]
    cancel(**{kind: record}, reason="Wrong", **KNOWN)
    assert actions.undo_discharge(placement=left, reason="Came back", **KNOWN).discharged_on is None


def test_cancelling_the_placement_takes_what_followed_it_along(left):
    for record in records_of(left).values():
        record()
    actions.cancel_placement(placement=left, reason="Wrong person", **KNOWN)
    assert not AftercareContact.objects.in_force().exists()
    assert not Readmission.objects.in_force().exists()


# The timeline -------------------------------------------------------------------------------------------------------


def test_the_events_tell_of_the_booking_the_departure_and_what_followed(left):
    make.make_booking(make.make_contracted_bed(), ago(91), referral=left.referral, arrived=True)
    details = DETAILS | {"improvement": "none", "no_improvement_reason": "unwell"}
    leaving.complete_discharge(placement=left, **details, note="To be followed", **KNOWN)
    contact = leaving.record_contact(placement=left, on=ago(5), how="phone", still_settled=False, **KNOWN)
    leaving.record_readmission(placement=left, readmitted_on=ago(4), ward=make.make_ward("Heron"), **KNOWN)
    leaving.cancel_contact(contact=contact, reason="Somebody else", **KNOWN)
    told = {event.title: (event.kind, event.detail) for event in leaving_events(left)}
    assert told == {
        "Bed booked": ("booking", f"To arrive on {long_date(ago(91))}"),
        "How they left": (
            "aftercare",
            ". ".join(
                (
                    "Improvement: none (became unwell again)",
                    "Needs adult social care: no",
                    "Support: floating support",
                    "Knows whom to contact: yes",
                    "To be followed",
                )
            ),
        ),
        "Contact after leaving: phone call": ("aftercare", "No longer lives there"),
        "Contact after leaving cancelled": ("aftercare", "Somebody else"),
        "Readmitted to hospital, Heron, St Cuthbert's": ("readmission", "36 days after leaving"),
    }


def test_of_a_departure_of_which_nothing_is_known_nothing_is_told(left, here, django_assert_num_queries):
    assert list(leaving_events(left)) == []
    with django_assert_num_queries(4):
        assert list(leaving_events(here)) == []
