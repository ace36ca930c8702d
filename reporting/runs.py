"""The runs that keep the stored figures true: night by night, after corrections, or all at once.

One runner at a time, held by an advisory lock of the database that dies with its holder. Each step is a transaction
that writes figures, moves the watermark, closes the record of the run and takes away the changes that were there when
it began; so it happens whole or not at all. What is written meanwhile leaves changes behind for the next step.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import DatabaseError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from reporting import storage
from reporting.models import Change, NightlyRun, PlacementFigures, Watermark
from reporting.statements import read
from reporting.storage import Nights, Written
from residents.models import Placement

LOCK = 5_733_061_893_101_042_007
"""The advisory lock of whoever writes the figures; a number that nothing else uses."""
ONE_DAY = dt.timedelta(days=1)
MANY = 2_000
"""Corrections to more placements than this, and to more than a quarter of all, are a full recompute: it is faster."""

Progress = Callable[[int, int], None]
"""Called with how much is done, and of how much."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call did: the records of its runs, or that another runner was at work and it did nothing."""

    runs: tuple[NightlyRun, ...] = ()
    busy: bool = False


def quiet(done: int, total: int) -> None:
    """Report no progress."""


def run_nightly(*, today: dt.date, progress: Progress = quiet) -> Outcome:
    """Bring the figures to the night before `today`, then apply the corrections that wait.

    Each missed night is a run of its own; without figures yet there is one full recompute. Safe to call at any time,
    any number of times. Raises what made a run fail, once the record says so.
    """
    with only_runner() as alone:
        if not alone:
            return Outcome(busy=True)
        watermark = Watermark.objects.values_list("night", flat=True).first()
        if watermark is None:
            return Outcome((full_run(today - ONE_DAY, progress),))
        missed = [watermark + ONE_DAY * (number + 1) for number in range((today - ONE_DAY - watermark).days)]
        runs = []
        for done, night in enumerate(missed):
            progress(done, len(missed))
            runs.append(night_run(night))
        progress(len(missed), len(missed))
        return Outcome((*runs, *correction_runs()))


def apply_corrections() -> Outcome:
    """Recompute what the waiting changes touch. Nothing to do without figures, or without a change."""
    if not (Change.objects.exists() or NightlyRun.objects.filter(status=NightlyRun.Status.RUNNING).exists()):
        return Outcome()
    with only_runner() as alone:
        return Outcome(tuple(correction_runs())) if alone else Outcome(busy=True)


def recompute_all(*, today: dt.date, progress: Progress = quiet) -> Outcome:
    """Compute all figures, to the night before `today`, into new tables, and put these in place of the old ones."""
    with only_runner() as alone:
        return Outcome((full_run(today - ONE_DAY, progress),)) if alone else Outcome(busy=True)


# One step each -----------------------------------------------------------------------------------------------


def night_run(night: dt.date) -> NightlyRun:
    """Add one night: its service nights, and the figures of whoever was open on its morning after."""
    with recorded(NightlyRun.Kind.NIGHTLY, night) as run, one_step():
        as_at = night + ONE_DAY
        here = Placement.objects.in_force().filter(
            Q(discharged_on__isnull=True) | Q(discharged_on__gte=as_at), admitted_on__lte=as_at
        )
        placements = storage.store_figures(list(here.values_list("pk", flat=True)), as_at)
        finish(run, Written(placements, storage.store_night(night)))
    return run


def full_run(night: dt.date, progress: Progress) -> NightlyRun:
    """Compute everything anew, to this night; the changes that waited are part of it."""
    with recorded(NightlyRun.Kind.FULL, night) as run, reporter(run, progress) as tell, one_step():
        changes = waiting_changes()
        written = storage.replace_tables(night + ONE_DAY, tell)
        forget(changes)
        finish(run, written)
    progress(100, 100)
    return run


