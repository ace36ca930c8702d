"""Short ways to say what happened to somebody, and to read where they slept."""

from __future__ import annotations

from typing import Any

import pytest

from beds.access import SYSTEM
from beds.models import Bed
from residents import actions
from residents.models import Absence, Discharge, Placement
from tests import factories as make
from tests.factories import TODAY, day

KNOWN: dict[str, Any] = {"by": None, "scope": SYSTEM, "today": TODAY}
HOME = Discharge.Destination.HOME


@pytest.fixture
def rooms() -> list[Bed]:
    """Three beds of one service under one contract."""
    service = make.make_service("Elm House")
    contract = make.make_contract(provider=service.provider)
    return [make.make_contracted_bed(f"Room {n}", service=service, contract=contract) for n in (1, 2, 3)]


@pytest.fixture
def placement(rooms: list[Bed]) -> Placement:
    """Somebody in Room 1 since 1 October, referred two weeks before."""
    placement = make.make_placement(rooms[0], admitted_on=day("2026-10-01"), resident=make.make_resident("R-AAAAAA"))
    placement.referral.received_on = day("2026-09-17")
    placement.referral.save()
    return placement


def beds_of(placement: Placement) -> list[tuple[str, str, str | None]]:
    """Where somebody slept: room, from, until."""
    stays = placement.bed_stays.in_force().order_by("from_date", "until_date")
    return [
        (stay.bed.label, stay.from_date.strftime("%-d %b"), stay.until_date and stay.until_date.strftime("%-d %b"))
        for stay in stays
    ]


def leave(placement: Placement, on: str = "2026-11-10", **facts: Any) -> Placement:
    facts.setdefault("destination", HOME)
    return actions.discharge(placement=placement, discharged_on=day(on), **(KNOWN | facts))


def move(placement: Placement, bed: Bed, on: str, **facts: Any) -> Placement:
    return actions.move(placement=placement, bed=bed, moved_on=day(on), **(KNOWN | facts))


def away(placement: Placement, from_date: str = "2026-11-05", **facts: Any) -> Absence:
    facts.setdefault("kind", "hospital")
    return actions.record_absence(placement=placement, from_date=day(from_date), **(KNOWN | facts))


def back(placement: Placement, on: str = "2026-11-09", **facts: Any) -> Placement:
    return actions.record_return(placement=placement, returned_on=day(on), **(KNOWN | facts))
