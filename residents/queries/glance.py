"""One stay at a glance: who leads, what is to happen next and whose move that is, and what was expected by now.

All of it as the records stood on the morning of `as_at`, as far as they are dated; only of a longer stay that was asked
for by then it is told what has become of it, as the page tells of the extensions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from beds.access import Scope
from residents.escalation import Rung, Step, ladder, nights_of
from residents.models import (
    Action,
    ExtensionRequest,
    GpHandover,
    HomeTrack,
    MoveOnApplication,
    MoveOnPlan,
    MoveOnStep,
    Note,
    OverstayReason,
    Placement,
    PlanWording,
    Review,
)
from residents.queries.forecast import Forecast
from residents.queries.next_move import Besides, NextMove, move_of, resolving
from residents.queries.ways_out import WayOut, forecast_of, night_prices, ways_out

Decision = ExtensionRequest.Decision


@dataclass(frozen=True, slots=True)
class Next:
    """What is to be done next, whose move it is, and by when; `is_late` when that day has passed.

    What waits for an answer is due on no day: then it is told since when, `asked_on`.
    """

    what: str
    whose: str
    by: dt.date | None = None
    is_late: bool = False
    asked_on: dt.date | None = None
    days_ago: int = 0
    """How many days it has been waiting."""

    @property
    def comes(self) -> dt.date:
        """Its place among others: by the day on which it is due or was asked, and last without one."""
        return self.by or self.asked_on or dt.date.max


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for a longer stay, and what has become of it by today: waiting, granted, refused or withdrawn."""

    request: ExtensionRequest
    outcome: str


@dataclass(frozen=True, slots=True)
class Coming:
    """Something with a day that is still to come."""

    on: dt.date
    what: str


@dataclass(frozen=True, slots=True)
class Glance:
    """What one wants to know of a stay before anything else."""

    plan: MoveOnPlan | PlanWording | None
    """As it read on that morning."""
    leads: str
    """Who leads: of the plan, else the allocated worker; empty when nobody does."""
    next: Next | None
    forecast: Forecast | None
    """When the person can move on, by today's records; None for a past morning and for somebody who has left."""
    coming: Sequence[Coming]
    expected: Sequence[Rung]
    asked: Sequence[Asked]


def glance(
    placement: Placement, as_at: dt.date, reasons: Sequence[OverstayReason], scope: Scope, today: dt.date
) -> Glance:
    """The stay as it stood on the morning of `as_at`. A fixed number of queries. `reasons` began by then.

    The way out is told of today only: its stages are looked at as they are.
    """
    referral = placement.referral
    made = MoveOnPlan.objects.filter(referral=referral).prefetch_related("wordings").first()
    plan = _plan_on(made, as_at)
    asked = _asked(placement, as_at)
    reviews = list(placement.reviews.in_force().order_by("held_on", "pk"))
    tracks = list(referral.home_tracks.in_force().filter(reported_on__lte=as_at).prefetch_related("dates"))
    goes_on = as_at == today and placement.discharged_on is None and placement.cancelled_at is None
    way = ways_out([referral.pk])[referral.pk] if goes_on else None
    price = night_prices([placement], scope)[placement.pk] if goes_on else None
    leads = (plan.lead_name if plan else "") or referral.allocated_worker
    return Glance(
        plan=plan,
        leads=leads,
        next=_next(placement, as_at, reasons, asked, way),
        forecast=forecast_of(way, placement, price, today) if way else None,
        coming=_coming(placement, as_at, reviews, tracks),
        expected=_expected(placement, as_at, made if plan else None, reasons, asked, reviews, tracks),
        asked=asked,
    )


def _day(moment: dt.datetime) -> dt.date:
    return timezone.localtime(moment).date()


def _plan_on(plan: MoveOnPlan | None, as_at: dt.date) -> MoveOnPlan | PlanWording | None:
    """The plan as it read on that morning; None before it was made."""
    if plan is None or _day(plan.created_at) > as_at:
        return None
    return next((wording for wording in plan.wordings.all() if _day(wording.replaced_at) > as_at), plan)


def _asked(placement: Placement, as_at: dt.date) -> list[Asked]:
    requests = placement.extension_requests.select_related("extension", "created_by", "decided_by", "updated_by")
    return [Asked(request, request.outcome) for request in requests if request.asked_on <= as_at]


def _next(
    placement: Placement,
    as_at: dt.date,
    reasons: Sequence[OverstayReason],
    asked: Sequence[Asked],
    way: WayOut | None,
) -> Next | None:
    """What `move_of` says on every page; of a past morning the step, action or decision due first, else a reason."""
    others = [*_actions(placement, as_at), *_decisions(asked, as_at)]
    open_reasons = [reason for reason in reasons if reason.resolved_on is None or reason.resolved_on > as_at]
    newest = max(open_reasons, key=lambda reason: (reason.since, reason.pk), default=None)
    if way is not None:
        moves = {NextMove(one.what, one.whose, one.by, one.is_late, one.asked_on): one for one in others}
        move = move_of(way, as_at, Besides(list(moves), resolving(newest) if newest else None))
        return moves.get(move) or Next(move.text, move.owner, move.due_on, move.late)
    todo = [*_steps(placement, as_at), *others]
    if todo:
        return min(todo, key=lambda one: one.comes)
    return Next(f"Resolve: {newest.get_code_display()}", newest.get_owner_display()) if newest else None


