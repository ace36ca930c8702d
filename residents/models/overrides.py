"""An emergency that was none: an admission that was said not to wait for a plan or a worker, by mistake."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from beds.access import Scope
from beds.models.base import Recorded
from residents.models.placements import Placement


class OverrideTakenBackQuerySet(models.QuerySet):
    def within(self, scope: Scope) -> OverrideTakenBackQuerySet:
        """Those of the placements that this person may see."""
        return self if scope.everything else self.filter(placement__in=Placement.objects.within(scope))


class OverrideTakenBack(Recorded):
    """What was said of an admission that could not wait, and why that was a mistake; the placement says it no more.

    The commissioner still reads it: rule 3 lets nobody be admitted in an emergency without a trace.
    """

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="overrides_taken_back")
    override_code = models.CharField(max_length=20, choices=Placement.OverrideCode, blank=True)
    override_reason = models.CharField(max_length=300)
    reason = models.CharField("why it was a mistake", max_length=300)

    objects = OverrideTakenBackQuerySet.as_manager()

    class Meta:
        ordering = ("created_at", "pk")
        verbose_name_plural = "overrides taken back"
        constraints = [
            models.CheckConstraint(
                name="residents_overridetakenback_with_reason",
                condition=~Q(reason=""),
                violation_error_message="Say why the emergency was entered by mistake.",
            )
        ]

    def __str__(self) -> str:
        return f"Emergency taken back: {self.placement}"
