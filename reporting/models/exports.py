"""Files that take too long to wait for: made by the worker, kept for a month for whoever asked for them."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from beds.access import Scope

KEPT = dt.timedelta(days=30)


class ExportQuerySet(models.QuerySet):
    def open(self) -> Self:
        """Those that are still to come."""
        return self.filter(state__in=[Export.State.QUEUED, Export.State.RUNNING])

    def of(self, owner: Any, scope: Scope) -> Self:
        """This person's own, without files that were made when they might see something else."""
        return self.filter(~Q(state=Export.State.DONE) | Q(scope=scope.mark), owner=owner)


class Export(models.Model):
    """A download that somebody need not wait for. `address` is that of the file on the page that offers it.

    `scope` is the mark of what the owner might see when it was made: the file is for them as long as that is the same.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting"
        RUNNING = "running", "Being made"
        DONE = "done", "Ready"
        FAILED = "failed", "Failed"

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="exports")
    title = models.CharField(max_length=200)
    address = models.CharField(max_length=2000)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    done = models.PositiveIntegerField(default=0, help_text="Rows written.")
    total = models.PositiveIntegerField(default=0, help_text="Rows to write; 0 where that is not known.")
    name = models.CharField(max_length=200, blank=True)
    content_type = models.CharField(max_length=200, blank=True)
    content = models.BinaryField(null=True)
    scope = models.CharField(max_length=64, blank=True)
    error = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                name="reporting_export_done_has_file",
                condition=~Q(state="done") | (Q(content__isnull=False) & ~Q(name="") & Q(finished_at__isnull=False)),
                violation_error_message="A file that is ready is there.",
            ),
            models.CheckConstraint(
                name="reporting_export_failed_says_why",
                condition=~Q(state="failed") | ~Q(error=""),
                violation_error_message="A file that could not be made says why.",
            ),
            models.UniqueConstraint(
                name="reporting_export_asked_once",
                fields=["owner", "address"],
                condition=Q(state__in=["queued", "running"]),
                violation_error_message="This file is being made already.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.QUEUED, self.State.RUNNING)

    @property
    def kept_until(self) -> dt.datetime:
        return self.asked_at + KEPT
