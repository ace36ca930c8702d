"""The dashboard and Explore, for one commissioner with 60 beds, alone and among a hundred thousand placements.

Seconds differ from machine to machine, so what counts are ratios: to the same template without figures, and between a
database that holds little else and one that holds much of others. docs/performance.md tells what was measured.
"""

from __future__ import annotations

import datetime as dt
import os
import time
from statistics import median
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from beds.models import Commissioner
from reporting import runs
from reporting.measures import calculated
from tests.benchmarks.test_nightly import execute, generate
from tests.factories import make_official

SIZES = [int(size) for size in os.environ.get("SIZES", "3000,100000").split(",")]
"""With 3,000 placements in ten years there are 60 beds, all of the one commissioner."""
TODAY = dt.date(2026, 11, 20)
THREE_YEARS = {"from": "2023-11-01", "until": "2026-11-20", "as_at": TODAY.isoformat()}
SERVICES = 6
"""Those of the commissioner; each has about ten beds."""
MOST_TIMES_BARE = 5
MOST_GROWTH = 1.5
DASHBOARD, EXPLORE = reverse("reporting:dashboard"), reverse("reporting:explore")


def one_among_others(placements: int) -> tuple[Client, Client]:
    """Ten years, of which six services belong to a commissioner of their own; its official, and one without any bed."""
    generate(placements)
    execute("INSERT INTO beds_commissioner (id, name, slug, kind, updated_at) "
            "VALUES (2, 'Borough', 'borough', 'council', now()), (3, 'New', 'new', 'council', now())")  # fmt: skip
    execute("UPDATE beds_contract SET commissioner_id = 2 WHERE id <= %(services)s", {"services": SERVICES})
    execute("UPDATE residents_referral r SET commissioner_id = 2 FROM residents_placement p "
            "WHERE p.referral_id = r.id AND p.contract_id <= %(services)s", {"services": SERVICES})  # fmt: skip
    runs.recompute_all(today=TODAY)
    execute("TRUNCATE reporting_change")
    execute("VACUUM ANALYZE")
    borough, new = Client(), Client()
    borough.force_login(make_official(Commissioner.objects.get(pk=2)))
    new.force_login(make_official(Commissioner.objects.get(pk=3)))
    return borough, new


def milliseconds(client: Client, address: str, asked: dict[str, str], times: int = 5) -> float:
    """The best time of a page, once its templates and statements are warm: what else the machine does only adds."""
    taken = []
    for _ in range(times + 1):
        started = time.perf_counter()
        assert client.get(address, asked).status_code == 200
        taken.append(1000 * (time.perf_counter() - started))
    return min(taken[1:])


def measure(placements: int) -> dict[str, Any]:
    """Every page at one size: the two bare ones, the dashboard, and three years of each measure by service."""
    borough, new = one_among_others(placements)
    then = {"as_at": TODAY.isoformat()}
    found: dict[str, Any] = {
        "placements": placements,
        "bare dashboard": milliseconds(new, DASHBOARD, then),
        "dashboard": milliseconds(borough, DASHBOARD, then),
        "bare Explore": milliseconds(borough, EXPLORE, then),
    }
    asked = {each.key: THREE_YEARS | {"measure": each.key, "by": "service"} for each in calculated()}
    found["measures"] = {key: milliseconds(borough, EXPLORE, question, 3) for key, question in asked.items()}
    return found


def show(results: list[dict[str, Any]]) -> None:
    """The table that docs/performance.md keeps."""
    print()
    for name in ("placements", "bare dashboard", "dashboard", "bare Explore"):
        print(f"{name:<46}{''.join(f'{row[name]:>12,.0f}' for row in results)}")
    slowest = sorted(results[0]["measures"], key=lambda key: -max(row["measures"][key] for row in results))
    for name, key in [("slowest", slowest[0]), ("second", slowest[1]), ("middle", slowest[len(slowest) // 2])]:
        label = f"Explore, {name}: {key}"
        taken = [row["measures"][key] for row in results]
        print(f"{label:<46}{''.join(f'{each:>12,.0f}' for each in taken)}")


@pytest.mark.django_db(transaction=True)
def test_the_pages_of_figures() -> None:
    results = [measure(size) for size in SIZES]
    show(results)
    first, last = results[0], results[-1]
    for row in results:
        assert row["dashboard"] <= MOST_TIMES_BARE * row["bare dashboard"]
        slow = {key: taken for key, taken in row["measures"].items() if taken > MOST_TIMES_BARE * row["bare Explore"]}
        assert not slow
    assert last["dashboard"] <= MOST_GROWTH * first["dashboard"]
    assert median(last["measures"].values()) <= MOST_GROWTH * median(first["measures"].values())
