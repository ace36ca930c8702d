"""Reviews, and all of it as events of the story."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from beds.access import Role, Scope
from beds.refusal import Refusal
from residents.actions import alerts, handovers, incidents, reviews
from residents.models import Placement, ReviewParty
from residents.queries.safety_events import safety_events
from tests import factories as make
from tests.factories import TODAY, day
from tests.residents.safe_house import make_alert, make_handover, make_incident, make_review

pytestmark = pytest.mark.django_db

NEXT_WEEK = TODAY + dt.timedelta(days=7)
PLAN: dict[str, Any] = {"kind": "care", "held_on": NEXT_WEEK, "invited": ["provider", "clinical"]}
HELD: dict[str, Any] = {
    "kind": "care",
    "held_on": TODAY,
    "invited": ["provider", "clinical"],
    "attended": ["provider"],
    "summary": "Go on",
}


@pytest.fixture
def placement() -> Placement:
    return make.make_placement(admitted_on=TODAY - dt.timedelta(days=10))


@pytest.fixture
def known(placement: Placement) -> dict[str, Any]:
    user = make.make_worker(placement.service.provider, email="kim@example.org")
    return {"by": user, "scope": user.scope(), "today": TODAY}


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


# Planning and recording -------------------------------------------------------------------------------------------


def test_a_planned_review_says_who_is_invited_and_not_who_came(placement, known):
    review = reviews.plan_review(placement=placement, **PLAN, **known)
    assert not review.held
    assert reviews.parties_of(review) == {"provider": (True, None), "clinical": (True, None)}


def test_a_review_that_was_held_says_who_came(placement, known):
    came = HELD | {"attended": ["provider", "carer"]}
    review = reviews.record_review(placement=placement, **came, **known)
    assert (review.held, review.summary) == (True, "Go on")
    assert reviews.parties_of(review) == {
        "provider": (True, True),
        "clinical": (True, False),
        "carer": (False, True),
    }


@pytest.mark.parametrize(
    ("verb", "facts", "field", "said"),
    [
        (reviews.plan_review, PLAN | {"kind": "tea"}, "kind", "Select what kind"),
        (reviews.plan_review, PLAN | {"held_on": ago(1)}, "held_on", "today, 20 November 2026, or later"),
        (reviews.plan_review, PLAN | {"held_on": day("2019-12-31")}, "held_on", "was referred on"),
        (reviews.plan_review, PLAN | {"invited": []}, "invited", "Select who is invited"),
        (reviews.plan_review, PLAN | {"invited": ["provider", "press"]}, "invited", "from the list"),
        (reviews.plan_review, PLAN | {"invited": ["clinical"]}, "without_provider", "is left out"),
        (reviews.record_review, HELD | {"held_on": NEXT_WEEK}, "held_on", "must be today"),
        (reviews.record_review, HELD | {"attended": []}, "attended", "Select who came"),
        (reviews.record_review, HELD | {"attended": ["press"]}, "attended", "from the list"),
        (reviews.record_review, HELD | {"summary": "x" * 4001}, "summary", "4000 characters or fewer"),
        (
            reviews.record_review,
            HELD | {"invited": ["clinical"], "attended": ["clinical"]},
            "without_provider",
            "is left out",
        ),
    ],
)
def test_a_review_is_refused_in_words(placement, known, verb, facts, field, said):
    with pytest.raises(Refusal, match=said) as refused:
        verb(placement=placement, **facts, **known)
    assert refused.value.field == field


def test_a_review_belongs_to_the_stay(known):
    left = make.make_placement(admitted_on=ago(10), discharged_on=ago(3))
    known["scope"] = make.make_worker(left.service.provider).scope()
    for verb, facts in ((reviews.plan_review, PLAN), (reviews.record_review, HELD)):
        with pytest.raises(Refusal, match="left on 17 November 2026"):
            verb(placement=left, **facts, **known)
    assert reviews.record_review(placement=left, **(HELD | {"held_on": ago(3)}), **known)


def test_the_provider_is_left_out_only_on_purpose(placement, known):
    review = reviews.plan_review(
        placement=placement, **(PLAN | {"invited": ["clinical"]}), without_provider=True, **known
    )
    assert reviews.parties_of(review)["provider"] == (False, None)
    # who came all the same was not left out
    came = HELD | {"invited": ["clinical"]}
    assert reviews.record_review(placement=placement, **came, **known).parties.get(party="provider").attended


def test_a_review_sent_twice_is_one(placement, known):
    planned = reviews.plan_review(placement=placement, **PLAN, **known)
    assert reviews.plan_review(placement=placement, **PLAN, **known) == planned
    held = reviews.record_review(placement=placement, **HELD, **known)
    assert reviews.record_review(placement=placement, **HELD, **known) == held
    for facts in ({"invited": ["provider"]}, {"summary": "Stop"}, {"attended": ["clinical"]}):
        with pytest.raises(Refusal, match="A care review on 20 November 2026 is recorded already"):
            reviews.record_review(placement=placement, **(HELD | facts), **known)
    with pytest.raises(Refusal, match="is recorded already"):
        reviews.plan_review(placement=placement, **(PLAN | {"held_on": TODAY}), **known)
    assert placement.reviews.count() == 2


def test_a_planned_review_is_not_recorded_beside_itself(placement, known):
    make_review(placement, TODAY)
    with pytest.raises(Refusal, match=r"is planned already. Say of that one that it was held"):
        reviews.record_review(placement=placement, **HELD, **known)


# Held, corrected, cancelled ---------------------------------------------------------------------------------------


def test_a_planned_review_was_held(placement, known):
    review = make_review(placement, NEXT_WEEK)
    facts = {name: HELD[name] for name in ("held_on", "invited", "attended", "summary")}
    version = review.updated_at
    held = reviews.hold_review(review=review, **facts, version=version, **known)
    assert (held.held, held.held_on, held.summary) == (True, TODAY, "Go on")
    assert reviews.parties_of(held) == {"provider": (True, True), "clinical": (True, False)}
    assert reviews.hold_review(review=review, **facts, version=version, **known) == held
    with pytest.raises(Refusal, match="recorded already as held on 20 November 2026"):
        reviews.hold_review(review=review, **(facts | {"summary": "Stop"}), version=version, **known)


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"held_on": NEXT_WEEK}, "held_on", "must be today"),
        ({"attended": []}, "attended", "Select who came"),
        ({"invited": ["clinical"], "attended": ["clinical"]}, "without_provider", "is left out"),
        ({"held_on": ago(2)}, "held_on", "Enter another day"),
    ],
)
def test_holding_is_refused_in_words(placement, known, changed, field, said):
    make_review(placement, ago(2), held=True)
    facts = {name: HELD[name] for name in ("held_on", "invited", "attended", "summary")}
    with pytest.raises(Refusal, match=said) as refused:
        reviews.hold_review(review=make_review(placement, NEXT_WEEK), **(facts | changed), **known)
    assert refused.value.field == field


def test_holding_never_loses_another_persons_invitations(placement, known):
    review = make_review(placement, TODAY)
    seen = review.updated_at
    reviews.correct_review(review=review, **(PLAN | {"held_on": TODAY, "invited": ["provider", "carer"]}), **known)
    with pytest.raises(Refusal, match=r"kim@example.org changed this record"):
        reviews.hold_review(
            review=review, held_on=TODAY, invited=["provider"], attended=["provider"], version=seen, **known
        )


def test_a_correction_keeps_planned_planned_and_held_held(placement, known):
    planned = make_review(placement, ago(1), kind="joint")
    # its day is over: it can be corrected all the same, but not to another day that is over
    assert not reviews.correct_review(
        review=planned, kind="risk", held_on=ago(1), invited=["provider"], attended=["provider"], **known
    ).held
    assert reviews.parties_of(planned) == {"provider": (True, None)}
    assert planned.parties.get(party="clinical").invited is False  # kept, and not shown
    with pytest.raises(Refusal, match="or later"):
        reviews.correct_review(review=planned, kind="risk", held_on=ago(2), invited=["provider"], **known)
    held = make_review(placement, ago(1), held=True)
    with pytest.raises(Refusal, match="must be today"):
        reviews.correct_review(review=held, **(HELD | {"held_on": NEXT_WEEK}), **known)
    assert reviews.correct_review(review=held, **HELD, **known).held
    with pytest.raises(Refusal, match="Enter another day"):
        reviews.correct_review(review=held, **(HELD | {"kind": "risk", "held_on": ago(1)}), **known)


def test_a_stale_correction_is_refused_and_the_same_one_sent_twice_is_not(placement, known):
    review = make_review(placement, TODAY, held=True)
    seen = review.updated_at
    for _ in range(2):
        reviews.correct_review(review=review, **HELD, version=seen, **known)
    for changed in ({"summary": "Stop"}, {"attended": ["clinical"]}):
        with pytest.raises(Refusal, match=r"kim@example.org changed this record"):
            reviews.correct_review(review=review, **(HELD | changed), version=seen, **known)


def test_a_cancelled_review_is_no_more(placement, known):
    review = make_review(placement, NEXT_WEEK)
    with pytest.raises(Refusal, match="Say why the review is cancelled"):
        reviews.cancel_review(review=review, reason=" ", **known)
    reviews.cancel_review(review=review, reason="Nobody could come", **known)
    with pytest.raises(Refusal, match=r"was cancelled by .*: Nobody could come"):
        reviews.cancel_review(review=review, reason="Postponed", **known)
    assert reviews.plan_review(placement=placement, **PLAN, **known) != review


def test_who_writes_of_reviews(placement, known):
    commissioner = placement.contract.commissioner
    ward = Scope(wards=frozenset([placement.referral.ward_id]))
    for scope in (known["scope"], make.make_official(commissioner).scope(), ward):
        assert reviews.plan_review(placement=placement, **PLAN, **(known | {"scope": scope}))
    review = placement.reviews.get()
    facts = {name: HELD[name] for name in ("held_on", "invited", "attended")}
    for scope in (
        make.make_official(commissioner, role=Role.HOUSING_OFFICER).scope(),
        make.make_worker(placement.service.provider, role=Role.PROVIDER_VIEWER).scope(),
        Scope(wards=frozenset([0])),
    ):
        for verb, about in (
            (reviews.plan_review, {"placement": placement, **PLAN}),
            (reviews.record_review, {"placement": placement, **HELD}),
            (reviews.hold_review, {"review": review, **facts}),
            (reviews.correct_review, {"review": review, **HELD}),
            (reviews.cancel_review, {"review": review, "reason": "Wrong"}),
        ):
            with pytest.raises(PermissionDenied):
                verb(**about, **(known | {"scope": scope}))


# The story --------------------------------------------------------------------------------------------------------


def test_the_story_tells_what_happened_without_the_accounts(placement, known):
    incident = make_incident(placement, ago(5), safeguarding=True, created_by=known["by"])
    incidents.close_incident(incident=incident, closed_on=ago(4), outcome="Found at home", **known)
    alert = make_alert(placement, raised_on=ago(6), level="medium", source="The ward")
    alerts.correct_alert(alert=alert, level="high", text="Spits.", precautions="Masks.", source="The ward", **known)
    alerts.end_alert(alert=alert, reason="Stopped", **known)
    make_review(placement, ago(3), provider=False, held=True)
    make_review(placement, NEXT_WEEK, kind="joint")
    handover = make_handover(placement, ago(2), appointment_on=NEXT_WEEK)
    handovers.cancel_handover(handover=handover, reason="Another person", **known)
    told = [(event.kind, event.title, event.detail) for event in safety_events(placement)]
    for event in (
        ("incident", "Incident: Missing", "Moderate. Raised with the council’s safeguarding team"),
        ("incident", "Incident closed: Missing", "Found at home"),
        ("alert", "Risk alert raised: medium risk", "Who told us: The ward"),
        ("alert", "Risk alert changed", "To be read again"),
        ("alert", "Risk alert ended", "Stopped"),
        ("review", "Care review held", "Provider not invited. There: clinical team"),
        ("review", "Joint meeting planned", ""),
        (
            "handover",
            "Discharged from the clinical team to the GP",
            "Elm Surgery. First appointment on 27 November 2026",
        ),
        ("handover", "Record of the discharge to the GP cancelled", "Another person"),
    ):
        assert event in told, event
    assert len(told) == 9
    assert not [said for event in told for said in event if incident.account in said or "Spits" in said]


def test_the_story_says_when_the_provider_did_not_come(placement):
    review = make_review(placement, ago(3), held=True)
    ReviewParty.objects.filter(review=review, party="provider").update(attended=False)
    assert [event.detail for event in safety_events(placement)] == ["Provider did not come. There: clinical team"]


def test_the_story_of_safety_is_a_fixed_number_of_queries(placement, django_assert_num_queries):
    for number in range(3):
        make_incident(placement, ago(number))
        make_alert(placement, text=f"Risk {number}")
        make_review(placement, ago(number), held=True)
        make_handover(placement, ago(number))
        with django_assert_num_queries(7):
            assert len(list(safety_events(placement))) == 4 * (number + 1)
