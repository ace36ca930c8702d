"""What keeps people safe: incidents, alerts that each worker reads, reviews, and the clinical team's goodbye."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q, QuerySet

from beds.access import Scope
from beds.models.base import (
    Cancellable,
    CancellableQuerySet,
    Recorded,
    Replaced,
    by_whom,
    cancelled_with_reason,
)
from residents.models.overstays import OfPlacementQuerySet
from residents.models.placements import Placement


def of_concern(scope: Scope) -> QuerySet[Placement]:
    """The placements whose risks, reviews and handovers a person knows of: those they may see, and their ward's."""
    if scope.everything:
        return Placement.objects.all()
    seen = Placement.objects.within(scope).values("pk")
    return Placement.objects.filter(Q(pk__in=seen) | Q(referral__ward__in=scope.wards))


class OfConcernQuerySet(CancellableQuerySet):
    """Rows about a placement that the ward of its referral shares with the provider and the commissioner."""

    def within(self, scope: Scope) -> Self:
        """Those of the placements that concern this person: as provider, as commissioner, or as the ward."""
        return self if scope.everything else self.filter(placement__in=of_concern(scope))


class Told(models.Model):
    """What is told of an incident, in one wording. An `outcome` without `closed_on` is from before it was reopened."""

    class Kind(models.TextChoices):
        SAFEGUARDING = "safeguarding", "Safeguarding concern"
        MISSING = "missing", "Missing"
        SELF_HARM = "self_harm", "Self-harm"
        HARM_TO_OTHERS = "harm_to_others", "Violence or threat to others"
        HARM_FROM_OTHERS = "harm_from_others", "Harm or exploitation by others"
        SUBSTANCE = "substance", "Substance misuse"
        MEDICATION = "medication", "Medication"
        DAMAGE = "damage", "Fire or damage"
        OTHER = "other", "Other"

    class Severity(models.TextChoices):
        LOW = "low", "Low"
        MODERATE = "moderate", "Moderate"
        SERIOUS = "serious", "Serious"

    happened_on = models.DateField()
    kind = models.CharField(max_length=20, choices=Kind)
    severity = models.CharField(max_length=10, choices=Severity)
    account = models.TextField("what happened", validators=[MaxLengthValidator(4000)])
    action_taken = models.TextField("what was done", blank=True, validators=[MaxLengthValidator(2000)])
    safeguarding = models.BooleanField("raised with the council's safeguarding team", default=False)
    closed_on = models.DateField(null=True, blank=True)
    closed_by = by_whom()
    outcome = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True


