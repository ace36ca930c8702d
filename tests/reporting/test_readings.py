"""The engine that calculates measures, on the small house whose figures stand beside its records."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from reporting.measures import Dimension, calculated
from reporting.periods import month_of
from reporting.readings import Part, read_measures, read_with_whole, rows_of
from tests.reporting.small_house import AS_AT, SmallHouse, make_small_house

pytestmark = pytest.mark.django_db

OCTOBER, NOVEMBER = month_of(dt.date(2024, 10, 1)), month_of(dt.date(2024, 11, 1))


@pytest.fixture
def house() -> SmallHouse:
    return make_small_house()


def test_a_measure_has_a_value_in_each_period(house):
    readings = read_measures(["occupied_nights", "los_leavers_mean"], house.scope, [OCTOBER, NOVEMBER], AS_AT)

    assert readings.value("occupied_nights", NOVEMBER) == 27
    assert readings.value("los_leavers_mean", OCTOBER) == 10
    assert readings.value("los_leavers_mean", NOVEMBER) is None


def test_a_measure_by_service_and_in_a_part(house):
    by = read_measures(["occupancy"], house.scope, [NOVEMBER], AS_AT, by=Dimension.SERVICE)
    none = read_measures(["occupancy"], house.scope, [NOVEMBER], AS_AT, part=Part.of(contract=house.contract.pk + 1))

    assert by.value("occupancy", NOVEMBER, unit=house.service.pk) == Decimal(2900) / Decimal(71)
    assert none.value("occupancy", NOVEMBER) is None


def test_a_number_opens_its_rows(house):
    (mean,) = (measure for measure in calculated() if measure.key == "los_leavers_mean")

    (row,) = rows_of(mean, house.scope, OCTOBER, AS_AT)

    assert (row.reference, row.los_nights, row.counted) == ("R-LEFT", 10, True)


def test_every_measure_can_be_read(house):
    readings = read_measures([each.key for each in calculated()], house.scope, [OCTOBER, NOVEMBER], AS_AT)

    for measure in calculated():
        assert readings.of(measure.key, NOVEMBER) is not None
        rows_of(measure, house.scope, NOVEMBER, AS_AT)


@pytest.mark.parametrize(
    "told", [{"by": Dimension.SERVICE}, {"split": "age_band"}, {"by": Dimension.WARD, "split": "need"}]
)
def test_all_together_read_with_the_lines_is_what_is_read_alone(house, told):
    """In one statement with the parts, every measure has the value that it has by itself."""
    periods = [OCTOBER, NOVEMBER]
    for measure in calculated():
        if measure.rows is None or not set(told.get("split", "").split()) <= set(measure.rows.splits):
            continue
        apart, whole = read_with_whole(measure, house.scope, periods, AS_AT, **told)
        alone = {"split": told.get("split", "")} if "by" in told else {}
        assert apart == read_measures([measure.key], house.scope, periods, AS_AT, **told), measure.key
        assert whole == read_measures([measure.key], house.scope, periods, AS_AT, **alone), measure.key
