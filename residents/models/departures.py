"""How a resident left, and departures that were recorded by mistake."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from beds.models.base import Cancellable, Recorded, cancelled_with_reason
from residents.models.overstays import OfPlacementQuerySet
from residents.models.placements import LATE_AFTER, Placement


class Departure(models.Model):
    """What is said of how a resident left."""

    class Destination(models.TextChoices):
        HOME = "home", "Home"
        INDEPENDENT_SOCIAL = "independent_social", "Independent living, council or housing association"
        INDEPENDENT_PRIVATE = "independent_private", "Independent living, private rented"
        SUPPORTED_HIGH = "supported_high", "Supported living, high"
        SUPPORTED_MEDIUM = "supported_medium", "Supported living, medium"
        SUPPORTED_LOW = "supported_low", "Supported living, low"
        FAMILY = "family", "Family or friends"
        TEMPORARY = "temporary", "Temporary accommodation"
        CARE_HOME = "care_home", "Residential or nursing care"
        HOSPITAL = "hospital", "Readmitted to hospital"
        PRISON = "prison", "Prison"
        LEFT = "left", "Left without notice"
        DIED = "died", "Died"
        OTHER = "other", "Other"

    class YesNoUnknown(models.TextChoices):
        YES = "yes", "Yes"
        NO = "no", "No"
        NOT_KNOWN = "not_known", "Not known"

    class Support(models.TextChoices):
        NONE = "none", "None"
        COMMUNITY_GROUP = "community_group", "Community or peer group"
        FLOATING = "floating", "Floating support"
        MENTAL_HEALTH_TEAM = "mental_health_team", "Community mental health team"
        HOME_TREATMENT = "home_treatment", "Intensive home treatment"
        OTHER = "other", "Other"
        NOT_KNOWN = "not_known", "Not known"

    class Improvement(models.TextChoices):
        GOOD = "good", "Good"
        MODERATE = "moderate", "Moderate"
        NONE = "none", "None"
        NOT_KNOWN = "not_known", "Not known"

    class NoImprovementReason(models.TextChoices):
        NO_ENGAGEMENT = "no_engagement", "Lack of engagement"
        TOO_SHORT = "too_short", "The stay was too short"
        UNWELL = "unwell", "Became unwell again"
        SUBSTANCE = "substance", "Substance misuse"
        OTHER = "other", "Other"

    destination = models.CharField(max_length=30, choices=Destination)
    planned = models.BooleanField(default=True)
    social_care_need = models.CharField(
        "needs adult social care", max_length=10, choices=YesNoUnknown, default=YesNoUnknown.NOT_KNOWN
    )
    community_support = models.CharField(
        "support in the community", max_length=20, choices=Support, default=Support.NOT_KNOWN
    )
    information_given = models.CharField(
        "knows whom to contact", max_length=10, choices=YesNoUnknown, default=YesNoUnknown.NOT_KNOWN
    )
    improvement = models.CharField(max_length=10, choices=Improvement, default=Improvement.NOT_KNOWN)
    no_improvement_reason = models.CharField(
        "why no improvement", max_length=20, choices=NoImprovementReason, blank=True
    )
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True


class Discharge(Recorded, Departure):
    """Where a resident went. The date is the placement's `discharged_on`."""

    placement = models.OneToOneField(Placement, models.PROTECT, related_name="discharge")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="residents_discharge_no_improvement_with_reason",
                condition=Q(improvement="none", no_improvement_reason__gt="")
                | (~Q(improvement="none") & Q(no_improvement_reason="")),
                violation_error_message="Select why there was no improvement.",
            )
        ]

    def __str__(self) -> str:
        return f"Discharge of {self.placement.resident} to {self.get_destination_display()}"

    def tell_of_death(self) -> None:
        """Leave out what is said of somebody who lives on, such as who supports them; the note stays."""
        self.social_care_need = self.information_given = self.YesNoUnknown.NOT_KNOWN
        self.community_support, self.improvement = self.Support.NOT_KNOWN, self.Improvement.NOT_KNOWN
        self.no_improvement_reason = ""

    @property
    def recorded_late(self) -> bool:
        """Whether it was entered more than two days after the person left."""
        left = self.placement.discharged_on
        return left is not None and timezone.localtime(self.created_at).date() - left > LATE_AFTER


class UndoneDeparture(Recorded, Cancellable, Departure):
    """A departure that was recorded by mistake and taken back: what was said of it and by whom, why it was undone.

    `created_*` is who had recorded the departure and when, `cancelled_*` and `updated_by` who undid it. It is a row of
    its own, because the departure that holds is one for each placement.
    """

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="undone_departures")
    discharged_on = models.DateField("left on")

    objects = OfPlacementQuerySet.as_manager()

    class Meta:
        ordering = ("cancelled_at", "pk")
        constraints = [cancelled_with_reason("residents_undonedeparture_cancelled_with_reason")]

    def __str__(self) -> str:
        return f"{self.placement.resident} had not left on {self.discharged_on:%-d %B %Y}"
