"""What the tests of support, scores and feedback share: records beside the house, and forms as they are sent."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from residents.models import Feedback, FeedbackLink, OutcomeScore, Placement, SupportRecord
from residents.models.support import hash_of_secret
from tests.residents.house import date_of

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
