"""How a person comes to need a bed: the referral, its half-done drafts, its steps and its assessments."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from beds.access import Scope
from beds.models import Commissioner, Provider, Service
from beds.models.base import Cancellable, CancellableQuerySet, Recorded, cancelled_with_reason
from residents.models.people import Resident, Ward


class ReferralQuerySet(models.QuerySet):
    def within(self, scope: Scope) -> Self:
        """A commissioner's and a ward's referrals, and those sent to a provider in scope or placed with one.

        The provider that was asked sees it no more while the person is placed with another.
        """
        if scope.everything:
            return self
        from residents.models.placements import Placement

        placed = Placement.objects.in_force().filter(service__provider__in=scope.providers).values("referral")
        elsewhere = Placement.objects.in_force().exclude(service__provider__in=scope.providers)
        return self.filter(
            Q(commissioner__in=scope.commissioners)
            | Q(Q(provider__in=scope.providers), ~Exists(elsewhere.filter(referral=OuterRef("pk"))))
            | Q(ward__in=scope.wards)
            | Q(pk__in=placed)
        )

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

    def in_waiting_order(self) -> Self:
        """In the order in which beds are offered.

        Who has been clinically ready to leave the ward for longest, then who was referred first, then the reference;
        those without a date of being ready come last.
        """
        return self.order_by(F("clinically_ready_on").asc(nulls_last=True), "received_on", "resident__reference", "pk")

    def without_booking(self) -> Self:
        """Those for whom no bed is booked, whenever they are to arrive."""
        from residents.models.placements import Booking

        return self.exclude(pk__in=Booking.objects.waiting().values("referral"))

    def live(self) -> Self:
        """Received, in assessment, or accepted and not placed yet: those on which somebody has to act."""
        return self.filter(status__in=Referral.OPEN)


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

    class WithdrawReason(models.TextChoices):
        WENT_HOME = "went_home", "Went home from the ward"
        NOT_READY = "not_ready", "No longer ready to leave the ward"
        DECLINED_OFFER = "declined_offer", "The person does not want it"
        ANOTHER_PLACE = "another_place", "Another place was found"
        BY_MISTAKE = "by_mistake", "Referred by mistake"
        OTHER = "other", "Other"

    class Accommodation(models.TextChoices):
        SOCIAL_TENANCY = "social_tenancy", "Own tenancy, council or housing association"
        PRIVATE_TENANCY = "private_tenancy", "Own tenancy, private rented"
        OWNER = "owner", "Own home"
        FAMILY = "family", "With family or friends"
        SUPPORTED = "supported", "Supported living"
        CARE_HOME = "care_home", "Residential or nursing care"
        TEMPORARY = "temporary", "Temporary accommodation"
        SLEEPING_ROUGH = "sleeping_rough", "Sleeping rough"
        PRISON = "prison", "Prison"
        OTHER = "other", "Other"
        NOT_KNOWN = "not_known", "Not known"

    class SubstanceMisuse(models.TextChoices):
        NONE = "none", "None"
        PAST = "past", "In the past"
        IN_TREATMENT = "in_treatment", "Now, in treatment"
        UNTREATED = "untreated", "Now, not in treatment"
        NOT_KNOWN = "not_known", "Not known"

    class NeedsLevel(models.TextChoices):
        LOW = Service.NeedsLevel.LOW.value, "Low"
        MEDIUM = Service.NeedsLevel.MEDIUM.value, "Medium"
        HIGH = Service.NeedsLevel.HIGH.value, "High"
        NOT_KNOWN = "not_known", "Not known"

    OPEN = (Status.RECEIVED, Status.ASSESSING, Status.ACCEPTED)
    """The states in which the person waits for an assessment, a decision or a bed."""

    resident = models.ForeignKey(Resident, models.PROTECT, related_name="referrals")
    ward = models.ForeignKey(Ward, models.PROTECT, related_name="referrals")
    commissioner = models.ForeignKey(Commissioner, models.PROTECT, related_name="referrals")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="referrals")
    status = models.CharField(max_length=12, choices=Status, default=Status.RECEIVED)
    received_on = models.DateField("referred on")
    clinically_ready_on = models.DateField("clinically ready for discharge on", null=True, blank=True)
    allocated_worker = models.CharField(max_length=120, blank=True)
    move_on_plan = models.TextField("move-on plan", blank=True)
    # since when both are there; empty too where they were imported with the referral
    complete_since = models.DateTimeField("plan and worker known since", null=True, blank=True, editable=False)
    decline_reason = models.CharField(max_length=20, choices=DeclineReason, blank=True)
    withdraw_reason = models.CharField(max_length=20, choices=WithdrawReason, blank=True)
    accommodation_before = models.CharField(max_length=20, choices=Accommodation, default=Accommodation.NOT_KNOWN)
    home_area = models.CharField(max_length=120, blank=True)
    out_of_area = models.BooleanField("from outside the commissioner's area", default=False)
    needs_level = models.CharField(max_length=20, choices=NeedsLevel, default=NeedsLevel.NOT_KNOWN)
    needs = models.TextField("support needs", blank=True)
    substance_misuse = models.CharField(max_length=20, choices=SubstanceMisuse, default=SubstanceMisuse.NOT_KNOWN)
    risks = models.TextField("risks to and from others", blank=True)
    needs_women_only = models.BooleanField("needs a women-only house", default=False)
    needs_step_free = models.BooleanField("needs step-free access", default=False)
    needs_self_contained = models.BooleanField("needs a self-contained place", default=False)
    has_identity_document = models.BooleanField("proof of identity", default=False)
    has_financial_documents = models.BooleanField("financial information", default=False)
    has_referral_form = models.BooleanField("referral form signed", default=False)
    redirected_to = models.CharField("sent on to", max_length=200, blank=True)
    # set when "sent on" leads to another provider here: the new referral names the one it comes from; not one-to-one,
    # because a referral that comes back may be sent on again
    redirected_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="sent_on_as"
    )

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ("-received_on",)
        constraints = [
            models.CheckConstraint(
                name="residents_referral_declined_with_reason",
                condition=Q(status="declined", decline_reason__gt="") | (~Q(status="declined") & Q(decline_reason="")),
                violation_error_message="Choose why the referral is declined.",
            ),
            models.CheckConstraint(
                name="residents_referral_withdrawn_with_reason",
                condition=Q(status="withdrawn", withdraw_reason__gt="")
                | (~Q(status="withdrawn") & Q(withdraw_reason="")),
                violation_error_message="Choose why the referral is withdrawn.",
            ),
            models.CheckConstraint(
                name="residents_referral_redirected_somewhere",
                condition=~Q(status="redirected") | Q(redirected_to__gt=""),
                violation_error_message="Say where the person is sent on to.",
            ),
        ]

    def __str__(self) -> str:
        return f"Referral of {self.resident} from {self.ward}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Note since when there have been both a plan and a worker, whoever enters the last of the two."""
        if not self.has_plan_and_worker:
            self.complete_since = None
        elif self.complete_since is None:
            self.complete_since = timezone.now()
        super().save(*args, **kwargs)

    @property
    def has_plan_and_worker(self) -> bool:
        """Whether the person may be admitted without an emergency override."""
        return bool(self.move_on_plan.strip() and self.allocated_worker.strip())

    @property
    def missing_documents(self) -> list[str]:
        """What the documents checklist still lacks, in words."""
        wanted = (
            ("proof of identity", self.has_identity_document),
            ("financial information", self.has_financial_documents),
            ("signed referral form", self.has_referral_form),
        )
        return [what for what, is_there in wanted if not is_there]