class Incident(Recorded, Cancellable, Told):
    """Something that went wrong during a stay, and what came of it, for the provider and the commissioner to know."""

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="incidents")

    objects = OfPlacementQuerySet.as_manager()

    class Meta:
        ordering = ("-happened_on", "-pk")
        constraints = [
            cancelled_with_reason("residents_incident_cancelled_with_reason"),
            models.CheckConstraint(
                name="residents_incident_closed_with_outcome",
                condition=Q(closed_on__isnull=True) | Q(outcome__gt=""),
                violation_error_message="Say what came of it.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.placement.resident}"


class IncidentWording(Replaced, Told):
    """How an incident read before it was corrected, or opened again."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="wordings")

    class Meta:
        ordering = ("replaced_at", "pk")

    def __str__(self) -> str:
        return f"{self.incident}, as it read until {self.replaced_at:%-d %B %Y}"


class RiskAlertQuerySet(OfConcernQuerySet):
    def standing(self) -> Self:
        """Those that hold: neither taken back nor ended, of a placement that counts."""
        return self.in_force().filter(ended_on=None, placement__cancelled_at=None)

    def of_residents(self) -> Self:
        """The standing ones about people who are in step-down now: somebody works with them."""
        return self.standing().filter(placement__discharged_on=None)


class Alerted(models.Model):
    """What an alert says, in one wording."""

    class Level(models.TextChoices):
        MEDIUM = "medium", "Medium"
        HIGH = "high", "High"

    level = models.CharField(max_length=10, choices=Level)
    text = models.TextField("the risk", validators=[MaxLengthValidator(2000)])
    precautions = models.TextField("what to do about it", validators=[MaxLengthValidator(2000)])
    edition = models.PositiveSmallIntegerField(
        default=1, editable=False, help_text="Counts the wordings: who has read one has not read the next."
    )

    class Meta:
        abstract = True


class RiskAlert(Recorded, Cancellable, Alerted):
    """A risk that each worker of the provider must know of before working with a resident (001, section 2.7)."""

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="alerts")
    source = models.CharField("who told us", max_length=120, blank=True)
    raised_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    ended_by = by_whom()
    ended_why = models.CharField("why it ended", max_length=300, blank=True)
    again_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="raised_again",
        help_text="The alert of an earlier stay about the same risk.",
    )

    objects = RiskAlertQuerySet.as_manager()

    class Meta:
        ordering = ("-raised_on", "-pk")
        constraints = [
            cancelled_with_reason("residents_riskalert_cancelled_with_reason"),
            models.CheckConstraint(
                name="residents_riskalert_ended_with_reason",
                condition=Q(ended_on__isnull=True, ended_why="") | Q(ended_on__isnull=False, ended_why__gt=""),
                violation_error_message="Say why the alert ends.",
            ),
        ]

    def __str__(self) -> str:
        return f"Alert about {self.placement.resident}"


class AlertWording(Replaced, Alerted):
    """How an alert read before it was changed: what those who had acknowledged it by then had read."""

    alert = models.ForeignKey(RiskAlert, models.PROTECT, related_name="wordings")

    class Meta:
        ordering = ("edition",)
        constraints = [
            models.UniqueConstraint(
                name="residents_alertwording_once_per_edition",
                fields=["alert", "edition"],
                violation_error_message="This wording of the alert is kept already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.alert}, as it read until {self.replaced_at:%-d %B %Y}"


class AlertAcknowledgement(models.Model):
    """One worker has read one alert in the wording (`edition`) of that moment. It says nothing of later wordings."""

    alert = models.ForeignKey(RiskAlert, models.PROTECT, related_name="acknowledgements")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    edition = models.PositiveSmallIntegerField(default=1, editable=False)
    acknowledged_at = models.DateTimeField()

    class Meta:
        ordering = ("acknowledged_at", "pk")
        constraints = [
            models.UniqueConstraint(
                name="residents_alertacknowledgement_once_per_worker",
                fields=["alert", "user", "edition"],
                violation_error_message="You have acknowledged this alert already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} has read: {self.alert}"


class Review(Recorded, Cancellable):
    """A meeting about one person's care, planned or held."""

    class Kind(models.TextChoices):
        CARE = "care", "Care review"
        MEDICAL = "medical", "Medical review"
        SAFEGUARDING = "safeguarding", "Safeguarding meeting"
        RISK = "risk", "Risk assessment"
        DISCHARGE = "discharge", "Discharge planning"
        JOINT = "joint", "Joint meeting"

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="reviews")
    kind = models.CharField(max_length=20, choices=Kind)
    held_on = models.DateField("on")
    summary = models.TextField("what was agreed", blank=True, validators=[MaxLengthValidator(4000)])
    held = models.BooleanField(default=False)

    objects = OfConcernQuerySet.as_manager()

    class Meta:
        ordering = ("-held_on", "-pk")
        constraints = [cancelled_with_reason("residents_review_cancelled_with_reason")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.placement.resident}"


class ReviewParty(models.Model):
    """One party to a review: whether it was invited, and whether it came. The provider must not be left out."""

    class Party(models.TextChoices):
        PROVIDER = "provider", "Step-down provider"
        CLINICAL = "clinical", "Clinical team"
        SOCIAL_CARE = "social_care", "Social worker"
        HOUSING = "housing", "Council housing"
        RESIDENT = "resident", "Resident"
        CARER = "carer", "Family or carer"
        COMMISSIONER = "commissioner", "Commissioner"
        OTHER = "other", "Somebody else"

    review = models.ForeignKey(Review, models.CASCADE, related_name="parties")
    party = models.CharField(max_length=20, choices=Party)
    invited = models.BooleanField(default=True)
    attended = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                name="residents_reviewparty_once_per_review",
                fields=["review", "party"],
                violation_error_message="This party is on the list already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_party_display()}: {self.review}"


class GpHandover(Recorded, Cancellable):
    """The clinical team has discharged a resident to the GP. Entered by whoever learns of it; the provider is told."""

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="gp_handovers")
    handed_over_on = models.DateField()
    practice = models.CharField("GP practice", max_length=120)
    appointment_on = models.DateField("first appointment", null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    objects = OfConcernQuerySet.as_manager()

    class Meta:
        ordering = ("-handed_over_on", "-pk")
        constraints = [cancelled_with_reason("residents_gphandover_cancelled_with_reason")]

    def __str__(self) -> str:
        return f"{self.placement.resident} discharged to {self.practice}"
