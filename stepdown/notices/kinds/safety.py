"""A risk that each worker must know of, and a resident whom the clinical team has handed to the GP."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from django.db.models import F

from beds.access import Role
from residents.models import AlertAcknowledgement, GpHandover, RiskAlert
from stepdown.notices.kinds.base import Kind, News, page, since


def _of(placement_id: int) -> str:
    return page(("residents:safety", placement_id), ("reporting:placement", placement_id))


def alerts(today: dt.date) -> Iterator[News]:
    """Every alert that stands, however old: somebody who starts work today must read it too. Two queries.

    A new wording is told anew to whoever has not acknowledged it; the first has the key that alerts have always had.
    """
    standing = RiskAlert.objects.standing().filter(placement__cancelled_at=None, placement__discharged_on=None)
    read: dict[int, set[int | None]] = defaultdict(set)
    as_it_is = AlertAcknowledgement.objects.filter(alert__in=standing.values("pk"), edition=F("alert__edition"))
    for alert_id, user_id in as_it_is.values_list("alert", "user"):
        read[alert_id].add(user_id)
    for alert in standing.select_related("placement__resident", "placement__contract", "placement__service").order_by(
        "pk"
    ):
        about = f"about {alert.placement.resident.reference} in {alert.placement.service}"
        if alert.edition == 1:
            key = f"alert:{alert.pk}"
            text = f"There is a risk alert {about}. Read and acknowledge it before you work with them."
        else:
            key = f"alert:{alert.pk}:{alert.edition}"
            text = f"The risk alert {about} was changed. Read and acknowledge it as it is now."
        yield News(
            key=key,
            text=text,
            link=_of(alert.placement_id),
            commissioner_id=alert.placement.contract.commissioner_id,
            provider_ids=frozenset({alert.placement.service.provider_id}),
            own_people_only=True,
            told=frozenset(read[alert.pk]),
        )


def handovers(today: dt.date) -> Iterator[News]:
    """Handovers entered in the last week. One query."""
    recent = GpHandover.objects.in_force().filter(created_at__date__gt=since(today), placement__cancelled_at=None)
    for handover in recent.select_related("placement__resident", "placement__contract", "placement__service").order_by(
        "pk"
    ):
        placement = handover.placement
        yield News(
            key=f"gp:{handover.pk}",
            text=f"The clinical team discharged {placement.resident.reference} to the GP on "
            f"{handover.handed_over_on:%-d %B %Y}.",
            link=_of(placement.pk),
            commissioner_id=placement.contract.commissioner_id,
            provider_ids=frozenset({placement.service.provider_id}),
            told=frozenset({handover.created_by_id}),
        )


KINDS = (
    Kind(
        "alert",
        "Risk alert to acknowledge",
        "A risk that each worker of the provider must know of, and again when it is worded anew.",
        alerts,
        tells=frozenset({Role.PROVIDER_WORKER}),
        offers=frozenset({Role.PROVIDER_VIEWER, Role.COMMISSIONER}),
    ),
    Kind(
        "gp_handover",
        "Discharged to the GP",
        "The clinical team has discharged a resident to the GP.",
        handovers,
        tells=frozenset({Role.PROVIDER_WORKER}),
        offers=frozenset({Role.PROVIDER_VIEWER, Role.COMMISSIONER}),
    ),
)
