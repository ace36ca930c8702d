"""What the forms about somebody's safety have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.http import Http404
from django.urls import reverse

from beds.access import Scope
from beds.models.base import Recorded
from residents.models import Placement
from residents.queries.safety import placement_of_concern
from residents.views.base import PlacementPage


class SafetyForm(PlacementPage):
    """A form about one placement that concerns the person; it leads back to the page of its safety."""

    template_name = "residents/safety/action.html"
    allowed: ClassVar[Callable[[Placement, Scope], bool]]
    """Who may open it."""
    part = ""
    """The part of the page to go back to."""

    def find(self, pk: int = 0, **kwargs: Any) -> Placement:
        placement = placement_of_concern(pk, self.scope)
        if placement is None:
            raise Http404
        self.title = f"{self.verb} {placement.resident.reference}"
        return placement

    def may(self) -> bool:
        return type(self).allowed(self.subject, self.scope)

    def instead(self) -> str:
        return reverse("residents:safety", args=[self.subject.pk])

    def back(self) -> str:
        return reverse("residents:safety", args=[self.subject.pk]) + (f"#{self.part}" if self.part else "")


class SafetyRecordForm(SafetyForm):
    """A form about one record, found among those that concern the person."""

    model: ClassVar[Any]
    name = ""
    """What the actions call the record."""
    entered: ClassVar[tuple[str, ...]] = ()
    """What the form shows of the record at first, besides its version."""

    def find(self, pk: int = 0, **kwargs: Any) -> Placement:
        record = self.model.objects.within(self.scope).select_related("updated_by").filter(pk=pk).first()
        if record is None:
            raise Http404
        self.record = record
        return super().find(pk=record.placement_id)

    def initial(self) -> dict[str, Any]:
        values = {name: getattr(self.record, name) for name in self.entered}
        return values | {"version": self.record.updated_at.isoformat()}

    def known(self) -> dict[str, Any]:
        known = super().known()
        del known["placement"]
        return known | {self.name: self.record}

    @property
    def about(self) -> Recorded:
        record: Recorded = self.record
        return record
