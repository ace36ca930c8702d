"""The nightly figures against PostgreSQL's own COPY, at a thousand, ten thousand and a hundred thousand placements.

Seconds differ from machine to machine, so what counts are ratios: to the time in which COPY writes the same rows into
equally indexed tables, and to a loop over rows in Python. docs/performance.md tells what was measured and where.
"""

from __future__ import annotations

import datetime as dt
import operator
import os
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from reporting import runs
from reporting.models import Change, PlacementFigures, ServiceNight, Watermark
from residents.models import BedStay, Placement
from tests.benchmarks.row_by_row import figures_one_by_one, nights_one_by_one

SIZES = [int(size) for size in os.environ.get("SIZES", "1000,10000,100000").split(",")]
TODAY = dt.date(2026, 11, 20)
DAY = dt.timedelta(days=1)
GENERATOR = (Path(__file__).parent / "ten_years.sql").read_text()
TABLES = {
    PlacementFigures._meta.db_table: "placement_id",
    ServiceNight._meta.db_table: "contract_id, night, service_id",
}
ALIVE = 20
"""Beds still in use in the second measure of a night, which varies only the length of history."""
COPY_LIMIT = 2.5


def seconds(work: Callable[[], object], times: int, before: Callable[[], object] = lambda: None) -> float:
    """The median time of several runs, each after `before`, which is not timed."""
    taken = []
    for _ in range(times):
        before()
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return median(taken)


