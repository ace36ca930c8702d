"""What a stay does for a person: the support given, outcome scores, and what they and their carers say."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from beds.models.base import Cancellable, Recorded, cancelled_with_reason
from residents.models.overstays import OfPlacementQuerySet
from residents.models.placements import Placement


class SupportRecord(Recorded, Cancellable):
    """One activity or intervention with a resident (001, section 2.3), or one that has been asked for."""

    class Kind(models.TextChoices):
        GROUP = "group", "Group activity in the community"
        COURT = "court", "Court and criminal justice"
        HYGIENE = "hygiene", "Personal hygiene"
        LIVING_QUARTERS = "living_quarters", "Keeping the room"
        CLINICAL_LINKS = "clinical_links", "Clinical team and care coordinator"
        MEDICATION = "medication", "Treatment plan and medication"
        BENEFITS = "benefits", "PIP and benefits"
        EMPLOYMENT = "employment", "Work and training"
        GRANTS = "grants", "Grants"
        BEFRIENDING = "befriending", "Befriending"
        FOODBANK = "foodbank", "Foodbank"
        COMMUNITY = "community", "Shops and community facilities"
        FAMILY = "family", "Family contact"
        FREEDOM_PASS = "freedom_pass", "Freedom Pass"
        PSYCHOSOCIAL = "psychosocial", "Psychosocial intervention"
        GP = "gp", "GP, dentist, optician"
        SUBSTANCE = "substance", "Substance misuse services"
        EMOTIONAL = "emotional", "Emotional support and confidence"
        HOUSING = "housing", "Housing and move-on"
        OTHER = "other", "Other"

    class Nature(models.TextChoices):
        SOCIAL = "social", "Social"
        CLINICAL = "clinical", "Clinical"

    class Status(models.TextChoices):
        DELIVERED = "delivered", "Delivered"
        COMMISSIONED = "commissioned", "Commissioned, not delivered yet"

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="support_records")
    on = models.DateField()
    kind = models.CharField(max_length=20, choices=Kind)
    nature = models.CharField(max_length=10, choices=Nature)
    status = models.CharField(max_length=12, choices=Status, default=Status.DELIVERED)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    objects = OfPlacementQuerySet.as_manager()

    class Meta:
        ordering = ("-on", "-pk")
        constraints = [cancelled_with_reason("residents_supportrecord_cancelled_with_reason")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.placement.resident}"


class OutcomeScore(Recorded, Cancellable):
    """The total of one outcome measure on one day. Only totals: the texts of the questions belong to others."""

    class Measure(models.TextChoices):
        REQOL_10 = "reqol_10", "ReQoL-10"
        DIALOG = "dialog", "DIALOG"
        GBO = "gbo", "Goal-based outcome"

    class Point(models.TextChoices):
        ENTRY = "entry", "At entry"
        REVIEW = "review", "During the stay"
        EXIT = "exit", "On leaving"

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="outcome_scores")
    measure = models.CharField(max_length=10, choices=Measure)
    point = models.CharField("when", max_length=10, choices=Point)
    taken_on = models.DateField()
    score = models.DecimalField("total", max_digits=4, decimal_places=1)
    goal = models.CharField(max_length=120, blank=True, help_text="For a goal-based outcome: which goal.")

    objects = OfPlacementQuerySet.as_manager()

    class Meta:
        ordering = ("taken_on", "pk")
        constraints = [cancelled_with_reason("residents_outcomescore_cancelled_with_reason")]

    def __str__(self) -> str:
        return f"{self.get_measure_display()} {self.score}: {self.placement.resident}"


class Giver(models.TextChoices):
    """Who gives feedback."""

    RESIDENT = "resident", "Resident"
    CARER = "carer", "Carer or family"


class FeedbackLink(Recorded, Cancellable):
    """An invitation to give feedback without signing in. It opens once, and says nothing of whose stay it is about.

    Only a hash of the secret in the address is kept: whoever reads the database cannot use the link.
    """

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="feedback_links")
    giver = models.CharField("who is asked", max_length=10, choices=Giver)
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_on = models.DateField()
    used_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = OfPlacementQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        constraints = [cancelled_with_reason("residents_feedbacklink_cancelled_with_reason")]

    def __str__(self) -> str:
        return f"Feedback asked of {self.get_giver_display().lower()}: {self.placement.resident}"


class Feedback(Recorded, Cancellable):
    """What a resident or a carer says of a stay: the three questions of 001, section 4, and a plain verdict."""

    class Verdict(models.TextChoices):
        POSITIVE = "positive", "Good"
        MIXED = "mixed", "Mixed"
        NEGATIVE = "negative", "Poor"

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="feedback")
    link = models.OneToOneField(FeedbackLink, models.PROTECT, null=True, blank=True, related_name="feedback")
    giver = models.CharField(max_length=10, choices=Giver)
    received_on = models.DateField()
    after_leaving = models.BooleanField(default=False)
    verdict = models.CharField("the experience was", max_length=10, choices=Verdict)
    was_good = models.TextField("what was good about the experience", blank=True)
    could_be_better = models.TextField("what could be better", blank=True)
    anything_else = models.TextField("what else they told us", blank=True)

    objects = OfPlacementQuerySet.as_manager()

    class Meta:
        ordering = ("-received_on", "-pk")
        verbose_name_plural = "feedback"
        constraints = [
            cancelled_with_reason("residents_feedback_cancelled_with_reason"),
            models.CheckConstraint(
                name="residents_feedback_verdict_known",
                condition=Q(verdict__in=["positive", "mixed", "negative"]),
                violation_error_message="Select how the experience was.",
            ),
        ]

    def __str__(self) -> str:
        return f"Feedback on the stay of {self.placement.resident}"
