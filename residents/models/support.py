"""What a stay does for a person: the support given, outcome scores, and what they and their carers say."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from typing import Any

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q

from beds.models.base import IN_FORCE, Cancellable, Recorded, cancelled_with_reason
from residents.models.overstays import OfPlacementQuerySet
from residents.models.placements import Placement


def key_of_form(form: uuid.UUID | None, *facts: Any) -> uuid.UUID | None:
    """What a record remembers of the form that made it: the random number of the form as it was shown, and the facts.

    The same form sent twice with the same facts gives the same key. Another form gives another, whatever the facts, so
    that what truly happened twice can be recorded twice.
    """
    return uuid.uuid5(form, repr(facts)) if form else None


class SupportRecord(Recorded, Cancellable):
    """One activity or intervention with a resident (001, section 2.3), or one that has been asked for.

    `on` is the day on which it was given or, until then, asked for. `commissioned_on` is the day on which it was asked
    for, and stays when it has been given; it is empty for what was given without being asked for first.
    """

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

    USUALLY_CLINICAL = frozenset({Kind.CLINICAL_LINKS, Kind.MEDICATION, Kind.PSYCHOSOCIAL, Kind.GP, Kind.SUBSTANCE})

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="support_records")
    on = models.DateField("date")
    commissioned_on = models.DateField("asked for on", null=True, blank=True)
    kind = models.CharField(max_length=20, choices=Kind)
    nature = models.CharField(max_length=10, choices=Nature)
    status = models.CharField(max_length=12, choices=Status, default=Status.DELIVERED)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    form_key = models.UUIDField(null=True, blank=True, editable=False)

    objects = OfPlacementQuerySet.as_manager()

    class Meta:
        ordering = ("-on", "-pk")
        constraints = [
            cancelled_with_reason("residents_supportrecord_cancelled_with_reason"),
            models.CheckConstraint(
                name="residents_supportrecord_given_once_asked_for",
                condition=Q(commissioned_on__isnull=True) | Q(commissioned_on__lte=F("on")),
                violation_error_message="Support cannot be given before it was asked for.",
            ),
            models.UniqueConstraint(
                name="residents_supportrecord_once_per_form",
                fields=["placement", "form_key"],
                violation_error_message="This form has been sent already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.placement.resident}"

    @classmethod
    def usual_nature(cls, kind: str) -> str:
        """Whether support of this kind is as a rule social or clinical."""
        return cls.Nature.CLINICAL if kind in cls.USUALLY_CLINICAL else cls.Nature.SOCIAL

    @property
    def is_waiting(self) -> bool:
        """Whether it has been asked for and not been given yet."""
        return self.status == self.Status.COMMISSIONED


class OutcomeScore(Recorded, Cancellable):
    """The total of one outcome measure on one day. Only totals: the texts of the questions belong to others.

    For DIALOG the total is the mean of its eight items about life, as its authors score it. What each measure may be,
    and which change of it is more than chance, is in `residents/outcomes.py`.
    """

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
    score = models.DecimalField("total", max_digits=4, decimal_places=2)
    goal = models.CharField(max_length=120, blank=True, help_text="For a goal-based outcome: which goal.")

    objects = OfPlacementQuerySet.as_manager()

    class Meta:
        ordering = ("taken_on", "pk")
        constraints = [
            cancelled_with_reason("residents_outcomescore_cancelled_with_reason"),
            models.UniqueConstraint(
                name="residents_outcomescore_once_a_day",
                fields=["placement", "measure", "goal", "taken_on"],
                condition=IN_FORCE,
                violation_error_message="This measure has a score of that day already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_measure_display()} {self.plain}: {self.placement.resident}"

    @property
    def plain(self) -> str:
        """The total without needless noughts: 21, 4.63."""
        return f"{self.score.normalize():f}"


class Giver(models.TextChoices):
    """Who gives feedback."""

    RESIDENT = "resident", "Resident"
    CARER = "carer", "Carer or family"


def hash_of_secret(secret: str) -> str:
    """What is kept of the secret in a feedback link's address. The secret is random, so no salt is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


class FeedbackLink(Recorded, Cancellable):
    """An invitation to give feedback without signing in. It opens once, and says nothing of whose stay it is about.

    Only a hash of the secret in the address is kept: whoever reads the database cannot use the link.
    """

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="feedback_links")
    giver = models.CharField("who is asked", max_length=10, choices=Giver)
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_on = models.DateField("last day on which it works")
    used_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = OfPlacementQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        constraints = [cancelled_with_reason("residents_feedbacklink_cancelled_with_reason")]

    def works_on(self, day: dt.date) -> bool:
        """Whether feedback can still be given with it."""
        return self.cancelled_at is None and self.used_at is None and day <= self.expires_on

    def __str__(self) -> str:
        return f"Feedback asked of {self.get_giver_display().lower()}: {self.placement.resident}"


MOST_WORDS = 2000
LONGEST = MaxLengthValidator(MOST_WORDS)


class Feedback(Recorded, Cancellable):
    """What a resident or a carer says of a stay: the three questions of 001, section 4, and a plain verdict.

    `link` is empty for what was given on paper and entered by staff.
    """

    class Verdict(models.TextChoices):
        POSITIVE = "positive", "Good"
        MIXED = "mixed", "Mixed"
        NEGATIVE = "negative", "Poor"

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="feedback")
    link = models.OneToOneField(FeedbackLink, models.PROTECT, null=True, blank=True, related_name="feedback")
    giver = models.CharField(max_length=10, choices=Giver)
    received_on = models.DateField()
    verdict = models.CharField("the experience was", max_length=10, choices=Verdict)
    was_good = models.TextField("what was good about the experience", blank=True, validators=[LONGEST])
    could_be_better = models.TextField("what could be better", blank=True, validators=[LONGEST])
    anything_else = models.TextField("what else they told us", blank=True, validators=[LONGEST])
    form_key = models.UUIDField(null=True, blank=True, editable=False, unique=True)

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

    @property
    def after_leaving(self) -> bool:
        """Whether it was said on the day of leaving or later, by the day that is recorded now."""
        left = self.placement.discharged_on
        return left is not None and self.received_on >= left
