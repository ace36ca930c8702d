"""A ward refers somebody, and hears what became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from beds.access import Role
from residents.models import Referral, ReferralStep
from stepdown.notices.kinds.base import Kind, News, page, since

Status = Referral.Status
WAITING = (Status.RECEIVED, Status.ASSESSING)
DECIDED = {Status.ACCEPTED: "accepted", Status.DECLINED: "declined", Status.REDIRECTED: "redirected elsewhere"}


def _of(referral: Referral) -> str:
    return page(("residents:referral", referral.pk), ("residents:referrals", None), ("residents:my_beds", None))


def new(today: dt.date) -> Iterator[News]:
    """Referrals entered in the last week that wait for a decision, and those opened again. Two queries."""
    waiting = Referral.objects.filter(status__in=WAITING).select_related("resident", "ward").order_by("pk")
    for referral in waiting.filter(created_at__date__gt=since(today)):
        yield News(
            key=f"referral:{referral.pk}",
            text=f"{referral.resident.reference} was referred from {referral.ward}.",
            link=_of(referral),
            commissioner_id=referral.commissioner_id,
            provider_ids=frozenset({referral.provider_id}),
            told=frozenset({referral.created_by_id}),
        )
    again = ReferralStep.objects.filter(reopened=True, on__gt=since(today), referral__status__in=WAITING)
    for step in again.select_related("referral__resident", "referral__ward").order_by("pk"):
        yield News(
            key=f"referral-again:{step.pk}",
            text=f"The referral of {step.referral.resident.reference} from {step.referral.ward} was opened again.",
            link=_of(step.referral),
            commissioner_id=step.referral.commissioner_id,
            provider_ids=frozenset({step.referral.provider_id}),
            told=frozenset({step.created_by_id}),
        )


def decided(today: dt.date) -> Iterator[News]:
    """Decisions of the last week that still hold. One query."""
    steps = ReferralStep.objects.filter(status__in=DECIDED, on__gt=since(today))
    for step in steps.select_related("referral__resident", "referral__ward").order_by("pk"):
        referral = step.referral
        # an accepted person who has come since then was accepted all the same
        if referral.status not in (step.status, Status.PLACED):
            continue
        yield News(
            key=f"referral-decided:{step.pk}",
            text=f"The referral of {referral.resident.reference} from {referral.ward} was "
            f"{DECIDED[Status(step.status)]}.",
            link=_of(referral),
            commissioner_id=referral.commissioner_id,
            provider_ids=frozenset({referral.provider_id}),
            ward_id=referral.ward_id,
            told=frozenset({step.created_by_id}),
        )


KINDS = (
    Kind(
        "referral_new",
        "New referral",
        "A ward refers somebody, or opens a referral again.",
        new,
        tells=frozenset({Role.PROVIDER_WORKER, Role.COMMISSIONER}),
        offers=frozenset({Role.ADMINISTRATOR, Role.HOUSING_OFFICER, Role.PROVIDER_VIEWER}),
    ),
    Kind(
        "referral_decided",
        "Decision on a referral",
        "A referral is accepted, declined, or redirected to a better service.",
        decided,
        tells=frozenset({Role.REFERRER}),
        offers=frozenset({Role.PROVIDER_WORKER, Role.COMMISSIONER, Role.ADMINISTRATOR, Role.PROVIDER_VIEWER}),
    ),
)
