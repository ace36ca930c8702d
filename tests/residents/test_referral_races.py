"""Two who decide at once, and a form that arrives twice at once: one wins, and the other is told."""

from __future__ import annotations

from collections import Counter
from functools import partial

import pytest

from beds.refusal import Refusal
from residents.actions import referrals as actions
from residents.models import Referral, ReferralDraft, Resident
from tests import factories as make
from tests.concurrency.test_races import all_at_once
from tests.residents.ward import make_referrer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_of_those_who_accept_and_decline_at_once_one_wins(pathway):
    referral = pathway.at("assessing")
    pathway.assessed(referral)
    accept = partial(actions.accept, referral=referral, **pathway.known(pathway.worker))
    decline = partial(actions.decline, referral=referral, decline_reason="risk", **pathway.known(pathway.official))
    results = all_at_once([accept, decline])
    kinds = Counter(type(result) for result in results)
    # accepted first, the commissioner may still decline; declined first, nobody can accept
    assert set(kinds) <= {Referral, Refusal}, results
    refused = [result for result in results if isinstance(result, Refusal)]
    referral.refresh_from_db()
    assert referral.status == "declined"
    assert referral.steps.count() == 2 - len(refused)
    assert all("was declined by official@example.org" in refusal.message for refusal in refused)


def test_of_many_who_start_at_once_one_wins(pathway):
    referral = pathway.at("received")
    users = [pathway.worker, pathway.official]
    results = all_at_once(
        [partial(actions.start_assessing, referral=referral, **pathway.known(user)) for user in users]
    )
    assert Counter(type(result) for result in results) == {Referral: 1, Refusal: 1}, results
    assert referral.steps.count() == 1


@pytest.mark.parametrize("sent_on", [True, False])
def test_of_two_referrals_of_one_person_that_are_opened_again_at_once_one_is(pathway, sent_on):
    """They are the two ends of one that was sent on, or two that were closed."""
    for _ in range(6):
        first = pathway.at("redirected" if sent_on else "withdrawn")
        second = pathway.at("declined", resident=first.resident, redirected_from=first if sent_on else None)
        results = all_at_once(
            [
                partial(actions.reopen, referral=one, reason="The ward asks", **pathway.known(pathway.official))
                for one in (first, second)
            ]
        )
        assert Counter(type(result) for result in results) == {Referral: 1, Refusal: 1}, results


@pytest.mark.parametrize("number", ["9434765919", ""])
def test_a_form_that_arrives_many_times_at_once_is_one_referral(pathway, number):
    person = pathway.words()["person"]
    identity = actions.Identity(name="Ann Lee", date_of_birth=person.identity.date_of_birth, nhs_number=number)
    send = partial(pathway.refer, person=actions.Person(identity=identity))
    results = all_at_once([send] * 6)
    assert {type(result) for result in results} == {Referral}, results
    assert Referral.objects.count() == Resident.objects.count() == 1


def test_a_number_that_two_wards_send_at_once_is_one_person(pathway):
    other = make.make_ward("Kite Ward")
    other.commissioners.add(pathway.commissioner)
    nurse = make_referrer(other)
    results = all_at_once([pathway.refer, partial(actions.refer, **pathway.words(ward=other), **pathway.known(nurse))])
    kinds = Counter(type(result) for result in results)
    assert set(kinds) <= {Referral, Refusal}, results
    assert kinds[Referral] == Resident.objects.count() + Referral.objects.count() - 1
    assert all("was entered a moment ago" in one.message for one in results if isinstance(one, Refusal))


def test_two_who_save_the_same_draft_at_once_lose_no_words(pathway):
    colleague = make_referrer(pathway.ward)
    known = {"ward": pathway.ward}
    draft = actions.save_draft(answers={"name": ""}, **known, **pathway.known(pathway.nurse))
    change = partial(actions.save_draft, draft=draft, version=draft.updated_at, **known)
    results = all_at_once(
        [
            partial(change, answers={"name": "Ann"}, **pathway.known(pathway.nurse)),
            partial(change, answers={"name": "Bea"}, **pathway.known(colleague)),
        ]
    )
    assert Counter(type(result) for result in results) == {ReferralDraft: 1, Refusal: 1}, results
