"""What is told of the service itself: runs that failed or were killed, and letters that may be lost."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from reporting.models import NightlyRun
from stepdown.notices.models import Digest, Notice
from tests.notices.place import ago, any_notice, told

pytestmark = pytest.mark.django_db


def test_administrators_hear_of_a_failed_run_once_a_day(place, today):
    for _ in range(3):
        NightlyRun.objects.create(kind="nightly", status="failed", error="Disk full", started_at=timezone.now())
    assert told(place, "run_failed", today) == {"administrator", "site"}
    assert Notice.objects.count() == 2


def run_of(status: str, night: dt.date, **facts: Any) -> NightlyRun:
    facts = {"kind": "nightly", "started_at": timezone.now()} | facts
    return NightlyRun.objects.create(status=status, night=night, **facts)


@pytest.mark.parametrize("kind", ["nightly", "full"])
def test_administrators_hear_of_a_run_that_was_killed_unless_its_night_was_made_up_for(place, today, kind):
    night = ago(today, 1)
    run_of("succeeded", night, started_at=timezone.now() - dt.timedelta(hours=1))  # before it
    run_of("interrupted", night, kind=kind)
    run_of("failed", night, error="Disk full", kind="correction", started_at=timezone.now() - dt.timedelta(days=8))
    run_of("succeeded", ago(today, 2))  # not as far
    assert told(place, "run_failed", today) == {"administrator", "site"}
    assert "was interrupted" in any_notice().text
    run_of("succeeded", night)
    assert not told(place, "run_failed", today)


def test_a_correction_that_was_interrupted_is_no_news(place, today):
    run_of("interrupted", ago(today, 1), kind="correction")
    assert not told(place, "run_failed", today)


def test_whoever_runs_the_site_hears_of_letters_that_may_be_lost(place, today):
    letter = Digest.objects.create(
        user=place.people["worker"], day=today, state="uncertain", claimed_at=timezone.now(), error="Timeout"
    )
    assert told(place, "letter", today) == {"site"}
    assert Notice.objects.get().link == f"/admin/notices/digest/{letter.pk}/change/"
    assert not Notice.objects.get().by_email
    Digest.objects.update(state="sent", sent_at=timezone.now())
    assert not told(place, "letter", today)
