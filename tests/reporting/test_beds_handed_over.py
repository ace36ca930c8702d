"""A bed that one commissioner buys after another: each knows its own nights, and nothing of the other's residents."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import pytest
from django.urls import reverse

from beds.access import Scope
from beds.models import Bed, Commissioner, Contract
from reporting.bed_timeline import State
from reporting.bed_words import HIDDEN
from reporting.queries.bed_board import BedLine, Window, bed_board
from reporting.queries.capacity import beds_seen_on
from tests.factories import (
    day,
    make_absence,
    make_bed,
    make_booking,
    make_contract,
    make_contract_bed,
    make_official,
    make_placement,
    make_provider,
    make_resident,
    make_service,
    make_void,
    make_worker,
)

pytestmark = pytest.mark.django_db
HANDED_OVER = day("2026-06-15")
"""A Monday: the first night of the second commissioner, and the eighth of the board around it."""
BOARD, BEDS = (reverse(f"reporting:{name}") for name in ("bed_board", "beds"))
THEN = {"as_at": HANDED_OVER.isoformat()}


@dataclass(frozen=True)
class HandedOver:
    bed: Bed
    first: Commissioner
    second: Commissioner
    later: Contract


@pytest.fixture
def handed_over() -> HandedOver:
    provider = make_provider()
    bed = make_bed("Room 1", service=make_service(provider=provider))
    ended = make_contract(provider=provider, until_date=HANDED_OVER)
    later = make_contract(provider=provider, from_date=HANDED_OVER)
    make_contract_bed(ended, bed)
    make_contract_bed(later, bed)
    return HandedOver(bed, ended.commissioner, later.commissioner, later)


def scope_of(commissioner: Commissioner) -> Scope:
    return Scope(commissioners=frozenset({commissioner.pk}))


def line(scope: Scope, start: dt.date = HANDED_OVER) -> BedLine | None:
    services = bed_board(scope, start, Window.around(start)).services
    return services[0].beds[0] if services else None


def drawn(found: BedLine | None) -> list[tuple[str, int]]:
    return [(str(cell.run.state), cell.run.nights) for cell in found.cells] if found else []


def text(response) -> str:
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


# The bed board -----------------------------------------------------------------------------------------------


def test_a_void_is_shown_to_each_on_the_nights_of_its_contract(handed_over):
    make_void(handed_over.bed, HANDED_OVER - dt.timedelta(days=2), HANDED_OVER + dt.timedelta(days=3), reason="safety")
    assert drawn(line(scope_of(handed_over.first))) == [("vacant", 5), ("void", 2), ("not_yours", 21)]
    assert drawn(line(scope_of(handed_over.second))) == [("not_yours", 7), ("void", 3), ("vacant", 18)]
    providers = Scope(providers=frozenset({handed_over.bed.service.provider_id}))
    assert drawn(line(providers)) == [("vacant", 5), ("void", 5), ("vacant", 18)]


def test_the_provider_sees_a_void_on_a_night_in_no_contract():
    bed = make_bed()
    make_contract_bed(make_contract(provider=bed.service.provider, until_date=HANDED_OVER), bed)
    make_void(bed, HANDED_OVER, HANDED_OVER + dt.timedelta(days=7))
    providers = Scope(providers=frozenset({bed.service.provider_id}))
    assert drawn(line(providers)) == [("vacant", 7), ("void", 7), ("uncontracted", 14)]


def test_a_bed_whose_contract_ended_before_these_weeks_is_not_on_the_board(client, handed_over):
    later = HANDED_OVER + dt.timedelta(days=60)
    make_void(handed_over.bed, later, reason="safety")
    assert line(scope_of(handed_over.first), later) is None
    client.force_login(make_official(handed_over.first))
    page = text(client.get(BOARD, {"as_at": later.isoformat()}))
    assert "afety" not in page
    assert "Room 1" not in page


def test_nights_of_the_other_are_said_to_be_in_no_contract_of_ones_own(client, handed_over):
    client.force_login(make_official(handed_over.first))
    assert "Not in your contract" in text(client.get(BOARD, THEN))


def test_a_booking_for_the_other_is_not_told(handed_over):
    booking = make_booking(handed_over.bed, HANDED_OVER + dt.timedelta(days=2))
    found = line(scope_of(handed_over.first))
    assert drawn(found) == [("vacant", 7), ("not_yours", 21)]
    assert found is not None
    assert found.booked is None
    theirs = line(scope_of(handed_over.second))
    assert drawn(theirs)[-1] == ("booked", 19)
    assert theirs is not None
    assert theirs.cells[-1].who == booking.referral.resident.reference


def test_a_booking_for_the_other_is_not_told_beside_an_own_resident(handed_over):
    make_placement(handed_over.bed, admitted_on=HANDED_OVER - dt.timedelta(days=30))
    make_booking(handed_over.bed, HANDED_OVER + dt.timedelta(days=2))
    found = line(scope_of(handed_over.first))
    assert found is not None
    assert {cell.run.state for cell in found.cells} == {State.OCCUPIED}
    assert found.booked is None


def test_a_stay_of_no_nights_under_the_other_is_not_told(handed_over):
    on = HANDED_OVER + dt.timedelta(days=2)
    make_placement(handed_over.bed, admitted_on=on, discharged_on=on)
    found = line(scope_of(handed_over.first))
    assert found is not None
    assert not any(cell.run.visits for cell in found.cells)


# The beds of a night -----------------------------------------------------------------------------------------


def test_the_other_commissioners_resident_fills_the_bed_without_a_word_about_them(client, handed_over):
    theirs = make_placement(
        handed_over.bed, admitted_on=HANDED_OVER - dt.timedelta(days=60), resident=make_resident("R-SECRET")
    )
    make_absence(theirs, HANDED_OVER)
    client.force_login(make_official(handed_over.second))
    for address in (BEDS, reverse("reporting:contract", args=[handed_over.later.pk])):
        page = client.get(address, THEN)
        assert "Held" in text(page)
        assert "R-SECRET" not in text(page)
        assert "ospital" not in text(page)
        assert reverse("reporting:placement", args=[theirs.pk]) not in page.content.decode()
    page = text(client.get(BEDS, THEN))
    assert HIDDEN in page.lower()
    assert "1 bed: 0 occupied, 1 held" in page


def test_ones_own_resident_is_named_and_opens(client, handed_over):
    mine = make_placement(handed_over.bed, admitted_on=HANDED_OVER, resident=make_resident("R-MINE"))
    for user in (make_official(handed_over.second), make_worker(handed_over.bed.service.provider)):
        client.force_login(user)
        page = client.get(BEDS, THEN).content.decode()
        assert "R-MINE" in page
        assert reverse("reporting:placement", args=[mine.pk]) in page


def test_a_bed_given_up_is_vacant_and_nobodys(handed_over):
    theirs = make_placement(handed_over.bed, admitted_on=HANDED_OVER - dt.timedelta(days=60))
    make_absence(theirs, HANDED_OVER, bed_held=False)
    (row,) = beds_seen_on(scope_of(handed_over.second), [handed_over.later.pk], HANDED_OVER)
    assert (row.state, row.is_used, row.resident_reference, row.los_nights) == ("vacant", False, None, None)