def correction_runs() -> list[NightlyRun]:
    """Apply the changes that wait, if there are any, and figures that they may have touched."""
    night = Watermark.objects.values_list("night", flat=True).first()
    if night is None or not Change.objects.exists():
        return []
    with recorded(NightlyRun.Kind.CORRECTION, night) as run, reporter(run, quiet) as tell, one_step():
        changes = waiting_changes()
        as_at = night + ONE_DAY
        placements = [row.placement_id for row in read("touched_placements")]
        if too_many(len(placements)):
            run.kind = NightlyRun.Kind.FULL
            written = storage.replace_tables(as_at, tell)
        else:
            ranges = [Nights(*row) for row in read("touched_nights", as_at=as_at)]
            written = Written(storage.correct_figures(placements, as_at), storage.store_nights(ranges))
        forget(changes)
        finish(run, written)
    return [run]


def waiting_changes() -> list[int]:
    """The changes waiting now. A later one may be seen by what follows, and is then simply applied twice."""
    return list(Change.objects.values_list("pk", flat=True))


def forget(changes: list[int]) -> None:
    """Take away these changes, whose effect is in the figures."""
    Change.objects.filter(pk__in=changes).delete()


def too_many(touched: int) -> bool:
    """Whether so many placements are touched that computing everything is faster."""
    return touched > MANY and touched > PlacementFigures.objects.count() // 4


def finish(run: NightlyRun, written: Written) -> None:
    """Move the watermark and close the record, in the transaction that wrote the figures."""
    Watermark.objects.update_or_create(pk=1, defaults={"night": run.night})
    run.status = NightlyRun.Status.SUCCEEDED
    run.progress = 100
    run.placements, run.service_nights = written.placements, written.service_nights
    run.finished_at = timezone.now()
    run.save()


# What each step stands on ------------------------------------------------------------------------------------


@contextmanager
def only_runner() -> Iterator[bool]:
    """Whether this process is now the only one that may write the figures, until the end of the block.

    Whatever is still called running was left so by a process that died, and is marked as interrupted.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        (alone,) = cursor.fetchone()
    try:
        if alone:
            NightlyRun.objects.filter(status=NightlyRun.Status.RUNNING).update(
                status=NightlyRun.Status.INTERRUPTED, finished_at=timezone.now()
            )
        yield alone
    finally:
        if alone:
            # a broken connection has given the lock up already, and must not hide why it broke
            with contextlib.suppress(DatabaseError), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


@contextmanager
def recorded(kind: str, night: dt.date) -> Iterator[NightlyRun]:
    """A record of the run, there from its start; of a failure it keeps the reason, which goes on to the caller."""
    run = run_record(kind, night)
    try:
        yield run
    except BaseException as error:
        status = NightlyRun.Status.FAILED if isinstance(error, Exception) else NightlyRun.Status.INTERRUPTED
        reason = f"{type(error).__name__}: {error}".strip()
        with contextlib.suppress(DatabaseError):
            NightlyRun.objects.filter(pk=run.pk).update(status=status, error=reason, finished_at=timezone.now())
        raise


def run_record(kind: str, night: dt.date) -> NightlyRun:
    """A new record; or that of the last attempt, for a correction that keeps failing and is tried every 20 seconds."""
    last = NightlyRun.objects.order_by("-pk").first()
    if (
        last is None
        or kind != NightlyRun.Kind.CORRECTION
        or (last.kind, last.status) != (kind, NightlyRun.Status.FAILED)
    ):
        return NightlyRun.objects.create(kind=kind, night=night, started_at=timezone.now())
    last.night, last.status, last.error = night, NightlyRun.Status.RUNNING, ""
    last.started_at, last.finished_at, last.progress = timezone.now(), None, 0
    last.save()
    return last


@contextmanager
def one_step() -> Iterator[None]:
    """A transaction in which PostgreSQL does not compile statements: that would take longer than they run."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL jit = off")
        yield


@contextmanager
def reporter(run: NightlyRun, progress: Progress) -> Iterator[storage.Progress]:
    """Tells of progress within a transaction, which others cannot see: through a connection of its own."""
    aside = None if connection.in_atomic_block else connection.copy()

    def tell(done: int) -> None:
        progress(done, 100)
        if aside:
            with aside.cursor() as cursor:
                cursor.execute("UPDATE reporting_nightlyrun SET progress = %s WHERE id = %s", [done, run.pk])

    try:
        yield tell
    finally:
        if aside:
            aside.close()
