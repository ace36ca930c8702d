"""The record of each run of the nightly job, which also tells how far the figures reach."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from beds.wording import long_date


class NightlyRun(models.Model):
    """One run of the figures: which nights, how far it got, how long it took, and why it failed."""

    class Kind(models.TextChoices):
        NIGHTLY = "nightly", "Nightly"
        FULL = "full", "Full recompute"
        CORRECTION = "correction", "Correction"

    class Status(models.TextChoices):
        RUNNING = "running", "Running"
        SUCCEEDED = "succeeded", "Succeeded"
        FAILED = "failed", "Failed"
        INTERRUPTED = "interrupted", "Interrupted"

    kind = models.CharField(max_length=12, choices=Kind)
    status = models.CharField(max_length=12, choices=Status, default=Status.RUNNING)
    night = models.DateField(null=True, help_text="The last night that the run computed.")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    progress = models.PositiveSmallIntegerField(default=0, help_text="Per cent done.")
    placements = models.PositiveIntegerField(default=0, help_text="Placements recomputed.")
    service_nights = models.PositiveIntegerField(default=0, help_text="Service nights recomputed.")
    error = models.TextField(blank=True)

    class Meta:
        ordering = ("-started_at",)
        constraints = [
            models.CheckConstraint(
                name="reporting_nightlyrun_failed_says_why",
                condition=~Q(status="failed") | ~Q(error=""),
                violation_error_message="A failed run says why.",
            )
        ]

    def __str__(self) -> str:
        to = f" to the night of {long_date(self.night)}" if self.night else ""
        return f"{self.get_kind_display()} run{to}"


class Watermark(models.Model):
    """The last night that the stored figures hold. One row; moved in the transaction that writes the night."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    night = models.DateField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="reporting_watermark_one_row", condition=Q(id=1))]

    def __str__(self) -> str:
        return f"Figures to the night of {self.night}"


class Change(models.Model):
    """Something written since the figures were last brought up to date.

    Database triggers write these, so that no way of changing a record is missed; the transaction that recomputes what
    a change touches takes it away. A change touches

    - the figures of `placement_id`; without one, those of the placements in the bed, or under the contract, on the
      nights given;
    - the nights of `contract_id` and `service_id`; without these, those of the contracts that have `bed_id` then.

    A missing `from_date` or `until_date` leaves that end open. Without a bed and a service no night is touched.
    """

    placement_id = models.BigIntegerField(null=True, db_index=True)
    bed_id = models.BigIntegerField(null=True)
    contract_id = models.BigIntegerField(null=True)
    service_id = models.BigIntegerField(null=True)
    from_date = models.DateField(null=True)
    until_date = models.DateField(null=True)
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"Change {self.pk}"