class OfReferralQuerySet(models.QuerySet):
    """Rows that belong to a referral."""

    def within(self, scope: Scope) -> Self:
        """Those of the referrals this person may see."""
        return self if scope.everything else self.filter(referral__in=Referral.objects.within(scope))


class CancellableOfReferralQuerySet(CancellableQuerySet):
    """Rows that belong to a referral and can be taken back."""

    def within(self, scope: Scope) -> Self:
        """Those of the referrals this person may see."""
        return self if scope.everything else self.filter(referral__in=Referral.objects.within(scope))


class ReferralStep(Recorded):
    """One change of a referral's state: what it became, on which day, and why. Never changed afterwards.

    The order of the steps is that in which they were entered: the last one made the referral what it is now.
    """

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="steps")
    status = models.CharField(max_length=12, choices=Referral.Status)
    on = models.DateField()
    reopened = models.BooleanField(default=False)
    reason = models.CharField(
        max_length=200, blank=True, help_text="The coded reason in words, or where the person was sent on to."
    )
    note = models.CharField(max_length=300, blank=True)

    objects = OfReferralQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.get_status_display()}: {self.referral.resident}"


class ReferralDraftQuerySet(models.QuerySet):
    def within(self, scope: Scope) -> Self:
        """The drafts of the wards a person refers from: colleagues finish what a shift has begun."""
        return self if scope.everything else self.filter(ward__in=scope.wards)

    def unfinished(self) -> Self:
        """Those that were neither sent nor discarded."""
        return self.filter(sent_as=None, discarded_at=None)


class ReferralDraft(Recorded):
    """A referral form that was put aside half-done: what was typed, word for word. Only its ward sees it.

    Once it is sent or discarded the words are gone from here, since they name a person; that it was there stays.
    """

    ward = models.ForeignKey(Ward, models.PROTECT, related_name="drafts")
    answers = models.JSONField(default=dict, blank=True, help_text="The form's fields as they were sent.")
    sent_as = models.OneToOneField(
        Referral, models.PROTECT, null=True, blank=True, editable=False, related_name="draft"
    )
    discarded_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ReferralDraftQuerySet.as_manager()

    class Meta:
        ordering = ("-updated_at",)
        constraints = [
            models.CheckConstraint(
                name="residents_referraldraft_sent_or_discarded",
                condition=Q(sent_as__isnull=True) | Q(discarded_at__isnull=True),
                violation_error_message="This draft was sent already.",
            )
        ]

    def __str__(self) -> str:
        return f"Draft from {self.ward}"


class Assessment(Recorded, Cancellable):
    """A provider's judgement whether a person would do well in one of its houses."""

    class Suitability(models.TextChoices):
        SUITABLE = "suitable", "Suitable"
        WITH_CONDITIONS = "with_conditions", "Suitable with conditions"
        NOT_SUITABLE = "not_suitable", "Not suitable"

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="assessments")
    assessed_on = models.DateField()
    assessor = models.CharField("assessed by", max_length=120)
    suitability = models.CharField(max_length=20, choices=Suitability)
    needs_level = models.CharField(max_length=20, choices=Service.NeedsLevel)
    note = models.TextField(blank=True)

    objects = CancellableOfReferralQuerySet.as_manager()

    class Meta:
        ordering = ("assessed_on", "pk")
        constraints = [cancelled_with_reason("residents_assessment_cancelled_with_reason")]

    def __str__(self) -> str:
        return f"{self.get_suitability_display()}: {self.referral.resident}"
