"""Feedback: the list of what was said, and the link that somebody holds."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from beds.access import Scope
from residents.models import Feedback, FeedbackLink
from residents.models.support import hash_of_secret


@dataclass(frozen=True, slots=True)
class Choice:
    """Which feedback is asked for; empty answers leave nothing out. `until_date` is the last day that counts."""

    provider: int | None = None
    service: int | None = None
    giver: str = ""
    verdict: str = ""
    after_leaving: bool | None = None
    from_date: dt.date | None = None
    until_date: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Verdicts:
    """How many said what."""

    positive: int
    mixed: int
    negative: int

    @property
    def all(self) -> int:
        return self.positive + self.mixed + self.negative


def feedback_within(scope: Scope, choice: Choice) -> QuerySet[Feedback]:
    """The feedback of the placements in scope that the choice names, with what a row shows."""
    asked: dict[str, Any] = {
        "placement__service__provider": choice.provider,
        "placement__service": choice.service,
        "giver": choice.giver or None,
        "verdict": choice.verdict or None,
        "received_on__gte": choice.from_date,
        "received_on__lte": choice.until_date,
    }
    rows = Feedback.objects.within(scope).in_force().filter(placement__cancelled_at=None)
    rows = rows.filter(**{name: value for name, value in asked.items() if value is not None})
    if choice.after_leaving is not None:
        # by the day of leaving as it is recorded now: it is entered late, and corrected
        after = Q(placement__discharged_on__isnull=False, received_on__gte=F("placement__discharged_on"))
        rows = rows.filter(after if choice.after_leaving else ~after)
    return rows.select_related("placement__resident", "placement__service__provider")


def verdicts(rows: QuerySet[Feedback]) -> Verdicts:
    """The verdicts of these rows, counted. One query."""
    counts = dict(rows.order_by().values_list("verdict").annotate(Count("pk")))
    return Verdicts(**{verdict.value: counts.get(verdict.value, 0) for verdict in Feedback.Verdict})


def has_any(scope: Scope) -> bool:
    """Whether there is any feedback to be seen at all."""
    return feedback_within(scope, Choice()).exists()


def link_of(secret: str, today: dt.date) -> FeedbackLink | None:
    """The link of this secret if feedback can still be given with it.

    One look-up in an index of hashes, so that how long it takes says nothing of how near a guess came.
    """
    link = FeedbackLink.objects.select_related("placement").filter(secret_hash=hash_of_secret(secret)).first()
    if link is None or not link.works_on(today) or link.placement.cancelled_at is not None:
        return None
    return link
