"""What the demonstrations tell obeys the rules that the actions keep, and looks as if entered by hand."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from itertools import pairwise

import pytest
from django.db.models import Exists, F, OuterRef, Q

from beds.models import Bed, ContractBed, Rate, Void
from beds.nights import Band, band
from residents.demo import DEMONSTRATIONS, load
from residents.models import (
    Absence,
    BedStay,
    Booking,
    Discharge,
    Extension,
    OverstayReason,
    Placement,
    Referral,
    ResidentIdentity,
)
from residents.models.people import validate_nhs_number

# one worker loads the demonstrations for all of these tests
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demonstrations")]
TODAY = dt.date(2026, 11, 20)


@pytest.fixture(scope="module")
def demonstrations(django_db_setup, django_db_blocker):
    """All three, loaded once for the tests of this file."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        for slug in DEMONSTRATIONS:
            load(slug, today=TODAY)
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _loaded(demonstrations, db):
    """Each test looks at what was loaded."""


def ends(stay: BedStay) -> dt.date:
    return stay.until_date or TODAY


def test_every_night_in_a_bed_is_a_night_of_a_contract_for_that_bed() -> None:
    bought: dict[int, set[dt.date]] = defaultdict(set)
    for row in ContractBed.objects.all():
        bought[row.bed_id].update(row.from_date + dt.timedelta(n) for n in range((row.until_date - row.from_date).days))
    outside = [
        str(stay)
        for stay in BedStay.objects.select_related("resident", "bed__service")
        if not all(
            stay.from_date + dt.timedelta(n) in bought[stay.bed_id] for n in range((ends(stay) - stay.from_date).days)
        )
    ]
    assert not outside


def test_no_stay_is_outside_the_life_of_its_bed() -> None:
    outside = Q(from_date__lt=F("bed__from_date")) | Q(until_date__gt=F("bed__until_date"))
    assert not BedStay.objects.filter(outside | Q(until_date=None, bed__until_date__isnull=False)).exists()


def test_no_stay_or_booking_meets_a_void() -> None:
    same_bed = Void.objects.filter(bed=OuterRef("bed"))
    until = Q(until_date__gt=OuterRef("from_date")) | Q(until_date=None)
    met = same_bed.filter(until, Q(from_date__lt=OuterRef("until_date")))
    met_by_open = same_bed.filter(until)
    assert not BedStay.objects.filter(Exists(met), until_date__isnull=False).exists()
    assert not BedStay.objects.filter(Exists(met_by_open), until_date=None).exists()
    assert not Booking.objects.filter(Exists(same_bed.filter(until_date=None))).exists()


def test_every_spot_night_has_a_rate() -> None:
    for row in ContractBed.objects.filter(contract__funding="spot").select_related("contract"):
        first, last = row.from_date, row.until_date
        rates = Rate.objects.filter(contract=row.contract, from_date__lte=first).filter(
            Q(until_date__gt=first) | Q(until_date=None)
        )
        assert rates.exists()
        assert all(
            one.until_date == other.from_date
            for one, other in pairwise(Rate.objects.filter(contract=row.contract).order_by("from_date"))
        )
        newest = Rate.objects.filter(contract=row.contract).latest("from_date")
        assert newest.until_date is None or newest.until_date >= last


def test_the_bed_stays_of_a_placement_run_from_admission_to_discharge() -> None:
    given_up = set(Absence.objects.filter(bed_held=False).values_list("placement", flat=True))
    for placement in Placement.objects.prefetch_related("bed_stays__bed__service__provider"):
        stays = sorted(placement.bed_stays.all(), key=lambda stay: stay.from_date)
        assert stays[0].from_date == placement.admitted_on
        assert placement.service_id == stays[-1].bed.service_id
        if placement.pk not in given_up:
            assert stays[-1].until_date == placement.discharged_on
            assert all(one.until_date == other.from_date for one, other in pairwise(stays))
        first = stays[0]
        contract_bed = ContractBed.objects.on(placement.admitted_on).get(bed=first.bed_id)
        assert contract_bed.contract_id == placement.contract_id


def test_a_bed_given_up_in_an_absence_is_not_stayed_in() -> None:
    absences = Absence.objects.filter(bed_held=False)
    assert absences.count() >= 3
    for absence in absences:
        stays = BedStay.objects.filter(placement=absence.placement, from_date__lt=absence.until_date or TODAY)
        assert not stays.filter(Q(until_date__gt=absence.from_date) | Q(until_date=None)).exists()


def test_absences_lie_within_their_placement() -> None:
    outside = (
        Q(from_date__lt=F("placement__admitted_on"))
        | Q(until_date__gt=F("placement__discharged_on"))
        | Q(until_date=None, placement__discharged_on__isnull=False)
    )
    assert not Absence.objects.filter(outside).exists()


