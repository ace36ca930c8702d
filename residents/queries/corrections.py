"""What was entered about a placement, piece by piece, to be put right."""

from __future__ import annotations

from dataclasses import dataclass

from beds.access import Scope
from residents.models import Absence, BedStay, Discharge, Placement, ResidentIdentity


@dataclass(frozen=True, slots=True)
class Entered:
    """The pieces. `first` is None when another provider admitted the person: that is theirs to correct."""

    placement: Placement
    name: str
    first: BedStay | None
    moves: list[BedStay]
    absences: list[Absence]
    departure: Discharge | None


def correctable(placement: Placement, scope: Scope) -> Entered:
    """Everything entered about a placement that this person may put right."""
    stays = BedStay.objects.within(scope).in_force().filter(placement=placement)
    ordered = list(stays.select_related("bed__service").order_by("from_date", "until_date", "pk"))
    first = ordered[0] if ordered and ordered[0].from_date == placement.admitted_on else None
    identity = ResidentIdentity.objects.within(scope).filter(resident=placement.resident).first()
    return Entered(
        placement=placement,
        name=identity.name if identity else "",
        first=first,
        moves=ordered[1:] if first else ordered,
        absences=list(Absence.objects.within(scope).in_force().filter(placement=placement)),
        departure=Discharge.objects.filter(placement=placement).first(),
    )
