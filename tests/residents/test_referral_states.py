"""The way of a referral: what each state allows and refuses, who may do it, and what it leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from beds.access import Role
from beds.refusal import Refusal
from residents import actions as stays
from residents.actions import referrals as actions
from residents.models import Assessment, Booking, Referral, ReferralStep
from tests import factories as make
from tests.residents.ward import Pathway, make_place, make_referrer

pytestmark = pytest.mark.django_db

Status = Referral.Status
OPEN = {"received", "assessing", "accepted"}

Attempt = Callable[[Pathway, Referral], Any]


def attempt(name: str, **answers: Any) -> Attempt:
    """Do this to a referral, as the provider's worker."""

    def run(pathway: Pathway, referral: Referral) -> Any:
        return getattr(actions, name)(referral=referral, **answers, **pathway.known(pathway.worker))

    return run


def record_assessment(pathway: Pathway, referral: Referral) -> Any:
    found: dict[str, Any] = {
        "assessed_on": pathway.today,
        "assessor": "Kim Ray",
        "suitability": "suitable",
        "needs_level": "low",
    }
    return actions.record_assessment(referral=referral, **found, **pathway.known(pathway.worker))


def correct(pathway: Pathway, referral: Referral) -> Any:
    words: dict[str, Any] = {
        "received_on": pathway.ago(10),
        "person": actions.Person(),
        "facts": actions.Facts(home_area="Wells"),
    }
    return actions.correct_referral(referral=referral, **words, **pathway.known(pathway.worker))


def correct_assessment(pathway: Pathway, referral: Referral) -> Any:
    found: dict[str, Any] = {
        "assessed_on": pathway.ago(1),
        "assessor": "Lee",
        "suitability": "suitable",
        "needs_level": "high",
    }
    return actions.correct_assessment(assessment=referral.assessments.get(), **found, **pathway.known(pathway.worker))


def cancel_assessment(pathway: Pathway, referral: Referral) -> Any:
    pathway.assessed(referral, assessed_on=pathway.ago(2))
    assessment = referral.assessments.latest("pk")
    return actions.cancel_assessment(assessment=assessment, reason="Wrong person", **pathway.known(pathway.worker))


def admit(pathway: Pathway, referral: Referral) -> Any:
    bed = make.make_contracted_bed(
        service=make.make_service(provider=pathway.provider), commissioner=pathway.commissioner
    )
    return stays.admit(bed=bed, admitted_on=pathway.today, referral=referral, **pathway.known(pathway.worker))


ACTIONS: dict[str, tuple[Attempt, set[str], str | None]] = {
    "correct": (correct, OPEN, None),
    "start": (attempt("start_assessing"), {"received"}, "assessing"),
    "assess": (record_assessment, OPEN, None),
    "correct assessment": (correct_assessment, OPEN | {"placed"}, None),
    "cancel assessment": (cancel_assessment, OPEN | {"placed"}, None),
    "accept": (attempt("accept"), {"assessing"}, "accepted"),
    "decline": (attempt("decline", decline_reason="risk"), OPEN, "declined"),
    "redirect": (attempt("redirect", elsewhere="The crisis house", note="Nearer"), OPEN, "redirected"),
    "withdraw": (attempt("withdraw", withdraw_reason="went_home"), OPEN, "withdrawn"),
    "reopen": (attempt("reopen", reason="The ward asks"), {"declined", "withdrawn", "redirected"}, "received"),
    "admit": (admit, {"accepted"}, "placed"),
}
"""What can be done, the states in which DOMAIN.md allows it, and the state it leads to (None: the same)."""


@pytest.mark.parametrize("status", Status.values)
@pytest.mark.parametrize("name", ACTIONS)
def test_each_state_allows_what_the_domain_names_and_refuses_the_rest(pathway, name, status):
    act, allowed, leads_to = ACTIONS[name]
    referral = pathway.at(status)
    pathway.assessed(referral)
    if status in allowed:
        act(pathway, referral)
        referral.refresh_from_db()
        expected = leads_to or ("assessing" if (name, status) == ("assess", "received") else status)
        assert referral.status == expected
        if leads_to:
            assert referral.steps.last().status == expected
    else:
        with pytest.raises(Refusal) as refused:
            act(pathway, referral)
        assert str(referral.resident) in refused.value.message
        referral.refresh_from_db()
        assert referral.status == status
        assert not referral.steps.exists()


def test_a_refusal_says_who_was_quicker_and_what_is_possible(pathway):
    referral = pathway.at("assessing")
    pathway.assessed(referral)
    other = make.make_worker(pathway.provider, email="kim@example.org")
    actions.decline(referral=referral, decline_reason="risk", **pathway.known(other))
    with pytest.raises(Refusal) as refused:
        actions.accept(referral=referral, **pathway.known(pathway.worker))
    assert "was declined by kim@example.org on" in refused.value.message
    assert refused.value.message.endswith("It can be opened again.")


