"""Assessments: what one must say, who is accepted on it, and that it cannot be taken away from under a decision."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from beds.refusal import Refusal
from residents.actions import referrals as actions
from tests.residents.house import date_of, signed_in

pytestmark = pytest.mark.django_db


# Accepting ------------------------------------------------------------------------------------------------------


def test_nobody_is_accepted_unassessed(pathway):
    with pytest.raises(Refusal, match="has not been assessed yet"):
        actions.accept(referral=pathway.at("assessing"), **pathway.known(pathway.worker))


def test_an_assessment_that_was_taken_back_does_not_count(pathway):
    referral = pathway.at("assessing")
    found = pathway.assessed(referral)
    actions.cancel_assessment(assessment=found, reason="Wrong person", **pathway.known(pathway.worker))
    with pytest.raises(Refusal, match="has not been assessed yet"):
        actions.accept(referral=referral, **pathway.known(pathway.worker))


def test_the_last_assessment_decides(pathway):
    referral = pathway.at("assessing")
    pathway.assessed(referral, assessed_on=pathway.ago(5))
    pathway.assessed(referral, "not_suitable")
    with pytest.raises(Refusal, match="says “not suitable”"):
        actions.accept(referral=referral, **pathway.known(pathway.worker))
    pathway.assessed(referral, "with_conditions", assessed_on=pathway.today)
    actions.accept(referral=referral, note="Room 3", **pathway.known(pathway.official))
    referral.refresh_from_db()
    assert (referral.status, referral.steps.last().note) == ("accepted", "Room 3")


# Assessments ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"suitability": "perhaps"}, "suitability"),
        ({"needs_level": ""}, "needs_level"),
        ({"assessor": " "}, "assessor"),
        ({"assessed_on": 1}, "assessed_on"),
        ({"assessed_on": -11}, "assessed_on"),
    ],
)
def test_a_wrong_assessment_is_refused_beside_its_input(pathway, answers, field):
    said: dict[str, Any] = {
        "assessed_on": 0,
        "assessor": "Kim Ray",
        "suitability": "suitable",
        "needs_level": "low",
    } | answers
    said["assessed_on"] = pathway.ago(-said["assessed_on"])
    referral = pathway.at("received")
    with pytest.raises(Refusal) as refused:
        actions.record_assessment(referral=referral, **said, **pathway.known(pathway.worker))
    assert refused.value.field == field
    referral.refresh_from_db()
    assert referral.status == "received"


def test_a_person_was_accepted_on_an_assessment_that_cannot_be_taken_away(pathway):
    referral = pathway.at("accepted")
    found = pathway.assessed(referral)
    said: dict[str, Any] = {"assessed_on": pathway.ago(1), "assessor": "Kim Ray", "needs_level": "low"}
    with pytest.raises(Refusal, match="was accepted on this assessment"):
        actions.cancel_assessment(assessment=found, reason="Wrong", **pathway.known(pathway.worker))
    with pytest.raises(Refusal, match="was accepted on this assessment"):
        actions.correct_assessment(
            assessment=found, suitability="not_suitable", **said, **pathway.known(pathway.worker)
        )
    actions.correct_assessment(assessment=found, suitability="with_conditions", **said, **pathway.known(pathway.worker))
    found.refresh_from_db()
    assert (found.suitability, found.needs_level) == ("with_conditions", "low")


def test_an_assessment_is_taken_back_once(pathway):
    found = pathway.assessed(pathway.at("assessing"))
    for _ in range(2):
        actions.cancel_assessment(assessment=found, reason="Wrong person", **pathway.known(pathway.worker))
    for reason, user in (("Another", pathway.worker), ("Wrong person", pathway.official)):
        with pytest.raises(Refusal, match=r"cancelled by worker@example\.org on .*: Wrong person"):
            actions.cancel_assessment(assessment=found, reason=reason, **pathway.known(user))


def test_words_typed_into_an_assessment_that_was_taken_back_are_still_there(pathway):
    found = pathway.assessed(pathway.at("assessing"))
    address = reverse("residents:assessment_correct", args=[found.pk])
    said = date_of("assessed_on", pathway.today) | {"assessor": "Kim Ray", "suitability": "suitable"}
    said |= {"needs_level": "low", "note": "Needs company", "version": found.updated_at.isoformat()}
    actions.cancel_assessment(assessment=found, reason="Wrong person", **pathway.known(pathway.official))
    client = signed_in(pathway.worker)
    page = client.post(address, said).content.decode()
    assert "This was cancelled by official@example.org" in page
    assert "Needs company" in page
    shown = client.get(client.get(address)["Location"]).content.decode()
    assert "This was cancelled by official@example.org" in shown


def test_not_suitable_after_the_acceptance_is_refused_since_it_would_change_nothing(pathway):
    referral = pathway.at("accepted")
    first = pathway.assessed(referral, assessed_on=pathway.ago(3))
    said: dict[str, Any] = {"assessor": "Kim Ray", "needs_level": "low"}
    with pytest.raises(Refusal, match="decline the referral or send it on") as refused:
        actions.record_assessment(
            referral=referral,
            assessed_on=pathway.today,
            suitability="not_suitable",
            **said,
            **pathway.known(pathway.worker),
        )
    assert refused.value.field == "suitability"
    last = actions.record_assessment(
        referral=referral, assessed_on=pathway.ago(1), suitability="suitable", **said, **pathway.known(pathway.worker)
    )
    with pytest.raises(Refusal, match="was accepted on this assessment"):
        actions.correct_assessment(
            assessment=last,
            assessed_on=pathway.ago(1),
            suitability="not_suitable",
            **said,
            **pathway.known(pathway.worker),
        )
    actions.correct_assessment(
        assessment=first,
        assessed_on=pathway.ago(3),
        suitability="not_suitable",
        **said,
        **pathway.known(pathway.worker),
    )


def test_a_stale_correction_of_an_assessment_is_refused(pathway):
    found = pathway.assessed(pathway.at("assessing"))
    said: dict[str, Any] = {
        "assessed_on": pathway.ago(1),
        "suitability": "suitable",
        "needs_level": "low",
        "version": found.updated_at,
    }
    actions.correct_assessment(assessment=found, assessor="Kim", **said, **pathway.known(pathway.official))
    with pytest.raises(Refusal, match=r"official@example\.org changed this record while you were typing"):
        actions.correct_assessment(assessment=found, assessor="Lee", **said, **pathway.known(pathway.worker))
