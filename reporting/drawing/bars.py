"""Lying bars: one a row, or the steps of a pathway."""

from __future__ import annotations

from reporting.cell_words import words_of
from reporting.content import Cell, Chart, Row
from reporting.drawing.marks import (
    BLUE,
    INK,
    LEADING,
    QUIET,
    SIZE,
    WHITE,
    Area,
    Drawing,
    draw_key,
    fill_areas,
    fill_of,
    key_height,
    length,
    line,
    rect,
    wrapped,
)
from reporting.drawing.rows import (
    known,
    labels_of,
    levels_of,
    number,
    number_columns,
    rows_of,
    words_of_row,
)
from reporting.drawing.scales import Plot, Scale, scale

MOST_LABEL = 0.36
"""The share of the width that the names of the rows may take."""
LEAST_LABEL = 160
"""What they may take of a narrow drawing."""
MANY = 24
"""Bars above which they are set closer."""


def draw_bars(chart: Chart, width: int) -> Drawing:
    """A bar for each row and number column, with its number at its end."""
    rows, columns, labels = rows_of(chart), number_columns(chart), labels_of(chart)
    names = [column.label for _, column in columns] if len(columns) > 1 else []
    above = (key_height(names, width) if names else 0) + LEADING * len(levels_of(chart)) + 8
    size, thick, apart = (SIZE - 3, 12, 3) if len(rows) * len(columns) > MANY else (SIZE, 18, 12)
    pitch = thick * len(columns) + apart
    if size == SIZE and max(map(length, labels)) + 10 > _room_for_labels(chart, width):
        pitch = max(pitch, 2 * LEADING + 6)  # a long name has two lines
    drawing = Drawing(width, round(above + pitch * len(rows) + 6))
    cells = [row.cells[at] for row in rows for at, _ in columns]
    plot = Plot(_room_for_labels(chart, width), width - _widest_words(chart, cells), above, drawing.height - 6)
    numbers = [*known(cells), *(float(level.value) for level in levels_of(chart))]
    along = scale(numbers, plot.left, plot.right, chart.kind, from_zero=True)
    draw_key(drawing, 0, 0, names)
    _draw_levels(drawing, plot, along, chart)
    for which, (cell, _) in enumerate(columns):
        tops = [plot.top + pitch * at + (pitch - thick * len(columns)) / 2 + thick * which for at in range(len(rows))]
        values = [row.cells[cell] for row in rows]
        _fill_bars(drawing, along, which, tops, values, thick - 1)
        for top, value in zip(tops, values, strict=True):
            _draw_number(drawing, along, top + thick / 2, value, chart, size)
    for at, row in enumerate(rows):
        top = plot.top + pitch * at
        _draw_name(drawing, plot.left, top, pitch, labels[at], size)
        drawing.value(words_of_row(chart, row), 0, top, width, pitch)
    drawing.path(line(along.at(0), plot.top, along.at(0), plot.bottom), stroke=QUIET)
    return drawing


def draw_funnel(chart: Chart, width: int) -> Drawing:
    """A bar for each step, with what share it is of the step above it."""
    rows, column, labels = rows_of(chart), number_columns(chart)[0][0], labels_of(chart)
    thick, pitch = 26, 46
    drawing = Drawing(width, pitch * len(rows) - (pitch - thick) + 8)
    said = [_step_words(chart, rows, at, column) for at in range(len(rows))]
    left = _room_for_labels(chart, width)
    along = scale(
        [*known(row.cells[column] for row in rows), 0],
        left,
        width - max(map(length, said)) - 12,
        chart.kind,
        from_zero=True,
    )
    ends = [along.at(number(row.cells[column]) or 0) for row in rows]
    for at, row in enumerate(rows):
        top = 4 + pitch * at
        if at + 1 < len(rows):
            corners = f"M{left:g} {top + thick:g}H{ends[at]:.1f}L{ends[at + 1]:.1f} {top + pitch:g}H{left:g}z"
            drawing.path(corners, fill="#eeefef")
        drawing.path(rect(left, top, ends[at] - left, thick), fill=BLUE)
        _draw_name(drawing, left, top, thick, labels[at], SIZE)
        drawing.text(ends[at] + 6, top + thick / 2 + SIZE / 3, said[at])
        drawing.value(words_of_row(chart, row), 0, top, width, thick)
    drawing.path(line(left, 4, left, drawing.height - 4), stroke=QUIET)
    return drawing


def _step_words(chart: Chart, rows: list[Row], at: int, column: int) -> str:
    """`72, 60% of the step above`."""
    words = words_of(rows[at].cells[column], chart.kind)
    here, before = number(rows[at].cells[column]), number(rows[at - 1].cells[column]) if at else None
    return words if here is None or not before else f"{words}, {here / before:.0%} of the step above"


def _room_for_labels(chart: Chart, width: int) -> float:
    return min(max(map(length, labels_of(chart))) + 12, max(width * MOST_LABEL, LEAST_LABEL))


def _widest_words(chart: Chart, cells: list[Cell]) -> float:
    return max(length(words_of(cell, chart.kind)) for cell in cells) + 10


def _draw_name(drawing: Drawing, left: float, top: float, height: float, words: str, size: int) -> None:
    """The name of a row at the left of its bar, in as many lines as have room."""
    leading = size + 3
    lines = wrapped(words, left - 10, max(1, int(height / leading)), size)
    first = top + height / 2 + size / 3 - (len(lines) - 1) * leading / 2
    for at, each in enumerate(lines):
        drawing.text(left - 8, first + at * leading, each, "end", size=size, full=words if each.endswith("…") else "")


def _fill_bars(drawing: Drawing, along: Scale, which: int, tops: list[float], cells: list[Cell], thick: float) -> None:
    """The bars of one column; those below 0 go to the left of it."""
    areas: list[Area] = []
    for top, cell in zip(tops, cells, strict=True):
        start, end = sorted((along.at(0), along.at(number(cell) or 0)))
        if end > start:
            areas.append((start, top, end - start, thick))
    fill_areas(drawing, fill_of(which), areas)


def _draw_number(drawing: Drawing, along: Scale, middle: float, cell: Cell, chart: Chart, size: int) -> None:
    """The number at the end of its bar, on white where a level might strike it through."""
    x = max(along.at(number(cell) or 0), along.at(0)) + 5
    words = words_of(cell, chart.kind)
    if levels_of(chart):
        drawing.path(rect(x - 2, middle - size / 2, length(words, size) + 2, size), fill=WHITE)
    drawing.text(x, middle + size / 3, words, size=size)


def _draw_levels(drawing: Drawing, plot: Plot, along: Scale, chart: Chart) -> None:
    """Each level across all bars, its name above, in a line of its own."""
    for at, level in enumerate(reversed(levels_of(chart))):
        x, y = along.at(float(level.value)), plot.top - 6 - at * LEADING
        drawing.path(line(x, y + 4, x, plot.bottom), stroke=INK, width=1.5, dash="8 4")
        half = min(length(level.label), drawing.width) / 2
        drawing.fitted(min(max(x, half), drawing.width - half), y, level.label, drawing.width, "middle")
