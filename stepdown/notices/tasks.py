"""What the schedule starts. Each task does what `manage.py notices` does by hand, and may be started at any time."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from stepdown.notices import actions, letters, telling


@shared_task
def tell_everybody() -> None:
    """Make the notices that are due."""
    telling.tell_everybody(today=timezone.localdate())


@shared_task
def send_letters() -> None:
    """Send the letters of the day."""
    letters.send_letters(now=timezone.now())


@shared_task
def remove_old() -> None:
    """Remove the notices that were read more than a year ago."""
    actions.remove_old(now=timezone.now())
