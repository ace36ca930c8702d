"""What a person may do to a placement, as links for its page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse

from beds.access import Scope
from beds.nights import APPROACHING_NIGHTS
from beds.wording import long_date
from residents.models import Discharge, Placement


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to do: the words on the button, where it leads, and how it looks (a govuk-button modifier)."""

    label: str
    url_name: str
    url: str
    style: str = "secondary"

    @property
    def classes(self) -> str:
        return f"govuk-button govuk-button--{self.style}" if self.style != "primary" else "govuk-button"


def available_actions(placement: Placement, scope: Scope, today: dt.date) -> list[Choice]:
    """What this person may do to this placement now, the likeliest first; for who only reads, what there is to read.

    One query. `placement` brings its contract and service.
    """
    if placement.cancelled_at is not None:
        return []
    works = scope.may_write_for(placement.service.provider_id)
    decides = scope.may_decide_for(placement.contract.commissioner_id)
    choices: list[tuple[str, str, str]] = []
    if works and placement.discharged_on is None:
        choices += _of_a_resident(placement)
        if _nears_its_limit(placement, today):
            choices.append(("Ask for an extension", "residents:extension_ask", "secondary"))
    reads = (
        placement.service.provider_id in scope.providers or placement.contract.commissioner_id in scope.commissioners
    )
    if placement.discharged_on is not None and (reads or scope.everything):
        choices.append(("After the stay", "residents:aftercare", "secondary"))
    if works or decides:
        choices.append(("Add a reason for the overstay", "residents:reason", "secondary"))
    if decides:
        choices.append(("Grant an extension", "residents:extension", "secondary"))
    if works:
        choices.append(("Correct a mistake", "residents:correct", "secondary"))
    return [Choice(label, name, reverse(name, args=[placement.pk]), style) for label, name, style in choices]


def why_closed(placement: Placement) -> str:
    """Why nothing can be entered about a placement any more; empty when it can."""
    if placement.cancelled_at is None:
        return ""
    return f"The placement of {placement.resident} was cancelled. Nothing more can be entered about it."


def why_over(placement: Placement) -> str:
    """Why a resident cannot leave, move, be away or come back; empty when they can."""
    if placement.cancelled_at is None and placement.discharged_on is not None:
        return (
            f"{placement.resident} left on {long_date(placement.discharged_on)}. If that is wrong, correct the "
            "departure or undo it."
        )
    return why_closed(placement)


def why_not_followed(placement: Placement) -> str:
    """Why nothing can be entered about the time after a stay; empty when it can. At most one query."""
    if why := why_closed(placement):
        return why
    if placement.discharged_on is None:
        return f"{placement.resident} has not left. Record the departure first."
    departure = Discharge.objects.filter(placement=placement).first()
    if departure is not None and departure.destination == Discharge.Destination.DIED:
        return f"{placement.resident} died. If that is wrong, correct the departure first."
    return ""


def _nears_its_limit(placement: Placement, today: dt.date) -> bool:
    """Whether it is time to think of a longer stay: the limit is near or past."""
    return placement.los_nights(today) > placement.contract.stay_limit_nights - APPROACHING_NIGHTS


def _of_a_resident(placement: Placement) -> list[tuple[str, str, str]]:
    absence = placement.absences.in_force().filter(until_date=None).first()
    if absence is not None:
        return [("Returned", "residents:return", "primary"), ("Discharge", "residents:discharge", "secondary")]
    return [
        ("Discharge", "residents:discharge", "primary"),
        ("Move to another bed", "residents:move", "secondary"),
        ("Away", "residents:absence", "secondary"),
    ]
