"""The service's own figures of the demonstrations are those of the published sources."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from beds.access import SYSTEM
from reporting.figures import figures_as_at
from reporting.queries.unpriced import unpriced
from residents.demo import load
from residents.models import Placement

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 20)
REVIEWED_ON = dt.date(2023, 4, 1)

# 001, section 3: overstay nights and cost of residents 1 to 15 (None: block funded)
PUBLISHED = [
    (25, "3220.36"), (3, "386.44"), (38, "4894.94"), (54, "6955.97"), (161, "21849.31"), (62, "8414.02"),
    (3, "407.13"), (41, "5564.11"), (38, "5156.98"), (49, None), (1, "128.81"), (73, "9403.44"), (57, "7735.47"),
    (1, "135.71"), (48, "5485.44"),
]  # fmt: skip


def test_the_published_overstays_of_hammersmith_and_fulham() -> None:
    load("hammersmith-fulham", today=TODAY)
    overstayers = Placement.objects.overstaying(REVIEWED_ON).order_by("resident__reference")
    figures = figures_as_at(overstayers, REVIEWED_ON)
    rows = [figures[placement.pk] for placement in overstayers]
    assert [(row.overstay_nights, row.overstay_cost and str(row.overstay_cost)) for row in rows] == PUBLISHED
    assert sum(row.overstay_nights for row in rows) == 654
    assert sum(row.overstay_cost for row in rows if row.overstay_cost) == Decimal("79738.13")


def test_authorised_and_unauthorised_nights_are_both_to_be_seen() -> None:
    load("hammersmith-fulham", today=TODAY)
    figures = figures_as_at(Placement.objects.overstaying(REVIEWED_ON), REVIEWED_ON).values()
    assert any(row.authorised_nights and row.unauthorised_nights for row in figures)
    assert any(row.authorised_nights == row.overstay_nights for row in figures)
    assert any(not row.authorised_nights for row in figures)


@pytest.mark.parametrize("slug", ["hammersmith-fulham", "somerset", "county"])
def test_no_night_of_a_demonstration_is_without_a_price(slug: str) -> None:
    load(slug, today=TODAY)
    assert unpriced(SYSTEM, TODAY) == []
    figures = figures_as_at(Placement.objects.all(), TODAY, live=True)
    assert not [row for row in figures.values() if row.unpriced_nights]
