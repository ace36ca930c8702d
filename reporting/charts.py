"""Line charts of a percentage, drawn by the server: the geometry here, the drawing in `templates/charts/`.

A chart never stands alone: its page shows the same readings in a table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from reporting.measures.capacity import ALARM_OCCUPANCY, RECOMMENDED_OCCUPANCY

WIDTH, HEIGHT = 480, 250
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 12, 44
MOST_LABELS = 12
GRID = (0, 25, 50, 75)
HIGH_FLOOR = 50
"""Where the scale begins when every reading is well above it, so that the two lines stand apart."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One value of the line; `value` is per cent, None where there is nothing to divide by."""

    label: str
    value: Decimal | None
    below: str = ""
    """A second line under the label, such as the year."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A reading's place on the drawing."""

    x: int
    y: int | None
    reading: Reading
    labelled: bool


@dataclass(frozen=True, slots=True)
class Level:
    """A horizontal line at a percentage."""

    y: int
    per_cent: int
    kind: str
    """`grid`, `recommended` or `alarm`."""


@dataclass(frozen=True, slots=True)
class LineChart:
    """Everything that the template draws."""

    key: str
    title: str
    description: str
    marks: list[Mark]
    levels: list[Level]
    paths: list[str]
    """The line, one run of `x,y` points for each stretch without a gap."""
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


def occupancy_chart(key: str, title: str, readings: Sequence[Reading]) -> LineChart:
    """Occupancy against the recommended and the alarm line. `key` is unique on the page."""
    floor = HIGH_FLOOR if all(r.value is None or r.value >= HIGH_FLOOR + 5 for r in readings) else 0
    every = -(-len(readings) // MOST_LABELS) or 1
    marks = [
        Mark(
            _x(at, len(readings)), None if reading.value is None else _y(reading.value, floor), reading, at % every == 0
        )
        for at, reading in enumerate(readings)
    ]
    lines = [(value, "grid") for value in GRID if value >= floor]
    lines += [(RECOMMENDED_OCCUPANCY, "recommended"), (ALARM_OCCUPANCY, "alarm")]
    levels = [Level(_y(Decimal(value), floor), value, kind) for value, kind in lines]
    return LineChart(key, title, _in_words(readings), marks, levels, _paths(marks))


def _x(at: int, count: int) -> int:
    """The middle of the reading's slot, so that one reading alone stands in the middle."""
    return LEFT + (WIDTH - LEFT - RIGHT) * (2 * at + 1) // (2 * count)


def _y(per_cent: Decimal, floor: int) -> int:
    depth = (100 - min(per_cent, Decimal(100))) / (100 - floor)
    return TOP + int((depth * (HEIGHT - TOP - BOTTOM)).to_integral_value())


def _paths(marks: Sequence[Mark]) -> list[str]:
    runs: list[list[str]] = [[]]
    for mark in marks:
        if mark.y is None:
            runs.append([])
        else:
            runs[-1].append(f"{mark.x},{mark.y}")
    return [" ".join(run) for run in runs if len(run) > 1]


def _in_words(readings: Sequence[Reading]) -> str:
    """What a reader who cannot see the drawing should know of it."""
    known = [(reading.value, reading) for reading in readings if reading.value is not None]
    if not known:
        return "There are no readings."
    low, high, last = min(known, key=_value), max(known, key=_value), known[-1]
    above = sum(value > RECOMMENDED_OCCUPANCY for value, _ in known)
    alarm = sum(value > ALARM_OCCUPANCY for value, _ in known)
    return (
        f"From {low[0]:.1f}% ({_name(low[1])}) to {high[0]:.1f}% ({_name(high[1])}), last {last[0]:.1f}%. Of "
        f"{len(known)} readings {above} are above {RECOMMENDED_OCCUPANCY}% and {alarm} above {ALARM_OCCUPANCY}%."
    )


def _value(pair: tuple[Decimal, Reading]) -> Decimal:
    return pair[0]


def _name(reading: Reading) -> str:
    return f"{reading.label} {reading.below}".strip()
