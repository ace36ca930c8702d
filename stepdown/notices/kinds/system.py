"""The service itself needs somebody: the figures were not computed, or a letter may not have arrived."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from beds.access import Role
from beds.models import Commissioner
from beds.wording import long_date
from reporting.models import NightlyRun
from stepdown.notices.kinds.base import Kind, News, page, since
from stepdown.notices.models import Digest

Status = NightlyRun.Status
BY_NIGHT = (NightlyRun.Kind.NIGHTLY, NightlyRun.Kind.FULL)


def failed_runs(today: dt.date) -> Iterator[News]:
    """Days of the last week with a run that failed, or was killed: one notice a day, for each attempt ends alike.

    A killed run is told while no later one has made up for its night; corrections are tried again within seconds.
    The figures are everybody's, so each commissioner's administrators are told. Three queries.
    """
    runs = NightlyRun.objects.filter(started_at__date__gt=since(today))
    ended = {
        "failed": _days(runs.filter(status=Status.FAILED)),
        "was interrupted": _days(_not_made_up_for(runs.filter(status=Status.INTERRUPTED, kind__in=BY_NIGHT))),
    }
    commissioners = [None, *Commissioner.objects.values_list("pk", flat=True)] if any(ended.values()) else []
    for how, days in ended.items():
        for day, commissioner in itertools.product(days, commissioners):
            yield News(
                key=f"run-{how.split()[-1]}:{day}",
                text=f"A run of the figures {how} on {long_date(day)}. The page of the runs says more.",
                link=page(("reporting:runs", None)),
                commissioner_id=commissioner,
            )


def _not_made_up_for(runs: QuerySet[NightlyRun]) -> QuerySet[NightlyRun]:
    """Those whose night no run that began later has reached."""
    later = NightlyRun.objects.filter(
        status=Status.SUCCEEDED, night__gte=OuterRef("night"), started_at__gt=OuterRef("started_at")
    )
    return runs.exclude(Exists(later))


def _days(runs: QuerySet[NightlyRun]) -> list[dt.date]:
    """The days on which these runs began."""
    return sorted({timezone.localtime(run.started_at).date() for run in runs})


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
        "The nightly figures, or a correction, could not be computed, or a night’s run was killed.",
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
