"""When somebody can move on, and what it costs if that is past the limit: pure Python, no Django.

A forecast is arithmetic on expected times, shown with how it was reached. Nothing frees a bed because of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from beds.wording import long_date
from residents.move_on_times import STAGES, Days, expected, next_stage
from residents.queries.night_costs import Cost, Prices

NEXT = {
    "made": "Assessment",
    "assessment": "Vacancy matched",
    "matched": "Interview",
    "interview": "Offer",
    "offer": "Move",
}
"""What ends each open stage."""


@dataclass(frozen=True, slots=True)
class Limit:
    """The clock of a stay: the day of admission, and after how many nights the person is due to move on."""

    admitted_on: dt.date
    nights: int

    @property
    def due(self) -> dt.date:
        return self.admitted_on + dt.timedelta(days=self.nights)


@dataclass(frozen=True, slots=True)
class ApplicationAt:
    """Where an application stands: `stage` since a day."""

    kind: str
    stage: str
    since: dt.date
    label: str


@dataclass(frozen=True, slots=True)
class TrackAt:
    """Where work on the person's own home stands. Repairs are a way home; a tenancy to be closed holds a move up."""

    is_repairs: bool
    booked_for: dt.date | None
    done_on: dt.date | None
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """One remaining part of a route: what is reached, the time expected for it, and between which days."""

    what: str
    expected: Days | None
    earliest: dt.date
    latest: dt.date
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """One way out: its parts in order. Without a date there is a word why."""

    label: str
    lines: tuple[Line, ...] = ()
    undated: str = ""

    @property
    def earliest(self) -> dt.date | None:
        return self.lines[-1].earliest if self.lines else None

    @property
    def latest(self) -> dt.date | None:
        return self.lines[-1].latest if self.lines else None


@dataclass(frozen=True, slots=True)
class Forecast:
    """When a person can move on, by which of the `routes`. `limit` is None before admission, and so are `prices`."""

    today: dt.date
    routes: tuple[Route, ...]
    limit: Limit | None = None
    prices: Prices | None = None
    moved_on: dt.date | None = None
    """When an application says that the person moved, to the home of the only route then."""

    @property
    def chosen(self) -> Route | None:
        """The route that is through first, judged by its later date."""
        dated = [route for route in self.routes if route.latest is not None]
        return min(dated, key=lambda route: (route.latest, route.earliest), default=None)

    @property
    def moves_by(self) -> dt.date | None:
        """The later date of the chosen route: the one to plan with."""
        return self.chosen.latest if self.chosen else None

    @property
    def nights_over(self) -> int | None:
        """Overstay nights in all if the person moves on that day; None without a date or a limit."""
        return max(0, -self.spare) if self.spare is not None else None

    @property
    def spare(self) -> int | None:
        """Nights between the move and the limit: negative for an overstay; None without a date or a limit."""
        return (self.limit.due - self.moves_by).days if self.limit and self.moves_by else None

    @property
    def nights_so_far(self) -> int:
        """Overstay nights by this morning."""
        return max(0, (self.today - self.limit.due).days) if self.limit else 0

    @property
    def cost(self) -> Cost | None:
        """What all overstay nights cost, each as it is on its night; None without any, or before admission."""
        return self._cost(self.limit.due, self.moves_by) if self.limit and self.moves_by else None

    @property
    def cost_reached(self) -> str:
        """How the cost divides into that of the nights so far and of those to come, each rounded once."""
        if self.cost is None or self.limit is None or self.moves_by is None:
            return ""
        so_far = self._cost(self.limit.due, self.today)
        to_come = self._cost(max(self.limit.due, self.today), self.moves_by)
        said = [f"{so_far.parts} so far"] if so_far else []
        said += [f"{to_come.parts} to come"] if to_come else []
        return f"Nights past the limit: {' and '.join(said)}."

    @property
    def headline(self) -> str:
        """The forecast in a sentence."""
        if self.moves_by is None:
            return self._undated()
        if self.moved_on is not None:
            return f"Accepted and moved on {long_date(self.moved_on)}: {self.routes[0].label}"
        said = f"Can move by {long_date(self.moves_by)}"
        if self.limit is None:
            return said
        spare = self.spare or 0
        if spare > 0:
            return f"{said}: {_nights(spare)} before night {self.limit.nights}"
        if spare == 0:
            return f"{said}: just by night {self.limit.nights}"
        return f"{said}, and will overstay by {_nights(-spare)}{self.cost.words if self.cost else ''}"

    @property
    def between(self) -> str:
        """Both ends of the forecast, where they differ."""
        chosen = self.chosen
        if chosen is None or chosen.earliest is None or chosen.latest is None or chosen.earliest == chosen.latest:
            return ""
        return f"Likely between {long_date(chosen.earliest)} and {long_date(chosen.latest)}."

    @property
    def so_far(self) -> str:
        """How the overstay nights of the headline divide into those that were and those to come."""
        if not self.nights_so_far or not self.nights_over:
            return ""
        to_come = self.nights_over - self.nights_so_far
        return f"{_nights(self.nights_so_far).capitalize()} over so far, {_nights(to_come)} to come."

    @property
    def why_undated(self) -> str:
        """Why the first route has no date, where none has one."""
        return self.routes[0].undated if self.routes and self.moves_by is None else ""

    @property
    def advice(self) -> str:
        """What to do where there is no date."""
        if self.moves_by is not None:
            return ""
        if self.routes:
            return "Get the date that is missing, or start another route."
        return "Start an application for a home, or follow the repairs to the person's own home."

    def _undated(self) -> str:
        return "No date yet" if self.routes else "No way out is open"

    def _cost(self, first: dt.date, end: dt.date) -> Cost | None:
        return self.prices.between(first, end) if self.prices and first < end else None


