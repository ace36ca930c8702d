"""What all records have in common: who wrote them and when, and how they are taken back."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class Recorded(models.Model):
    """A record that says who entered it and when, and who changed it last.

    `*_by` is empty for what a command or an import wrote.
    """

    created_at = models.DateTimeField(db_default=Now(), editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    updated_at = models.DateTimeField(auto_now=True, editable=False)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        abstract = True

    def recorded_by(self, user: Any) -> Self:
        """Note who writes this, before saving; the first writer also becomes the creator."""
        if self._state.adding:
            self.created_by = user
        self.updated_by = user
        return self


def by_whom() -> models.ForeignKey[Any, Any]:
    """Who did something to a record; empty for a command or an import, and for what was done before it was kept."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )


class Replaced(models.Model):
    """How a record read until somebody changed it, and who did: nothing that was written is lost (rule 7)."""

    replaced_at = models.DateTimeField()
    replaced_by = by_whom()

    class Meta:
        abstract = True


class Cancellable(models.Model):
    """A record that is taken back with a reason and then counts for nothing, instead of being deleted."""

    class CancelledCode(models.TextChoices):
        BY_MISTAKE = "by_mistake", "Entered by mistake"
        WRONG_RECORD = "wrong_record", "Wrong person or record"
        TWICE = "twice", "Entered twice"
        NOT_NEEDED = "not_needed", "No longer needed"
        OTHER = "other", "Other"

    cancelled_at = models.DateTimeField(null=True, blank=True, editable=False)
    # empty also for what was cancelled before codes were asked for
    cancelled_code = models.CharField(
        max_length=20, choices=CancelledCode, blank=True, default="", db_default="", editable=False
    )
    cancelled_reason = models.CharField(max_length=300, blank=True, editable=False)

    class Meta:
        abstract = True


IN_FORCE = models.Q(cancelled_at__isnull=True)
"""The condition under which a cancellable record counts."""


class CancellableQuerySet(models.QuerySet):
    """Rows that may have been taken back."""

    def in_force(self) -> Self:
        """Those that were not cancelled."""
        return self.filter(IN_FORCE)


def cancelled_with_reason(name: str) -> models.CheckConstraint:
    """A constraint: cancelled and the reason are given together or not at all, and a code only with them."""
    return models.CheckConstraint(
        name=name,
        condition=models.Q(cancelled_at__isnull=True, cancelled_reason="", cancelled_code="")
        | (models.Q(cancelled_at__isnull=False) & ~models.Q(cancelled_reason="")),
        violation_error_message="Say why this is cancelled.",
    )


class PeriodQuerySet(models.QuerySet):
    """Rows with `from_date` and an excluded `until_date`, empty while the period is open."""

    def on(self, night: dt.date) -> Self:
        """The rows whose period holds this night."""
        return self.filter(models.Q(until_date__gt=night) | models.Q(until_date__isnull=True), from_date__lte=night)

    def overlapping(self, from_date: dt.date, until_date: dt.date | None) -> Self:
        """The rows that share a night with `[from_date, until_date)`; `until_date` may be None."""
        rows = self.filter(models.Q(until_date__gt=from_date) | models.Q(until_date__isnull=True))
        return rows if until_date is None else rows.filter(from_date__lt=until_date)


def until_not_before_from(name: str, message: str, *, empty: bool = False) -> models.CheckConstraint:
    """A constraint: a period ends after it starts, or, where `empty` periods are real, not before."""
    lookup = "until_date__gte" if empty else "until_date__gt"
    return models.CheckConstraint(
        name=name,
        condition=models.Q(until_date__isnull=True) | models.Q(**{lookup: models.F("from_date")}),
        violation_error_message=message,
    )
