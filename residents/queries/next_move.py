"""What happens next on a person's way out, whose move it is, and by when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from beds.access import Scope
from beds.wording import long_date
from residents.actions.move_on_guard import CLOSED
from residents.models import (
    Action,
    ExtensionRequest,
    HomeTrack,
    MoveOnApplication,
    OverstayReason,
    Placement,
    Referral,
)
from residents.move_on_times import STAGES
from residents.queries.ways_out import WayOut, clock_of, ways_out

Owner = OverstayReason.Owner
Stage = MoveOnApplication.Stage
Decision = ExtensionRequest.Decision

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
    """The next thing to happen. `owner` says in words whose move it is; `due_on` is None where no day is expected.

    `asked_on` is the day since which somebody waits for an answer.
    """

    text: str
    owner: str
    due_on: dt.date | None = None
    late: bool = False
    asked_on: dt.date | None = None

    @property
    def words(self) -> str:
        """All of it in one line."""
        if self.asked_on is not None:
            return f"{self.text}: {self.owner}, asked on {long_date(self.asked_on)}"
        if self.due_on is None:
            return f"{self.text}: {self.owner}"
        return f"{self.text}: {self.owner}, {'was due' if self.late else 'by'} {long_date(self.due_on)}"


@dataclass(slots=True)
class Besides:
    """What is to be done about somebody besides the way out: actions and a decision, and a reason to be resolved."""

    todo: list[NextMove] = field(default_factory=list)
    reason: NextMove | None = None


def next_move(referrals: Iterable[Referral], scope: Scope, today: dt.date) -> dict[int, NextMove]:
    """The next move of each referral, by id, in nine queries. Nobody who has left, or was never taken, is in it."""
    waiting = [referral for referral in referrals if referral.status not in CLOSED]
    ids = [referral.pk for referral in waiting]
    left = Placement.objects.in_force().filter(referral__in=ids, discharged_on__isnull=False)
    gone = set(left.values_list("referral", flat=True))
    here = [pk for pk in ids if pk not in gone]
    also = besides(here, scope, today)
    return {pk: move_of(way, today, also[pk]) for pk, way in ways_out(here).items()}


def besides(referrals: Collection[int], scope: Scope, today: dt.date) -> dict[int, Besides]:
    """What is to be done besides the way out, of each referral, as far as this person may see it. Three queries."""
    found = {referral: Besides() for referral in referrals}
    for action in Action.objects.within(scope).open().filter(referral__in=found).select_related("owner"):
        late = action.is_overdue(today)
        who = action.owner_name or str(action.owner)
        found[action.referral_id or 0].todo.append(NextMove(action.text, who, action.due_on, late))
    theirs = {"placement__referral__in": found, "placement__cancelled_at": None}
    requests = ExtensionRequest.objects.within(scope).in_force().filter(decision=Decision.PENDING, **theirs)
    for request in requests.select_related("placement"):
        found[request.placement.referral_id].todo.append(decision_on(request))
    reasons = OverstayReason.objects.within(scope).in_force().filter(resolved_on=None, since__lte=today, **theirs)
    for reason in reasons.select_related("placement").order_by("since", "pk"):
        found[reason.placement.referral_id].reason = resolving(reason)
    return found


def decision_on(request: ExtensionRequest) -> NextMove:
    """A request for a longer stay, to be answered."""
    return NextMove("Decide on the extension that is asked for", whose(Owner.COMMISSIONER), asked_on=request.asked_on)


def resolving(reason: OverstayReason) -> NextMove:
    """A reason that keeps somebody, to be resolved."""
    return NextMove(f"Resolve: {reason.get_code_display()}", reason.get_owner_display())


def move_of(way: WayOut, today: dt.date, also: Besides) -> NextMove:
    """The next move of somebody who has not left yet: the same on every page.

    That a departure is to be recorded; else what is due first of steps, actions, decisions, applications and the work
    on their own home, those without a date last; else a return home, or a rejection that the council may challenge;
    else, with nothing begun, the newest reason that keeps them; else that a way out is to be begun.
    """
    todo = [*_steps(way), *also.todo, *_applications(way, today), *_tracks(way)]
    first = min(todo, key=_when, default=None)
    reason = None if way.is_begun else also.reason
    found = _departure(way) or first or _return_home(way) or _rejection(way) or reason or _beginning(way)
    late = found.due_on is not None and found.due_on < today
    return found if found in also.todo else replace(found, late=late)


def _when(move: NextMove) -> dt.date:
    """For sorting: what has no date comes last."""
    return move.due_on or move.asked_on or dt.date.max


def whose(owner: str, name: str = "") -> str:
    """Whose move it is, in words: "Council housing (Jo Reed)"."""
    label = Owner(owner).label
    return f"{label} ({name})" if name else label


def _departure(way: WayOut) -> NextMove | None:
    moved = [each for each in way.applications if each.stage == Stage.MOVED]
    if not moved:
        return None
    return NextMove("Record the departure: the application says that they moved", whose(Owner.PROVIDER))


def _steps(way: WayOut) -> list[NextMove]:
    steps = sorted(way.open_steps, key=lambda step: step.pk)
    return [NextMove(step.text, whose(step.owner, step.owner_name), step.due_on) for step in steps]


def _applications(way: WayOut, today: dt.date) -> list[NextMove]:
    """The open applications, the most advanced first; a challenged one is behind any that is on its way."""
    order = (Stage.CHALLENGED, *STAGES)
    return [
        NextMove(
            WHAT[Stage(each.stage)].format(each.housing_provider),
            whose(each.owner, each.owner_name),
            clock_of(each, today).due_on,
        )
        for each in sorted(way.open_applications, key=lambda each: order.index(each.stage), reverse=True)
    ]


def _tracks(way: WayOut) -> list[NextMove]:
    """The work on their own home, the most advanced first."""
    what = {
        HomeTrack.State.REPORTED: "agree access or notice, and get a date from housing",
        HomeTrack.State.AGREED: "get a date from housing",
        HomeTrack.State.BOOKED: "to be finished",
    }
    order = list(HomeTrack.State.values)
    tracks = sorted(way.open_tracks, key=lambda track: (order.index(track.state), track.kind == HomeTrack.Kind.REPAIRS))
    return [
        NextMove(
            f"{track.get_kind_display()}: {what[HomeTrack.State(track.state)]}",
            whose(Owner.HOUSING, track.officer),
            track.booked_for,
        )
        for track in reversed(tracks)
    ]


def _return_home(way: WayOut) -> NextMove | None:
    repaired = not way.open_tracks and any(track.kind == HomeTrack.Kind.REPAIRS for track in way.tracks)
    return NextMove("Plan the return home: the repairs are done", whose(Owner.PROVIDER)) if repaired else None


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
