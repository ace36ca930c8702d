"""Whatever is entered, in whatever order, the history of every placement holds together, and a form never breaks."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils.html import escape
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beds import actions as bed_actions
from beds.access import SYSTEM
from beds.refusal import Refusal
from residents import actions
from residents.models import Absence, BedStay, Placement
from tests import factories as make

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 20)
LONG_AGO = TODAY - dt.timedelta(days=30)
days = st.integers(min_value=-1, max_value=9).map(lambda number: TODAY - dt.timedelta(days=number))
number = st.integers(min_value=0, max_value=3)
yes = st.booleans()
VERBS = (
    "admit",
    "discharge",
    "undo_discharge",
    "correct_discharge",
    "move",
    "correct_move",
    "undo_move",
    "record_absence",
    "record_return",
    "correct_absence",
    "cancel_absence",
    "correct_admission",
    "cancel_placement",
    "record_void",
    "end_void",
    "cancel_void",
    "book",
)
step = st.tuples(st.sampled_from(VERBS), number, number, days, days, yes)
QUICK: dict[str, Any] = {"deadline": None, "suppress_health_check": list(HealthCheck)}


class World:
    """Three beds under one contract, and whatever happens in them."""

    def __init__(self) -> None:
        service = make.make_service()
        self.contract = make.make_contract(provider=service.provider)
        self.beds = [make.make_contracted_bed(service=service, contract=self.contract) for _ in range(3)]
        for bed, days_ago in zip(self.beds, (9, 5), strict=False):
            make.make_placement(bed, admitted_on=TODAY - dt.timedelta(days=days_ago))
        self.ward = make.make_ward()
        self.known: dict[str, Any] = {"by": None, "scope": SYSTEM, "today": TODAY}

    def does(self, verb: str, one: int, other: int, day: dt.date, later: dt.date, yes: bool) -> None:
        """One entry of a worker who does not look. A refusal is an answer; anything else is a fault."""
        placement = pick(Placement.objects.order_by("pk"), one)
        bed = self.beds[other % 3]
        facts = self.facts(verb, placement, bed, other, day, later, yes)
        if facts is None:
            return
        try:
            action = getattr(bed_actions if "void" in verb else actions, verb)
            action(**facts, **self.known)
        except Refusal:
            return

    def facts(
        self, verb: str, placement: Placement | None, bed: Any, other: int, day: dt.date, later: dt.date, yes: bool
    ) -> dict[str, Any] | None:
        if verb == "admit":
            details = actions.Details(ward=self.ward, received_on=LONG_AGO, allocated_worker="Jo", move_on_plan="Flat")
            return {"bed": bed, "admitted_on": day, "details": details}
        if verb == "book":
            provider = bed.service.provider
            referral = make.make_referral(provider=provider, commissioner=self.contract.commissioner)
            return {"referral": referral, "bed": bed, "arriving_on": day}
        if verb == "record_void":
            return {"bed": bed, "from_date": day, "until_date": later if yes else None, "reason": "repair"}
        if verb in ("end_void", "cancel_void"):
            void = pick(bed.voids.order_by("pk"), other)
            extra: dict[str, Any] = {"until_date": day} if verb == "end_void" else {"reason": "Wrong"}
            return {"void": void, **extra} if void else None
        return self.facts_of_placement(verb, placement, bed, other, day, later, yes) if placement else None

    def facts_of_placement(
        self, verb: str, placement: Placement, bed: Any, other: int, day: dt.date, later: dt.date, yes: bool
    ) -> dict[str, Any] | None:
        about: dict[str, Any] = {"placement": placement}
        if "discharge" in verb:
            if verb == "undo_discharge":
                return about | {"reason": "A mistake"}
            return about | {"discharged_on": day, "destination": "home"}
        if verb in ("correct_move", "undo_move"):
            stay = pick(BedStay.objects.filter(placement=placement).order_by("pk"), other)
            extra = {"bed": bed, "moved_on": day} if verb == "correct_move" else {}
            return {**about, "stay": stay, **extra} if stay else None
        if verb in ("correct_absence", "cancel_absence"):
            absence = pick(Absence.objects.filter(placement=placement).order_by("pk"), other)
            dates = {"from_date": day, "until_date": later if yes else None, "kind": "leave"}
            extra = dates if verb == "correct_absence" else {"reason": "Wrong"}
            return {"absence": absence, **extra} if absence else None
        return {
            **about,
            **{
                "move": {"bed": bed, "moved_on": day},
                "record_absence": {"from_date": day, "kind": "leave", "bed_held": yes},
                "record_return": {"returned_on": day, "bed": bed},
                "correct_admission": {"admitted_on": day, "bed": bed if yes else None},
                "cancel_placement": {"reason": "Wrong", "still_expected": yes},
            }[verb],
        }


def pick(rows: Any, number: int) -> Any:
    """One of the rows, or None when there is none."""
    found = list(rows)
    return found[number % len(found)] if found else None


def check_everything() -> None:
    """What must hold after any entry."""
    for placement in Placement.objects.in_force().select_related("service"):
        stays = list(placement.bed_stays.in_force().select_related("bed").order_by("from_date", "until_date", "pk"))
        gaps = set(placement.absences.in_force().filter(bed_held=False).values_list("from_date", "until_date"))
        assert stays[0].from_date == placement.admitted_on
        assert placement.service_id == stays[-1].bed.service_id
        for before, after in pairwise(stays):
            assert before.until_date == after.from_date or (before.until_date, after.from_date) in gaps
        if stays[-1].until_date != placement.discharged_on:
            assert (stays[-1].until_date, placement.discharged_on) in gaps
        for absence in placement.absences.in_force():
            assert placement.admitted_on <= absence.from_date <= TODAY
            if placement.discharged_on:
                assert absence.until_date is not None
                assert absence.until_date <= placement.discharged_on
        assert hasattr(placement, "discharge") == (placement.discharged_on is not None)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            """
            SELECT count(*)
            FROM residents_bedstay AS stay
            JOIN beds_void AS void ON void.bed_id = stay.bed_id
                AND daterange(stay.from_date, stay.until_date) && daterange(void.from_date, void.until_date)
            WHERE stay.cancelled_at IS NULL AND void.cancelled_at IS NULL
            """
        )
        assert cursor.fetchone()[0] == 0


@settings(max_examples=60, **QUICK)
@given(steps=st.lists(step, min_size=20, max_size=40))
def test_any_entries_in_any_order_leave_whole_histories(steps):
    with transaction.atomic():
        world = World()
        for one in steps:
            world.does(*one)
        check_everything()
        transaction.set_rollback(True)  # each example begins with empty houses


# Forms ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["<b>x</b> & 'y' \"z\"", "line one\nline two", "ünï ½ 🛏"])
def test_what_was_typed_is_still_there_after_an_error(house, worker, text):
    address = reverse("residents:admit")
    page = worker.post(address, {"move_on_plan": text, "allocated_worker": "Jo", "admitted_on_day": "half"})
    assert page.status_code == 200
    assert page.context["form"]["move_on_plan"].value() == text
    assert escape(text) in page.content.decode()
    assert 'value="half"' in page.content.decode()
