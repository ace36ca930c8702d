"""The three sentences of a pack's summary are true of whatever figures it has."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from reporting.packs.sentences import Told, sentences

MARCH = Told(
    month="March 2023",
    before="February 2023",
    morning="1 April 2023",
    occupancy=Decimal("96.4"),
    occupancy_before=Decimal("92.8"),
    target=Decimal("85.0"),
    overstayers=15,
    overstayers_before=10,
    overstay_nights=343,
    overstay_cost=Decimal("40835.90"),
    unpriced_nights=31,
    admitted=2,
    left=3,
    left_within_limit=1,
)


def test_a_month_of_everything() -> None:
    beds, overstays, flow = sentences(MARCH)
    assert beds == (
        "Residents had 96.4% of the available bed-nights of March 2023, 3.6 percentage points more than in February "
        "2023 and above the target of 85.0%."
    )
    assert overstays == (
        "15 residents were past the limit of their stay on the morning of 1 April 2023, 5 more than a month before; "
        "there were 343 overstay nights in March 2023: 312 cost £40,835.90, and 31 have no price by the night."
    )
    assert flow == (
        "2 people were admitted and 3 left in March 2023; 1 of those who left had stayed no longer than the limit."
    )


def test_a_first_month_of_nothing() -> None:
    nothing = replace(
        MARCH, before="", occupancy=None, target=None, overstayers=0, overstay_nights=0, admitted=0, left=0
    )
    beds, overstays, flow = sentences(nothing)
    assert beds == "No bed was available on any night of March 2023."
    assert overstays == (
        "Nobody was past the limit of their stay on the morning of 1 April 2023; "
        "there was no overstay night in March 2023."
    )
    assert flow == "Nobody was admitted and nobody left in March 2023."


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"before": ""}, "Residents had 96.4% of the available bed-nights of March 2023, above the target of 85.0%."),
        ({"target": None, "occupancy_before": None}, "Residents had 96.4% of the available bed-nights of March 2023."),
        ({"occupancy_before": Decimal("96.4"), "target": Decimal("96.4")}, "as many as in February 2023 and exactly"),
        ({"occupancy_before": Decimal("97.4")}, "1.0 percentage points less than in February 2023"),
        ({"overstayers": 1, "overstayers_before": 2}, "1 resident was past the limit"),
        ({"overstayers": 1, "overstayers_before": 2}, "1 fewer than a month before"),
        ({"overstayers_before": 15}, "as many as a month before"),
        ({"overstay_nights": 1, "unpriced_nights": 1, "overstay_cost": None}, "there was 1 overstay night in March"),
        ({"overstay_cost": None, "unpriced_nights": 343}, "343 overstay nights in March 2023, without a price by the"),
        ({"unpriced_nights": 0}, "343 overstay nights in March 2023, at a cost of £40,835.90."),
        ({"unpriced_nights": 1}, "342 cost £40,835.90, and 1 has no price by the night."),
        ({"left": 0}, "2 people were admitted and nobody left in March 2023."),
        ({"admitted": 1, "left": 1, "left_within_limit": 1}, "1 person was admitted and 1 left in March 2023; that st"),
        ({"left": 1, "left_within_limit": 1}, "that stay was no longer than its limit."),
        ({"left": 1, "left_within_limit": 0}, "that stay was longer than its limit."),
        ({"left_within_limit": 3}, "none of those who left had stayed longer than the limit."),
        ({"left_within_limit": 0}, "all of those who left had stayed longer than the limit."),
        ({"admitted": 0}, "Nobody was admitted and 3 left in March 2023;"),
    ],
)
def test_none_one_and_many(changes: dict[str, object], said: str) -> None:
    assert said in " ".join(sentences(replace(MARCH, **changes)))  # type: ignore[arg-type]


few = some.integers(0, 2000)
per_cent = some.none() | some.decimals(0, 100, places=1)


@given(
    told=some.builds(
        replace,
        some.just(MARCH),
        before=some.sampled_from(["", "February 2023"]),
        occupancy=per_cent,
        occupancy_before=per_cent,
        target=per_cent,
        overstayers=few,
        overstayers_before=few,
        overstay_nights=few,
        unpriced_nights=few,
        overstay_cost=some.none() | some.decimals(0, 10**6, places=2),
        admitted=few,
        left=few,
        left_within_limit=few,
    )
)
def test_every_number_and_comparison_is_true_of_any_figures(told: Told) -> None:
    told = replace(
        told,
        unpriced_nights=min(told.unpriced_nights, told.overstay_nights),
        left_within_limit=min(told.left_within_limit, told.left),
    )
    beds, overstays, flow = sentences(told)
    for sentence in (beds, overstays, flow):
        assert sentence[0].isupper() or sentence[0].isdigit()
        assert sentence.count(".") - len(re.findall(r"\d\.\d", sentence)) == 1
        assert not re.search(r"\b1 (nights|residents|people)\b|None|-\d|  |(?<![.,\d])0 ", sentence), sentence
    if told.occupancy is not None:
        change = re.search(r"([\d.]+) percentage points (more|less) than", beds)
        step = Decimal(change[1]) * (1 if change[2] == "more" else -1) if change else Decimal(0)
        if told.before and told.occupancy_before is not None:
            assert told.occupancy - step == told.occupancy_before
        level = re.search(r"(above|below|exactly) the target", beds)
        if told.target is not None:
            assert level is not None
            word = level[1]
            assert (told.occupancy > told.target, told.occupancy < told.target) == (word == "above", word == "below")
    more = re.search(r"([\d,]+) (more|fewer) than a month before", overstays)
    if told.before:
        by = int(more[1].replace(",", "")) * (1 if more[2] == "more" else -1) if more else 0
        assert told.overstayers_before + by == told.overstayers
    split = re.search(r"([\d,]+) cost £([\d,.]+), and ([\d,]+) ha", overstays)
    if split:
        priced, cost, unpriced = (Decimal(each.replace(",", "")) for each in split.groups())
        assert priced + unpriced == told.overstay_nights
        assert cost == told.overstay_cost
    within = re.search(r"; ([\d,]+) of those who left", flow)
    if within:
        assert int(within[1].replace(",", "")) == told.left_within_limit < told.left
