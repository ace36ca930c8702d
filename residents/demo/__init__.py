"""Demonstration data: three commissioners with a history, for looking round, for tests and for training.

Two reproduce published figures (their modules name the source and say what is invented); the third is
invented altogether. Nobody in any of them is a real person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import models, transaction

from beds.models import Commissioner
from beds.refusal import Refusal
from residents.demo import county, hammersmith_fulham, somerset
from residents.demo.records import Records


@dataclass(frozen=True, slots=True)
class Demonstration:
    """One commissioner's history: what builds it, and the first morning on which the whole of it has happened."""

    slug: str
    summary: str
    build: Callable[[dt.date], Records]
    complete_on: dt.date


DEMONSTRATIONS: Mapping[str, Demonstration] = {
    module.SLUG: Demonstration(module.SLUG, module.SUMMARY, module.build, module.COMPLETE_ON)
    for module in (hammersmith_fulham, somerset, county)
}


def loaded(slug: str) -> bool:
    """Whether this demonstration is in the database."""
    return Commissioner.objects.filter(slug=slug).exists()


@transaction.atomic
def load(slug: str, *, today: dt.date) -> Mapping[type[models.Model], int] | None:
    """Write one demonstration, all of it or nothing; None when it is there already.

    Returns how many records of each kind were written. Raises Refusal when `today` is before the end of the
    history that the demonstration tells.
    """
    demonstration = DEMONSTRATIONS[slug]
    if today < demonstration.complete_on:
        raise Refusal(f"{slug} tells a history that ends later: choose {demonstration.complete_on} or a later day.")
    if loaded(slug):
        return None
    return demonstration.build(today).save()