def _open(rows: Iterable[MoveOnStep] | Iterable[Action], as_at: dt.date) -> Iterable[MoveOnStep | Action]:
    """Those that were written down and neither done nor taken back by that morning."""
    for row in rows:
        over = row.done_on or (row.cancelled_at and _day(row.cancelled_at))
        if _day(row.created_at) <= as_at and (over is None or over > as_at):
            yield row


def _steps(placement: Placement, as_at: dt.date) -> Iterable[Next]:
    for step in _open(MoveOnStep.objects.filter(referral=placement.referral), as_at):
        if isinstance(step, MoveOnStep):
            whose = step.get_owner_display() + (f", {step.owner_name}" if step.owner_name else "")
            yield Next(step.text, whose, step.due_on, _is_past(step.due_on, as_at))


def _actions(placement: Placement, as_at: dt.date) -> Iterable[Next]:
    for row in _open(Action.objects.filter(referral=placement.referral).select_related("owner"), as_at):
        if isinstance(row, Action):
            yield Next(row.text, row.owner_name or str(row.owner), row.due_on, _is_past(row.due_on, as_at))


def _decisions(asked: Sequence[Asked], as_at: dt.date) -> Iterable[Next]:
    for one in asked:
        if one.outcome == "waiting":
            asked_on = one.request.asked_on
            what, days_ago = "Decide on the extension that is asked for", (as_at - asked_on).days
            yield Next(what, "Commissioner", asked_on=asked_on, days_ago=days_ago)


def _is_past(by: dt.date | None, as_at: dt.date) -> bool:
    return by is not None and by < as_at


def _coming(
    placement: Placement, as_at: dt.date, reviews: Sequence[Review], tracks: Sequence[HomeTrack]
) -> list[Coming]:
    """Reviews, appointments and dates given by housing that lie ahead, the nearest first."""
    handovers = GpHandover.objects.in_force().filter(placement=placement, handed_over_on__lte=as_at)
    running = [track for track in tracks if track.done_on is None or track.done_on > as_at]
    dated = [
        *((review.held_on, review.get_kind_display()) for review in reviews if _is_planned(review, as_at)),
        *((one.appointment_on, f"First appointment at {one.practice}") for one in handovers),
        *((_housings_date(track, as_at), f"{track.get_kind_display()}: to be finished") for track in running),
    ]
    coming = [Coming(day, what) for day, what in dated if day is not None and day >= as_at]
    return sorted(coming, key=lambda one: one.on)


def _housings_date(track: HomeTrack, as_at: dt.date) -> dt.date | None:
    """The date that housing had given by that morning; today's, where nobody knows when it was given."""
    given = [row for row in track.dates.all() if row.state == HomeTrack.State.BOOKED]
    later = [row for row in given if _day(row.created_at) > as_at]
    return later[0].was if later else track.booked_for


def _is_planned(review: Review, as_at: dt.date) -> bool:
    """Whether it was in the record by that morning, and still to be held."""
    return _day(review.created_at) <= as_at and not (review.held and review.held_on <= as_at)


def _expected(
    placement: Placement,
    as_at: dt.date,
    plan: MoveOnPlan | None,
    reasons: Sequence[OverstayReason],
    asked: Sequence[Asked],
    reviews: Sequence[Review],
    tracks: Sequence[HomeTrack],
) -> list[Rung]:
    """What was expected of the stay by that morning, and whether the records say that it was done."""
    held = [review for review in reviews if review.held and review.held_on <= as_at]
    limit = placement.contract.stay_limit_nights
    prolonged = placement.admitted_on + dt.timedelta(days=nights_of(limit)[Step.TOGETHER])
    begun = [track.reported_on for track in tracks]
    # the day on which it was made: an application made on the ward may be typed later
    applications = MoveOnApplication.objects.in_force().filter(referral=placement.referral, history__on__lte=as_at)
    begun += applications.values_list("history__on", flat=True)
    extensions = placement.extensions.in_force()
    granted = [day for day in (_day(one.created_at) for one in extensions) if day <= as_at]
    told = [day for day in (_day(reason.created_at) for reason in reasons) if day <= as_at]
    due = placement.move_on_due
    joint = [review.held_on for review in held if review.kind == Review.Kind.JOINT and review.held_on >= due]
    meetings = [day for day in _meetings(placement, as_at) if day >= due]
    heads = [day for day in joint if day >= prolonged]
    done = {
        Step.PLAN: _planned_on(placement, plan),
        Step.WAY_OUT: min(begun, default=None),
        Step.REVIEW: min((review.held_on for review in held), default=None),
        Step.REASON: min(told, default=None),
        Step.EXTENSION: min([*granted, *(one.request.asked_on for one in asked)], default=None),
        Step.TOGETHER: min([*joint, *meetings], default=None),
        Step.HEADS: min(heads, default=None),
    }
    return ladder(placement.admitted_on, limit, as_at, placement.discharged_on, done, max(heads, default=None))


def _meetings(placement: Placement, as_at: dt.date) -> list[dt.date]:
    """The days of the weekly meetings that spoke of this person, or agreed something about them."""
    said, agreed = (
        rows.objects.in_force()
        .filter(referral=placement.referral, meeting__held_on__lte=as_at)
        .order_by()
        .values_list("meeting__held_on", flat=True)
        for rows in (Note, Action)
    )
    return list(said.union(agreed))


def _planned_on(placement: Placement, plan: MoveOnPlan | None) -> dt.date | None:
    """When there were a plan and a worker: at the admission, unless it went ahead without them."""
    if not placement.override_reason and placement.referral.has_plan_and_worker:
        return placement.admitted_on
    return max(_day(plan.created_at), placement.admitted_on + dt.timedelta(days=1)) if plan else None
