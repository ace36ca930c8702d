"""Does a placement's whole history hold together? Asked again after every change to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from beds.refusal import Refusal
from beds.wording import long_date
from residents.actions.stays import Segment
from residents.models import Absence, Placement


def absences_of(placement: Placement) -> list[Absence]:
    """The absences that count, first to last."""
    return list(placement.absences.in_force().order_by("from_date"))


def check_dates(
    placement: Placement, segments: Sequence[Segment], admitted_on: dt.date, discharged_on: dt.date | None
) -> None:
    """Refuse dates of arrival and leaving that the moves and absences of the placement contradict."""
    who = placement.resident.reference
    if discharged_on is not None and discharged_on < admitted_on:
        raise Refusal(
            f"{who} was admitted on {long_date(admitted_on)}. The date of leaving must be that day or later.",
            "discharged_on",
        )
    for segment in segments[1:]:
        if segment.from_date < admitted_on:
            raise Refusal(
                f"{who} changed beds on {long_date(segment.from_date)}. The admission must be on or before that day; "
                "correct or undo the move first.",
                "admitted_on",
            )
        if discharged_on is not None and segment.from_date > discharged_on:
            raise Refusal(
                f"{who} changed beds on {long_date(segment.from_date)}. The date of leaving must be that day or later; "
                "correct or undo the move first.",
                "discharged_on",
            )
    for absence in absences_of(placement):
        _check_absence(who, absence, admitted_on, discharged_on)


def _check_absence(who: str, absence: Absence, admitted_on: dt.date, discharged_on: dt.date | None) -> None:
    if absence.from_date < admitted_on:
        raise Refusal(
            f"{who} was away from {long_date(absence.from_date)}. The admission must be on or before that day; "
            "correct or cancel the absence first.",
            "admitted_on",
        )
    if discharged_on is None or absence.ended_by_discharge:
        return
    last = absence.until_date or absence.from_date
    if last > discharged_on:
        said = "came back" if absence.until_date else "went away"
        raise Refusal(
            f"{who} {said} on {long_date(last)}. The date of leaving must be that day or later; "
            "correct or cancel the absence first.",
            "discharged_on",
        )