def test_a_refusal_lists_all_that_is_possible(pathway):
    with pytest.raises(Refusal, match=r"It can be corrected, assessed, declined, sent on or withdrawn\."):
        actions.start_assessing(referral=pathway.at("accepted"), **pathway.known(pathway.worker))


# Who ------------------------------------------------------------------------------------------------------------

BY_WARD = {"correct": True, "withdraw": True, "reopen": True}


@pytest.mark.parametrize("name", [name for name in ACTIONS if name != "admit"])
@pytest.mark.parametrize(
    "who", ["ward", "commissioner", "viewer", "manager", "housing", "other ward", "other provider"]
)
def test_who_may_do_it(pathway, name, who):
    act, allowed, _ = ACTIONS[name]
    referral = pathway.at(sorted(allowed)[-1] if name != "accept" else "assessing")
    pathway.assessed(referral)
    pathway.worker = {
        "ward": lambda: pathway.nurse,
        "commissioner": lambda: pathway.official,
        "viewer": lambda: make.make_worker(pathway.provider, role=Role.PROVIDER_VIEWER),
        "manager": lambda: make.make_official(pathway.commissioner, role=Role.CONTRACT_MANAGER),
        "housing": lambda: make.make_official(pathway.commissioner, role=Role.HOUSING_OFFICER),
        "other ward": lambda: make_referrer(make.make_ward()),
        "other provider": lambda: make.make_worker(make.make_provider()),
    }[who]()
    if who == "commissioner" or (who == "ward" and name in BY_WARD):
        act(pathway, referral)
    else:
        with pytest.raises(PermissionDenied):
            act(pathway, referral)
        assert not referral.steps.exists()


# Sent twice -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["start", "assess", "accept", "decline", "redirect", "withdraw", "reopen"])
def test_the_same_form_sent_twice_is_one_step(pathway, name):
    act, allowed, _ = ACTIONS[name]
    referral = pathway.at("assessing" if name in ("accept", "assess") else sorted(allowed)[0])
    if name == "accept":
        pathway.assessed(referral)
    first, second = act(pathway, referral), act(pathway, referral)
    assert first == second
    assert referral.steps.count() == (0 if name == "assess" else 1)
    assert Assessment.objects.count() == (1 if name in ("accept", "assess") else 0)


def test_declining_again_for_another_reason_is_refused(pathway):
    referral = pathway.at("received")
    actions.decline(referral=referral, decline_reason="risk", **pathway.known(pathway.worker))
    with pytest.raises(Refusal, match="was declined by"):
        actions.decline(referral=referral, decline_reason="no_plan", **pathway.known(pathway.worker))


# Reasons --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "answers", "field"),
    [
        ("decline", {"decline_reason": ""}, "decline_reason"),
        ("decline", {"decline_reason": "because"}, "decline_reason"),
        ("decline", {"decline_reason": "other", "note": " "}, "note"),
        ("decline", {"decline_reason": "risk", "note": "x" * 301}, "note"),
        ("withdraw", {"withdraw_reason": ""}, "withdraw_reason"),
        ("withdraw", {"withdraw_reason": "other"}, "note"),
        ("redirect", {"elsewhere": "The crisis house", "note": " "}, "note"),
        ("redirect", {"elsewhere": " ", "note": "Nearer"}, "elsewhere"),
    ],
)
def test_a_missing_reason_is_refused_beside_its_input(pathway, name, answers, field):
    referral = pathway.at("received")
    with pytest.raises(Refusal) as refused:
        attempt(name, **answers)(pathway, referral)
    assert refused.value.field == field
    assert not ReferralStep.objects.exists()


def test_the_coded_reason_stays_in_the_history_when_the_referral_is_opened_again(pathway):
    referral = pathway.at("received")
    actions.decline(referral=referral, decline_reason="no_vacancy", note="Full", **pathway.known(pathway.worker))
    actions.reopen(referral=referral, reason="A room is free", **pathway.known(pathway.nurse))
    referral.refresh_from_db()
    assert referral.decline_reason == ""
    steps = [(step.status, step.reason, step.note, step.reopened) for step in referral.steps.all()]
    assert steps == [
        ("declined", "No vacancy in time", "Full", False),
        ("received", "", "A room is free", True),
    ]


def test_nothing_is_opened_again_without_a_reason(pathway):
    with pytest.raises(Refusal, match="Say why the referral is opened again"):
        actions.reopen(referral=pathway.at("declined"), reason="  ", **pathway.known(pathway.nurse))


# Sending on -----------------------------------------------------------------------------------------------------


def sent_on(pathway: Pathway, referral: Referral) -> Referral:
    to = make_place("Oak Trust", pathway.commissioner)
    said: dict[str, Any] = {"provider": to, "note": "Nearer to the family"}
    assert actions.redirect(referral=referral, **said, **pathway.known(pathway.worker)) == referral
    assert actions.redirect(referral=referral, **said, **pathway.known(pathway.worker)) == referral
    return Referral.objects.get(redirected_from=referral)


