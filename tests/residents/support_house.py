"""What the tests of support, scores and feedback share: records beside the house, and forms as they are sent."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from residents.models import Feedback, FeedbackLink, OutcomeScore, Placement, SupportRecord
from residents.models.support import hash_of_secret
from residents.views.feedback import SIGNER
from tests import factories as make
from tests.residents.house import House, date_of, signed_in, why

SECRET = "a-secret-of-thirty-two-letters-xx"


def make_support(placement: Placement, on: dt.date, **facts: Any) -> SupportRecord:
    facts.setdefault("kind", "foodbank")
    facts.setdefault("nature", "social")
    return SupportRecord.objects.create(placement=placement, on=on, **facts)


def make_score(placement: Placement, taken_on: dt.date, score: str = "20", **facts: Any) -> OutcomeScore:
    facts.setdefault("measure", "reqol_10")
    facts.setdefault("point", "entry")
    return OutcomeScore.objects.create(placement=placement, taken_on=taken_on, score=Decimal(score), **facts)


def make_link(placement: Placement, expires_on: dt.date, secret: str = SECRET, **facts: Any) -> FeedbackLink:
    facts.setdefault("giver", "resident")
    return FeedbackLink.objects.create(
        placement=placement, expires_on=expires_on, secret_hash=hash_of_secret(secret), **facts
    )


def make_feedback(placement: Placement, received_on: dt.date, **facts: Any) -> Feedback:
    facts.setdefault("giver", "resident")
    facts.setdefault("verdict", "positive")
    return Feedback.objects.create(placement=placement, received_on=received_on, **facts)


def usual(on: dt.date, **answers: Any) -> dict[str, Any]:
    """The sheet as it is sent when nothing unusual is said."""
    sent = date_of("on", on) | {"status": "delivered", "nature": "", "minutes": "", "note": "", "kind": "foodbank"}
    return sent | {"form_number": str(uuid.uuid4())} | answers


@dataclass
class Life:
    """A house in which things were logged, scored and said."""

    house: House
    record: SupportRecord
    asked: SupportRecord
    score: OutcomeScore
    link: FeedbackLink
    paper: Feedback

    @property
    def placement(self) -> Any:
        return self.house.placement

    @property
    def today(self) -> dt.date:
        return self.house.today


@pytest.fixture
def life(house: House) -> Life:
    placement = house.placement
    return Life(
        house=house,
        record=make_support(placement, house.ago(1), note="Walked there"),
        asked=make_support(placement, house.ago(5), kind="gp", nature="clinical", status="commissioned"),
        score=make_score(placement, house.ago(50)),
        link=make_link(placement, house.today),
        paper=make_feedback(
            placement, house.ago(3), was_good="The garden", created_by=make.make_worker(house.provider)
        ),
    )


@pytest.fixture
def official(house: House) -> Client:
    return signed_in(make.make_official(house.placement.contract.commissioner))


WRITES: dict[str, Any] = {
    "log": lambda n: ("support_log", n.placement.pk, usual(n.today)),
    "deliver": lambda n: ("support_deliver", n.asked.pk, date_of("delivered_on", n.today)),
    "correct support": lambda n: (
        "support_correct",
        n.record.pk,
        usual(n.today, kind="gp", nature="clinical", version=n.record.updated_at.isoformat()),
    ),
    "cancel support": lambda n: ("support_cancel", n.record.pk, why("Wrong person")),
    "score": lambda n: (
        "score",
        n.placement.pk,
        date_of("taken_on", n.today) | {"measure": "reqol_10", "score": "25", "point": "exit"},
    ),
    "correct score": lambda n: (
        "score_correct",
        n.score.pk,
        date_of("taken_on", n.today) | {"score": "21", "point": "review", "version": n.score.updated_at.isoformat()},
    ),
    "cancel score": lambda n: ("score_cancel", n.score.pk, why("Wrong person")),
}
"""What only the provider does."""

BOTH: dict[str, Any] = {
    "ask": lambda n: (
        "feedback_link",
        n.placement.pk,
        {"giver": "carer", "days": "28", "secret": SIGNER.sign("x" * 32)},
    ),
    "cancel link": lambda n: ("feedback_link_cancel", n.link.pk, why("Lost")),
    "enter": lambda n: (
        "feedback_enter",
        n.placement.pk,
        date_of("received_on", n.today) | {"giver": "carer", "verdict": "mixed", "form_number": str(uuid.uuid4())},
    ),
    "cancel feedback": lambda n: ("feedback_cancel", n.paper.pk, why("Wrong person")),
}
"""What the provider and the commissioner do."""

ALL = WRITES | BOTH


def sent(name: str, life: Life) -> tuple[str, dict[str, Any]]:
    address, pk, answers = ALL[name](life)
    return reverse(f"residents:{address}", args=[pk]), answers