def test_nothing_has_happened_that_is_still_to_come() -> None:
    assert not Placement.objects.filter(Q(admitted_on__gt=TODAY) | Q(discharged_on__gt=TODAY)).exists()
    assert not BedStay.objects.filter(Q(from_date__gt=TODAY) | Q(until_date__gt=TODAY)).exists()
    assert not Void.objects.filter(Q(from_date__gt=TODAY) | Q(until_date__gt=TODAY)).exists()
    assert not Absence.objects.filter(Q(from_date__gt=TODAY) | Q(until_date__gt=TODAY)).exists()
    assert not OverstayReason.objects.filter(Q(since__gt=TODAY) | Q(resolved_on__gt=TODAY)).exists()
    assert not Booking.objects.filter(arriving_on__lte=TODAY).exists()
    assert not any(
        model.objects.filter(created_at__date__gt=TODAY).exists() for model in (Placement, BedStay, Discharge, Referral)
    )


def test_those_who_left_have_a_discharge_and_the_others_none() -> None:
    assert not Placement.objects.filter(discharged_on__isnull=False, discharge=None).exists()
    assert not Placement.objects.filter(discharged_on=None, discharge__isnull=False).exists()
    assert not OverstayReason.objects.filter(placement__discharged_on__isnull=False, resolved_on=None).exists()


def test_nobody_without_a_plan_or_a_worker_was_admitted_without_saying_why() -> None:
    unready = Placement.objects.filter(Q(referral__allocated_worker="") | Q(referral__move_on_plan=""))
    assert unready.exists()
    assert not unready.filter(override_reason="").exists()
    assert not Placement.objects.exclude(override_reason="").exclude(pk__in=unready).exists()


def test_referrals_are_placed_when_and_only_when_there_is_a_placement() -> None:
    assert not Referral.objects.filter(status="placed", placements=None).exists()
    assert not Referral.objects.exclude(status="placed").filter(placements__isnull=False).exists()
    assert not Placement.objects.filter(referral__received_on__gt=F("admitted_on")).exists()
    assert not Booking.objects.exclude(referral__status="accepted").exists()


def test_only_women_live_in_women_only_houses() -> None:
    assert Bed.objects.filter(service__women_only=True).exists()
    assert not BedStay.objects.filter(bed__service__women_only=True).exclude(resident__gender="female").exists()


def test_extensions_reach_past_the_limit() -> None:
    for extension in Extension.objects.select_related("placement__contract"):
        assert extension.until_date > extension.placement.move_on_due


def test_test_numbers_stand_for_nhs_numbers() -> None:
    numbers: list[str] = list(ResidentIdentity.objects.exclude(nhs_number=None).values_list("nhs_number", flat=True))
    assert all(number.startswith("999") for number in numbers)
    for number in numbers:
        validate_nhs_number(number)


def test_few_entries_are_late_and_some_are() -> None:
    county = Placement.objects.filter(contract__commissioner__slug="county")
    late = [placement for placement in county if placement.recorded_late]
    assert 0.01 < len(late) / len(county) < 0.06
    assert not any(p.recorded_late for p in Placement.objects.exclude(contract__commissioner__slug="county"))


def test_the_county_is_nearly_full_and_stays_are_long_with_a_tail() -> None:
    county = Placement.objects.filter(contract__commissioner__slug="county")
    nights = [placement.los_nights(TODAY) for placement in county.filter(discharged_on__isnull=False)]
    assert 45 <= sum(nights) / len(nights) <= 58
    assert max(nights) > 150
    assert nights.count(0) >= 2


def test_the_county_has_everything_to_look_at_today() -> None:
    county = Placement.objects.filter(contract__commissioner__slug="county").select_related("contract")
    bands = [band(p.los_nights(TODAY), p.contract.stay_limit_nights) for p in county.open_on(TODAY)]
    assert set(bands) == set(Band)
    assert Void.objects.filter(until_date=None, bed__contract_beds__contract__commissioner__slug="county").exists()
    assert Booking.objects.waiting().exists()
    assert Absence.objects.filter(until_date=None).exists()
    moved = BedStay.objects.filter(from_date__gt=F("placement__admitted_on"), placement__in=county)
    assert moved.exclude(bed__service__provider=F("placement__contract__provider")).exists()
    turnovers = BedStay.objects.filter(bed=OuterRef("bed"), until_date=OuterRef("from_date"))
    assert BedStay.objects.filter(Exists(turnovers)).exists()
    assert Bed.objects.filter(until_date__isnull=False).exists()
