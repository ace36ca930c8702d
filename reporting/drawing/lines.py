"""Lines over time, and control charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from reporting.cell_words import short_words, words_of
from reporting.content import Chart
from reporting.drawing.marks import INK, LEADING, QUIET, SIZE, WHITE, Drawing, length, line, mark, polyline, wrapped
from reporting.drawing.rows import (
    column_of,
    known,
    labels_of,
    levels_of,
    number,
    number_columns,
    rows_of,
    words_of_row,
)
from reporting.drawing.scales import Plot, Scale, draw_grid, draw_labels, room_for_numbers, scale, spread

HEIGHT = 280
BELOW = 44
"""Room for the labels of the periods, in two lines."""
MOST_BESIDE = 150
"""The widest a label at the right may be."""
SERIES = (
    ("#1d70b8", "circle", ""),
    ("#801650", "square", "7 3"),
    ("#0b0c0c", "triangle", "2 2"),
    ("#b0460e", "diamond", "9 3 2 3"),
    ("#19756d", "down", "12 3"),
    ("#54319f", "star", "4 2"),
)
TARGET = (INK, "12 3 2 3", 1.5)
LEVEL = (QUIET, "8 4", 2.0)
ALARM = ("#F47738", "2 3", 3.0)
"""Colour, dashes and width of the target and of other levels."""
SIGNALS = {
    "improvement": ("#005EB8", "diamond", "Improvement"),
    "concern": ("#ED8B00", "triangle", "Concern"),
    "change": ("#7030A0", "square", "Change, neither good nor bad"),
}
"""The NHS colours of variation; each has a mark of its own."""
COMMON = ("#768692", "circle", "Common cause")


def series(which: int) -> tuple[str, str, str]:
    """Colour, mark and dashes of a line; the second round of colours comes with other marks and dashes."""
    once_more = which // len(SERIES)
    colour, _, _ = SERIES[which % len(SERIES)]
    _, kind, dash = SERIES[(which + once_more) % len(SERIES)]
    return colour, kind, dash


class Beside:
    """Labels at the right of the plot, kept apart; each with a sample of what it names."""

    def __init__(self, room: float) -> None:
        self.room = room
        self.labels: list[tuple[float, list[str], tuple[str, str, str] | None]] = []

    def add(self, y: float, words: str, sample: tuple[str, str, str] | None = None) -> None:
        """A label at a height; the sample is colour, mark and dashes."""
        self.labels.append((y, wrapped(words, self.room - 8 - (26 if sample else 0), 2), sample))

    def draw(self, drawing: Drawing, plot: Plot) -> None:
        heights = [len(lines) * LEADING + 2 for _, lines, _ in self.labels]
        wanted = [y - height / 2 for (y, _, _), height in zip(self.labels, heights, strict=True)]
        tops = spread(wanted, heights, 2, plot.bottom + BELOW / 2)
        for top, (_, lines, sample) in zip(tops, self.labels, strict=True):
            x = plot.right + 6
            if sample:
                colour, kind, dash = sample
                drawing.path(line(x, top + SIZE / 2 + 2, x + 20, top + SIZE / 2 + 2), stroke=colour, width=2, dash=dash)
                drawing.path(mark(kind, x + 10, top + SIZE / 2 + 2, 3.5), fill=colour)
                x += 26
            for at, words in enumerate(lines):
                drawing.text(x, top + SIZE + at * LEADING - 1, words)


def beside_room(texts: Sequence[str], width: int, sample: int = 0) -> float:
    """How wide the column of labels is: that of the longest, but not more than is fair."""
    return min(max(map(length, texts)) * 1.06 + sample + 10, MOST_BESIDE, width / 3) if texts else 8


def draw_lines(chart: Chart, width: int) -> Drawing:
    """Columns after the first are lines, a column `target` is a dashed level."""
    rows, columns, targets = rows_of(chart), number_columns(chart, "target"), column_of(chart, "target")
    names = [column.label for _, column in columns] if len(columns) > 1 else []
    levels = levels_of(chart)
    said = [level.label for level in levels] + ([chart.target_label or "Target"] if known(targets) else [])
    height = max(HEIGHT, (len(names) + len(said)) * (LEADING + 6) + BELOW)
    beside = Beside(beside_room([*names, *said], width, 26 if names else 0))
    cells = [row.cells[at] for row in rows for at, _ in columns]
    values = [*known(cells), *known(targets), *(float(level.value) for level in levels)]
    drawing, plot, along = _frame(chart, width, height, values, beside.room)
    draw_labels(drawing, plot, labels_of(chart))
    _draw_levels(drawing, plot, along, chart, beside)
    _draw_steps(drawing, plot, along, targets, TARGET[0], TARGET[1])
    if goals := known(targets):
        beside.add(along.at(goals[-1]), chart.target_label or "Target")
    for which, (at, column) in enumerate(columns):
        colour, kind, dash = series(which)
        points = _points(plot, along, [number(row.cells[at]) for row in rows])
        _draw_line(drawing, points, colour, dash)
        drawing.path("".join(mark(kind, *point, 3.5) for point in points if point), fill=colour)
        if names and (last := [point for point in points if point]):
            beside.add(last[-1][1], column.label, (colour, kind, dash))
    beside.draw(drawing, plot)
    for at, row in enumerate(rows):
        _reach(drawing, plot, at, len(rows), words_of_row(chart, row))
    return drawing


def draw_control(chart: Chart, width: int) -> Drawing:
    """Columns label, value, mean, lower, upper, signal."""
    rows = rows_of(chart)
    values, means, lowers, uppers = (column_of(chart, key) for key in ("value", "mean", "lower", "upper"))
    signals = [str(cell or "").lower() for cell in column_of(chart, "signal")] or [""] * len(rows)
    levels = levels_of(chart)
    said = [
        _last_words(chart, *each) for each in (("Mean", "mean"), ("Upper limit", "upper"), ("Lower limit", "lower"))
    ]
    beside = Beside(beside_room([*said, *(level.label for level in levels)], width))
    numbers = [*known([*values, *means, *lowers, *uppers]), *(float(level.value) for level in levels)]
    key = [COMMON, *(SIGNALS[name] for name in SIGNALS if name in signals)]
    above = LEADING * len(_key_lines(key, width)) + 14
    drawing, plot, along = _frame(chart, width, HEIGHT + above - 6, numbers, beside.room, above=above)
    draw_labels(drawing, plot, labels_of(chart))
    _draw_levels(drawing, plot, along, chart, beside)
    for words, cells, dash in zip(said, (means, uppers, lowers), ("", "6 4", "6 4"), strict=True):
        _draw_steps(drawing, plot, along, cells, INK, dash)
        if found := known(cells):
            beside.add(along.at(found[-1]), words)
    points = _points(plot, along, [number(cell) for cell in values])
    _draw_line(drawing, points, COMMON[0], "")
    for point, signal in zip(points, signals, strict=True):
        colour, kind, _ = SIGNALS.get(signal, COMMON)
        if point:
            drawing.path(mark(kind, *point), fill=colour, stroke=INK if signal in SIGNALS else WHITE)
    if known(means):
        _draw_key(drawing, key)
    beside.draw(drawing, plot)
    for at, row in enumerate(rows):
        _reach(drawing, plot, at, len(rows), words_of_row(chart, row))
    return drawing


def _frame(
    chart: Chart, width: int, height: int, values: list[float], beside: float, above: float = 12
) -> tuple[Drawing, Plot, Scale]:
    drawing = Drawing(width, height)
    along = scale(values, height - BELOW, above, chart.kind, from_zero=False)
    if along.low > 0:
        above += LEADING + 6
        along = replace(along, end=above)
        said = f"The scale starts at {short_words(along.low, chart.kind)}, not at 0"
        drawing.fitted(0, above - 14, said, width - beside)
    plot = Plot(room_for_numbers(along, chart.kind), width - beside, above, height - BELOW)
    draw_grid(drawing, plot, along, chart.kind)
    return drawing, plot, along


def _last_words(chart: Chart, name: str, key: str) -> str:
    """`Mean 60.2`: the last number of a column, nothing where it has none."""
    kind = next((column.kind for column in chart.table.columns if column.key == key), chart.kind)
    last = next((cell for cell in reversed(column_of(chart, key)) if number(cell) is not None), None)
    return "" if last is None else f"{name} {words_of(last, kind)}"


def _points(plot: Plot, along: Scale, values: Sequence[float | None]) -> list[tuple[float, float] | None]:
    count = len(values)
    return [None if value is None else (plot.middle(at, count), along.at(value)) for at, value in enumerate(values)]


def _draw_line(drawing: Drawing, points: Sequence[tuple[float, float] | None], colour: str, dash: str) -> None:
    """A line that breaks where there is no value."""
    runs = [list(run) for there, run in groupby(points, key=bool) if there]
    drawing.path(
        "".join(polyline([point for point in run if point]) for run in runs), stroke=colour, width=2.5, dash=dash
    )


def _draw_steps(drawing: Drawing, plot: Plot, along: Scale, cells: Sequence, colour: str, dash: str) -> None:
    """A level that each row has: straight as long as it stays the same, and a step where it changes."""
    at = 0
    for there, run in groupby([number(cell) for cell in cells], key=lambda value: value is not None):
        values = list(run)
        left, step = plot.slot(at, len(cells))
        corners = [
            (left + step * (place + side), along.at(value or 0))
            for place, value in enumerate(values)
            for side in (0, 1)
        ]
        drawing.path(polyline(corners) if there else "", stroke=colour, width=1.5, dash=dash)
        at += len(values)


def _draw_levels(drawing: Drawing, plot: Plot, along: Scale, chart: Chart, beside: Beside) -> None:
    for level in levels_of(chart):
        colour, dash, thick = ALARM if level.is_alarm else LEVEL if level in chart.levels else TARGET
        y = along.at(float(level.value))
        drawing.path(line(plot.left, y, plot.right, y), stroke=colour, width=thick, dash=dash)
        beside.add(y, level.label)


def _key_lines(shown: Sequence[tuple[str, str, str]], width: int) -> list[list[tuple[str, str, str]]]:
    """What the marks mean, as many to a line as there is room for."""
    lines: list[list[tuple[str, str, str]]] = [[]]
    for each in shown:
        if sum(28 + length(words) for _, _, words in (*lines[-1], each)) > width:
            lines.append([])
        lines[-1].append(each)
    return lines


def _draw_key(drawing: Drawing, shown: Sequence[tuple[str, str, str]]) -> None:
    """What the marks mean, above."""
    for at, found in enumerate(_key_lines(shown, drawing.width)):
        x, y = 0.0, 12 + LEADING * at
        for colour, kind, words in found:
            drawing.path(mark(kind, x + 6, y), fill=colour, stroke=INK if kind != "circle" else WHITE)
            drawing.text(x + 16, y + 5, words)
            x += 28 + length(words)


def _reach(drawing: Drawing, plot: Plot, at: int, count: int, words: str) -> None:
    left, step = plot.slot(at, count)
    drawing.value(words, left, plot.top, step, plot.bottom - plot.top)
