"""What is said of an overstay: why it goes on, whose move it is, and until when it is authorised."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from beds.access import Scope
from beds.models.base import IN_FORCE, Cancellable, CancellableQuerySet, Recorded, by_whom, cancelled_with_reason
from residents.models.placements import Placement


class OfPlacementQuerySet(CancellableQuerySet):
    def within(self, scope: Scope) -> Self:
        """Those of the placements this person may see."""
        return self if scope.everything else self.filter(placement__in=Placement.objects.within(scope))


class Extension(Recorded, Cancellable):
    """A commissioner's agreement that a resident may stay past the limit, up to (and not including) a night.

    It makes overstay nights authorised; it never takes them out of the count or the cost.
    """

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="extensions")
    until_date = models.DateField("authorised until", help_text="The first night that is not authorised.")
    reason = models.CharField(max_length=300)

    objects = OfPlacementQuerySet.as_manager()

    class Meta:
        ordering = ("until_date",)
        constraints = [cancelled_with_reason("residents_extension_cancelled_with_reason")]

    def __str__(self) -> str:
        return f"Extension for {self.placement.resident} until {self.until_date:%-d %B %Y}"


class OverstayReason(Recorded, Cancellable):
    """Why a resident cannot move on, and whose move it is. A placement can have several, one after another."""

    class Code(models.TextChoices):
        REPAIRS = "repairs", "Repairs to own home"
        TENANCY = "tenancy", "Tenancy to be closed"
        STABILISATION = "stabilisation", "Stabilisation (substance misuse, treatment)"
        RELUCTANCE = "reluctance", "Reluctance to move (institutionalisation)"
        NO_ACCESSIBLE_HOUSING = "no_accessible_housing", "No accessible housing"
        NO_HIGH_SUPPORT = "no_high_support", "No high-support vacancy"
        WAITING_LIST = "waiting_list", "On supported-housing waiting list"
        REFUSED_BY_RESIDENT = "refused_by_resident", "Refused by resident"
        REJECTED_BY_PROVIDER = "rejected_by_provider", "Rejected by housing provider"
        DISPUTE = "dispute", "Dispute over support need"
        NO_PLAN = "no_plan", "No plan or worker at entry"
        DOCUMENTS = "documents", "Documents missing"
        FUNDING = "funding", "Funding not agreed"
        OTHER = "other", "Other"

    class Owner(models.TextChoices):
        PROVIDER = "provider", "Step-down provider"
        HOUSING = "housing", "Council housing"
        SOCIAL_CARE = "social_care", "Social care"
        CLINICAL = "clinical", "Clinical team"
        SUPPORTED_HOUSING = "supported_housing", "Supported housing provider"
        COMMISSIONER = "commissioner", "Commissioner"
        RESIDENT = "resident", "Resident"

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="overstay_reasons")
    code = models.CharField("reason", max_length=30, choices=Code)
    owner = models.CharField("whose move it is", max_length=20, choices=Owner)
    since = models.DateField()
    resolved_on = models.DateField(null=True, blank=True)
    resolved_by = by_whom()
    note = models.CharField(max_length=300, blank=True)

    objects = OfPlacementQuerySet.as_manager()

    class Meta:
        ordering = ("since",)
        constraints = [
            models.CheckConstraint(
                name="residents_overstayreason_resolved_after_start",
                condition=Q(resolved_on__isnull=True) | Q(resolved_on__gte=F("since")),
                violation_error_message="A reason cannot be resolved before it began.",
            ),
            cancelled_with_reason("residents_overstayreason_cancelled_with_reason"),
            models.UniqueConstraint(
                name="residents_overstayreason_open_once",
                fields=["placement", "code"],
                condition=IN_FORCE & Q(resolved_on__isnull=True),
                violation_error_message="This reason is already recorded and not resolved.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_code_display()}: {self.placement.resident}"


class EarlierOwner(Recorded):
    """Whose move an overstay reason was, and its note, until the day on which somebody changed that: `created_by`."""

    overstay_reason = models.ForeignKey(OverstayReason, models.PROTECT, related_name="earlier")
    owner = models.CharField("whose move it was", max_length=20, choices=OverstayReason.Owner)
    note = models.CharField(max_length=300, blank=True)
    until_date = models.DateField("until")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.get_owner_display()} until {self.until_date:%-d %B %Y}"


class ExtensionRequest(Recorded, Cancellable):
    """A provider asks for a longer stay; the commissioner grants or refuses it. Cancelled is taken back unanswered."""

    class Decision(models.TextChoices):
        PENDING = "pending", "Waiting for the commissioner"
        GRANTED = "granted", "Granted"
        REFUSED = "refused", "Refused"

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="extension_requests")
    until_date = models.DateField("asked for until", help_text="The first night that is not authorised.")
    reason = models.CharField(max_length=300)
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.PENDING)
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    decision_note = models.CharField(max_length=300, blank=True)
    extension = models.OneToOneField(
        Extension, models.PROTECT, null=True, blank=True, editable=False, related_name="request"
    )

    objects = OfPlacementQuerySet.as_manager()

    class Meta:
        ordering = ("created_at", "pk")
        constraints = [
            cancelled_with_reason("residents_extensionrequest_cancelled_with_reason"),
            models.CheckConstraint(
                name="residents_extensionrequest_refused_with_note",
                condition=~Q(decision="refused") | Q(decision_note__gt=""),
                violation_error_message="Say why the request is refused.",
            ),
            models.UniqueConstraint(
                name="residents_extensionrequest_one_waiting",
                fields=["placement"],
                condition=IN_FORCE & Q(decision="pending"),
                violation_error_message="A request for this person is waiting for the commissioner already.",
            ),
        ]

    @property
    def asked_on(self) -> dt.date:
        """The day on which it was asked."""
        return timezone.localtime(self.created_at).date()

    @property
    def outcome(self) -> str:
        """What became of it, in a word: waiting, granted, refused or withdrawn."""
        if self.cancelled_at is not None:
            return "withdrawn"
        return "waiting" if self.decision == self.Decision.PENDING else str(self.decision)

    @property
    def less_or_more(self) -> dt.date | None:
        """Until when it was granted, where that is not the day that was asked for."""
        granted = self.extension if self.outcome == self.Decision.GRANTED else None
        return granted.until_date if granted is not None and granted.until_date != self.until_date else None

    def __str__(self) -> str:
        return f"Extension asked for {self.placement.resident} until {self.until_date:%-d %B %Y}"
