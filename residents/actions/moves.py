"""A resident changes beds. The placement goes on, and so does its clock."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from beds.access import Scope
from beds.acting import action, not_in_future, unchanged_since
from beds.models import Bed
from beds.refusal import Refusal
from beds.taking_back import refuse_cancelled, taken_back_before
from beds.wording import long_date
from residents.actions.guards import may_use, writable_placement
from residents.actions.stays import REPLACED, Segment, rewrite_stays, segments_of
from residents.models import BedStay, Placement


@action
def move(*, by: Any, scope: Scope, today: dt.date, placement: Placement, bed: Bed, moved_on: dt.date) -> Placement:
    """The resident has `bed` from the night of `moved_on` on, until whatever came next.

    Sending the same move again changes nothing. Raises `Refusal`.
    """
    placement = writable_placement(placement, scope)
    may_use(bed, scope)
    not_in_future(moved_on, today, "The date of the move", "moved_on")
    segments = segments_of(placement)
    at = _segment_on(placement, segments, moved_on)
    here = segments[at]
    if here.bed_id == bed.pk:
        if here.from_date == moved_on:
            return placement
        raise Refusal(
            f"{placement.resident} already has {bed} since {long_date(here.from_date)}. Choose another bed.",
            field="bed",
        )
    segments[at : at + 1] = [replace(here, until_date=moved_on), Segment(bed.pk, moved_on, here.until_date)]
    rewrite_stays(placement, segments, by=by, scope=scope, today=today)
    return placement


@action
def correct_move(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    placement: Placement,
    stay: BedStay,
    bed: Bed,
    moved_on: dt.date,
    version: dt.datetime | None = None,
) -> Placement:
    """Change the date of a move, or the bed it was to. `stay` is the bed stay that the move began. Raises `Refusal`.

    Sending the same again changes nothing.
    """
    placement = writable_placement(placement, scope)
    may_use(bed, scope)
    stay = _of(placement, stay)
    refuse_cancelled(stay)
    if (stay.bed_id, stay.from_date) == (bed.pk, moved_on):
        return placement
    unchanged_since(placement, version)
    not_in_future(moved_on, today, "The date of the move", "moved_on")
    segments = segments_of(placement)
    at = _position(placement, segments, stay)
    moved, before = segments[at], segments[at - 1]
    if moved_on != moved.from_date:
        _check_moved_date(placement, before, moved, moved_on)
        segments[at - 1] = replace(before, until_date=moved_on)
    segments[at] = replace(moved, bed_id=bed.pk, from_date=moved_on)
    rewrite_stays(placement, segments, by=by, scope=scope, today=today)
    return placement


@action
def undo_move(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    placement: Placement,
    stay: BedStay,
    version: dt.datetime | None = None,
) -> Placement:
    """The move did not happen: the bed before is theirs for those nights too. Raises `Refusal` if it is not free.

    Sending it again changes nothing.
    """
    placement = writable_placement(placement, scope)
    if taken_back_before(_of(placement, stay), REPLACED, by=by):
        return placement
    unchanged_since(placement, version)
    segments = segments_of(placement)
    at = _position(placement, segments, stay)
    before, moved = segments[at - 1], segments[at]
    if before.until_date != moved.from_date:
        raise Refusal("They came back to this bed from an absence. Correct or cancel that absence instead.")
    segments[at - 1 : at + 1] = [replace(before, until_date=moved.until_date)]
    rewrite_stays(placement, segments, by=by, scope=scope, today=today)
    return placement


def _segment_on(placement: Placement, segments: list[Segment], night: dt.date) -> int:
    """Which segment holds the night, or a refusal saying why none does."""
    who = placement.resident
    for number, segment in enumerate(segments):
        if segment.holds(night):
            return number
    if night < placement.admitted_on:
        raise Refusal(
            f"{who} was admitted on {long_date(placement.admitted_on)}. The move must be on or after that day.",
            "moved_on",
        )
    if placement.discharged_on is not None and night >= placement.discharged_on:
        raise Refusal(
            f"{who} left on {long_date(placement.discharged_on)}. The move must be before that day.",
            field="moved_on",
        )
    raise Refusal(f"{who} is away and has no bed on {long_date(night)}. First record that they are back.", "moved_on")


def _of(placement: Placement, stay: BedStay) -> BedStay:
    """The stay as it is now. `placement` is locked."""
    return placement.bed_stays.select_related("updated_by").get(pk=stay.pk)


def _position(placement: Placement, segments: list[Segment], stay: BedStay) -> int:
    """Where in the list the move is that began with `stay`."""
    for number, segment in enumerate(segments):
        if segment.stay_id == stay.pk and number > 0:
            return number
    raise Refusal(f"This move of {placement.resident} is no longer in the record. Look at the record again.")


def _check_moved_date(placement: Placement, before: Segment, moved: Segment, moved_on: dt.date) -> None:
    if before.until_date != moved.from_date:
        raise Refusal(
            "They came back to this bed from an absence. To change the date, correct that absence.",
            field="moved_on",
        )
    if moved_on < before.from_date:
        raise Refusal(
            f"{placement.resident} came to the bed before on {long_date(before.from_date)}. "
            "The move must be on or after that day.",
            field="moved_on",
        )
    if moved.until_date is not None and moved_on > moved.until_date:
        raise Refusal(
            f"{placement.resident} left this bed on {long_date(moved.until_date)}. "
            "The move must be on or before that day.",
            field="moved_on",
        )
