"""How a person comes to need a bed: the referral, in its short form."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from beds.access import Scope
from beds.models import Commissioner, Provider
from beds.models.base import Recorded
from residents.models.people import Resident, Ward


class ReferralQuerySet(models.QuerySet):
    def within(self, scope: Scope) -> Self:
        """A commissioner's referrals, and those sent to a provider in scope."""
        if scope.everything:
            return self
        return self.filter(Q(commissioner__in=scope.commissioners) | Q(provider__in=scope.providers))

    def admissible(self, scope: Scope) -> Self:
        """Those whose person this writer may admit: sent to a provider they write for, or promised a bed of one."""
        if scope.everything:
            return self
        from residents.models.placements import Booking

        promised = Booking.objects.in_force().filter(
            referral=OuterRef("pk"), bed__service__provider__in=scope.writes_for
        )
        return self.filter(Q(provider__in=scope.writes_for) | Exists(promised))

    def awaiting_admission(self) -> Self:
        """Accepted, and not placed yet."""
        return self.filter(status=Referral.Status.ACCEPTED)


class Referral(Recorded):
    """A ward's request for a step-down bed for one person."""

    class Status(models.TextChoices):
        RECEIVED = "received", "Received"
        ASSESSING = "assessing", "Assessing"
        ACCEPTED = "accepted", "Accepted"
        PLACED = "placed", "Placed"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"
        REDIRECTED = "redirected", "Redirected"

    class DeclineReason(models.TextChoices):
        NEEDS_TOO_HIGH = "needs_too_high", "Needs too high"
        NEEDS_TOO_LOW = "needs_too_low", "Needs too low"
        RISK = "risk", "Risk to or from others"
        NO_VACANCY = "no_vacancy", "No vacancy in time"
        OUT_OF_AREA = "out_of_area", "Out of area"
        NO_PLAN = "no_plan", "No plan"
        CONSENT_WITHHELD = "consent_withheld", "Consent withheld"
        BETTER_ELSEWHERE = "better_elsewhere", "Better served elsewhere"
        OTHER = "other", "Other"

    resident = models.ForeignKey(Resident, models.PROTECT, related_name="referrals")
    ward = models.ForeignKey(Ward, models.PROTECT, related_name="referrals")
    commissioner = models.ForeignKey(Commissioner, models.PROTECT, related_name="referrals")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="referrals")
    status = models.CharField(max_length=12, choices=Status, default=Status.RECEIVED)
    received_on = models.DateField("referred on")
    clinically_ready_on = models.DateField("clinically ready for discharge on", null=True, blank=True)
    allocated_worker = models.CharField(max_length=120, blank=True)
    move_on_plan = models.TextField("move-on plan", blank=True)
    decline_reason = models.CharField(max_length=20, choices=DeclineReason, blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ("-received_on",)
        constraints = [
            models.CheckConstraint(
                name="residents_referral_declined_with_reason",
                condition=Q(status="declined", decline_reason__gt="") | (~Q(status="declined") & Q(decline_reason="")),
                violation_error_message="Choose why the referral is declined.",
            )
        ]

    def __str__(self) -> str:
        return f"Referral of {self.resident} from {self.ward}"

    @property
    def has_plan_and_worker(self) -> bool:
        """Whether the person may be admitted without an emergency override."""
        return bool(self.move_on_plan.strip() and self.allocated_worker.strip())
