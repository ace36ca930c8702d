"""What happens after a stay: contacts with somebody who left, a return to hospital, a departure that was none."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from beds.models.base import IN_FORCE, Cancellable, Recorded, cancelled_with_reason
from residents.models.overstays import OfPlacementQuerySet
from residents.models.people import Ward
from residents.models.placements import Placement

WITHIN_DAYS = 30
"""A readmission within 30 days is one on days 0 to 29 after leaving."""


class AftercareContact(Recorded, Cancellable):
    """A contact with somebody who has moved on."""

    class How(models.TextChoices):
        VISIT = "visit", "Visit"
        PHONE = "phone", "Phone call"
        MESSAGE = "message", "Message"
        NO_ANSWER = "no_answer", "Tried, no answer"

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="aftercare_contacts")
    on = models.DateField()
    how = models.CharField(max_length=12, choices=How)
    still_settled = models.BooleanField("still living there", null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    objects = OfPlacementQuerySet.as_manager()

    class Meta:
        ordering = ("-on", "-pk")
        constraints = [
            cancelled_with_reason("residents_aftercarecontact_cancelled_with_reason"),
            models.CheckConstraint(
                name="residents_aftercarecontact_no_answer_tells_nothing",
                condition=~Q(how="no_answer") | Q(still_settled__isnull=True),
                violation_error_message="Nobody answered: leave open whether they still live there.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_how_display()}: {self.placement.resident}"


class Readmission(Recorded, Cancellable):
    """Somebody who left step-down is in a mental-health ward again. Linked to the placement that they had left."""

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="readmissions")
    readmitted_on = models.DateField()
    ward = models.ForeignKey(Ward, models.PROTECT, null=True, blank=True, related_name="readmissions")
    note = models.CharField(max_length=300, blank=True)

    objects = OfPlacementQuerySet.as_manager()

    class Meta:
        ordering = ("readmitted_on", "pk")
        constraints = [
            cancelled_with_reason("residents_readmission_cancelled_with_reason"),
            models.UniqueConstraint(
                name="residents_readmission_once_a_day",
                fields=["placement", "readmitted_on"],
                condition=IN_FORCE,
                violation_error_message="This readmission is recorded already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.placement.resident} readmitted on {self.readmitted_on:%-d %B %Y}"

    @property
    def within_30_days(self) -> bool:
        """Whether it counts as a readmission within 30 days: on days 0 to 29 after leaving."""
        days = self.days_after_leaving
        return days is not None and 0 <= days < WITHIN_DAYS

    @property
    def days_after_leaving(self) -> int | None:
        """Whole days from leaving step-down to the readmission: 0 on the same day."""
        left = self.placement.discharged_on
        return None if left is None else (self.readmitted_on - left).days
