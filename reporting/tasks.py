"""What the schedule starts. Each task does what a command does by hand, and may be started any number of times."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from reporting import runs


@shared_task
def nightly() -> None:
    """Bring the figures to last night, catching up missed nights."""
    runs.run_nightly(today=timezone.localdate())


@shared_task
def apply_corrections() -> None:
    """Recompute what was corrected since the last run."""
    runs.apply_corrections()
