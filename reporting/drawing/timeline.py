"""What each bed did, night by night: a row a bed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reporting.cell_words import words_of
from reporting.content import Chart, Kind, Row
from reporting.drawing.marks import (
    BLUE,
    GRID,
    INK,
    QUIET,
    SIZE,
    WHITE,
    Area,
    Drawing,
    Fill,
    fill_areas,
    length,
    line,
    rect,
    shortened,
)
from reporting.drawing.rows import rows_of
from reporting.periods import month_of

MANY = 30
"""Beds above which their rows are lower."""
STATES = {
    "occupied": (BLUE, "", ""),
    "past due": ("#f9b695", "up", INK),
    "overstay": ("#f9b695", "up", INK),
    "held": ("#bbd4ea", "level", BLUE),
    "void": (WHITE, "cross", QUIET),
    "booked": ("#d8ece9", "upright", "#19756d"),
    "vacant": (WHITE, "", ""),
}
"""Colour, hatching and its colour, of a state in words."""
OTHERS = (("#d9d9d9", "", ""), (WHITE, "down", QUIET), ("#cdbde6", "up", INK))
"""For states of other words, in turn."""


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring nights of a bed that are alike."""

    state: str
    from_date: dt.date
    until_date: dt.date
    words: str

    def said(self) -> str:
        """`Occupied 1 Mar 2023 to 14 Mar 2023, R-1234`."""
        last = words_of(self.until_date - dt.timedelta(days=1), Kind.DATE)
        first = words_of(self.from_date, Kind.DATE)
        nights = first if first == last else f"{first} to {last}"
        return ", ".join(filter(None, [f"{self.state} {nights}", self.words if self.words != self.state else ""]))


def draw_timeline(chart: Chart, width: int) -> Drawing:
    """Columns bed, state, from_date, until_date, words; nights that no row speaks of stay empty."""
    beds = _beds(chart)
    runs = [run for found in beds.values() for run in found]
    first, until = min(run.from_date for run in runs), max(run.until_date for run in runs)
    pitch, size = (14, 11) if len(beds) > MANY else (24, SIZE)
    drawing = Drawing(width, 0)
    fills = _fills(runs)
    above = _draw_key(drawing, fills) + 20
    drawing.height = round(above + pitch * len(beds) + 4)
    left = min(max(length(bed, size) for bed in beds) + 8, width * 0.25)
    a_night = (width - left - 2) / (until - first).days
    _draw_dates(drawing, left, a_night, (first, until), (above, above + pitch * len(beds)))
    areas: list[tuple[Run, Area]] = []
    for at, (bed, found) in enumerate(beds.items()):
        top = above + pitch * at
        drawing.fitted(left - 6, top + pitch / 2 + size / 3, bed, left - 8, "end", size)
        drawing.value(f"{bed}: {'; '.join(run.said() for run in found)}", 0, top, width, pitch)
        for run in found:
            x = left + (run.from_date - first).days * a_night
            areas.append((run, (x, top + 1, (run.until_date - run.from_date).days * a_night, pitch - 3)))
    _draw_runs(drawing, areas, fills)
    return drawing


def _draw_runs(drawing: Drawing, areas: Sequence[tuple[Run, Area]], fills: Mapping[str, Fill]) -> None:
    """All areas of a state at once, then the words on them."""
    for state, fill in fills.items():
        fill_areas(drawing, fill, [area for run, area in areas if run.state == state])
    for run, area in areas:
        _write(drawing, run, area, fills[run.state])


def _beds(chart: Chart) -> dict[str, list[Run]]:
    """The runs of each bed, in order."""
    at = {column.key: place for place, column in enumerate(chart.table.columns)}
    beds: dict[str, list[Run]] = {}
    for row in rows_of(chart):
        run = _run(row, at)
        if run:
            beds.setdefault(str(row.cells[at["bed"]]), []).append(run)
    return {bed: sorted(found, key=lambda run: run.from_date) for bed, found in beds.items()}


def _run(row: Row, at: dict[str, int]) -> Run | None:
    first, until = row.cells[at["from_date"]], row.cells[at["until_date"]]
    if not isinstance(first, dt.date) or not isinstance(until, dt.date) or until <= first:
        return None
    state = str(row.cells[at["state"]] or "").replace("_", " ")
    return Run(state[:1].upper() + state[1:], first, until, str(row.cells[at["words"]] or ""))


def _fills(runs: Iterable[Run]) -> dict[str, Fill]:
    """The fill of each state that occurs."""
    states = dict.fromkeys(run.state for run in runs)
    others = [state for state in states if state.lower() not in STATES]
    return {
        state: OTHERS[others.index(state) % len(OTHERS)] if state in others else STATES[state.lower()]
        for state in states
    }


def _write(drawing: Drawing, run: Run, area: Area, fill: Fill) -> None:
    """The words of a run on its area, where there is room for some of them."""
    x, y, width, height = area
    size = SIZE - 2
    if height < size + 3 or not run.words or width < length("MMM…", size):
        return
    words = shortened(run.words, width - 8, size)
    colour, kind, _ = fill
    if kind:
        drawing.path(rect(x + 2, y + 2, length(words, size) + 4, height - 4), fill=WHITE)
    ink = WHITE if colour == BLUE else INK
    drawing.text(
        x + 4, y + height / 2 + size / 3, words, size=size, fill=ink, full="" if words == run.words else run.words
    )


def _draw_dates(
    drawing: Drawing, left: float, a_night: float, dates: tuple[dt.date, dt.date], sides: tuple[float, float]
) -> None:
    """The first of each month, or each Monday where the time is short; named as far as there is room."""
    next_free = left
    for day in _marked_days(*dates):
        x = left + (day - dates[0]).days * a_night
        drawing.path(line(x, sides[0] - 2, x, sides[1]), stroke=GRID)
        words = words_of(day, Kind.DATE) if day.day != 1 else f"{day:%b %Y}"
        if x >= next_free and x + length(words, 12) <= drawing.width:
            drawing.text(x, sides[0] - 6, words, size=12, fill=QUIET)
            next_free = x + length(words, 12) + 10


def _marked_days(first: dt.date, until: dt.date) -> Sequence[dt.date]:
    if (until - first).days <= 70:
        monday = first + dt.timedelta(days=-first.weekday() % 7)
        return [monday + dt.timedelta(weeks=week) for week in range((until - monday).days // 7 + 1)]
    months = []
    day = first if first.day == 1 else month_of(first).until_date
    while day < until:
        months.append(day)
        day = month_of(day).until_date
    return months


def _draw_key(drawing: Drawing, fills: Mapping[str, Fill]) -> float:
    """What the areas mean; how high it is."""
    x, y = 0.0, 2.0
    for state, fill in fills.items():
        wide = length(state) + 36
        if x and x + wide > drawing.width:
            x, y = 0, y + 20
        fill_areas(drawing, fill, [(x + 1, y, 18, 13)])
        drawing.text(x + 25, y + 12, state)
        x += wide
    return y + 22
