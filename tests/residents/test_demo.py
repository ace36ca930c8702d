"""The demonstrations say what the published sources say, to the resident, the night and the penny."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from beds.models import Bed, Commissioner, Contract, Rate
from beds.money import Unit, pounds, sevenths_per_night
from residents.demo import load
from residents.models import Discharge, Placement, Resident

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 20)
REVIEWED_ON = dt.date(2023, 4, 1)

# 001, section 3: resident, overstay nights, cost (None: block funded)
PUBLISHED = [
    (1, 25, "3220.36"), (2, 3, "386.44"), (3, 38, "4894.94"), (4, 54, "6955.97"), (5, 161, "21849.31"),
    (6, 62, "8414.02"), (7, 3, "407.13"), (8, 41, "5564.11"), (9, 38, "5156.98"), (10, 49, None), (11, 1, "128.81"),
    (12, 73, "9403.44"), (13, 57, "7735.47"), (14, 1, "135.71"), (15, 48, "5485.44"),
]  # fmt: skip


def loaded(slug: str) -> list[Placement]:
    load(slug, today=TODAY)
    placements = Placement.objects.filter(contract__commissioner__slug=slug)
    return list(placements.select_related("resident", "contract").order_by("resident__reference"))


def priced(placement: Placement, nights: int) -> Decimal | None:
    """What the nights cost at the contract's one rate, worked out here from the rate alone."""
    if placement.contract.funding == Contract.Funding.BLOCK:
        return None
    rate = Rate.objects.get(contract=placement.contract)
    return pounds(nights * sevenths_per_night(rate.amount, Unit(rate.unit)))


def test_hammersmith_and_fulham_has_the_published_overstays_to_the_night_and_penny() -> None:
    loaded("hammersmith-fulham")
    rows = []
    for placement in Placement.objects.overstaying(REVIEWED_ON).order_by("resident__reference"):
        nights = placement.los_nights(REVIEWED_ON) - 42
        cost = priced(placement, nights)
        rows.append((int(placement.resident.reference.removeprefix("R-HF")), nights, cost and str(cost)))
    assert rows == PUBLISHED
    assert sum(nights for _, nights, _ in rows) == 654
    assert sum(Decimal(cost) for _, _, cost in rows if cost) == Decimal("79738.13")


def test_hammersmith_and_fulham_has_the_published_residents() -> None:
    placements = loaded("hammersmith-fulham")
    residents = [placement.resident for placement in placements]
    assert len({resident.pk for resident in residents}) == 24
    assert [resident.gender for resident in residents].count(Resident.Gender.FEMALE) == 2
    ages = Counter(resident.age_band for resident in residents)
    assert ages == {"20_29": 5, "30_39": 5, "40_49": 7, "50_59": 4, "not_known": 3}
    assert all(dt.date(2022, 6, 1) <= placement.admitted_on < REVIEWED_ON for placement in placements)


def test_the_other_nine_of_hammersmith_and_fulham_never_overstay() -> None:
    nights = [placement.los_nights(TODAY) for placement in loaded("hammersmith-fulham")[15:]]
    assert len(nights) == 9
    assert max(nights) <= 42


def test_everyone_of_hammersmith_and_fulham_has_left_by_the_end_of_june_2023() -> None:
    left = [placement.discharged_on for placement in loaded("hammersmith-fulham")]
    assert all(day is not None and day <= dt.date(2023, 6, 30) for day in left)
    assert set(Contract.objects.values_list("until_date", flat=True)) == {dt.date(2023, 7, 1)}


def test_somerset_has_the_published_beds_and_contract() -> None:
    load("somerset", today=TODAY)
    assert Counter(Bed.objects.values_list("service__locality", flat=True)) == {"Wells": 4, "Yeovil": 4}
    contract = Contract.objects.get()
    assert contract.is_block
    assert contract.annual_value == Decimal("520000")
    assert contract.until_date - dt.timedelta(days=1) == dt.date(2026, 12, 31)


@pytest.mark.parametrize("today", [dt.date(2025, 4, 1), TODAY, dt.date(2027, 3, 1)], ids=str)
def test_somerset_leavers_of_2024_25_stayed_exactly_78_nights_on_average(today: dt.date) -> None:
    load("somerset", today=today)
    leavers = Placement.objects.filter(discharged_on__gte="2024-04-01", discharged_on__lt="2025-04-01")
    nights = [placement.los_nights(today) for placement in leavers]
    assert sum(nights) == 78 * len(nights)
    assert 30 <= len(nights) <= 40
    assert len(set(nights)) > 20  # not everybody the same


def test_somerset_works_mainly_to_capacity_and_moves_people_on_to_accommodation() -> None:
    placements = loaded("somerset")
    first, last = dt.date(2024, 4, 1), dt.date(2025, 4, 1)
    nights = sum(max(0, (min(p.discharged_on or last, last) - max(p.admitted_on, first)).days) for p in placements)
    assert 0.92 < nights / (8 * 365) < 0.99
    elsewhere = {Discharge.Destination.HOSPITAL, Discharge.Destination.PRISON, Discharge.Destination.LEFT}
    assert not Discharge.objects.filter(destination__in=elsewhere).exists()


def test_nobody_lives_on_in_somerset_after_the_contract_has_ended() -> None:
    load("somerset", today=dt.date(2027, 3, 1))
    assert not Placement.objects.filter(discharged_on=None).exists()
    assert not Placement.objects.filter(discharged_on__gt=dt.date(2027, 1, 1)).exists()


def run(*names: str, today: str = "2026-11-20") -> str:
    out = StringIO()
    call_command("load_demo", *names, f"--today={today}", stdout=out)
    return out.getvalue()


def test_a_demonstration_is_loaded_once() -> None:
    assert "hammersmith-fulham: 4 providers, 17 beds, 24 placements" in run("hammersmith-fulham")
    assert run("hammersmith-fulham") == "hammersmith-fulham: already loaded.\n"
    assert Commissioner.objects.count() == 1


def test_an_unknown_demonstration_is_named_with_those_there_are() -> None:
    with pytest.raises(CommandError, match=r"no demonstration atlantis.*hammersmith-fulham, somerset, county"):
        run("atlantis")


def test_a_history_is_not_loaded_before_it_has_happened() -> None:
    with pytest.raises(CommandError, match="2023-07-01"):
        run("hammersmith-fulham", today="2023-06-30")
    assert not Commissioner.objects.exists()


def test_the_same_day_gives_the_same_county() -> None:
    from residents.demo.county import build

    def told() -> list[tuple[str, dt.date, dt.date | None]]:
        return [(p.resident.reference, p.admitted_on, p.discharged_on) for p in build(TODAY).of(Placement)]

    assert told() == told()
