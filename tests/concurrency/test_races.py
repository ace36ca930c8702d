"""Many people writing at once, on a real PostgreSQL: one wins, the others are told why, and nobody waits for long."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from beds.access import SYSTEM
from beds.actions import record_void
from beds.refusal import Refusal
from residents import actions
from residents.models import BedStay, Placement
from tests import factories as make
from tests.factories import TODAY, day

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

KNOWN: dict[str, Any] = {"by": None, "scope": SYSTEM, "today": TODAY}
AT_ONCE = 20
"""Connections at a time: each attempt is one of this many that start together."""


def all_at_once(attempts: list[Callable[[], Any]]) -> list[Any]:
    """What each attempt gave: its result, or the exception it raised."""
    together = Barrier(min(AT_ONCE, len(attempts)))

    def run(number: int) -> Any:
        if number < together.parties:
            together.wait()
        try:
            return attempts[number]()
        except Exception as error:  # noqa: BLE001
            return error
        finally:
            connection.close()

    started = time.monotonic()
    with ThreadPoolExecutor(together.parties) as pool:
        results = list(pool.map(run, range(len(attempts))))
    print(f"{len(attempts)} attempts in {time.monotonic() - started:.2f} seconds")
    return results


def overlapping_stays() -> int:
    """Pairs of bed stays that share a bed and a night, counted by the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*)
            FROM residents_bedstay AS a
            JOIN residents_bedstay AS b ON a.id < b.id AND a.bed_id = b.bed_id
                AND daterange(a.from_date, a.until_date) && daterange(b.from_date, b.until_date)
            WHERE a.cancelled_at IS NULL AND b.cancelled_at IS NULL
            """
        )
        return int(cursor.fetchone()[0])


def test_of_two_hundred_admissions_to_one_bed_one_wins():
    bed = make.make_contracted_bed("Room 3", service=make.make_service("Elm House"))
    ward = make.make_ward()
    details = actions.Details(ward=ward, received_on=TODAY, allocated_worker="Jo", move_on_plan="Flat")

    results = all_at_once([partial(actions.admit, bed=bed, admitted_on=TODAY, details=details, **KNOWN)] * 200)

    kinds = Counter(type(result) for result in results)
    assert kinds == {Placement: 1, Refusal: 199}, kinds
    winner = next(result for result in results if isinstance(result, Placement))
    assert {str(result) for result in results if isinstance(result, Refusal)} == {
        (
            f"Room 3, Elm House is taken by {winner.resident} from 20 November 2026. "
            f"Choose another bed, or first record that {winner.resident} has left."
        )
    }
    assert (Placement.objects.count(), BedStay.objects.count()) == (1, 1)


def test_one_form_sent_twenty_times_by_one_worker_is_one_admission():
    bed = make.make_contracted_bed()
    worker = make.make_worker(bed.service.provider)
    ward = make.make_ward()
    ward.commissioners.add(make.contract_of(bed, TODAY).commissioner)
    details = actions.Details(ward=ward, received_on=TODAY, allocated_worker="Jo", move_on_plan="Flat")
    known: dict[str, Any] = {"by": worker, "scope": worker.scope(), "today": TODAY}
    results = all_at_once([partial(actions.admit, bed=bed, admitted_on=TODAY, details=details, **known)] * 20)
    assert {result.pk for result in results} == {Placement.objects.get().pk}


def test_sixty_opposite_transfers_do_not_deadlock():
    """Thirty pairs: one moves from A to B today; the other, who has left, is corrected from B to A in the past."""
    service = make.make_service()
    contract = make.make_contract(provider=service.provider)
    attempts: list[Callable[[], Any]] = []
    expected: list[tuple[int, list[int]]] = []
    for _ in range(30):
        one, two = (make.make_contracted_bed(service=service, contract=contract) for _ in range(2))
        here = make.make_placement(one, admitted_on=day("2026-11-01"))
        gone = make.make_placement(two, admitted_on=day("2026-10-01"), discharged_on=day("2026-10-20"))
        attempts += [
            partial(actions.move, placement=here, bed=two, moved_on=TODAY, **KNOWN),
            partial(actions.move, placement=gone, bed=one, moved_on=day("2026-10-10"), **KNOWN),
        ]
        expected += [(here.pk, [one.pk, two.pk]), (gone.pk, [two.pk, one.pk])]

    started = time.monotonic()
    results = all_at_once(attempts)

    assert {type(result) for result in results} == {Placement}, results
    for placement, beds in expected:
        stays = BedStay.objects.in_force().filter(placement=placement).order_by("from_date")
        assert list(stays.values_list("bed", flat=True)) == beds
    assert overlapping_stays() == 0
    assert time.monotonic() - started < 10  # far above the time it takes; docs/performance.md has that


def test_sixty_who_want_each_others_beds_are_refused_by_name():
    service = make.make_service()
    contract = make.make_contract(provider=service.provider)
    attempts: list[Callable[[], Any]] = []
    for _ in range(30):
        one, two = (make.make_contracted_bed(service=service, contract=contract) for _ in range(2))
        first, second = (make.make_placement(bed, admitted_on=day("2026-11-01")) for bed in (one, two))
        attempts += [
            partial(actions.move, placement=first, bed=two, moved_on=TODAY, **KNOWN),
            partial(actions.move, placement=second, bed=one, moved_on=TODAY, **KNOWN),
        ]
    results = all_at_once(attempts)
    assert {type(result) for result in results} == {Refusal}, results
    assert all("is taken by R-" in str(result) for result in results)


def test_admitting_booking_and_taking_out_of_service_at_once_leave_one_of_them():
    for _ in range(5):
        bed = make.make_contracted_bed()
        commissioner = make.contract_of(bed, TODAY).commissioner
        expected = make.make_referral(provider=bed.service.provider, commissioner=commissioner)
        details = actions.Details(ward=make.make_ward(), received_on=TODAY, allocated_worker="Jo", move_on_plan="Flat")
        results = all_at_once(
            [
                partial(actions.admit, bed=bed, admitted_on=TODAY, details=details, **KNOWN),
                partial(actions.book, referral=expected, bed=bed, arriving_on=TODAY, **KNOWN),
                partial(record_void, bed=bed, from_date=TODAY, reason="repair", **KNOWN),
            ]
        )
        assert sum(isinstance(result, Refusal) for result in results) == 2, results


def test_one_referral_admitted_to_two_beds_at_once_has_one():
    service = make.make_service()
    contract = make.make_contract(provider=service.provider)
    beds = [make.make_contracted_bed(service=service, contract=contract) for _ in range(10)]
    referral = make.make_referral(provider=service.provider, commissioner=contract.commissioner)
    results = all_at_once(
        [partial(actions.admit, bed=bed, admitted_on=TODAY, referral=referral, **KNOWN) for bed in beds]
    )
    assert Counter(type(result) for result in results) == {Placement: 1, Refusal: 9}


def test_cancelling_and_admitting_the_same_person_do_not_deadlock():
    """Cancelling holds the bed and wants the referral; admitting holds the referral and wants the bed."""
    for _ in range(5):
        bed = make.make_contracted_bed()
        placement = make.make_placement(bed, admitted_on=TODAY - dt.timedelta(days=3))
        results = all_at_once(
            [
                partial(actions.cancel_placement, placement=placement, reason="Wrong person", **KNOWN),
                partial(actions.admit, bed=bed, admitted_on=TODAY, referral=placement.referral, **KNOWN),
            ]
        )
        assert isinstance(results[0], Placement)
        assert isinstance(results[1], Placement | Refusal), results[1]
