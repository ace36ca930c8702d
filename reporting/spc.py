"""Statistical process control: whether a figure that goes up and down has changed by more than chance (XmR charts).

The mean and the limits at the mean ± 2.66 times the mean moving range are those of Wheeler, *Understanding Variation*;
signals, words and colours are those of NHS England, *Making Data Count*. As in its workbook no point is left out of the
moving range. Pure, no Django.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

FACTOR = Decimal("2.66")
"""3 / 1.128: three standard deviations, where a moving range of two points is 1.128 of them on average."""
FEWEST_POINTS = 13
"""With fewer there are no limits: it is a run chart."""
RUN = 7
WINDOW, IN_WINDOW = 3, 2


class Signal(StrEnum):
    """What chance alone would seldom do. A point carries every signal that it is part of."""

    OUTSIDE = "Outside the limits"
    ONE_SIDE = "7 on one side of the mean"
    TREND = "7 rising or falling"
    OUTER_THIRD = "2 of 3 near a limit"


class Variation(StrEnum):
    """What the latest point says."""

    IMPROVEMENT = "Improvement"
    CONCERN = "Concern"
    NEITHER = "No change beyond chance"
    CHANGE = "Change, neither good nor bad by itself"
    TOO_FEW = "Too few months to say"


class Assurance(StrEnum):
    """Whether the target will be met, if nothing changes."""

    HITS = "Consistently meets the target"
    MISSES = "Consistently misses the target"
    HIT_AND_MISS = "Meets and misses the target by chance"
    NO_TARGET = "No target"
    NO_DIRECTION = "Not judged: neither way is better by itself"
    UNKNOWN = "Too few months to say"


@dataclass(frozen=True, slots=True)
class Point:
    """One value; mean and limits are None in a run chart. `rises` and `falls` say which way its signals point."""

    value: Decimal | None
    mean: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    signals: tuple[Signal, ...] = ()
    rises: bool = False
    falls: bool = False

    def variation(self, *, higher_is_better: bool | None) -> Variation:
        """What the point says. None: neither direction is good by itself.

        Where signals point both ways, as in a fall that has not come down to the mean yet, it is a concern.
        """
        if self.mean is None or self.value is None:
            return Variation.TOO_FEW
        if not self.signals:
            return Variation.NEITHER
        if higher_is_better is None:
            return Variation.CHANGE
        is_worse = self.falls if higher_is_better else self.rises
        return Variation.CONCERN if is_worse else Variation.IMPROVEMENT


@dataclass(frozen=True, slots=True)
class Control:
    """The points of a chart, in order."""

    points: tuple[Point, ...]

    @property
    def latest(self) -> Point | None:
        """The last point that has a value."""
        return next((point for point in reversed(self.points) if point.value is not None), None)

    @property
    def has_limits(self) -> bool:
        """Whether there are limits at the end."""
        return self.latest is not None and self.latest.mean is not None

    def variation(self, *, higher_is_better: bool | None) -> Variation:
        """What the latest point says."""
        return self.latest.variation(higher_is_better=higher_is_better) if self.latest else Variation.TOO_FEW

    def assurance(self, target: Decimal | None, *, higher_is_better: bool | None) -> Assurance:
        """Whether the limits lie on one side of the target."""
        if target is None:
            return Assurance.NO_TARGET
        if higher_is_better is None:
            return Assurance.NO_DIRECTION
        latest = self.latest
        if latest is None or latest.lower is None or latest.upper is None:
            return Assurance.UNKNOWN
        if latest.lower <= target <= latest.upper:
            return Assurance.HIT_AND_MISS
        return Assurance.HITS if (latest.lower > target) is higher_is_better else Assurance.MISSES


def control(values: Sequence[Decimal | None], steps: Sequence[int] = ()) -> Control:
    """The chart of these values, oldest first.

    `steps` are the places at which a person has said that the process changed: from each on, mean, limits and signals
    are calculated anew. A gap (None) stays a gap; the values on either side of it are neighbours.
    """
    bounds = [0, *sorted(set(steps) - {0}), len(values)]
    parts = [_part(values[start:end]) for start, end in pairwise(bounds)]
    return Control(tuple(point for part in parts for point in part))


def _part(values: Sequence[Decimal | None]) -> list[Point]:
    """The points between two step changes."""
    known = [value for value in values if value is not None]
    if len(known) < FEWEST_POINTS:
        return [Point(value) for value in values]
    mean = sum(known, Decimal(0)) / len(known)
    ranges = [abs(later - earlier) for earlier, later in pairwise(known)]
    reach = FACTOR * sum(ranges, Decimal(0)) / len(ranges)
    up = _signals(known, mean, reach)
    down = _signals([-value for value in known], -mean, reach)
    points = iter(zip(known, up, down, strict=True))
    return [
        Point(None, mean, mean - reach, mean + reach)
        if value is None
        else _point(*next(points), mean=mean, reach=reach)
        for value in values
    ]


def _point(value: Decimal, up: set[Signal], down: set[Signal], *, mean: Decimal, reach: Decimal) -> Point:
    signals = tuple(signal for signal in Signal if signal in up | down)
    return Point(value, mean, mean - reach, mean + reach, signals, rises=bool(up), falls=bool(down))


def _signals(values: Sequence[Decimal], mean: Decimal, reach: Decimal) -> list[set[Signal]]:
    """The signals upwards that each value is part of."""
    above = [value > mean for value in values]
    grows = [later > earlier for earlier, later in pairwise(values)]
    near = [value > mean + reach * 2 / 3 for value in values]
    found: list[set[Signal]] = [{Signal.OUTSIDE} if value > mean + reach else set() for value in values]
    for start in range(len(values) - WINDOW + 1):
        run = range(start, start + RUN)
        window = range(start, start + WINDOW)
        if len(values) >= run.stop and all(above[start : run.stop]):
            _mark(found, run, Signal.ONE_SIDE)
        if len(values) >= run.stop and all(grows[start : run.stop - 1]):
            _mark(found, run, Signal.TREND)
        if sum(near[start : window.stop]) >= IN_WINDOW:
            _mark(found, [at for at in window if near[at]], Signal.OUTER_THIRD)
    return found


def _mark(found: Sequence[set[Signal]], places: Sequence[int], signal: Signal) -> None:
    for at in places:
        found[at].add(signal)
