"""Standing bars: cut into parts, or the classes of a distribution."""

from __future__ import annotations

from reporting.cell_words import short_words
from reporting.content import Chart
from reporting.drawing.marks import (
    INK,
    SIZE,
    Area,
    Drawing,
    draw_key,
    fill_areas,
    fill_of,
    key_height,
    length,
    line,
)
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
from reporting.drawing.scales import Plot, Scale, draw_grid, draw_labels, room_for_numbers, scale

HEIGHT, BELOW, ABOVE = 240, 44, 24


def draw_stacked(chart: Chart, width: int) -> Drawing:
    """A bar for each row, its number columns on top of each other in their order, their sum above."""
    rows, columns = rows_of(chart), number_columns(chart, "target")
    names = [column.label for _, column in columns]
    sums = [sum(known(row.cells[at] for at, _ in columns)) for row in rows]
    key = key_height(names, width)
    drawing, plot, along = _frame(chart, width, key, sums)
    draw_key(drawing, 0, 0, names)
    bases = [0.0] * len(rows)
    bar = min(plot.slot(0, len(rows))[1] * 0.72, 60)
    for which, (cell, _) in enumerate(columns):
        areas: list[Area] = []
        for at, row in enumerate(rows):
            part = max(number(row.cells[cell]) or 0, 0)
            top, foot = along.at(bases[at] + part), along.at(bases[at])
            bases[at] += part
            if part:
                areas.append((plot.middle(at, len(rows)) - bar / 2, top, bar, foot - top))
        fill_areas(drawing, fill_of(which), areas)
    for at, base in enumerate(bases):
        _draw_number(drawing, plot, along, at, len(rows), base, chart)
    _finish(drawing, plot, along, chart)
    return drawing


def draw_histogram(chart: Chart, width: int) -> Drawing:
    """A bar for each class, side by side; the end of the class with something in the column `limit` is the limit."""
    rows, column = rows_of(chart), number_columns(chart, "limit")[0][0]
    limits = column_of(chart, "limit") or [None] * len(rows)
    drawing, plot, along = _frame(chart, width, SIZE, known(row.cells[column] for row in rows))
    for at, row in enumerate(rows):
        left, step = plot.slot(at, len(rows))
        value = number(row.cells[column]) or 0
        past = any(limits[:at])
        if value > 0:
            area = (left, along.at(value), step, along.at(0) - along.at(value))
            fill_areas(drawing, fill_of(1 if past else 0), [area])
        _draw_number(drawing, plot, along, at, len(rows), value, chart)
        if limits[at]:
            label = next(column.label for column in chart.table.columns if column.key == "limit")
            _draw_limit(drawing, plot, left + step, str(limits[at]) if isinstance(limits[at], str) else label)
    _finish(drawing, plot, along, chart)
    return drawing


def _frame(chart: Chart, width: int, key: float, values: list[float]) -> tuple[Drawing, Plot, Scale]:
    drawing = Drawing(width, round(HEIGHT + key + ABOVE + BELOW))
    values = [*values, *(float(level.value) for level in levels_of(chart)), 0]
    along = scale(values, drawing.height - BELOW, key + ABOVE, chart.kind, from_zero=True)
    right = width - max((min(length(level.label), 150) + 8 for level in levels_of(chart)), default=2)
    plot = Plot(room_for_numbers(along, chart.kind), right, key + ABOVE, drawing.height - BELOW)
    draw_grid(drawing, plot, along, chart.kind)
    draw_labels(drawing, plot, labels_of(chart))
    return drawing, plot, along


def _finish(drawing: Drawing, plot: Plot, along: Scale, chart: Chart) -> None:
    """The levels over the bars, and the values to reach."""
    for level in levels_of(chart):
        y = along.at(float(level.value))
        drawing.path(line(plot.left, y, plot.right, y), stroke=INK, width=2, dash="8 4")
        drawing.fitted(plot.right + 6, y + SIZE / 3, level.label, drawing.width - plot.right - 6)
    rows = rows_of(chart)
    for at, row in enumerate(rows):
        left, step = plot.slot(at, len(rows))
        drawing.value(words_of_row(chart, row), left, plot.top, step, plot.bottom - plot.top)


def _draw_number(drawing: Drawing, plot: Plot, along: Scale, at: int, count: int, value: float, chart: Chart) -> None:
    """The number above its bar, where every one has room."""
    words = short_words(round(value, 1), chart.kind)
    if length(words) + 3 <= plot.slot(at, count)[1] and value:
        drawing.text(plot.middle(at, count), along.at(value) - 4, words, "middle")


def _draw_limit(drawing: Drawing, plot: Plot, x: float, words: str) -> None:
    drawing.path(line(x, plot.top - 36, x, plot.bottom), stroke=INK, width=2, dash="8 4")
    to_left = length(words) > drawing.width - x - 8
    room = x - plot.left if to_left else drawing.width - x
    drawing.fitted(x - 6 if to_left else x + 6, plot.top - 24, words, room - 8, "end" if to_left else "start")
