"""The runs of the figures: each night once, each correction exactly, and nothing ever half done."""

from __future__ import annotations

import datetime as dt
import io
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.template.loader import render_to_string

from reporting import runs, storage
from reporting.figures_state import figures_state
from reporting.models import Change, NightlyRun, PlacementFigures, ServiceNight, Watermark
from residents.models import BedStay, Placement
from tests.factories import (
    TODAY,
    make_extension,
    make_placement,
)
from tests.reporting.stored import DAY, recomputed, tables, watermark

ROOT = Path(__file__).parents[2]
NOON = dt.datetime.combine(TODAY, dt.time(12), tzinfo=dt.UTC)
TEN_YEARS = (ROOT / "tests/benchmarks/ten_years.sql").read_text()


# Night by night ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_first_run_computes_everything() -> None:
    make_placement(admitted_on=TODAY - 50 * DAY)
    (run,) = runs.run_nightly(today=TODAY).runs
    assert (run.kind, run.status, run.night) == ("full", "succeeded", TODAY - DAY)
    assert PlacementFigures.objects.get().overstay_nights == 8
    assert figures_state(NOON).night == TODAY - DAY


@pytest.mark.django_db
def test_five_missed_nights_are_five_runs() -> None:
    make_placement(admitted_on=TODAY - 50 * DAY)
    runs.run_nightly(today=TODAY - 5 * DAY)
    outcome = runs.run_nightly(today=TODAY)
    assert [run.night for run in outcome.runs] == [TODAY - (5 - number) * DAY for number in range(5)]
    assert NightlyRun.objects.filter(kind="nightly", status="succeeded").count() == 5
    assert tables() == recomputed()


@pytest.mark.django_db
def test_a_second_run_on_the_same_day_finds_nothing_to_do() -> None:
    make_placement()
    runs.run_nightly(today=TODAY)
    assert runs.run_nightly(today=TODAY).runs == ()
    assert NightlyRun.objects.count() == 1


@pytest.mark.django_db
def test_a_run_that_died_is_shown_as_interrupted() -> None:
    NightlyRun.objects.create(kind="nightly", night=TODAY, started_at=dt.datetime(2026, 11, 20, tzinfo=dt.UTC))
    runs.run_nightly(today=TODAY)
    assert list(NightlyRun.objects.order_by("pk").values_list("status", flat=True)) == ["interrupted", "succeeded"]


@pytest.mark.django_db
def test_a_run_that_died_is_cleared_within_a_minute_even_if_nothing_was_corrected() -> None:
    NightlyRun.objects.create(kind="nightly", started_at=NOON)
    runs.apply_corrections()
    assert NightlyRun.objects.get().status == NightlyRun.Status.INTERRUPTED


@pytest.mark.django_db
def test_figures_that_miss_a_night_are_called_behind_an_hour_after_midnight() -> None:
    runs.run_nightly(today=TODAY - DAY)
    midnight = NOON.replace(hour=0)
    assert not figures_state(midnight + dt.timedelta(minutes=30)).behind
    assert figures_state(midnight + dt.timedelta(minutes=90)).behind
    runs.run_nightly(today=TODAY)
    assert not figures_state(NOON).behind


@pytest.mark.django_db
def test_the_state_tells_when_changes_were_counted_in_since_the_night() -> None:
    make_placement(admitted_on=TODAY - 50 * DAY)
    (night,) = runs.run_nightly(today=TODAY).runs
    assert (figures_state(NOON).computed_at, figures_state(NOON).corrected_at) == (night.finished_at, None)
    make_extension(Placement.objects.get(), until_date=TODAY)
    (correction,) = runs.apply_corrections().runs
    assert correction.finished_at is not None
    state = figures_state(NOON)
    assert (state.computed_at, state.corrected_at) == (night.finished_at, correction.finished_at)
    words = render_to_string("components/figures_state.html", {"state": state})
    assert "with changes until" in words
    NightlyRun.objects.filter(pk=night.pk).update(finished_at=correction.finished_at + DAY)
    assert figures_state(NOON).corrected_at is None


