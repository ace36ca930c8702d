"""Incidents of all the placements that a person may see."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, Q

from beds.access import Scope
from residents.models import Incident, Placement
from residents.models.overstays import OfPlacementQuerySet
from residents.queries.names import names_of
from residents.queries.sliced import Sliced

SORTS = {
    "happened_on": "happened_on",
    "reference": "placement__resident__reference",
    "service": "placement__service__name",
    "kind": "kind",
    "severity": "severity",
    "safeguarding": "safeguarding",
    "closed_on": "closed_on",
}
"""What the list can be sorted by. Kind and severity sort by their codes: low, moderate, serious."""
LATEST_FIRST = "-happened_on"


@dataclass(frozen=True, slots=True)
class Choice:
    """Which incidents, and in what order. Empty values keep everything."""

    state: str = ""
    kind: str = ""
    safeguarding: str = ""
    service: int | None = None
    sort: str = LATEST_FIRST


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """One incident in the list, without its account."""

    incident: Incident
    name: str
    """The resident's; empty for those who need no names."""

    @property
    def placement(self) -> Placement:
        return self.incident.placement


@dataclass(frozen=True, slots=True)
class Summary:
    """How many incidents were chosen, and how many of them are what."""

    incidents: int
    open: int
    safeguarding: int
    people: int


class Incidents(Sliced[IncidentRow]):
    """The chosen incidents of a scope, in order: count them, and take a slice with the residents' names."""

    def __init__(self, scope: Scope, choice: Choice = Choice()) -> None:
        super().__init__()
        self.scope, self.choice = scope, choice

    @cached_property
    def summary(self) -> Summary:
        """The totals over all chosen rows. One query."""
        counts: dict[str, Any] = self._incidents.aggregate(
            incidents=Count("pk"),
            open=Count("pk", filter=Q(closed_on=None)),
            safeguarding=Count("pk", filter=Q(safeguarding=True)),
            people=Count("placement__resident", distinct=True),
        )
        return Summary(**counts)

    def count(self) -> int:
        return self.summary.incidents

    def take(self, wanted: slice) -> list[IncidentRow]:
        column = SORTS[self.choice.sort.removeprefix("-")]
        order = f"-{column}" if self.choice.sort.startswith("-") else column
        rows = self._incidents.select_related("placement__resident", "placement__service__provider")
        incidents = list(rows.order_by(order, "-happened_on", "-pk")[wanted])
        names = names_of([incident.placement.resident_id for incident in incidents], self.scope)
        return [IncidentRow(incident, names[incident.placement.resident_id]) for incident in incidents]

    @property
    def _incidents(self) -> OfPlacementQuerySet:
        """Those in force, of placements that count."""
        incidents = Incident.objects.within(self.scope).in_force().filter(placement__cancelled_at=None)
        if self.choice.state:
            incidents = incidents.filter(closed_on__isnull=self.choice.state == "open")
        if self.choice.kind:
            incidents = incidents.filter(kind=self.choice.kind)
        if self.choice.safeguarding:
            incidents = incidents.filter(safeguarding=self.choice.safeguarding == "yes")
        if self.choice.service:
            incidents = incidents.filter(placement__service=self.choice.service)
        return incidents
