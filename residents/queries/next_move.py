"""What happens next on a person's way out, whose move it is, and by when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from beds.wording import long_date
from residents.actions.move_on_guard import CLOSED
from residents.models import HomeTrack, MoveOnApplication, OverstayReason, Placement, Referral
from residents.move_on_times import STAGES
from residents.queries.ways_out import WayOut, clock_of, ways_out

Owner = OverstayReason.Owner
Stage = MoveOnApplication.Stage

WHAT = {
    Stage.MADE: "Assessment by {}",
    Stage.ASSESSMENT: "A vacancy to be matched by {}",
    Stage.MATCHED: "Interview with {}",
    Stage.INTERVIEW: "Offer from {}",
    Stage.OFFER: "Move to the home offered by {}",
    Stage.CHALLENGED: "Answer of {} to the challenge",
}
"""What happens next in each open stage, with the housing provider."""


@dataclass(frozen=True, slots=True)
class NextMove:
    """The next thing to happen. `owner` says in words whose move it is; `due_on` is None where no day is expected."""

    text: str
    owner: str
    due_on: dt.date | None = None
    late: bool = False

    @property
    def words(self) -> str:
        """All of it in one line."""
        if self.due_on is None:
            return f"{self.text}: {self.owner}"
        return f"{self.text}: {self.owner}, {'was due' if self.late else 'by'} {long_date(self.due_on)}"


def next_move(referrals: Iterable[Referral], today: dt.date) -> dict[int, NextMove]:
    """The next move of each referral, by id, in six queries. Nobody who has left, or was never taken, is in it."""
    waiting = [referral for referral in referrals if referral.status not in CLOSED]
    ids = [referral.pk for referral in waiting]
    left = Placement.objects.in_force().filter(referral__in=ids, discharged_on__isnull=False)
    gone = set(left.values_list("referral", flat=True))
    here = [pk for pk in ids if pk not in gone]
    return {pk: move_of(way, today) for pk, way in ways_out(here).items()}


def move_of(way: WayOut, today: dt.date) -> NextMove:
    """The next move of somebody who has not left yet.

    The earliest due open step; else the most advanced open application; else the work on their own home; else a
    rejection that the council may challenge; else that a way out is to be begun.
    """
    found = (
        _departure(way) or _step(way) or _application(way, today) or _track(way) or _rejection(way) or _beginning(way)
    )
    late = found.due_on is not None and found.due_on < today
    return NextMove(found.text, found.owner, found.due_on, late)


def whose(owner: str, name: str = "") -> str:
    """Whose move it is, in words: "Council housing (Jo Reed)"."""
    label = Owner(owner).label
    return f"{label} ({name})" if name else label


def _departure(way: WayOut) -> NextMove | None:
    moved = [each for each in way.applications if each.stage == Stage.MOVED]
    if not moved:
        return None
    return NextMove("Record the departure: the application says that they moved", whose(Owner.PROVIDER))


def _step(way: WayOut) -> NextMove | None:
    steps = sorted(way.open_steps, key=lambda step: (step.due_on is None, step.due_on or dt.date.max, step.pk))
    if not steps:
        return None
    step = steps[0]
    return NextMove(step.text, whose(step.owner, step.owner_name), step.due_on)


def _application(way: WayOut, today: dt.date) -> NextMove | None:
    # a challenged one is behind any that is on its way
    order = (Stage.CHALLENGED, *STAGES)
    applications = sorted(way.open_applications, key=lambda each: order.index(each.stage))
    if not applications:
        return None
    furthest = applications[-1]
    text = WHAT[Stage(furthest.stage)].format(furthest.housing_provider)
    return NextMove(text, whose(furthest.owner, furthest.owner_name), clock_of(furthest, today).due_on)


def _track(way: WayOut) -> NextMove | None:
    order = list(HomeTrack.State.values)
    tracks = sorted(way.open_tracks, key=lambda track: (order.index(track.state), track.kind == HomeTrack.Kind.REPAIRS))
    if not tracks:
        repaired = any(track.kind == HomeTrack.Kind.REPAIRS for track in way.tracks)
        return NextMove("Plan the return home: the repairs are done", whose(Owner.PROVIDER)) if repaired else None
    track = tracks[-1]
    what = {
        HomeTrack.State.REPORTED: "agree access or notice, and get a date from housing",
        HomeTrack.State.AGREED: "get a date from housing",
        HomeTrack.State.BOOKED: "to be finished",
    }[HomeTrack.State(track.state)]
    return NextMove(f"{track.get_kind_display()}: {what}", whose(Owner.HOUSING, track.officer), track.booked_for)


def _rejection(way: WayOut) -> NextMove | None:
    rejected = next((each for each in way.applications if each.awaits_challenge), None)
    if rejected is None:
        return None
    return NextMove(
        f"Challenge the rejection by {rejected.housing_provider}, or let it stand", whose(Owner.COMMISSIONER)
    )


def _beginning(way: WayOut) -> NextMove:
    if way.plan is None:
        return NextMove("Set the goal and steps of the move-on plan", whose(Owner.PROVIDER))
    return NextMove("Start an application, or add the next step", whose(Owner.PROVIDER))
