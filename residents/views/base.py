"""What the pages about one placement have in common."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404
from django.urls import reverse

from beds.models.base import Recorded
from beds.pages import ActionPage, Link
from residents.models import Placement, ResidentIdentity
from residents.queries.choices import why_closed
from residents.queries.my_beds import stay_of


class PlacementPage(ActionPage):
    """A page about one placement that the person may see; only those who work for its provider may open it."""

    template_name = "residents/action.html"
    subject: Placement
    verb = ""
    """What the page does, before the reference of the resident in its heading."""

    def find(self, pk: int = 0, **kwargs: Any) -> Placement:
        placements = Placement.objects.within(self.scope).select_related(
            "resident", "contract", "service__provider", "referral__ward", "referral__resident"
        )
        placement = placements.filter(pk=pk).first()
        if placement is None:
            raise Http404
        self.title = f"{self.verb} {placement.resident.reference}"
        return placement

    def may(self) -> bool:
        return self.scope.may_write_for(self.subject.service.provider_id)

    def why_not(self) -> str:
        return why_closed(self.subject) or super().why_not()

    def instead(self) -> str:
        return reverse("reporting:placement", args=[self.subject.pk])

    def context(self) -> dict[str, Any]:
        identity = ResidentIdentity.objects.within(self.scope).filter(resident=self.subject.resident).first()
        return {
            "placement": self.subject,
            "verb": self.verb,
            "name": identity.name if identity else "",
            "stay": stay_of(self.subject, self.scope),
            "nights": self.subject.los_nights(self.today),
        }

    def known(self) -> dict[str, Any]:
        return super().known() | {"placement": self.subject}

    def link(self, label: str, name: str, *args: Any) -> Link:
        """A link to another page of this placement, or of something in it."""
        return label, reverse(f"residents:{name}", args=args or [self.subject.pk])


class RecordPage(PlacementPage):
    """A page about one record of a placement. It finds one that was cancelled too, to say so in place of the form."""

    model: ClassVar[Any]
    name: ClassVar[str] = "record"
    """What the actions call the record."""
    record: Any

    def find(self, pk: int = 0, **kwargs: Any) -> Placement:
        self.record = self.model.objects.within(self.scope).filter(pk=pk).first()
        if self.record is None:
            raise Http404
        self.intro = self.told()
        return super().find(pk=self.record.placement_id)

    def told(self) -> str:
        """What the record says, in a sentence above the form."""
        return ""

    @property
    def about(self) -> Recorded:
        record: Recorded = self.record
        return record

    def instead(self) -> str:
        return super().instead() if self.subject.cancelled_at else self.back()

    def known(self) -> dict[str, Any]:
        known = super().known()
        del known["placement"]
        return known | {self.name: self.record}


class CorrectionPage(PlacementPage):
    """A page that puts something right, and goes back to the list of what can be put right."""

    def initial(self) -> dict[str, Any]:
        return {"version": self.subject.updated_at.isoformat()}

    def instead(self) -> str:
        return super().instead() if self.subject.cancelled_at else self.back()

    def back(self) -> str:
        return reverse("residents:correct", args=[self.subject.pk])

    def done(self, done: Any) -> tuple[str, list[Link]]:
        return f"The record of {self.subject.resident.reference} has been put right.", []
