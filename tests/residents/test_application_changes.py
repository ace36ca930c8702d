"""What is changed of an application: nobody's words are written over, and none is made twice."""

from __future__ import annotations

from typing import Any

import pytest

from beds.refusal import Refusal
from residents.actions import applications
from residents.models import MoveOnApplication
from tests.residents.ways import Way, in_a_bed

pytestmark = pytest.mark.django_db
Stage = MoveOnApplication.Stage


@pytest.fixture
def way() -> Way:
    return in_a_bed()


def test_whoever_asks_second_sees_what_was_asked_first(way: Way) -> None:
    rejected = way.reject(way.application(), 3)
    known: dict[str, Any] = {"application": rejected, "version": rejected.updated_at, **way.known}
    asked = applications.ask_for_challenge(reason="The risk is five years old", **known)
    assert applications.ask_for_challenge(reason="The risk is five years old", **known).updated_at == asked.updated_at
    with pytest.raises(Refusal, match="changed this record while you were typing") as refusal:
        applications.ask_for_challenge(reason="Please look", **known)
    assert refusal.value.field == "version"
    assert asked.challenge_asked == "The risk is five years old"
    again = applications.ask_for_challenge(reason="And the letter", **(known | {"version": asked.updated_at}))
    assert again.challenge_asked == "And the letter"


def test_a_change_makes_no_second_application_for_the_same_home(way: Way) -> None:
    way.application(10, housing_provider="Hestia")
    other = way.application(9, housing_provider="Oak")
    same: dict[str, Any] = {"kind": "supported_low", "housing_provider": "hestia", "owner": "housing"}
    known: dict[str, Any] = {"application": other, **way.known}
    with pytest.raises(Refusal, match="An application to Hestia for this kind of home is open since") as refusal:
        applications.change_application(**same, version=other.updated_at, **known)
    assert refusal.value.field == "housing_provider"
    assert applications.change_application(**(same | {"kind": "social"}), version=other.updated_at, **known)


def test_an_application_that_ended_may_be_named_rightly_beside_an_open_one(way: Way) -> None:
    ended = way.application_at(Stage.WITHDRAWN, housing_provider="Oak")
    way.application(10, housing_provider="Hestia")
    facts: dict[str, Any] = {"kind": "supported_low", "housing_provider": "Hestia", "owner": "housing"}
    known: dict[str, Any] = {"application": ended, "version": ended.updated_at, **way.known}
    assert applications.change_application(**facts, **known).housing_provider == "Hestia"
