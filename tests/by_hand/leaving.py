"""By hand: how people left, whether they came back to a ward, and how their scores changed."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby
from typing import Any

from tests.by_hand.answers import Period, Records, left, number, share
from tests.oracle import ONE

SETTLED = {
    "home", "independent_social", "independent_private", "family",
    "supported_high", "supported_medium", "supported_low",
}  # fmt: skip
THRESHOLDS = {"reqol_10": Decimal(5), "gbo": Decimal("2.45")}
"""The least change that is more than chance, where one is published (Keetharuth 2018, Edbrooke-Childs 2015)."""


def departures(records: Records, period: Period) -> list[tuple[Any, Any]]:
    """Those who left in the period, with what is told of it, if anything."""
    told = {row.placement_id: row for row in records.discharge}
    return [(placement, told.get(placement.id)) for placement in left(records, period)]


def improvement(degree: str) -> Any:
    def looked_at(records: Records, period: Period) -> Iterable[bool]:
        known = (d for _, d in departures(records, period) if d and d.improvement in ("good", "moderate", "none"))
        return (d.improvement == degree for d in known)

    return looked_at


for each in ("good", "moderate", "none"):
    share(f"improvement_{each}")(improvement(each))


def went_somewhere(records: Records, period: Period) -> list[Any]:
    return [d for _, d in departures(records, period) if d and d.destination != "died"]


@share("settled_rate")
def settled(records, period):
    return (d.destination in SETTLED for d in went_somewhere(records, period))


@share("readmitted_from_stepdown")
def to_hospital(records, period):
    return (d.destination == "hospital" for d in went_somewhere(records, period))


@share("no_social_care_rate")
def no_social_care(records, period):
    known = (d for d in went_somewhere(records, period) if d.social_care_need != "not_known")
    return (d.social_care_need == "no" for d in known)


def readmitted(within: int) -> Any:
    def looked_at(records: Records, period: Period) -> Iterable[bool]:
        for placement, told in departures(records, period):
            has_passed = placement.discharged_on + within * ONE <= period.as_at
            if has_passed and not (told and told.destination in ("died", "hospital")):
                days = [
                    (r.readmitted_on - placement.discharged_on).days
                    for r in records.readmission
                    if r.placement_id == placement.id
                ]
                yield any(0 <= day < within for day in days)

    return looked_at


for days in (14, 30):
    share(f"readmitted_{days}_days")(readmitted(days))


def changes(records: Records, period: Period) -> Iterable[tuple[str, Decimal]]:
    """The scale of each change, and by how much: from the first score at entry to the last on leaving."""
    for placement in left(records, period):
        theirs = [s for s in records.score if s.placement_id == placement.id]
        theirs.sort(key=lambda s: (s.measure, s.goal, s.taken_on, s.id))
        for (scale, _), scores in groupby(theirs, key=lambda s: (s.measure, s.goal)):
            in_order = list(scores)
            entry = [s.score for s in in_order if s.point == "entry"]
            exits = [s.score for s in in_order if s.point == "exit"]
            if entry and exits:
                yield scale, exits[-1] - entry[0]


number("scores_paired")(changes)


@share("reliable_improvement")
def improved(records, period):
    return (by >= THRESHOLDS[scale] for scale, by in changes(records, period) if scale in THRESHOLDS)


@share("reliable_deterioration")
def deteriorated(records, period):
    return (-by >= THRESHOLDS[scale] for scale, by in changes(records, period) if scale in THRESHOLDS)
