"""The move-on page of one person: what next, by when they can move, the plan, applications and their own home."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from beds.access import Scope
from beds.wording import nights_so_far
from residents.actions.application_rules import Event, allowed
from residents.actions.move_on_guard import CLOSED, may_challenge, may_write_move_on, placement_of
from residents.models import (
    ApplicationStage,
    HomeTrack,
    MoveOnApplication,
    MoveOnPlan,
    MoveOnStep,
    Placement,
    Referral,
    ResidentIdentity,
)
from residents.move_on_times import Clock, next_stage
from residents.queries.forecast import Forecast
from residents.queries.next_move import NextMove, besides, move_of, whose
from residents.queries.ways_out import WayOut, clock_of, forecast_of, night_prices, ways_out

Stage = MoveOnApplication.Stage


@dataclass(frozen=True, slots=True)
class Person:
    """Who a page about the way out is about, and what this reader may know and do.

    `placement` is the one in force, whoever may see it; `shown` is the same for those who may, else None.
    """

    referral: Referral
    placement: Placement | None
    shown: Placement | None
    name: str
    may_write: bool
    may_challenge: bool

    @property
    def is_closed(self) -> bool:
        """Whether the referral ended without a bed."""
        return self.referral.status in CLOSED

    @property
    def has_left(self) -> bool:
        return self.placement is not None and self.placement.discharged_on is not None

    @property
    def is_elsewhere(self) -> bool:
        """Whether the person has a stay that this reader may not see."""
        return self.placement is not None and self.shown is None

    @property
    def may_begin(self) -> bool:
        """Whether this person may add something new."""
        return self.may_write and not self.has_left and not self.is_closed

    @property
    def may_go_on(self) -> bool:
        """Whether this person may write to what is there already."""
        return self.may_write and not self.is_closed


@dataclass(frozen=True, slots=True)
class ApplicationShown:
    """One application as it stands: its clock while it is open, its history, and what may be done with it."""

    application: MoveOnApplication
    clock: Clock | None
    owner: str
    since: dt.date
    next_stage: str
    next_label: str
    history: list[ApplicationStage]
    can: frozenset[str]

    @property
    def is_open(self) -> bool:
        return self.application.is_open

    @property
    def last_pk(self) -> int:
        """The row of history that may be taken back."""
        return self.application.steps_taken[-1].pk

    @property
    def said(self) -> str:
        """What was said when it came to where it is."""
        return self.application.steps_taken[-1].note


@dataclass(frozen=True, slots=True)
class StepShown:
    """One step, and whether it is late."""

    step: MoveOnStep
    owner: str
    late: bool


@dataclass(frozen=True, slots=True)
class TrackShown:
    """Work on the person's own home, and whether housing's date has passed."""

    track: HomeTrack
    late: bool

    @property
    def is_open(self) -> bool:
        return self.track.done_on is None


@dataclass(frozen=True, slots=True)
class MoveOn:
    """All that the page shows. `next_move` and `forecast` are None for somebody whose way out is over."""

    person: Person
    plan: MoveOnPlan | None
    next_move: NextMove | None
    forecast: Forecast | None
    steps: list[StepShown]
    applications: list[ApplicationShown]
    tracks: list[TrackShown]
    nights: int | None

    @property
    def nights_so_far(self) -> str:
        """The nights beside the limit, in words."""
        shown = self.person.shown
        if self.nights is None or shown is None:
            return ""
        return nights_so_far(self.nights, shown.contract.stay_limit_nights)


def person_of(pk: int, scope: Scope) -> Person | None:
    """The person of a referral within the scope, or None. Four queries."""
    rows = Referral.objects.within(scope).select_related("resident", "ward", "provider", "commissioner")
    referral = rows.filter(pk=pk).first()
    if referral is None:
        return None
    placement = placement_of(referral)
    shown = placement and Placement.objects.within(scope).filter(pk=placement.pk).exists()
    identity = ResidentIdentity.objects.within(scope).filter(resident=referral.resident).first()
    return Person(
        referral=referral,
        placement=placement,
        shown=placement if shown else None,
        name=identity.name if identity else "",
        may_write=may_write_move_on(referral, placement, scope),
        may_challenge=may_challenge(referral, scope),
    )


def move_on(person: Person, scope: Scope, today: dt.date) -> MoveOn:
    """The way out of one person, at most twelve queries."""
    way = ways_out([person.referral.pk])[person.referral.pk]
    over = person.has_left or person.is_closed
    placement = person.shown
    nights = placement.los_nights(today) if placement and not over else None
    return MoveOn(
        person=person,
        plan=way.plan,
        next_move=None if over else _next_move(way, person, scope, today),
        forecast=None if over else _forecast(way, placement, scope, today),
        steps=[_step(step, today) for step in sorted(way.steps, key=lambda step: step.done_on is not None)],
        applications=[_application(each, person, today) for each in sorted(way.applications, key=_ended)],
        tracks=[
            TrackShown(track, bool(track.done_on is None and track.booked_for and track.booked_for < today))
            for track in way.tracks
        ],
        nights=nights,
    )


def _next_move(way: WayOut, person: Person, scope: Scope, today: dt.date) -> NextMove:
    pk = person.referral.pk
    return move_of(way, today, besides([pk], scope, today)[pk])


def _forecast(way: WayOut, placement: Placement | None, scope: Scope, today: dt.date) -> Forecast:
    price = night_prices([placement], scope)[placement.pk] if placement else None
    return forecast_of(way, placement, price, today)


def _step(step: MoveOnStep, today: dt.date) -> StepShown:
    late = step.done_on is None and step.due_on is not None and step.due_on < today
    return StepShown(step, whose(step.owner, step.owner_name), late)


def _ended(application: MoveOnApplication) -> bool:
    return not (application.is_open or application.awaits_challenge)


def _application(application: MoveOnApplication, person: Person, today: dt.date) -> ApplicationShown:
    following = next_stage(application.stage) or ""
    steps = application.steps_taken
    return ApplicationShown(
        application=application,
        clock=clock_of(application, today) if application.is_open else None,
        owner=whose(application.owner, application.owner_name),
        since=steps[-1].on,
        next_stage=following,
        next_label=Stage(following).label if following else "",
        history=sorted(application.history.all(), key=lambda row: row.pk),
        can=frozenset(_can(application, steps, person)),
    )


def _can(application: MoveOnApplication, steps: list[ApplicationStage], person: Person) -> list[str]:
    """What this reader may do with an application now, by the names of the events, and "undo"."""
    if not person.may_go_on:
        return []
    councils = (Event.CHALLENGE, Event.STAND, Event.ANSWER)
    events = [event.value for event in allowed(application) if event not in councils or person.may_challenge]
    if person.may_challenge and Event.ASK in events:
        events.remove(Event.ASK)  # who decides need not ask
    decided = application.stage == Stage.CHALLENGED or application.rejection_stands or steps[-1].challenge_won
    if len(steps) > 1 and (person.may_challenge or not decided):
        events.append("undo")
    return events
