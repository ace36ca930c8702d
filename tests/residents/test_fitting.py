"""When a bed is free for certain, and whom it fits."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from residents.queries.fitting import LEVELS, Availability, Needs, Place, Recorded, State, availability, fit

TODAY = dt.date(2026, 4, 20)
OPEN = (dt.date(2020, 1, 1), None)


def day(number: int) -> dt.date:
    """So many days from today."""
    return TODAY + dt.timedelta(days=number)


def bed(**facts) -> Recorded:
    """A bed in use and in a contract, with nobody in it."""
    return replace(Recorded(life=OPEN, contracts=((dt.date(2020, 1, 1), day(400)),)), **facts)


@pytest.mark.parametrize(
    ("recorded", "state", "from_day"),
    [
        (bed(), State.FREE, 0),
        (bed(life=(day(10), None)), State.LATER, 10),
        (bed(life=(day(0), None)), State.FREE, 0),
        # taken: an open stay has no end, whatever is expected
        (bed(stays=((day(-60), None),)), State.TAKEN, None),
        (bed(stays=((day(-60), day(0)),)), State.FREE, 0),
        (bed(stays=((day(-60), day(-30)), (day(-30), None))), State.TAKEN, None),
        # void: without an end it is not free, also when it is still to come
        (bed(voids=((day(-3), None),)), State.VOID, None),
        (bed(voids=((day(5), None),)), State.VOID, None),
        (bed(voids=((day(-3), day(0)),)), State.FREE, 0),
        (bed(voids=((day(-3), day(4)),)), State.LATER, 4),
        (bed(voids=((day(2), day(4)),)), State.LATER, 4),
        (bed(stays=((day(-3), None),), voids=((day(-3), day(4)),)), State.TAKEN, None),
        # booked: kept for its person
        (bed(booked=True), State.BOOKED, None),
        (bed(booked=True, stays=((day(-3), None),)), State.TAKEN, None),
        # contract
        (bed(contracts=()), State.NO_CONTRACT, None),
        (bed(contracts=((day(-90), day(0)),)), State.NO_CONTRACT, None),
        (bed(contracts=((day(-90), day(0)), (day(7), day(90)))), State.LATER, 7),
        (bed(contracts=((day(-90), day(5)), (day(5), day(90)))), State.FREE, 0),
        # closing for good
        (bed(life=(day(-90), day(1))), State.FREE, 0),
        (bed(life=(day(-90), day(3)), contracts=((day(7), day(90)),)), State.NO_CONTRACT, None),
    ],
)
def test_only_something_certain_frees_a_bed(recorded, state, from_day):
    expected = Availability(state, None if from_day is None else day(from_day))
    assert availability(recorded, TODAY) == expected


days = some.integers(-60, 60).map(day)
ends = some.one_of(some.none(), days)


@some.composite
def periods(draw):
    from_date, until_date = draw(days), draw(ends)
    if until_date is not None and until_date < from_date:
        from_date, until_date = until_date, from_date
    return from_date, until_date


@given(some.lists(periods(), max_size=3), some.lists(periods(), max_size=3), some.lists(periods(), max_size=3), days)
def test_a_bed_that_can_be_had_is_in_nobodys_hands_from_that_day_on(stays, voids, contracts, opens):
    recorded = Recorded((opens, None), tuple(stays), tuple(voids), tuple(contracts))
    found = availability(recorded, TODAY)
    if found.from_date is None:
        assert found.state not in (State.FREE, State.LATER)
        return
    assert found.from_date >= max(TODAY, opens)
    assert (found.state == State.FREE) == (found.from_date == TODAY)
    for from_date, until_date in (*stays, *voids):
        assert until_date is not None
        assert until_date <= found.from_date or until_date == from_date  # of no nights: nobody has it
    assert any(start <= found.from_date and (end is None or found.from_date < end) for start, end in contracts)


# Does it fit? -------------------------------------------------------------------------------------------------------

NEEDS = Needs(wanted_on=TODAY, gender="female", level="medium")
PLACE = Place(from_date=TODAY, level="medium")


def test_what_is_needed_and_offered_alike_fits():
    judged = fit(NEEDS, PLACE)
    assert judged.fits
    assert not judged.to_check
    assert not judged.barred


@pytest.mark.parametrize(
    ("needs", "place", "misfits"),
    [
        ({"women_only": True}, {}, ["not a women-only house"]),
        ({"women_only": True}, {"women_only": True}, []),
        ({}, {"women_only": True}, []),
        ({"gender": "male"}, {"women_only": True}, ["for women only"]),
        ({"gender": "male", "women_only": True}, {}, ["not a women-only house"]),
        ({"step_free": True}, {}, ["no step-free access"]),
        ({"step_free": True}, {"step_free": True}, []),
        ({"self_contained": True}, {}, ["not self-contained"]),
        ({"self_contained": True}, {"self_contained": True}, []),
        ({"level": "high"}, {}, ["for medium needs, and theirs are high"]),
        ({"level": "medium"}, {"level": "low"}, ["for low needs, and theirs are medium"]),
        ({"level": "low"}, {"level": "high"}, []),
        ({}, {"from_date": day(9)}, ["free only from 29 April 2026"]),
        ({"wanted_on": day(9)}, {"from_date": day(9)}, []),
        ({}, {"until_date": day(41)}, ["free only until 31 May 2026"]),
        ({}, {"until_date": day(42)}, []),
        ({}, {"until_date": day(42), "limit": 84}, ["free only until 1 June 2026"]),
        ({}, {"until_date": day(14), "limit": 14}, []),
        (
            {"step_free": True, "level": "high"},
            {"level": "low"},
            ["no step-free access", "for low needs, and theirs are high"],
        ),
    ],
)
def test_each_thing_that_does_not_fit_is_named(needs, place, misfits):
    judged = fit(replace(NEEDS, **needs), replace(PLACE, **place))
    assert list(judged.misfits) == misfits
    assert judged.fits == (not misfits)


@pytest.mark.parametrize("gender", ["non_binary", "other", "not_known"])
def test_a_womens_house_is_to_be_talked_over_with_who_is_neither_known_as_man_nor_woman(gender):
    judged = fit(replace(NEEDS, gender=gender), replace(PLACE, women_only=True))
    assert judged.fits
    assert judged.to_check == ("ask whether a women-only house is right",)


def test_needs_that_nobody_wrote_down_are_to_be_checked():
    assert fit(replace(NEEDS, level="not_known"), PLACE).to_check == ("ask for the level of need",)


choice = some.booleans()
needs_of_somebody = some.builds(
    Needs,
    wanted_on=days.map(lambda one: max(one, TODAY)),
    gender=some.sampled_from(["male", "female", "non_binary", "not_known"]),
    women_only=choice,
    step_free=choice,
    self_contained=choice,
    level=some.sampled_from([*LEVELS, "not_known"]),
)
place_of_some_kind = some.builds(
    Place,
    from_date=days,
    until_date=ends,
    women_only=choice,
    step_free=choice,
    self_contained=choice,
    level=some.sampled_from(LEVELS),
)


@given(needs_of_somebody, place_of_some_kind)
def test_a_place_that_fits_has_all_that_is_needed(needs, place):
    judged = fit(needs, place)
    assert judged.fits == (not judged.misfits)
    if needs.gender == "male" and place.women_only:
        assert judged.barred
        assert not judged.fits
    if judged.fits:
        assert place.women_only or not needs.women_only
        assert place.step_free or not needs.step_free
        assert place.self_contained or not needs.self_contained
        assert place.from_date <= needs.wanted_on
        assert needs.level == "not_known" or LEVELS.index(place.level) >= LEVELS.index(needs.level)
