"""Which service had somebody on a morning, where the placement itself only knows the last one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from beds.access import Scope
from beds.models import Service
from reporting.elsewhere import ELSEWHERE
from reporting.statements import read


@dataclass(frozen=True, slots=True)
class ServiceThen:
    """A service on a morning; without an id it is one that is not for this person to see."""

    id: int | None
    name: str


def services_on(scope: Scope, placement_ids: Iterable[int], as_at: dt.date) -> dict[int, ServiceThen]:
    """The service of each placement on the morning of `as_at`, or its last one where it has ended, by placement."""
    ids = list(placement_ids)
    rows = read("services_on", placement_ids=ids, as_at=as_at) if ids else []
    names = dict(
        Service.objects.within(scope).filter(pk__in={row.service_id for row in rows}).values_list("pk", "name")
    )
    elsewhere = ServiceThen(None, ELSEWHERE)
    return {
        row.placement_id: ServiceThen(row.service_id, names[row.service_id]) if row.service_id in names else elsewhere
        for row in rows
    }
