"""Where things stand on a drawing: scales of numbers, labels of periods, labels kept apart. Pure, no Django."""

from __future__ import annotations

import calendar
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from reporting.cell_words import short_words
from reporting.content import Kind
from reporting.drawing.marks import GRID, LEADING, QUIET, SIZE, Drawing, length, line

TICKS = 5
"""About how many steps a scale has."""
_STEPS = (1, 2, 2.5, 5, 10)
_WHOLE_STEPS = (1, 2, 5, 10)
_YEAR = re.compile(r"(.+) (\d{4})( so far)?")
_MONTHS = {name: name[:3] for name in calendar.month_name if name}


@dataclass(frozen=True, slots=True)
class Scale:
    """Numbers from `low` to `high` on a line from `start` to `end`."""

    low: float
    high: float
    step: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Where a number stands."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    @property
    def ticks(self) -> list[float]:
        """The round numbers of the scale."""
        count = round((self.high - self.low) / self.step)
        return [round(self.low + self.step * at, 6) for at in range(count + 1)]


def scale(values: Sequence[float], start: float, end: float, kind: Kind, *, from_zero: bool) -> Scale:
    """A scale of round numbers for these values, which are not none; it may leave out 0 only where none is near it."""
    low, high = min(values), max(values)
    if from_zero or low < high / 2 or low == high:
        low, high = min(low, 0), max(high, 0)
    step = _step((high - low) / TICKS, whole=kind is Kind.COUNT)
    bottom = math.floor(round(low / step, 6)) * step
    top = math.ceil(round(high / step, 6)) * step
    if bottom == top:
        top += step
    return Scale(bottom, top, step, start, end)


def _step(about: float, *, whole: bool) -> float:
    if about <= 0:
        return 1
    size = 10.0 ** math.floor(math.log10(about))
    steps = _WHOLE_STEPS if whole and size <= 1 else _STEPS
    step = next(each for each in steps if each * size >= about * 0.999) * size
    return max(step, 1) if whole else step


@dataclass(frozen=True, slots=True)
class Plot:
    """The area of the values inside a drawing."""

    left: float
    right: float
    top: float
    bottom: float

    def slot(self, at: int, count: int) -> tuple[float, float]:
        """Left edge and width of the place of one of `count` columns."""
        width = (self.right - self.left) / max(count, 1)
        return self.left + width * at, width

    def middle(self, at: int, count: int) -> float:
        """The middle of a column's place, so that one alone stands in the middle."""
        left, width = self.slot(at, count)
        return left + width / 2


def draw_grid(drawing: Drawing, plot: Plot, along: Scale, kind: Kind) -> None:
    """The round numbers at the left, with a thin line each."""
    for tick in along.ticks:
        y = along.at(tick)
        drawing.path(line(plot.left, y, plot.right, y), stroke=QUIET if tick == 0 else GRID)
        drawing.text(plot.left - 6, y + SIZE / 3, short_words(tick, kind), "end", fill=QUIET)


def room_for_numbers(along: Scale, kind: Kind) -> float:
    """How wide the numbers of a scale are."""
    return max(length(short_words(tick, kind)) for tick in along.ticks) + 10


def draw_labels(drawing: Drawing, plot: Plot, labels: Sequence[str]) -> None:
    """The names of the columns below: as many as there is room for, a year only where it changes."""
    pairs = [_YEAR.fullmatch(label) for label in labels]
    with_years = all(pairs) and len(labels) > 1
    firsts = [_first(pair) if pair and with_years else label for pair, label in zip(pairs, labels, strict=True)]
    firsts = [_MONTHS.get(first, first) for first in firsts]
    every = _every(firsts, plot)
    shown_year = ""
    for at in range(0, len(labels), every):
        x = plot.middle(at, len(labels))
        room = (plot.right - plot.left) / len(labels) * every - 4
        half = min(length(firsts[at]), room) / 2
        drawing.fitted(min(max(x, half), drawing.width - half), plot.bottom + LEADING + 3, firsts[at], room, "middle")
        pair = pairs[at]
        if pair and with_years and pair[2] != shown_year:
            shown_year = pair[2]
            drawing.text(x, plot.bottom + 2 * LEADING + 3, shown_year, "middle", fill=QUIET)


def _first(pair: re.Match[str]) -> str:
    """`Nov`, `Nov so far`, `July to September` of a label with a year."""
    return f"{_MONTHS.get(pair[1], pair[1])}{pair[3] or ''}"


def _every(labels: Sequence[str], plot: Plot) -> int:
    """1 where every label has room, else every second, third and so on; a long one is cut rather."""
    widest = min(max(map(length, labels), default=0), 90) + 6
    return max(1, math.ceil(widest * len(labels) / (plot.right - plot.left)))


def spread(wanted: Sequence[float], gaps: Sequence[float], low: float, high: float) -> list[float]:
    """Places near those wanted, in their order, `gaps` (the heights) apart; between `low` and `high` if they fit."""
    order = sorted(range(len(wanted)), key=lambda at: wanted[at])
    places = list(wanted)
    floor = low
    for at in order:
        places[at] = floor = max(wanted[at], floor)
        floor += gaps[at]
    ceiling = high
    for at in reversed(order):
        places[at] = min(places[at], ceiling - gaps[at])
        ceiling = places[at]
    return places
