"""When somebody can move: the arithmetic of expected times, told against one that walks day by day."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from residents.models import MoveOnApplication
from residents.move_on_times import NO_LIST, STAGES, WAITING_LIST, Days, clock, expected, next_stage
from residents.queries.forecast import ApplicationAt, Forecast, Limit, TrackAt, forecast
from residents.queries.night_costs import Funding, Prices, Run

TODAY = dt.date(2026, 9, 1)
KINDS = MoveOnApplication.Kind.values
HERE = Limit(admitted_on=TODAY - dt.timedelta(days=30), nights=42)


def always(funding: Funding, sevenths: int = 0) -> Prices:
    """Every night in one bed, paid for in one way."""
    return Prices((Run(dt.date(2020, 1, 1), None, funding, sevenths),))


NIGHTLY = always(Funding.RATE, 13571 * 7)
REPAIRS = "Repairs to own home"


def at(stage: str, days: int = 0, kind: str = "supported_low") -> ApplicationAt:
    return ApplicationAt(kind, stage, TODAY - dt.timedelta(days=days), f"{kind}, Hestia")


def repairs(booked: int | None = None, done: int | None = None) -> TrackAt:
    return TrackAt(True, in_days(booked), in_days(done), REPAIRS)


def tenancy(booked: int | None = None) -> TrackAt:
    return TrackAt(False, in_days(booked), None, "Tenancy to be closed")


def in_days(days: int | None) -> dt.date | None:
    return None if days is None else TODAY + dt.timedelta(days=days)


def days_to(found: Forecast) -> int:
    assert found.moves_by is not None
    return (found.moves_by - TODAY).days


# Expected times ------------------------------------------------------------------------------------------------------


def test_without_a_waiting_list_it_takes_four_to_five_weeks() -> None:
    # 001, section 3: "the whole process should take about a 4 to 5 weeks if all goes smoothly"
    stages = [expected("supported_low", stage) for stage in ("made", "matched", "interview", "offer")]
    assert sum((days for days in stages if days), Days(0, 0)) == Days(28, 35)


@pytest.mark.parametrize("kind", KINDS)
def test_every_open_stage_of_every_kind_has_an_expected_time(kind: str) -> None:
    assert all(expected(kind, stage) for stage in MoveOnApplication.OPEN_STAGES)
    assert expected(kind, "assessment") == (NO_LIST if kind == "private" else WAITING_LIST)
    ends = set(MoveOnApplication.Stage.values) - set(MoveOnApplication.OPEN_STAGES)
    assert not any(expected(kind, stage) or next_stage(stage) for stage in ends)


def test_a_clock_without_an_expected_time_is_never_late() -> None:
    challenged = clock("supported_low", "challenged", TODAY - dt.timedelta(days=90), TODAY)
    assert (challenged.late_by, challenged.due_on, str(challenged)) == (0, None, "90 days")


# In words ------------------------------------------------------------------------------------------------------------


def test_a_move_before_the_limit_says_by_how_many_nights() -> None:
    found = forecast(today=TODAY, applications=[at("offer")], limit=HERE, prices=NIGHTLY)
    assert found.headline == "Can move by 8 September 2026: 5 nights before night 42"
    assert (found.nights_over, found.cost, found.between, found.advice) == (0, None, "", "")


def test_exactly_the_limit_is_no_overstay() -> None:
    found = forecast(today=TODAY, tracks=[repairs(12)], limit=HERE)
    assert found.headline == "Can move by 13 September 2026: just by night 42"
    assert found.nights_over == 0


def test_an_overstay_is_counted_and_priced() -> None:
    found = forecast(today=TODAY, tracks=[repairs(13)], limit=HERE, prices=NIGHTLY)
    assert found.headline == "Can move by 14 September 2026, and will overstay by 1 night, costing £135.71"
    two = forecast(today=TODAY, applications=[at("interview")], limit=HERE, prices=NIGHTLY)
    assert two.headline == "Can move by 15 September 2026, and will overstay by 2 nights, costing £271.42"


def test_nights_that_were_and_nights_to_come_are_told_apart() -> None:
    late = Limit(admitted_on=TODAY - dt.timedelta(days=50), nights=42)
    found = forecast(today=TODAY, tracks=[repairs(4)], limit=late, prices=NIGHTLY)
    assert found.headline == "Can move by 5 September 2026, and will overstay by 12 nights, costing £1,628.52"
    assert found.so_far == "8 nights over so far, 4 nights to come."


@pytest.mark.parametrize(
    ("prices", "words"),
    [
        (None, "1 night"),
        (always(Funding.BLOCK), "1 night, block funded, no cost a night"),
        (always(Funding.NO_RATE), "1 night, no rate is recorded for the bed, so the cost is not known"),
        (always(Funding.HIDDEN), "1 night, the price is not shown to you"),
        (Prices(), "1 night, no bed is kept for them now, so no cost is forecast"),
    ],
)
def test_what_has_no_price_is_never_nothing(prices: Prices | None, words: str) -> None:
    found = forecast(today=TODAY, tracks=[repairs(13)], limit=HERE, prices=prices)
    assert found.headline.endswith(f"overstay by {words}")
    assert found.cost is None or found.cost.pounds is None


def test_a_weekly_rate_is_rounded_once() -> None:
    # £901.70 a week for 25 nights is £3,220.36 in the table of 001, section 3; rounded night by night it is £3,220.25
    weekly = always(Funding.RATE, 90170)
    found = forecast(today=TODAY, tracks=[repairs(12 + 25)], limit=HERE, prices=weekly)
    assert found.cost is not None
    assert (found.nights_over, found.cost.pounds) == (25, Decimal("3220.36"))


def test_each_night_costs_what_it_costs_that_night() -> None:
    # past the limit: 5 block nights, 2 without a bed, one at £100, then tonight's £128.81 and a bit; in 3 days £200
    late = Limit(admitted_on=TODAY - dt.timedelta(days=50), nights=42)

    def days(number: int) -> dt.date:
        return TODAY + dt.timedelta(days=number)

    prices = Prices(
        (
            Run(days(-50), days(-3), Funding.BLOCK),
            Run(days(-1), days(0), Funding.RATE, 70000),
            Run(days(0), days(3), Funding.RATE, 90170),
            Run(days(3), None, Funding.RATE, 140000),
        )
    )
    found = forecast(today=TODAY, tracks=[repairs(4)], limit=late, prices=prices)
    # £100 + 3 x £901.70 / 7 + £200, rounded once
    assert found.headline.endswith("12 nights, costing £686.44, part block funded, 2 nights without a bed")
    assert found.cost_reached == (
        "Nights past the limit: 8 (1 costing £100.00, 5 block funded, 2 without a bed) so far "
        "and 4 costing £586.44 to come."
    )


def test_kinds_of_nights_without_a_price_are_told_apart() -> None:
    prices = Prices((Run(HERE.due, HERE.due + dt.timedelta(days=1), Funding.HIDDEN),))
    found = forecast(today=TODAY, tracks=[repairs(14)], limit=HERE, prices=prices)
    assert found.headline.endswith(
        "overstay by 2 nights, 1 night with a price that is not shown to you, 1 night without a bed"
    )
    assert found.cost_reached.endswith("2 (1 with a price that is not shown to you, 1 without a bed) to come.")


def test_both_ends_are_said_where_they_differ() -> None:
    found = forecast(today=TODAY, applications=[at("made", 2)], limit=HERE)
    assert found.between == "Likely between 27 October 2026 and 2 January 2027."
    assert "Can move by 2 January 2027, and will overstay" in found.headline


def test_before_admission_there_is_no_night_42() -> None:
    assert forecast(today=TODAY, applications=[at("offer")]).headline == "Can move by 8 September 2026"


# Routes --------------------------------------------------------------------------------------------------------------


def test_without_any_route_it_says_what_to_do() -> None:
    found = forecast(today=TODAY, limit=HERE, prices=NIGHTLY)
    assert found.headline == "No way out is open"
    assert found.advice == "Start an application for a home, or follow the repairs to the person's own home."


def test_a_tenancy_alone_leads_nowhere() -> None:
    assert forecast(today=TODAY, tracks=[tenancy(4)]).headline == "No way out is open"


def test_nobody_moves_before_the_old_tenancy_is_closed() -> None:
    assert days_to(forecast(today=TODAY, applications=[at("offer")], tracks=[tenancy(20)])) == 20
    assert days_to(forecast(today=TODAY, applications=[at("offer")], tracks=[tenancy(3)])) == 7
    without = forecast(today=TODAY, applications=[at("offer")], tracks=[tenancy()])
    assert without.headline == "No date yet"
    assert without.routes[0].undated == "Tenancy to be closed: housing has given no date."
    assert without.advice == "Get the date that is missing, or start another route."


def test_the_earliest_route_counts() -> None:
    found = forecast(today=TODAY, applications=[at("made"), at("interview")], tracks=[repairs(), repairs(30)])
    assert days_to(found) == 14
    assert found.chosen == found.routes[1]


def test_a_challenged_application_does_not_count() -> None:
    found = forecast(today=TODAY, applications=[at("challenged")], limit=HERE)
    assert found.headline == "No date yet"
    assert found.routes[0].undated.startswith("The rejection is challenged")


def test_new_repairs_are_waited_for_whatever_was_finished_before() -> None:
    found = forecast(today=TODAY, tracks=[repairs(-9, done=-3), repairs()], limit=HERE)
    assert (found.headline, found.why_undated) == ("No date yet", "Housing has given no date.")
    assert days_to(forecast(today=TODAY, tracks=[repairs(-9, done=-3), repairs(8), tenancy(2)])) == 8


@pytest.mark.parametrize("track", [repairs(-3), repairs(-9, done=-3)])
def test_what_is_past_counts_as_today(track: TrackAt) -> None:
    assert days_to(forecast(today=TODAY, tracks=[track])) == 0


def test_who_has_moved_can_leave_today() -> None:
    assert days_to(forecast(today=TODAY, applications=[at("moved", 3)])) == 0


def test_a_stage_that_is_overdue_ends_today_at_the_earliest() -> None:
    found = forecast(today=TODAY, applications=[at("interview", 20)])
    assert found.chosen is not None
    first, second = found.chosen.lines
    assert (first.what, first.overdue, first.latest) == ("Offer", True, TODAY)
    assert (second.what, second.overdue, second.latest) == ("Move", False, TODAY + dt.timedelta(days=7))


# Day by day ----------------------------------------------------------------------------------------------------------


def walked(application: ApplicationAt, bound: str) -> int:
    """Days from today to the move, found by waiting for one day after another."""
    stage, entered, day = application.stage, application.since, TODAY
    while True:
        days = expected(application.kind, stage)
        if days is None:
            return (day - TODAY).days
        if (day - entered).days >= getattr(days, bound):
            # a stage that was over before today is ended today; any other on the day on which it is over
            stage, entered = STAGES[STAGES.index(stage) + 1], day
        else:
            day += dt.timedelta(days=1)


waiting = st.builds(at, st.sampled_from(STAGES[:-1]), st.integers(0, 200), st.sampled_from(KINDS))


@given(waiting)
def test_one_application_agrees_with_walking_day_by_day(application: ApplicationAt) -> None:
    chosen = forecast(today=TODAY, applications=[application]).chosen
    assert chosen is not None
    assert chosen.earliest is not None
    assert chosen.latest is not None
    assert (chosen.earliest - TODAY).days == walked(application, "least")
    assert (chosen.latest - TODAY).days == walked(application, "most")


@given(
    st.lists(waiting, max_size=4),
    st.lists(st.integers(-30, 200), max_size=2),
    st.none() | st.integers(-30, 200),
    st.integers(0, 120),
    st.integers(14, 60),
)
def test_any_ways_out_agree_with_walking_day_by_day(
    applications: list[ApplicationAt], repaired: list[int], closed: int | None, stayed: int, limit: int
) -> None:
    tracks = [*map(repairs, repaired), *([tenancy(closed)] if closed is not None else [])]
    clock_of_stay = Limit(TODAY - dt.timedelta(days=stayed), limit)
    found = forecast(
        today=TODAY, applications=applications, tracks=tracks, limit=clock_of_stay, prices=always(Funding.RATE, 7)
    )
    ends = [max(walked(each, "most"), closed or 0) for each in applications] + [max(0, day) for day in repaired]
    if not ends:
        assert found.moves_by is None
        return
    nights = 0
    for night in range(stayed + min(ends)):  # every night of the stay, one by one
        nights += night >= limit
    assert days_to(found) == min(ends)
    assert found.nights_over == nights
    assert (found.cost.pounds if found.cost else None) == (Decimal(nights).scaleb(-2) if nights else None)
