"""Flow, stay, outcome, place and equality: counted by hand in a small house, and in plain Python on random records."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from statistics import median
from typing import Any

import pytest

from beds.access import SYSTEM, Scope
from reporting.measures import MEASURES, Dimension
from reporting.periods import Span
from reporting.readings import Part, read_measures
from reporting.runs import recompute_all
from residents.demo import load
from residents.models import Assessment, Discharge, OutcomeScore, Placement, Readmission, Referral
from residents.models.destinations import MEANINGS
from tests import factories as make
from tests.factories import day
from tests.reporting.place import NOVEMBER, OCTOBER, Place
from tests.reporting.small_house import AS_AT, make_small_house

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Place:
    return Place()


def test_each_step_of_a_referral_counts_once_and_not_when_it_was_taken_back(place):
    place.referral("2024-10-02", ("declined", "2024-10-05"), ("received", "2024-11-01"), ("accepted", "2024-11-03"))
    accepted = (("accepted", "2024-10-04"), ("placed", "2024-10-09"), ("accepted", "2024-11-02"))
    place.referral("2024-10-03", *accepted)  # the placement was cancelled, and the person waits again
    place.referral("2024-10-30", ("declined", "2024-11-06"), status="declined", decline_reason="risk")
    place.referral("2024-11-10", ("redirected", "2024-11-11"), status="redirected", redirected_to="Elsewhere")
    place.referral("2024-11-10", ("withdrawn", "2024-11-12"), status="withdrawn", withdraw_reason="went_home")
    place.referral("2024-11-10", ("withdrawn", "2024-11-12"), status="withdrawn", withdraw_reason="by_mistake")

    keys = ("referrals", "acceptances", "declines", "withdrawals", "redirections")
    found, reasons = place.read(*keys), place.read("declines", split="reason")

    assert [found.value(key, OCTOBER) for key in keys] == [3, 1, 0, 0, 0]
    assert [found.value(key, NOVEMBER) for key in keys] == [2, 1, 1, 1, 1]
    assert reasons.value("declines", NOVEMBER, code="risk") == 1


def test_a_referral_belongs_to_the_one_contract_that_it_can_become_part_of(place):
    place.referral("2024-10-02")
    place.stay("2024-10-09")
    other = make.make_contract(commissioner=place.council, provider=place.service.provider, from_date=day("2024-11-01"))
    place.referral("2024-11-02")

    found = place.read("referrals", by=Dimension.CONTRACT)

    assert found.value("referrals", OCTOBER, unit=place.contract.pk) == 2
    assert found.value("referrals", NOVEMBER, unit=place.contract.pk) == 0
    assert found.value("referrals", NOVEMBER, unit=other.pk) == 0
    assert place.read("referrals").value("referrals", NOVEMBER) == 1
    assert place.read("referrals", part=Part.of(service=place.service.pk)).value("referrals", OCTOBER) == 1


def test_the_provider_that_was_asked_no_longer_counts_who_was_placed_elsewhere(place):
    asked = make.make_provider()
    referral = make.make_referral(
        commissioner=place.council, provider=asked, received_on=day("2024-10-02"), status="placed"
    )
    place.stay("2024-10-09", referral=referral, resident=referral.resident)

    seen = {
        provider: read_measures(["referrals"], Scope(providers=frozenset({provider.pk})), [OCTOBER], AS_AT)
        for provider in (asked, place.service.provider)
    }

    assert [readings.value("referrals", OCTOBER) for readings in seen.values()] == [0, 1]


def test_days_of_waiting_are_of_the_first_assessment_and_never_negative(place):
    first = place.referral("2024-10-01")
    second = place.referral("2024-11-10")
    cancelled = {"cancelled_at": "2024-10-03T12:00Z", "cancelled_reason": "x", "cancelled_code": "other"}
    for referral, on, facts in (
        (first, "2024-10-02", cancelled),
        (first, "2024-10-05", {}),
        (first, "2024-10-20", {}),
        (second, "2024-11-09", {}),
    ):
        said: dict[str, Any] = {"assessor": "A", "suitability": "suitable", "needs_level": "low", **facts}
        Assessment.objects.create(referral=referral, assessed_on=day(on), **said)
    late = place.stay("2024-11-10")
    Referral.objects.filter(pk=late.referral_id).update(received_on=day("2024-11-12"))
    ready = place.stay("2024-10-20")
    Referral.objects.filter(pk=ready.referral_id).update(
        received_on=day("2024-10-11"), clinically_ready_on=day("2024-10-15")
    )

    found = place.read(
        "assessments", "days_to_assessment", "days_to_admission", "days_ready_to_admission", "admissions"
    )

    assert (found.value("assessments", OCTOBER), found.value("days_to_assessment", OCTOBER)) == (2, 4)
    assert found.value("days_to_assessment", NOVEMBER) == 0
    assert (found.value("days_to_admission", OCTOBER), found.value("days_ready_to_admission", OCTOBER)) == (9, 5)
    assert (found.value("days_to_admission", NOVEMBER), found.value("days_ready_to_admission", NOVEMBER)) == (0, None)


def test_the_small_house(place):
    house = make_small_house()
    Placement.objects.filter(pk=house.two.pk).update(override_code="other", override_reason="Ward closed")
    keys = ["admissions", "admissions_without_plan", "discharges", "discharges_within_limit_rate", "throughput"]
    keys += ["los_current_mean", "los_current_median", "residents"]

    found = read_measures(keys, house.scope, [OCTOBER, NOVEMBER], AS_AT)

    assert [found.value(key, OCTOBER) for key in keys] == [2, 0, 1, 100, Decimal("0.25"), 31, 31, 2]
    assert [found.value(key, NOVEMBER) for key in keys] == [1, 1, 0, None, 0, 30, 30, 2]


def test_somebody_who_leaves_on_the_first_morning_is_no_resident_of_the_month(place):
    place.stay("2024-10-28", "2024-11-01")
    place.stay("2024-11-05", "2024-11-05")
    found = place.read("residents", "los_current_mean")
    assert (found.value("residents", OCTOBER), found.value("residents", NOVEMBER)) == (1, 1)
    assert found.value("los_current_mean", OCTOBER) is None


def test_the_dead_are_in_no_share_of_where_people_go(place):
    for goes in ("home", "temporary", "hospital", "died"):
        place.stay("2024-10-01", "2024-10-20", goes)
    Discharge.objects.filter(destination="home").update(improvement="good", social_care_need="no")
    Discharge.objects.filter(destination="temporary").update(improvement="moderate", social_care_need="yes")

    keys = ("settled_rate", "readmitted_from_stepdown", "no_social_care_rate", "improvement_good", "improvement_none")
    found = place.read(*keys)

    assert [found.of(key, OCTOBER).bottom for key in keys] == [3, 3, 2, 2, 2]
    assert [found.of(key, OCTOBER).top for key in keys] == [1, 1, 1, 1, 0]
    assert place.read("discharges", split="counts_as").value("discharges", OCTOBER, code="other") == 3


def test_readmissions_are_counted_once_their_days_have_all_passed(place):
    for left, again in (
        ("2024-10-02", ("2024-10-31", "2024-10-31")),  # day 29
        ("2024-10-03", ("2024-11-02",)),  # day 30
        ("2024-10-04", ("2024-10-04", "2024-10-20")),  # day 0, and again
        ("2024-10-05", ()),
    ):
        stay = place.stay("2024-09-01", left)
        for on in set(again):
            Readmission.objects.create(placement=stay, readmitted_on=day(on))
    taken_back = place.stay("2024-09-01", "2024-10-06")
    Readmission.objects.create(
        placement=taken_back,
        readmitted_on=day("2024-10-08"),
        cancelled_at="2024-10-09T12:00Z",
        cancelled_reason="x",
        cancelled_code="other",
    )
    Readmission.objects.create(
        placement=place.stay("2024-09-01", "2024-10-07", "hospital"), readmitted_on=day("2024-10-07")
    )
    place.stay("2024-09-01", "2024-10-07", "died")

    def both(as_at: str) -> list[tuple[Any, Any]]:
        found = place.read("readmitted_14_days", "readmitted_30_days", as_at=day(as_at))
        readings = [found.of(key, OCTOBER) for key in ("readmitted_14_days", "readmitted_30_days")]
        return [(reading.top, reading.bottom) for reading in readings]

    assert both("2025-06-01") == [(1, 5), (2, 5)]
    assert both("2024-11-02") == [(1, 5), (1, 2)]  # those who left on 2 and 3 October: 31 and 30 days ago
    assert both("2024-11-01") == [(1, 5), (1, 1)]


def test_a_reliable_change_is_from_the_first_entry_to_the_last_exit(place):
    def scored(stay: Placement, measure: str, *scores: tuple[str, str, str]) -> None:
        for point, on, total in scores:
            OutcomeScore.objects.create(placement=stay, measure=measure, point=point, taken_on=day(on), score=total)

    one, two = place.stay("2024-10-01", "2024-10-30"), place.stay("2024-10-01", "2024-10-30")
    entry, later = ("entry", "2024-10-01", "10"), ("entry", "2024-10-03", "30")
    scored(one, "reqol_10", entry, later, ("exit", "2024-10-20", "9"), ("exit", "2024-10-29", "15"))
    scored(one, "dialog", ("entry", "2024-10-01", "2"), ("exit", "2024-10-29", "5"))
    scored(two, "reqol_10", ("entry", "2024-10-01", "10"), ("exit", "2024-10-29", "5"))
    scored(two, "gbo", ("entry", "2024-10-01", "5"), ("exit", "2024-10-29", "7"))
    scored(place.stay("2024-10-01", "2024-10-30"), "reqol_10", ("entry", "2024-10-01", "10"))

    keys = ("scores_paired", "reliable_improvement", "reliable_deterioration")
    found, split = place.read(*keys), place.read(*keys, split="scale")

    assert found.value("scores_paired", OCTOBER) == 4
    assert [found.of(key, OCTOBER).top for key in keys[1:]] == [1, 1]
    assert found.of("reliable_improvement", OCTOBER).bottom == 3
    assert split.value("reliable_improvement", OCTOBER, code="reqol_10") == 50
    assert split.value("reliable_improvement", OCTOBER, code="dialog") is None


def test_people_are_brought_back_from_a_ward_outside_the_area(place):
    away = make.make_ward(out_of_area=True)
    for out_of_area, ward, miles in (
        (False, away, 4),
        (True, away, 60),
        (False, make.make_ward(), 7),
        (False, None, None),
    ):
        referral = place.referral("2024-10-01", ward=ward, out_of_area=out_of_area, status="placed")
        place.stay("2024-10-03", referral=referral, resident=referral.resident, miles_from_home=miles)

    found = place.read("out_of_area_placements", "repatriations", "distance_from_home")

    assert [found.value(key, OCTOBER) for key in ("out_of_area_placements", "repatriations")] == [1, 1]
    assert (found.of("distance_from_home", OCTOBER).bottom, found.value("distance_from_home", OCTOBER)) == (3, 7)


def test_what_destinations_count_as_is_the_same_in_sql(place):
    for code in MEANINGS:
        place.stay("2024-10-01", "2024-10-02", code)
    found = place.read("discharges", split="counts_as")
    wanted = [str(meaning.counts_as) for meaning in MEANINGS.values()]
    for code in set(wanted):
        assert found.value("discharges", OCTOBER, code=code) == wanted.count(code)


def test_the_published_profile_of_hammersmith_and_fulham():
    load("hammersmith-fulham", today=day("2026-11-20"))
    period = Span(day("2022-06-01"), day("2023-04-01"))

    def split(by: str) -> dict[str | None, Decimal | None]:
        found = read_measures(["residents"], SYSTEM, [period], day("2026-11-20"), split=by)
        return {key.code: reading.value for key, reading in found.items()}

    assert split("") == {None: 24}
    assert split("gender") == {"female": 2, "male": 22}
    ages = split("age_band")
    bands = ("20_29", "30_39", "40_49", "50_59", "not_known")
    assert ages == dict(zip(bands, (5, 5, 7, 4, 3), strict=True))


def test_random_stays_counted_one_by_one(place):
    chance = random.Random(7)
    start = day("2024-08-01")
    stays = []
    for _ in range(60):
        admitted = start + dt.timedelta(days=chance.randint(0, 140))
        left = admitted + dt.timedelta(days=chance.randint(0, 90)) if chance.random() < 0.8 else None
        goes = chance.choice(list(MEANINGS))
        stays.append((place.stay(str(admitted), str(left) if left else "", goes), goes))
    as_at = day("2024-11-25")
    periods = [OCTOBER, NOVEMBER]
    keys = ["admissions", "discharges", "discharges_within_limit", "residents", "los_current_median", "settled_rate"]
    found = read_measures(keys, place.scope, periods, as_at)

    for period in periods:
        until = min(period.until_date, as_at)
        days = [period.from_date + dt.timedelta(days=n) for n in range((until - period.from_date).days)]
        came = [stay for stay, _ in stays if stay.admitted_on in days]
        gone = [(stay, goes) for stay, goes in stays if stay.discharged_on in days]
        nights = [(stay.discharged_on - stay.admitted_on).days for stay, _ in gone if stay.discharged_on]
        here = [
            (until - stay.admitted_on).days
            for stay, _ in stays
            if stay.admitted_on < until and not (stay.discharged_on and stay.discharged_on <= until)
        ]
        had = [
            stay
            for stay, _ in stays
            if any(
                stay.admitted_on <= each and not (stay.discharged_on and stay.discharged_on <= each) for each in days
            )
            or (stay.admitted_on == stay.discharged_on and stay.admitted_on in days)
        ]
        alive = [goes for _, goes in gone if goes != "died"]
        settled = sum(MEANINGS[goes].settled for goes in alive)
        assert found.value("admissions", period) == len(came)
        assert found.value("discharges", period) == len(gone)
        assert found.value("discharges_within_limit", period) == sum(each <= 42 for each in nights)
        assert found.value("residents", period) == len(had)
        assert found.value("los_current_median", period) == Decimal(str(median(here)))
        assert (found.of("settled_rate", period).top, found.of("settled_rate", period).bottom) == (
            Decimal(settled),
            Decimal(len(alive)),
        )


def test_throughput_divides_by_the_beds_of_the_nights_so_far(place):
    bed = make.make_contracted_bed(service=place.service, contract=place.contract)
    make.make_placement(bed, admitted_on=day("2024-10-01"), discharged_on=day("2024-10-11"))
    recompute_all(today=day("2024-10-21"))
    assert place.read("throughput", as_at=day("2024-10-21")).value("throughput", OCTOBER) == 1


def test_every_rate_says_what_it_divides():
    for measure in MEASURES.values():
        if measure.unit == "per cent" and measure.is_calculated:
            assert measure.numerator, measure.key
            assert measure.denominator, measure.key
