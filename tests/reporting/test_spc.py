"""Control charts agree with published examples.

[MDC] NHS-R Community, NHSRplotthedots, article "Deviations from Excel defaults": 18 values, with mean and limits as the
workbook of NHS England's "Making Data Count" gives them (no point screened out of the moving range), and one signal.
[NHS-R] The same package's own tests: 20 values to three figures with mean and limits, and the examples of its rules
`ptd_seven_point_trend` and `ptd_part_of_two_in_three`.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from reporting.spc import Assurance, Control, Signal, Variation, control

EXCEL = (1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1)
TWENTY = (
    "-0.560 -0.230 1.56 0.0705 0.129 1.72 0.461 -1.27 -0.687 -0.446 "
    "1.22 0.360 0.401 0.111 -0.556 1.79 0.498 -1.97 0.701 -0.473"
)
STEADY = [Decimal(value) for value in (9, 11) * 10]
"""The mean is 10, the moving ranges are all 2: limits 4.68 and 15.32, outer thirds beyond 6.45 and 13.55."""


def chart(*values: float | str | None, steps: tuple[int, ...] = ()) -> Control:
    return control([None if value is None else Decimal(value) for value in values], steps)


def signals(found: Control, signal: Signal) -> list[int]:
    return [at for at, point in enumerate(found.points) if signal in point.signals]


def rounded(found: Control, places: str) -> tuple[str, ...]:
    last = found.points[-1]
    return tuple(str(each.quantize(Decimal(places))) for each in (last.mean, last.lower, last.upper) if each)


def test_the_workbook_example() -> None:
    found = chart(*EXCEL)
    assert rounded(found, "0.01") == ("1.94", "-3.06", "6.95")
    assert [at for at, point in enumerate(found.points) if point.signals] == [4]
    assert found.points[4].signals == (Signal.OUTSIDE,)


def test_the_twenty_values() -> None:
    # To a hundredth: the values are printed to three figures, and the package takes 3 / 1.128 = 2.6596 for the factor.
    last = chart(*TWENTY.split()).points[-1]
    for ours, published in ((last.mean, "0.142"), (last.lower, "-3.01"), (last.upper, "3.29")):
        assert ours is not None
        assert abs(ours - Decimal(published)) < Decimal("0.01")


@pytest.mark.parametrize(
    ("values", "flagged"),
    [
        ((1, 2, 3, 4, 5, 6), []),
        ((1, 2, 3, 3, 4, 5, 6), []),
        ((1, 2, 3, 4, 5, 6, 7), list(range(7))),
        ((2, 1, 2, 3, 4, 5, 6, 7, 3), list(range(1, 8))),
        ((7, 6, 5, 4, 3, 2, 1), list(range(7))),
        ((2, 7, 6, 5, 4, 3, 2, 1, 3), list(range(1, 8))),
    ],
)
def test_seven_rising_or_falling(values: tuple[int, ...], flagged: list[int]) -> None:
    # Followed by values that never rise or fall twice, the example is the only trend.
    found = chart(*values, *(4, 4) * 6)
    assert signals(found, Signal.TREND) == flagged


@pytest.mark.parametrize(
    ("near", "flagged"),
    [
        ("101", [0, 2]),
        ("011", [1, 2]),
        ("0010100", [2, 4]),
        ("0011000", [2, 3]),
        ("1001", []),
        ("10011", [3, 4]),
    ],
)
def test_two_of_three_in_the_outer_third(near: str, flagged: list[int]) -> None:
    found = control([*(Decimal("14.5") if each == "1" else Decimal(11) for each in near), *STEADY * 4])
    upper, mean = found.points[0].upper, found.points[0].mean
    assert upper is not None
    assert mean is not None
    assert mean + (upper - mean) * 2 / 3 < Decimal("14.5") < upper
    assert signals(found, Signal.OUTER_THIRD) == flagged


def test_near_one_limit_and_then_the_other_is_no_signal() -> None:
    found = control([Decimal("14.5"), Decimal("5.5"), *STEADY * 4])
    assert signals(found, Signal.OUTER_THIRD) == []


def test_seven_on_one_side_of_the_mean_and_a_point_on_it_breaks_the_run() -> None:
    assert signals(chart(*(3, 4) * 3, 3, *(9, 1) * 8), Signal.ONE_SIDE) == list(range(7))
    assert signals(chart(*(9, 11) * 3, 10, *(9, 11) * 4), Signal.ONE_SIDE) == []
    assert signals(chart(*(11,) * 6, 10, *(11,) * 6, 10, *(9,) * 6, 10, *(9,) * 6), Signal.ONE_SIDE) == []


def test_under_thirteen_points_it_is_a_run_chart() -> None:
    found = chart(*EXCEL[:12])
    assert not found.has_limits
    assert found.points[4].mean is None
    assert not any(point.signals for point in found.points)
    assert found.variation(higher_is_better=True) == Variation.TOO_FEW
    assert found.assurance(Decimal(1), higher_is_better=True) == Assurance.UNKNOWN
    assert chart(*EXCEL[:13]).has_limits
    assert chart().variation(higher_is_better=True) == Variation.TOO_FEW


def test_a_gap_stays_a_gap_and_changes_nothing_else() -> None:
    gaps = [*EXCEL[:3], None, *EXCEL[3:], None]
    found = chart(*gaps)
    assert rounded(found, "0.01") == ("1.94", "-3.06", "6.95")
    assert [point.value is None for point in found.points] == [value is None for value in gaps]
    assert found.latest == found.points[-2]


def test_a_step_change_is_set_by_a_person_and_starts_anew() -> None:
    values = (*EXCEL, *(value + 100 for value in EXCEL))
    alone, split = chart(*values), chart(*values, steps=(18,))
    assert alone.points[-1].mean == alone.points[0].mean
    assert rounded(split, "0.01") == ("101.94", "96.94", "106.95")
    assert [at for at, point in enumerate(split.points) if point.signals] == [4, 22]


@pytest.mark.parametrize(
    ("last", "higher_is_better", "variation"),
    [
        (99, True, Variation.IMPROVEMENT),
        (99, False, Variation.CONCERN),
        (-99, True, Variation.CONCERN),
        (-99, False, Variation.IMPROVEMENT),
        (99, None, Variation.CHANGE),
        (10, True, Variation.NEITHER),
        (10, None, Variation.NEITHER),
    ],
)
def test_variation(last: int, higher_is_better: bool | None, variation: Variation) -> None:
    assert control([*STEADY, Decimal(last)]).variation(higher_is_better=higher_is_better) == variation


def test_signals_that_point_both_ways_are_a_concern() -> None:
    # A fall from far above the mean that is above it still.
    found = chart(*(9, 11) * 10, 40, 38, 36, 34, 32, 30, 28)
    assert found.points[-1].rises
    assert found.points[-1].falls
    assert found.variation(higher_is_better=True) == found.variation(higher_is_better=False) == Variation.CONCERN


@pytest.mark.parametrize(
    ("target", "higher_is_better", "assurance"),
    [
        ("4.6", True, Assurance.HITS),
        ("4.6", False, Assurance.MISSES),
        ("15.4", True, Assurance.MISSES),
        ("15.4", False, Assurance.HITS),
        ("4.7", True, Assurance.HIT_AND_MISS),
        ("15.3", False, Assurance.HIT_AND_MISS),
        (None, True, Assurance.NO_TARGET),
        ("4.6", None, Assurance.NO_DIRECTION),
    ],
)
def test_assurance(target: str | None, higher_is_better: bool | None, assurance: Assurance) -> None:
    found = control(STEADY)
    assert found.assurance(None if target is None else Decimal(target), higher_is_better=higher_is_better) == assurance
