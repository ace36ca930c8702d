"""Writing the stored figures: some of them anew, or both tables whole.

Everything here runs in a transaction of its caller, who alone may write (see `reporting/runs.py`).
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import OperationalError, connection, transaction

from reporting.models import PlacementFigures, ServiceNight
from reporting.statements import read, write

BEGINNING = dt.date.min
FRESH = "reporting_fresh"
"""The schema in which new tables are filled before they take the place of the old ones."""
TABLES = (PlacementFigures._meta.db_table, ServiceNight._meta.db_table)
RECORDS = [
    *("residents_placement", "residents_bedstay", "residents_absence", "residents_extension"),
    *("beds_bed", "beds_contract", "beds_contractbed", "beds_rate", "beds_void"),
]
"""The tables that the figures are computed from."""
LOCK_ATTEMPTS = 60

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Written:
    """How many rows were written."""

    placements: int = 0
    service_nights: int = 0


@dataclass(frozen=True, slots=True)
class Nights:
    """The nights of `[from_date, until_date)` of one service under one contract."""

    contract_id: int
    service_id: int
    from_date: dt.date
    until_date: dt.date


def store_figures(placement_ids: Sequence[int], as_at: dt.date) -> int:
    """Bring the rows of these placements, which were all admitted by then, to the morning of `as_at`."""
    return write("store_figures", placement_ids=list(placement_ids), as_at=as_at) if placement_ids else 0


def correct_figures(placement_ids: Sequence[int], as_at: dt.date) -> int:
    """Compute the rows of these placements again; those that no longer count lose theirs."""
    if placement_ids:
        write("forget_figures", placement_ids=list(placement_ids), as_at=as_at)
    return store_figures(placement_ids, as_at)


def store_night(night: dt.date) -> int:
    """Add the rows of one night, which must not be there yet."""
    return write("store_service_nights", **span(night, night + dt.timedelta(days=1)), **as_arrays(None))


def store_nights(ranges: Sequence[Nights]) -> int:
    """Compute the rows of these ranges again."""
    if not ranges:
        return 0
    arrays = as_arrays(ranges)
    write("forget_service_nights", **arrays)
    whole = span(min(each.from_date for each in ranges), max(each.until_date for each in ranges))
    return write("store_service_nights", **whole, **arrays)


def span(from_date: dt.date, until_date: dt.date) -> dict[str, dt.date]:
    """The nights from one date to another, as parameters."""
    return {"from_date": from_date, "until_date": until_date}


def as_arrays(ranges: Sequence[Nights] | None) -> dict[str, list | None]:
    """Ranges as four parallel arrays; None stands for every contract and service."""
    names = {
        "contracts": "contract_id",
        "services": "service_id",
        "from_dates": "from_date",
        "until_dates": "until_date",
    }
    return {
        array: None if ranges is None else [getattr(each, name) for each in ranges] for array, name in names.items()
    }


def replace_tables(as_at: dt.date, progress: Progress) -> Written:
    """Compute both tables for the morning of `as_at` beside those in use, then put them in their place.

    Readers go on with the old tables until the end. Filled first and indexed afterwards, the new ones are written
    several times faster than rows can be compared or updated.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        cursor.execute("SELECT current_schema()")
        (home,) = cursor.fetchone()
        finishing = prepare()
        cursor.execute(f"SET LOCAL search_path = {FRESH}, {home}")
        placements = write("fill_figures", placement_ids=None, as_at=as_at)
        progress(30)
        nights = write("store_service_nights", **span(BEGINNING, as_at), **as_arrays(None))
        progress(75)
        # a small sample tells enough of tables this even, and the usual one would take a tenth of the time
        cursor.execute("SET LOCAL default_statistics_target = 20")
        for statement in finishing:
            cursor.execute(statement)
        cursor.execute(f"SET LOCAL search_path = {home}")
        progress(95)
        swap(home)
    return Written(placements, nights)


def prepare() -> list[str]:
    """Make the fresh tables, empty; the statements that complete them once they are filled."""
    with connection.cursor() as cursor:
        # after a large import PostgreSQL would plan for small tables, and take minutes instead of seconds
        for stale in read("stale_statistics", tables=RECORDS):
            cursor.execute(f"ANALYZE {stale.table_name}")
        cursor.execute(f"CREATE SCHEMA {FRESH}")
        for table in TABLES:
            cursor.execute(f"CREATE TABLE {FRESH}.{table} (LIKE {table} INCLUDING ALL EXCLUDING INDEXES)")
    likeness = [row.statement for row in read("likeness", fresh=FRESH, tables=list(TABLES))]
    return likeness + [f"ANALYZE {FRESH}.{table}" for table in TABLES]


def swap(home: str) -> None:
    """Put the fresh tables in the place of the old ones, waiting for those who read them now.

    A waiting lock holds up every later reader, so it is given up after a second and asked for again.
    """
    with connection.cursor() as cursor:
        for attempt in range(LOCK_ATTEMPTS):
            try:
                with transaction.atomic():
                    cursor.execute("SET LOCAL lock_timeout = '1s'")
                    cursor.execute(f"LOCK TABLE {', '.join(TABLES)} IN ACCESS EXCLUSIVE MODE")
                break
            except OperationalError:
                if attempt + 1 == LOCK_ATTEMPTS:
                    raise
                time.sleep(1)
        for table in TABLES:
            cursor.execute(f"DROP TABLE {home}.{table}")
            cursor.execute(f"ALTER TABLE {FRESH}.{table} SET SCHEMA {home}")
        cursor.execute(f"DROP SCHEMA {FRESH}")
