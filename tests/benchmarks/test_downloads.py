"""Long downloads: the memory that 5,000 and 50,000 rows take, which is to be the same, and the seconds.

Feedback through the table of its page, whose cells are drawn by templates, and the overstayers of a thousand placements
by a cursor of the database. docs/performance.md tells what was measured.
"""

from __future__ import annotations

import datetime as dt
import os
import time
import tracemalloc
from collections.abc import Callable
from typing import IO, Any

import pytest
from django.db import connection

from beds.access import Scope
from beds.files import Format, as_file
from beds.models import Commissioner
from beds.table_files import sheet_of
from reporting.exports import Export
from reporting.queries.overstayers import Choice, Overstayers, Who
from residents.models import Feedback, Placement
from residents.models.support import Giver
from residents.tables import FeedbackTable
from tests.benchmarks.test_nightly import TODAY, generate

ROWS = [int(rows) for rows in os.environ.get("ROWS", "5000,50000").split(",")]
MOST_MORE = 6
"""Megabytes that ten times as many rows may take more: so long as it is short, a file itself stands in memory."""


def peak(work: Callable[[], IO[bytes]]) -> tuple[float, float]:
    """Megabytes at most, and seconds, which the meter makes about twice as many."""
    tracemalloc.start()
    started = time.perf_counter()
    work().close()
    seconds = time.perf_counter() - started
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 1e6, seconds


def feedback(rows: int) -> Any:
    """The table of the page of feedback, with so many rows."""
    found = Feedback.objects.order_by().select_related("placement__resident", "placement__service__provider")
    return FeedbackTable(found.filter(pk__lte=_first() + rows - 1), order_by="received_on")


def _first() -> int:
    return int(Feedback.objects.order_by("pk").values_list("pk", flat=True)[0])


@pytest.mark.django_db(transaction=True)
def test_a_long_file_takes_no_more_memory_than_a_short_one():
    generate(1_000)
    placement = Placement.objects.first()
    assert placement is not None
    Feedback.objects.bulk_create(
        Feedback(
            placement=placement,
            received_on=TODAY - dt.timedelta(days=at % 300),
            giver=Giver.RESIDENT,
            verdict=Feedback.Verdict.POSITIVE,
            was_good=f"=Kind people {at}",
        )
        for at in range(ROWS[-1])
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    scope = Scope(commissioners=frozenset(Commissioner.objects.values_list("pk", flat=True)))
    everyone = Overstayers(scope, TODAY, Choice(who=Who.EVERYONE))
    for kind in Format:
        most, seconds = peak(lambda: Export(everyone, []).as_file(kind))  # noqa: B023 - it is called at once
        print(f"overstayers {kind}: {len(everyone):,} rows, {most:.1f} MB, {seconds:.1f} s")
        measured = []
        for rows in ROWS:
            most, seconds = peak(lambda: as_file(kind, "Feedback", [sheet_of(feedback(rows))]))  # noqa: B023
            measured.append(most)
            print(f"feedback {kind}: {rows:,} rows, {most:.1f} MB, {seconds:.1f} s")
        assert measured[1] < measured[0] + MOST_MORE