def test_sending_on_makes_one_new_referral_of_the_same_person_that_keeps_its_day(pathway):
    referral = pathway.at("assessing", risks="Falls", needs_step_free=True, clinically_ready_on=pathway.ago(5))
    successor = sent_on(pathway, referral)
    referral.refresh_from_db()
    assert (referral.status, referral.redirected_to) == ("redirected", "Oak Trust")
    assert successor.resident == referral.resident
    assert (successor.status, successor.received_on) == ("received", referral.received_on)
    assert (successor.risks, successor.needs_step_free) == ("Falls", True)
    assert successor.clinically_ready_on == pathway.ago(5)
    step = successor.steps.get()
    assert (step.on, step.note) == (pathway.today, "Sent on by Elm House Trust. Nearer to the family")


def test_sending_on_goes_to_one_place(pathway):
    to = make_place("Oak Trust", pathway.commissioner)
    with pytest.raises(Refusal, match="Choose one of the two"):
        attempt("redirect", provider=to, elsewhere="Oak", note="Nearer")(pathway, pathway.at("received"))


def test_sending_on_to_where_it_is_already_is_refused(pathway):
    with pytest.raises(Refusal, match="The referral is with Elm House Trust already"):
        attempt("redirect", provider=pathway.provider, note="Nearer")(pathway, pathway.at("received"))


def test_sending_on_to_a_provider_without_a_contract_is_refused(pathway):
    to = make_place("Oak Trust", make.make_commissioner())
    with pytest.raises(Refusal, match="Oak Trust has no contract for step-down beds with The council today"):
        attempt("redirect", provider=to, note="Nearer")(pathway, pathway.at("received"))


def test_what_was_sent_on_stays_closed_while_it_is_alive_elsewhere(pathway):
    referral = pathway.at("received")
    successor = sent_on(pathway, referral)
    with pytest.raises(Refusal, match="was sent on to Oak Trust, where the referral is received"):
        attempt("reopen", reason="Changed our mind")(pathway, referral)
    known = pathway.known(pathway.nurse)
    actions.withdraw(referral=successor, withdraw_reason="by_mistake", **known)
    attempt("reopen", reason="Changed our mind")(pathway, referral)
    with pytest.raises(Refusal, match="is back with Elm House Trust"):
        actions.reopen(referral=successor, reason="No, there", **known)
    to = successor.provider
    attempt("redirect", provider=to, note="Once more")(pathway, referral)
    assert Referral.objects.filter(redirected_from=referral).count() == 2


def test_a_referral_is_not_opened_again_beside_another_of_the_same_person(pathway):
    closed = pathway.at("declined")
    pathway.at("received", resident=closed.resident)
    with pytest.raises(Refusal, match="There is another referral of the same person to Elm House Trust"):
        attempt("reopen", reason="Changed our mind")(pathway, closed)


# The bed that waits ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["decline", "withdraw", "redirect"])
def test_a_booked_bed_is_free_again(pathway, name):
    service = make.make_service(provider=pathway.provider)
    bed = make.make_contracted_bed(service=service, commissioner=pathway.commissioner)
    referral = pathway.at("accepted")
    booking = make.make_booking(bed, pathway.today, referral=referral)
    ACTIONS[name][0](pathway, referral)
    booking.refresh_from_db()
    assert booking.cancelled_at is not None
    assert "The referral was" in booking.cancelled_reason
    assert not Booking.objects.waiting().exists()


# Placed ---------------------------------------------------------------------------------------------------------


def test_an_admission_of_somebody_new_leaves_both_steps(pathway):
    bed = make.make_contracted_bed(
        service=make.make_service(provider=pathway.provider), commissioner=pathway.commissioner
    )
    details = stays.Details(
        ward=pathway.ward, received_on=pathway.ago(4), allocated_worker="Jo", move_on_plan="Council flat"
    )
    known = pathway.known(pathway.worker)
    placement = stays.admit(bed=bed, admitted_on=pathway.ago(1), details=details, **known)
    steps = [(step.status, step.on, step.created_by) for step in placement.referral.steps.all()]
    assert steps == [
        ("received", pathway.ago(4), pathway.worker),
        ("placed", pathway.ago(1), pathway.worker),
    ]


@pytest.mark.parametrize(
    ("still_expected", "status", "reason"),
    [(True, "accepted", ""), (False, "withdrawn", "Referred by mistake")],
)
def test_a_cancelled_placement_is_a_step_too(pathway, still_expected, status, reason):
    placement = admit(pathway, pathway.at("accepted"))
    stays.cancel_placement(
        placement=placement, reason="Wrong room", still_expected=still_expected, **pathway.known(pathway.worker)
    )
    step = placement.referral.steps.last()
    assert (step.status, step.reason, step.note, step.on) == (status, reason, "Wrong room", pathway.today)