def forecast(
    *,
    today: dt.date,
    applications: Sequence[ApplicationAt] = (),
    tracks: Sequence[TrackAt] = (),
    limit: Limit | None = None,
    prices: Prices | None = None,
) -> Forecast:
    """The forecast from the open applications and the work on the person's own home.

    A stage that is overdue counts as ending today at the earliest. Nobody moves into a new home before housing's date
    for closing the old tenancy, where there is one. Nobody goes home while repairs are open, whatever was finished
    before them. Of several routes the one that is through first counts. Once an application says that the person has
    moved, no other way out is followed.
    """
    if moved := [each for each in applications if each.stage == STAGES[-1]]:
        last = max(moved, key=lambda each: each.since)
        routes = (_of_application(last, (), today),)
        return Forecast(today=today, routes=routes, limit=limit, prices=prices, moved_on=last.since)
    closings = [track for track in tracks if not track.is_repairs and track.done_on is None]
    repairs = [track for track in tracks if track.is_repairs]
    open_repairs = [track for track in repairs if track.done_on is None]
    ways = [
        *(_of_application(application, closings, today) for application in applications),
        *(_of_repairs(track, today) for track in open_repairs or repairs),
    ]
    return Forecast(today=today, routes=tuple(ways), limit=limit, prices=prices)


def _of_application(application: ApplicationAt, closings: Sequence[TrackAt], today: dt.date) -> Route:
    if application.stage == STAGES[-1]:
        day = max(application.since, today)
        return Route(application.label, (Line("Moved", None, day, day),))
    if next_stage(application.stage) is None:
        return Route(application.label, undated="The rejection is challenged: it counts again once that is won.")
    lines = _stages_left(application, today)
    for closing in closings:
        if closing.booked_for is None:
            return Route(application.label, undated=f"{closing.label}: housing has given no date.")
        last = lines[-1]
        day = max(closing.booked_for, today)
        if day > last.earliest:
            lines.append(Line(closing.label, None, day, max(day, last.latest), overdue=day != closing.booked_for))
    return Route(application.label, tuple(lines))


def _stages_left(application: ApplicationAt, today: dt.date) -> list[Line]:
    """The stages that remain, each between its least and its most days after the one before."""
    earliest = latest = application.since
    lines: list[Line] = []
    stage: str | None = application.stage
    while stage is not None and (days := expected(application.kind, stage)) is not None:
        late = not lines and latest + dt.timedelta(days=days.most) < today
        earliest = max(earliest + dt.timedelta(days=days.least), today)
        latest = max(latest + dt.timedelta(days=days.most), today)
        lines.append(Line(NEXT[stage], days, earliest, latest, overdue=late))
        stage = next_stage(stage)
    return lines


def _of_repairs(track: TrackAt, today: dt.date) -> Route:
    if track.done_on is not None:
        return Route(track.label, (Line("Done: they can go home", None, today, today),))
    if track.booked_for is None:
        return Route(track.label, undated="Housing has given no date.")
    day = max(track.booked_for, today)
    return Route(track.label, (Line("Housing's date", None, day, day, overdue=track.booked_for < today),))


def _nights(number: int) -> str:
    return f"{number:,} night{'' if number == 1 else 's'}"