@pytest.fixture
def impossible_nights() -> Callable[[], None]:
    """The table of nights refuses every row, until the returned function is called."""
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE reporting_servicenight ADD CONSTRAINT impossible CHECK (night < '1900-01-01') NOT VALID"
        )

    def mend() -> None:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE reporting_servicenight DROP CONSTRAINT impossible")

    return mend


@pytest.mark.django_db
def test_a_failure_is_recorded_with_its_reason_and_the_next_run_makes_it_good(request: pytest.FixtureRequest) -> None:
    make_placement()
    runs.run_nightly(today=TODAY - DAY)
    mend = request.getfixturevalue("impossible_nights")
    with pytest.raises(DatabaseError), transaction.atomic():
        runs.run_nightly(today=TODAY)
    # the caller's transaction took the record with it, so look at a run that has none around it
    with pytest.raises(DatabaseError):
        runs.run_nightly(today=TODAY)
    make_extension(Placement.objects.get(), until_date=TODAY)
    assert runs.apply_corrections().runs, "a correction that succeeds must not hide that the night failed"
    state = figures_state(NOON)
    assert state.failed
    assert "impossible" in state.error
    assert state.night == TODAY - 2 * DAY
    mend()
    runs.run_nightly(today=TODAY)
    assert not figures_state(NOON).failed
    assert watermark() == TODAY - DAY


# The swap of tables ------------------------------------------------------------------------------------------


def likeness() -> list[tuple]:
    """All that a table has beside its rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT indexdef FROM pg_indexes WHERE tablename = ANY (%(tables)s)
            UNION ALL
            SELECT conname || pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = ANY (%(tables)s::regclass[])
            UNION ALL
            SELECT relname || reloptions::text || relacl::text FROM pg_class WHERE relname = ANY (%(tables)s)
            UNION ALL
            SELECT concat(attrelid::regclass, attname, attnotnull, attgenerated, format_type(atttypid, atttypmod))
            FROM pg_attribute WHERE attrelid = ANY (%(tables)s::regclass[]) AND attnum > 0
            ORDER BY 1
            """,
            {"tables": list(storage.TABLES)},
        )
        return cursor.fetchall()


@pytest.mark.django_db
def test_a_full_recompute_leaves_the_tables_as_they_were_made() -> None:
    with connection.cursor() as cursor:
        cursor.execute("GRANT SELECT ON reporting_servicenight, reporting_placementfigures TO PUBLIC")
        cursor.execute("CREATE INDEX extra ON reporting_servicenight (service_id) WHERE vacant > 0")
    before = likeness()
    make_placement()
    runs.recompute_all(today=TODAY)
    assert likeness() == before
    assert ServiceNight.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_written_during_a_full_recompute_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    placement = make_placement(admitted_on=TODAY - 50 * DAY)
    runs.run_nightly(today=TODAY)
    swap = storage.swap

    def correct_meanwhile(home: str) -> None:
        def correct() -> None:
            # readers and writers go on undisturbed
            assert PlacementFigures.objects.get().overstay_nights == 8
            Placement.objects.update(admitted_on=TODAY - 45 * DAY)
            connection.close()

        in_threads(correct)
        swap(home)

    monkeypatch.setattr(storage, "swap", correct_meanwhile)
    runs.recompute_all(today=TODAY)
    assert Change.objects.filter(placement_id=placement.pk).exists()
    runs.apply_corrections()
    assert PlacementFigures.objects.get().overstay_nights == 3


# Several at once, and killed ---------------------------------------------------------------------------------


def in_threads(*works: Callable[[], object]) -> None:
    """Do these at the same time, each on a connection of its own; raises what any of them raised."""
    errors: list[BaseException] = []

    def guarded(work: Callable[[], object]) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - it is raised again where the test can see it
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=guarded, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


@pytest.mark.django_db(transaction=True)
def test_triggered_many_times_at_once_the_night_is_computed_once() -> None:
    make_placement(admitted_on=TODAY - 50 * DAY)
    runs.run_nightly(today=TODAY - DAY)
    in_threads(*[lambda: runs.run_nightly(today=TODAY)] * 6)
    assert NightlyRun.objects.filter(kind="nightly").count() == 1
    assert watermark() == TODAY - DAY


