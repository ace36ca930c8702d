"""How far the stored figures reach, and how the job that computes them fares."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import models

from reporting.models import Change, NightlyRun, Watermark

PATIENCE = dt.timedelta(hours=1)
"""After midnight, how long a night may take to be computed before the figures are called behind."""


@dataclass(frozen=True, slots=True)
class FiguresState:
    """What a page says of the figures it shows.

    `night` is the last night that they hold and `computed_at` when that was reached; both are None before the first
    run. `error` is why the nights, or else the corrections, last failed, and stands until the same has succeeded.
    `corrected_at` is when changes were last counted in since then, None when none were.
    `due` is the night that should have been computed by now. `progress` is in per cent, None when nothing runs.
    """

    night: dt.date | None
    computed_at: dt.datetime | None
    corrected_at: dt.datetime | None
    due: dt.date
    error: str
    progress: int | None
    pending_changes: int

    @property
    def failed(self) -> bool:
        """Whether the last attempt failed, so that the figures may be behind."""
        return bool(self.error)

    @property
    def running(self) -> bool:
        return self.progress is not None

    @property
    def behind(self) -> bool:
        """Whether a night that should be there is missing: the job has not run, or did not get through."""
        return self.night is not None and self.night < self.due


def figures_state(now: dt.datetime) -> FiguresState:
    """The state of the stored figures. `now` is the local time."""
    nights = NightlyRun.objects.exclude(kind=NightlyRun.Kind.CORRECTION)
    corrections = NightlyRun.objects.filter(kind=NightlyRun.Kind.CORRECTION)
    reached = nights.filter(status=NightlyRun.Status.SUCCEEDED).order_by("-pk").first()
    computed_at = reached.finished_at if reached else None
    corrected = last_ended(corrections)
    corrected_at = corrected.finished_at if corrected and corrected.status == NightlyRun.Status.SUCCEEDED else None
    later = corrected_at is not None and computed_at is not None and corrected_at > computed_at
    return FiguresState(
        night=Watermark.objects.values_list("night", flat=True).first(),
        computed_at=computed_at,
        corrected_at=corrected_at if later else None,
        due=(now - PATIENCE).date() - dt.timedelta(days=1),
        error=error_of(last_ended(nights)) or error_of(corrected),
        progress=NightlyRun.objects.filter(status=NightlyRun.Status.RUNNING).values_list("progress", flat=True).first(),
        pending_changes=Change.objects.count(),
    )


def last_ended(runs: models.QuerySet[NightlyRun]) -> NightlyRun | None:
    """The last of these runs that came to an end."""
    return runs.exclude(status=NightlyRun.Status.RUNNING).order_by("-pk").first()


def error_of(ended: NightlyRun | None) -> str:
    """Why a run failed; empty when it did not."""
    return ended.error if ended and ended.status == NightlyRun.Status.FAILED else ""