def execute(sql: str, parameters: dict | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def generate(placements: int) -> None:
    """Fill the empty database with ten years."""
    call_command("flush", interactive=False, verbosity=0)
    with transaction.atomic():
        execute(GENERATOR, {"placements": placements, "today": TODAY})
    execute("TRUNCATE reporting_change")
    execute("VACUUM ANALYZE")


def copied_out(table: str) -> tuple[str, bytes]:
    """The columns that are written, and all rows in the format of COPY."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(attname, ', ' ORDER BY attnum) FROM pg_attribute "
            "WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
            [table],
        )
        (columns,) = cursor.fetchone()
        with cursor.copy(f"COPY (SELECT {columns} FROM {table} ORDER BY {TABLES[table]}) TO STDOUT") as copy:
            return columns, b"".join(bytes(block) for block in copy)


def against_copy(times: int) -> dict[str, float]:
    """The times of a full recompute, and of COPY of its rows into new tables with the same indexes.

    The two take turns, so that whatever else the machine does weighs on both: the ratio is the median of those of
    neighbouring runs.
    """
    full, floor = [], []
    for _ in range(times):
        full.append(seconds(lambda: runs.recompute_all(today=TODAY), 1))
        content = {table: copied_out(table) for table in TABLES}
        for table in TABLES:
            execute(f"CREATE TABLE floor_{table} (LIKE {table} INCLUDING ALL)")
        floor.append(seconds(lambda: copy_in(content), 1))  # noqa: B023 - it is called at once
        for table in TABLES:
            execute(f"DROP TABLE floor_{table}")
    return {"full": median(full), "copy": median(floor), "ratio": median(map(operator.truediv, full, floor))}


def copy_in(content: dict[str, tuple[str, bytes]]) -> None:
    """Write these rows with COPY, in one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table, (columns, rows) in content.items():
            with cursor.copy(f"COPY floor_{table} ({columns}) FROM STDIN") as into:
                into.write(rows)


def one_night(times: int) -> float:
    """A night's increment: yesterday is done, and last night is added."""

    def yesterday() -> None:
        Watermark.objects.update(night=TODAY - 2 * DAY)
        ServiceNight.objects.filter(night=TODAY - DAY).delete()

    return seconds(lambda: runs.run_nightly(today=TODAY), times, before=yesterday)


def one_correction(times: int) -> float:
    """A discharge in the middle of history was a night earlier than recorded."""
    closed = Placement.objects.filter(discharged_on__lt=TODAY - 1500 * DAY, admitted_on__gt=TODAY - 2500 * DAY)
    stays = list(BedStay.objects.filter(placement__in=closed).order_by("pk")[: 5 * times])
    wanted = iter([stay for stay in stays if stay.until_date and stay.until_date > stay.from_date + DAY])

    def correct() -> None:
        stay = next(wanted)
        BedStay.objects.filter(pk=stay.pk).update(until_date=stay.until_date - DAY)
        Placement.objects.filter(pk=stay.placement_id).update(discharged_on=stay.until_date - DAY)

    taken = seconds(runs.apply_corrections, times, before=correct)
    assert not Change.objects.exists()
    return taken


def close_all_but_a_few_beds() -> None:
    """Leave the same few beds in use at every size: the rest is history, ended a month ago."""
    ended = {"end": TODAY - 30 * DAY, "alive": ALIVE}
    after = "SELECT id FROM residents_placement WHERE admitted_on > %(end)s"
    execute("DELETE FROM residents_bedstay WHERE bed_id > %(alive)s AND from_date > %(end)s", ended)
    for table in ("residents_absence", "residents_extension"):
        execute(f"DELETE FROM {table} t WHERE placement_id IN ({after}) AND NOT EXISTS "
                "(SELECT FROM residents_bedstay s WHERE s.placement_id = t.placement_id)", ended)  # fmt: skip
    execute("UPDATE residents_bedstay SET until_date = least(until_date, %(end)s) WHERE bed_id > %(alive)s", ended)
    execute("DELETE FROM residents_placement p WHERE NOT EXISTS "
            "(SELECT FROM residents_bedstay s WHERE s.placement_id = p.id)")  # fmt: skip
    execute("UPDATE residents_placement p SET discharged_on = least(discharged_on, %(end)s) "
            "WHERE id IN (SELECT placement_id FROM residents_bedstay WHERE bed_id > %(alive)s)", ended)  # fmt: skip
    execute("UPDATE beds_contractbed SET until_date = least(until_date, %(end)s) WHERE bed_id > %(alive)s", ended)
    execute("TRUNCATE reporting_change")
    execute("VACUUM ANALYZE")


def measure(size: int) -> dict[str, float]:
    """All measures at one size."""
    times = 7 if size > 20_000 else 9
    generate(size)
    found = against_copy(times)
    found["placements"], found["nights"] = PlacementFigures.objects.count(), ServiceNight.objects.count()
    found["loop"] = figures_one_by_one(TODAY, sample=200) * found["placements"]
    found["loop"] += nights_one_by_one(sample=100) * found["nights"]
    found["open"] = Placement.objects.open_on(TODAY - DAY).count()
    found["night"] = one_night(7)
    found["correction"] = one_correction(7)
    close_all_but_a_few_beds()
    runs.recompute_all(today=TODAY)
    execute("VACUUM ANALYZE")
    found["few open"] = Placement.objects.open_on(TODAY - DAY).count()
    found["few"] = one_night(7)
    return found


def show(results: list[dict[str, float]]) -> None:
    """The table that docs/performance.md keeps."""
    lines = [
        ("placements", "{placements:,.0f}"),
        ("service nights", "{nights:,.0f}"),
        ("COPY of the result rows, s", "{copy:.2f}"),
        ("full recompute, s", "{full:.2f}"),
        ("full recompute / COPY, median of pairs", "{ratio:.2f}"),
        ("row-by-row loop (scaled up) / full recompute", "{loop_ratio:,.0f}"),
        ("open placements", "{open:,.0f}"),
        ("one night, ms", "{night_ms:.0f}"),
        (f"one night, {ALIVE} beds in use, ms", "{few_ms:.0f}"),
        ("one back-dated correction, ms", "{correction_ms:.0f}"),
    ]
    print()
    for label, template in lines:
        cells = (template.format(**row, **derived(row)).rjust(12) for row in results)
        print(f"{label:<46}{''.join(cells)}")


def derived(row: dict[str, float]) -> dict[str, float]:
    return {
        "loop_ratio": row["loop"] / row["full"],
        "night_ms": 1000 * row["night"],
        "few_ms": 1000 * row["few"],
        "correction_ms": 1000 * row["correction"],
    }


@pytest.mark.django_db(transaction=True)
def test_the_nightly_figures() -> None:
    results = [measure(size) for size in SIZES]
    show(results)
    smallest, largest = results[0], results[-1]
    assert largest["ratio"] <= COPY_LIMIT
    # linear: a placement costs no more among many than among few
    assert largest["full"] / largest["placements"] <= 1.2 * smallest["full"] / smallest["placements"]
    # a night depends on who is here, not on how long the history is
    assert largest["few"] <= 2 * smallest["few"] + 0.02
