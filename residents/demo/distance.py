"""How far from home the people of a demonstration stay, and who of them was brought back from a hospital elsewhere.

Invented, from random numbers of its own for each person, so that nothing else of a demonstration depends on it.
"""

from __future__ import annotations

import random

from residents.demo.records import Records
from residents.models import Placement, Ward

ELSEWHERE = (22, 95)
"""The miles of those whose home is outside the commissioner's area, least and most."""
NOT_RECORDED = 0.1
BROUGHT_BACK = 0.05


def measure_distances(records: Records, slug: str, farthest: int) -> None:
    """Note the miles of each placement; `farthest` are those across the area."""
    for placement in records.of(Placement):
        rng = _of(slug, placement)
        least, most = ELSEWHERE if placement.referral.out_of_area else (1, farthest)
        miles = rng.randint(least, most)
        placement.miles_from_home = None if rng.random() < NOT_RECORDED else miles


def bring_back(records: Records, slug: str, ward: Ward, *, except_from: Ward) -> None:
    """Some of those who were admitted had been in this ward outside the area; nobody of `except_from`."""
    for placement in records.of(Placement):
        referral = placement.referral
        if referral.ward is not except_from and _of(f"ward {slug}", placement).random() < BROUGHT_BACK:
            referral.ward = ward


def _of(slug: str, placement: Placement) -> random.Random:
    seed = f"distance {slug} {placement.resident.reference} {placement.admitted_on}"
    return random.Random(seed)  # noqa: S311 - invents data, guards nothing
