"""What drawings are made of: paths, texts, and values that a reader can reach. Pure, no Django.

Only presentation attributes are used: the strict policy of the pages refuses styles, and the PDF knows no style sheet.
Nothing is told by colour alone: lines differ in dashes and marks, areas in hatching.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise

INK = "#0b0c0c"
QUIET = "#505a5f"
GRID = "#cecece"
WHITE = "#ffffff"
BLUE = "#12436D"
ORANGE = "#F46A25"
SIZE = 14
"""Points of most texts, in units of the drawing."""
LEADING = 17

_NARROW = frozenset("iljtfrI.,:;'|!()[] /-")
_WIDE = frozenset("mwMWOQG%@–…")


def n(number: float) -> str:
    """A coordinate, to a tenth."""
    return f"{round(number, 1) + 0.0:g}"


@dataclass(frozen=True, slots=True)
class Path:
    """Lines and areas, by the path language of SVG."""

    d: str
    fill: str = "none"
    stroke: str = "none"
    width: float = 1
    dash: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """Words on one line; `y` is their foot. `full` says the whole where they were cut."""

    x: float
    y: float
    words: str
    anchor: str = "start"
    size: int = SIZE
    fill: str = INK
    full: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """What one row of the table says, reached by keyboard, pointer or finger in the rectangle `d`.

    `box` and `lines`, which begin at `x` and `y`, show the words when it is reached.
    """

    words: str
    d: str
    box: str
    x: str
    y: str
    lines: tuple[str, ...]


@dataclass(slots=True)
class Drawing:
    """A whole drawing."""

    width: int
    height: int
    marks: list[Path | Text] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)

    def path(self, d: str, fill: str = "none", stroke: str = "none", width: float = 1, dash: str = "") -> None:
        if d:
            self.marks.append(Path(d, fill, stroke, width, dash))

    def text(self, x: float, y: float, words: str, anchor: str = "start", **options: object) -> None:
        self.marks.append(Text(round(x, 1), round(y, 1), words, anchor, **options))  # type: ignore[arg-type]

    def fitted(self, x: float, y: float, words: str, room: float, anchor: str = "start", size: int = SIZE) -> None:
        """Words cut to a width, with the whole in their title."""
        cut = shortened(words, room, size)
        self.text(x, y, cut, anchor, size=size, full="" if cut == words else words)

    def value(self, words: str, x: float, y: float, width: float, height: float) -> None:
        """A value in a rectangle; its words are shown inside a tall one, and below a flat one where there is room."""
        lines = wrapped(words, min(300, self.width - 24))
        box_width = max(length(line) for line in lines) + 16
        box_height = len(lines) * LEADING + 10
        left = min(max(x + width / 2 - box_width / 2, 1), self.width - box_width - 1)
        top = y
        if height < box_height * 2:
            top = y + height + 2 if y + height + 2 + box_height <= self.height else max(y - box_height - 2, 1)
        box = rect(left, top, box_width, box_height)
        self.values.append(Value(words, rect(x, y, width, height), box, n(left + 8), n(top), tuple(lines)))


def length(words: str, size: int = SIZE) -> float:
    """About how wide words are, rather too wide than too narrow: fonts differ and none is at hand."""
    return _units(words) * size


@lru_cache(4096)
def _units(words: str) -> float:
    return sum(map(_unit, words))


@cache
def _unit(letter: str) -> float:
    return 0.36 if letter in _NARROW else 0.94 if letter in _WIDE else 0.72 if letter.isupper() else 0.6


def shortened(words: str, room: float, size: int = SIZE) -> str:
    """The words, cut with an ellipsis where they are too long."""
    if length(words, size) <= room:
        return words
    cut = words
    while cut and length(f"{cut}…", size) > room:
        cut = cut[:-1]
    return f"{cut.rstrip()}…"


def wrapped(words: str, room: float, most: int = 99, size: int = SIZE) -> list[str]:
    """The words in lines, `most` at most; what does not fit is cut."""
    lines: list[list[str]] = []
    wide, space = 0.0, length(" ", size)
    for word in words.split():
        wide += space + length(word, size)
        if lines and (len(lines) == most or wide <= room):
            lines[-1].append(word)
        else:
            lines.append([word])
            wide = length(word, size)
    return [shortened(" ".join(line), room, size) for line in lines] or [""]


def line(x1: float, y1: float, x2: float, y2: float) -> str:
    """One straight line."""
    return f"M{n(x1)} {n(y1)}L{n(x2)} {n(y2)}"


def rect(x: float, y: float, width: float, height: float) -> str:
    """A rectangle."""
    return f"M{n(x)} {n(y)}h{n(width)}v{n(height)}h{n(-width)}z"


def polyline(points: Sequence[tuple[float, float]]) -> str:
    """A line through points; nothing for one alone."""
    return "M" + "L".join(f"{n(x)} {n(y)}" for x, y in points) if len(points) > 1 else ""


def mark(kind: str, x: float, y: float, r: float = 4.5) -> str:
    """A mark around a point: circle, square, triangle, down, diamond or star."""
    dx, dy, outline = _outline(kind, r)
    return f"M{n(x + dx)} {n(y + dy)}{outline}"


@cache
def _outline(kind: str, r: float) -> tuple[float, float, str]:
    """Where a mark begins beside its point, and how it goes on from there: the same for each of a kind and size."""
    if kind == "circle":
        return -r, 0, f"a{n(r)} {n(r)} 0 1 0 {n(2 * r)} 0a{n(r)} {n(r)} 0 1 0 {n(-2 * r)} 0z"
    if kind == "square":
        return -r, -r, f"h{n(2 * r)}v{n(2 * r)}h{n(-2 * r)}z"
    corners = [(dx * r, dy * r) for dx, dy in _CORNERS[kind]]
    steps = (f"l{n(x - before)} {n(y - above)}" for (before, above), (x, y) in pairwise(corners))
    return *corners[0], "".join(steps) + "z"


_CORNERS = {
    "triangle": ((0, -1.3), (1.25, 1), (-1.25, 1)),
    "down": ((0, 1.3), (1.25, -1), (-1.25, -1)),
    "diamond": ((0, -1.5), (1.5, 0), (0, 1.5), (-1.5, 0)),
    "star": ((0, -1.7), (0.4, -0.4), (1.7, 0), (0.4, 0.4), (0, 1.7), (-0.4, 0.4), (-1.7, 0), (-0.4, -0.4)),
}


def hatching(kind: str, x: float, y: float, width: float, height: float, gap: float = 5) -> str:
    """Lines across a rectangle, drawn one by one: renderers of PDF do not agree on patterns."""
    lines: list[tuple[float, float, float, float]] = []
    slants = [] if kind not in ("up", "down", "cross") else _slants(x, y, width, height, gap)
    if kind in ("up", "cross"):
        lines += slants
    if kind in ("down", "cross"):
        both = 2 * x + width
        lines += [(both - x1, y1, both - x2, y2) for x1, y1, x2, y2 in slants]
    if kind == "level":
        lines += [(x, y + gap * at, x + width, y + gap * at) for at in range(1, math.ceil(height / gap))]
    if kind == "upright":
        lines += [(x + gap * at, y, x + gap * at, y + height) for at in range(1, math.ceil(width / gap))]
    return "".join(line(*each) for each in lines)


def _slants(x: float, y: float, width: float, height: float, gap: float) -> list[tuple[float, float, float, float]]:
    """The lines that rise to the right by 45 degrees, cut off at the rectangle."""
    steps = [gap * at for at in range(1, math.ceil((width + height) / gap))]
    return [
        (x + min(step, width), y + max(0, step - width), x + max(0, step - height), y + min(step, height))
        for step in steps
    ]


FILLS = (
    (BLUE, "", ""),
    ("#8fd0cb", "up", INK),
    (WHITE, "cross", "#801650"),
    ("#f9b695", "down", INK),
    ("#d9d9d9", "", ""),
    (WHITE, "upright", BLUE),
    ("#cdbde6", "level", INK),
    ("#6f777b", "level", WHITE),
    (WHITE, "up", INK),
    ("#6f777b", "", ""),
)
"""Colour, hatching and the colour of the hatching; each is told apart in black and white too."""


Fill = tuple[str, str, str]
Area = tuple[float, float, float, float]
"""x, y, width and height of a rectangle."""


def fill_of(which: int) -> Fill:
    """The fill of a series."""
    return FILLS[which % len(FILLS)]


def fill_areas(drawing: Drawing, fill: Fill, areas: Sequence[Area]) -> None:
    """Rectangles of one fill, as few paths: a drawing may have hundreds of them."""
    colour, kind, lines = fill
    outlines = "".join(rect(*area) for area in areas)
    drawing.path(outlines, fill=colour)
    drawing.path("".join(hatching(kind, *area) for area in areas), stroke=lines, width=0.8)
    drawing.path(outlines, stroke=INK, width=0.8)


def _key_places(names: Sequence[str], left: float, width: float) -> list[tuple[float, int]]:
    """Where each name of a key stands: x, and in which line."""
    places, x, row = [], left, 0
    for name in names:
        wide = min(length(name), width - left - 30) + 38
        if x > left and x + wide > width:
            x, row = left, row + 1
        places.append((x, row))
        x += wide
    return places


def key_height(names: Sequence[str], width: float, left: float = 0) -> float:
    """How high the key of these series is."""
    return (max((row for _, row in _key_places(names, left, width)), default=-1) + 1) * (LEADING + 3) + 4


def draw_key(drawing: Drawing, left: float, top: float, names: Sequence[str]) -> None:
    """What the fills mean, in as many lines as it takes."""
    for which, (x, row) in enumerate(_key_places(names, left, drawing.width)):
        y = top + row * (LEADING + 3) + 2
        fill_areas(drawing, fill_of(which), [(x + 1, y, 18, 13)])
        drawing.fitted(x + 25, y + 12, names[which], drawing.width - x - 26)
