"""The three sentences that sum a month up, made from its figures so that they are always true. Pure, no Django."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Told:
    """The figures of a month, rounded as the tables show them; what is None there is none of.

    `before` in a name is the month before. Costs are pounds, and None where no night has a price.
    """

    month: str
    before: str
    """The name of the month before; empty where there are no records of it."""
    morning: str
    occupancy: Decimal | None
    occupancy_before: Decimal | None
    target: Decimal | None
    overstayers: int
    overstayers_before: int
    overstay_nights: int
    overstay_cost: Decimal | None
    unpriced_nights: int
    """Of the overstay nights: most often because they are block funded."""
    admitted: int
    left: int
    left_within_limit: int


def sentences(told: Told) -> tuple[str, str, str]:
    """Use of beds, overstays, and coming and going, one sentence each."""
    return _beds(told), _overstays(told), _flow(told)


def _beds(told: Told) -> str:
    if told.occupancy is None:
        return f"No bed was available on any night of {told.month}."
    parts = [f"Residents had {told.occupancy}% of the available bed-nights of {told.month}"]
    if told.before and told.occupancy_before is not None:
        parts.append(_points(told.occupancy - told.occupancy_before, told.before))
    if told.target is not None:
        parts.append(_against(told.occupancy, told.target))
    return _joined(parts)


def _points(change: Decimal, before: str) -> str:
    if not change:
        return f"as many as in {before}"
    return f"{abs(change)} percentage points {'more' if change > 0 else 'less'} than in {before}"


def _against(value: Decimal, target: Decimal) -> str:
    if value == target:
        return f"exactly the target of {target}%"
    return f"{'above' if value > target else 'below'} the target of {target}%"


def _overstays(told: Told) -> str:
    if not told.overstayers:
        start = f"Nobody was past the limit of their stay on the morning of {told.morning}"
    else:
        people = "1 resident was" if told.overstayers == 1 else f"{told.overstayers:,} residents were"
        start = f"{people} past the limit of their stay on the morning of {told.morning}"
    parts = [start]
    if told.before:
        parts.append(_more_people(told.overstayers - told.overstayers_before))
    return f"{_joined(parts)[:-1]}; {_nights(told)}."


def _more_people(change: int) -> str:
    if not change:
        return "as many as a month before"
    return f"{abs(change):,} {'more' if change > 0 else 'fewer'} than a month before"


def _nights(told: Told) -> str:
    if not told.overstay_nights:
        return f"there was no overstay night in {told.month}"
    count, unpriced = told.overstay_nights, told.unpriced_nights
    start = f"there {'was 1 overstay night' if count == 1 else f'were {count:,} overstay nights'} in {told.month}"
    if told.overstay_cost is None or unpriced == count:
        return f"{start}, without a price by the night"
    if not unpriced:
        return f"{start}, at a cost of £{told.overstay_cost:,.2f}"
    have = "has" if unpriced == 1 else "have"
    return (
        f"{start}: {count - unpriced:,} cost £{told.overstay_cost:,.2f}, and {unpriced:,} {have} no price by the night"
    )


def _flow(told: Told) -> str:
    if not told.admitted and not told.left:
        return f"Nobody was admitted and nobody left in {told.month}."
    start = f"{_people(told.admitted)} admitted and {_who(told.left)} left in {told.month}"
    if not told.left:
        return f"{start}."
    return f"{start}; {_within(told)}."


def _people(count: int) -> str:
    return {0: "Nobody was", 1: "1 person was"}.get(count, f"{count:,} people were")


def _who(count: int) -> str:
    return "nobody" if not count else f"{count:,}"


def _within(told: Told) -> str:
    if told.left == 1:
        return f"that stay was {'no ' if told.left_within_limit else ''}longer than its limit"
    if told.left_within_limit == told.left:
        return "none of those who left had stayed longer than the limit"
    if not told.left_within_limit:
        return "all of those who left had stayed longer than the limit"
    return f"{told.left_within_limit:,} of those who left had stayed no longer than the limit"


def _joined(parts: list[str]) -> str:
    """`A.`, `A, b.` or `A, b and c.`"""
    first, *others = parts
    return f"{first}{', ' if others else ''}{' and '.join(others)}."
