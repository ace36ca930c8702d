"""The service itself needs somebody: the figures were not computed, or a letter may not have arrived."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone

from beds.access import Role
from beds.models import Commissioner
from beds.wording import long_date
from reporting.models import NightlyRun
from stepdown.notices.kinds.base import Kind, News, page, since
from stepdown.notices.models import Digest


def failed_runs(today: dt.date) -> Iterator[News]:
    """Days of the last week with a run that failed: one notice a day, for each attempt fails alike. Two queries.

    The figures are everybody's, so each commissioner's administrators are told.
    """
    failed = NightlyRun.objects.filter(status=NightlyRun.Status.FAILED, started_at__date__gt=since(today))
    days = sorted({timezone.localtime(run.started_at).date() for run in failed})
    commissioners = [None, *Commissioner.objects.values_list("pk", flat=True)] if days else []
    for day in days:
        for commissioner in commissioners:
            yield News(
                key=f"run-failed:{day}",
                text=f"A run of the figures failed on {long_date(day)}. The page of the runs says why.",
                link=page(("reporting:runs", None)),
                commissioner_id=commissioner,
            )


def uncertain_letters(today: dt.date) -> Iterator[News]:
    """Letters of the last week that may not have arrived, or were refused. One query."""
    letters = Digest.objects.filter(day__gt=since(today), state__in=[Digest.State.UNCERTAIN, Digest.State.REFUSED])
    for letter in letters.order_by("pk"):
        yield News(
            key=f"letter:{letter.pk}",
            text=f"An e-mail with notices of {long_date(letter.day)} "
            f"{'was refused' if letter.state == Digest.State.REFUSED else 'may not have been sent'}. "
            "What it told is in the app.",
            link=page(("admin:notices_digest_change", letter.pk)),
        )


KINDS = (
    Kind(
        "run_failed",
        "Run of the figures failed",
        "The nightly figures, or a correction, could not be computed.",
        failed_runs,
        tells=frozenset({Role.ADMINISTRATOR}),
        runs_site=True,
    ),
    Kind(
        "letter",
        "E-mail not sent for certain",
        "An e-mail with somebody’s notices was refused, or may not have been sent.",
        uncertain_letters,
        runs_site=True,
        mails=False,
    ),
)
