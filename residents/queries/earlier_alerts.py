"""Risk alerts of somebody's earlier stays that nobody has ended: the risk may have come back with the person."""

from __future__ import annotations

import datetime as dt

from django.db.models import F, Q

from beds.access import Scope
from residents.models import Placement, RiskAlert

ONE_GO = dt.timedelta(minutes=1)
"""What was cancelled with a placement was so a moment before it."""


def earlier_alerts(placement: Placement, scope: Scope) -> list[RiskAlert]:
    """The alerts of earlier stays, high risks first, that have neither ended nor been raised again. One query.

    An alert is for those who work with a resident in one stay (001, section 2.7 tells of one of which the next house
    did not know). Those of a placement that was cancelled went with it, and are told of too. Each reader is told of
    what is theirs to see: a provider of what was raised in its own houses, the commissioner and the ward of all in
    their placements; it is they who raise for a new provider what another one had raised. None for who has left.
    """
    if placement.cancelled_at is not None or placement.discharged_on is not None:
        return []
    went_with_it = Q(
        placement__cancelled_at__isnull=False,
        cancelled_reason=F("placement__cancelled_reason"),
        cancelled_at__gte=F("placement__cancelled_at") - ONE_GO,
    )
    alerts = list(
        RiskAlert.objects.within(scope)
        .filter(Q(cancelled_at=None) | went_with_it, placement__resident=placement.resident_id)
        .select_related("placement__service__provider")
        .order_by("raised_on", "pk")
    )
    raised_again = {alert.again_of_id for alert in alerts if alert.cancelled_at is None}
    newest = {alert.text: alert for alert in alerts}.values()
    found = [
        alert
        for alert in newest
        if alert.placement_id != placement.pk and alert.ended_on is None and alert.pk not in raised_again
    ]
    return sorted(found, key=lambda alert: (alert.level != RiskAlert.Level.HIGH, -alert.raised_on.toordinal()))