@pytest.mark.django_db(transaction=True)
def test_whoever_comes_second_is_told_that_another_is_at_work() -> None:
    make_placement()

    def second() -> None:
        assert runs.run_nightly(today=TODAY).busy
        assert runs.recompute_all(today=TODAY).busy
        assert runs.apply_corrections().busy
        out = io.StringIO()
        call_command("nightly", stdout=out)
        assert "Another run is at work" in out.getvalue()

    with runs.only_runner() as alone:
        assert alone
        in_threads(second)
    assert not NightlyRun.objects.exists()


class Runner:
    """The nightly job in another process, which can be killed in the middle of it."""

    def __init__(self) -> None:
        # the same server, but the database of the tests
        address = urlsplit(settings.DATABASE_URL)._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
        environment = {**os.environ, "DATABASE_URL": address, "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.reporting.run_on_request"],
            cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def start(self, today: dt.date) -> int:
        """Begin a run; the number of its process."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{today}\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def wait(self) -> None:
        """Until the process of the run is gone."""
        assert self.process.stdout
        assert self.process.stdout.readline() == "ended\n"

    def run(self, today: dt.date) -> float:
        """Run it to the end; how many seconds it took."""
        started = time.monotonic()
        self.start(today)
        self.wait()
        return time.monotonic() - started

    def kill(self, today: dt.date, after: float) -> bool:
        """Run it and kill it after some seconds; whether it was still there to be killed."""
        process = self.start(today)
        time.sleep(after)
        killed = True
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            killed = False
        self.wait()
        return killed

    def close(self) -> None:
        self.process.communicate()


def behind(case: int) -> None:
    """Take the figures back: to nothing at all, or to five nights ago with a correction waiting."""
    if case == 1:
        Watermark.objects.all().delete()
        return
    runs.recompute_all(today=TODAY - 5 * DAY)
    Placement.objects.filter(pk=7).update(override_reason="", discharged_on=None)
    Placement.objects.filter(pk=7).update(discharged_on=BedStay.objects.filter(placement=7).latest("pk").until_date)
    assert Change.objects.exists()


def assert_nothing_half_done() -> None:
    """Once the killed process's connection is gone, every row is of the night that the watermark says."""
    for _ in range(200):
        with runs.only_runner() as alone:
            if alone:
                break
        time.sleep(0.02)
    night = watermark()
    if night is not None:
        assert ServiceNight.objects.order_by("-night").values_list("night", flat=True)[0] == night
        assert PlacementFigures.objects.order_by("-as_at").values_list("as_at", flat=True)[0] == night + DAY


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_killed_at_twenty_points_and_run_again_the_tables_are_identical() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(TEN_YEARS, {"placements": 400, "today": TODAY})
    runs.run_nightly(today=TODAY)
    expected = tables()
    chance = random.Random(20)
    runner = Runner()
    try:
        lasts = {}
        for case in (0, 1):
            behind(case)
            lasts[case] = runner.run(TODAY)
            assert tables() == expected
        killed = 0
        while killed < 20:
            case = killed % 2
            behind(case)
            killed += runner.kill(TODAY, after=chance.uniform(0, lasts[case]))
            assert_nothing_half_done()
            runs.run_nightly(today=TODAY)
            assert tables() == expected
            assert not Change.objects.exists()
            assert not NightlyRun.objects.filter(status="running").exists()
    finally:
        runner.close()
    assert NightlyRun.objects.filter(status="interrupted").exists()


# By hand -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_command_says_what_it_did() -> None:
    make_placement(admitted_on=TODAY - 50 * DAY)
    out = io.StringIO()
    call_command("nightly", today=TODAY - DAY, stdout=out)
    call_command("nightly", today=TODAY, stdout=out)
    call_command("nightly", today=TODAY, stdout=out)
    first, second, third = out.getvalue().splitlines()
    assert first.startswith("Full recompute to the night of 18 November 2026: 1 placements")
    assert second.startswith("Nightly to the night of 19 November 2026: 1 placements, 1 service nights")
    assert third == "The figures are up to date."
