"""Corrections: each recomputes exactly what it touched."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from beds.access import SYSTEM
from reporting import runs, storage, tasks
from reporting.figures import figures_as_at
from reporting.models import Change, NightlyRun
from reporting.queries.overstayers import Choice, Overstayers, Who
from residents.models import BedStay, Placement
from tests.factories import (
    TODAY,
    make_absence,
    make_bed_stay,
    make_contracted_bed,
    make_extension,
    make_placement,
    make_rate,
    make_void,
)
from tests.reporting.stored import DAY, recomputed, tables


@pytest.mark.django_db
def test_a_correction_recomputes_what_it_touched_and_no_more() -> None:
    bed = make_contracted_bed()
    placement = make_placement(bed, admitted_on=TODAY - 90 * DAY, discharged_on=TODAY - 40 * DAY)
    for _ in range(5):
        make_placement(admitted_on=TODAY - 90 * DAY, discharged_on=TODAY - 40 * DAY)
    runs.run_nightly(today=TODAY)
    stay = BedStay.objects.get(placement=placement)
    BedStay.objects.filter(pk=stay.pk).update(until_date=TODAY - 43 * DAY)
    Placement.objects.filter(pk=placement.pk).update(discharged_on=TODAY - 43 * DAY)
    (run,) = runs.apply_corrections().runs
    assert (run.kind, run.placements, run.service_nights) == ("correction", 1, 3)
    assert tables() == recomputed()


@pytest.mark.django_db
def test_a_write_that_changes_no_figure_leaves_no_change() -> None:
    placement = make_placement()
    runs.run_nightly(today=TODAY)
    Placement.objects.update(override_reason="Emergency")
    placement.save()
    assert not Change.objects.exists()
    assert runs.apply_corrections().runs == ()


def away(placement: Placement) -> None:
    make_absence(placement, TODAY - 20 * DAY, TODAY - 15 * DAY)


def moved(placement: Placement) -> None:
    placement.bed_stays.update(until_date=TODAY - 10 * DAY)
    make_bed_stay(placement, make_contracted_bed(), TODAY - 10 * DAY)


def dearer(placement: Placement) -> None:
    placement.contract.rates.update(until_date=TODAY - 30 * DAY)
    make_rate(placement.contract, "950.00", "week", from_date=TODAY - 30 * DAY)


def extended(placement: Placement) -> None:
    make_extension(placement, TODAY)


def void_before(placement: Placement) -> None:
    make_void(placement.bed_stays.get().bed, placement.admitted_on - 9 * DAY, placement.admitted_on)


@pytest.mark.django_db
@pytest.mark.parametrize("event", [away, moved, dearer, extended, void_before])
def test_each_kind_of_correction_reaches_the_figures(event: Callable[[Placement], None]) -> None:
    placement = make_placement(admitted_on=TODAY - 60 * DAY)
    runs.run_nightly(today=TODAY)
    before = tables()
    event(placement)
    tasks.apply_corrections()
    assert tables() != before
    assert tables() == recomputed()


@pytest.mark.django_db
def test_so_many_corrections_are_a_full_recompute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "MANY", 1)
    for _ in range(3):
        make_placement()
    runs.run_nightly(today=TODAY)
    Placement.objects.update(admitted_on=TODAY - 8 * DAY)
    (run,) = runs.apply_corrections().runs
    assert (run.kind, run.placements) == ("full", 3)
    assert not Change.objects.exists()


@pytest.mark.django_db
def test_a_correction_that_keeps_failing_keeps_one_record(monkeypatch: pytest.MonkeyPatch) -> None:
    placement = make_placement()
    runs.run_nightly(today=TODAY)
    make_extension(placement, until_date=TODAY)

    def fail(*args: object) -> int:
        raise RuntimeError("no room")

    with monkeypatch.context() as broken:
        broken.setattr(storage, "store_figures", fail)
        for _ in range(3):
            with pytest.raises(RuntimeError):
                runs.apply_corrections()
    failed = NightlyRun.objects.filter(status=NightlyRun.Status.FAILED)
    assert [run.error for run in failed] == ["RuntimeError: no room"]
    runs.apply_corrections()
    assert not failed.all().exists()


@pytest.mark.django_db
def test_a_leaver_shows_a_new_price_before_the_correction_runs() -> None:
    placement = make_placement(discharged_on=TODAY - DAY)
    runs.run_nightly(today=TODAY)
    before = figures_as_at(Placement.objects.all(), TODAY)[placement.pk].cost
    dearer(placement)
    after = figures_as_at(Placement.objects.all(), TODAY)[placement.pk].cost
    assert before is not None
    assert after is not None
    assert after > before


@pytest.mark.django_db
def test_the_list_of_leavers_shows_a_new_price_before_the_correction_runs() -> None:
    placement = make_placement(admitted_on=TODAY - 90 * DAY, discharged_on=TODAY - DAY)
    runs.run_nightly(today=TODAY)
    (before,) = Overstayers(SYSTEM, TODAY, Choice(who=Who.LEFT))
    dearer(placement)
    (after,) = Overstayers(SYSTEM, TODAY, Choice(who=Who.LEFT))
    assert before.overstay_cost is not None
    assert after.overstay_cost is not None
    assert after.overstay_cost > before.overstay_cost
