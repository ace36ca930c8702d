"""What is expected in each band, by which night, and when it counts as done."""

from __future__ import annotations

import datetime as dt

import pytest

from beds.nights import Band
from residents.escalation import EXPECTED, LADDER, State, Step, ladder, nights_of

ADMITTED = dt.date(2026, 1, 1)


def on(night: int) -> dt.date:
    """The morning after that many nights."""
    return ADMITTED + dt.timedelta(days=night)


def stands(night: int, limit: int = 42, left: int | None = None, **done: int) -> dict[str, str]:
    """How each step stands on the morning after that many nights."""
    left_on = None if left is None else on(left)
    rungs = ladder(ADMITTED, limit, on(night), left_on, {Step(step): on(day) for step, day in done.items()})
    return {str(rung.expected.step): str(rung.state) for rung in rungs}


def test_something_is_expected_in_every_band() -> None:
    assert all(LADDER[band] for band in Band)
    assert {expected.step for expected in EXPECTED} == set(Step)


@pytest.mark.parametrize(
    ("limit", "nights"), [(42, [0, 0, 28, 42, 42, 60, 90, 120]), (28, [0, 0, 14, 28, 28, 60, 90, 120])]
)
def test_by_which_night(limit: int, nights: list[int]) -> None:
    assert list(nights_of(limit).values()) == nights


def test_a_long_limit_expects_nothing_before_it() -> None:
    assert nights_of(70)[Step.TOGETHER] == 70
    assert nights_of(100)[Step.HEADS] == 100


def test_what_is_due_and_what_comes_next_is_shown() -> None:
    assert stands(10, plan=0) == {"plan": "done", "way_out": "overdue", "review": "to_come"}
    assert list(stands(29)) == ["plan", "way_out", "review", "reason", "extension"]
    assert list(stands(121)) == [str(expected.step) for expected in EXPECTED]


def test_a_day_is_kept_until_it_has_passed() -> None:
    assert stands(28)["review"] == "to_come"
    assert stands(29)["review"] == "overdue"
    assert stands(60, review=28)["review"] == "done"
    assert stands(60, review=29)["review"] == "late"


def test_of_somebody_who_left_only_what_was_expected_by_then() -> None:
    assert list(stands(200, left=30)) == ["plan", "way_out", "review"]
    assert stands(200, left=28, plan=0) == {"plan": "done", "way_out": "overdue"}


def test_states_have_words() -> None:
    assert [state.label for state in State] == ["Done", "Done late", "Overdue", "To come"]
