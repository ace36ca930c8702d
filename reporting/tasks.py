"""What the schedule starts. Each task does what a command does by hand, and may be started any number of times."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from reporting import background, runs
from reporting.models import PackVersion
from reporting.packs import actions
from reporting.queries import packs


@shared_task
def nightly() -> None:
    """Bring the figures to last night, catching up missed nights."""
    runs.run_nightly(today=timezone.localdate())


@shared_task
def apply_corrections() -> None:
    """Recompute what was corrected since the last run."""
    runs.apply_corrections()


@shared_task
def draft_packs() -> None:
    """Draft the review packs of last month that are due and missing."""
    actions.draft_due_packs(today=timezone.localdate())


@shared_task
def compare_pack(version: int) -> None:
    """Compare a version of a pack with today's records, for its page."""
    packs.compare(PackVersion.objects.get(pk=version), now=timezone.now())


@shared_task
def make_exports() -> None:
    """Make the files that people have asked for."""
    background.make_exports(now=timezone.now())


@shared_task
def remove_old_exports() -> None:
    """Remove the files that were asked for more than a month ago."""
    background.remove_old_exports(now=timezone.now())
