"""What happened on a person's way out, for the timeline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Prefetch
from django.utils import timezone

from beds.models.base import Recorded
from beds.wording import long_date
from residents.models import (
    ApplicationStage,
    HomeTrack,
    HomeTrackDate,
    MoveOnApplication,
    MoveOnPlan,
    MoveOnStep,
    Referral,
)
from residents.models.move_on import Planned
from residents.queries.events import Event, entered
from residents.queries.ways_out import HISTORY, where

KIND = "move_on"
State = HomeTrack.State
AT_ONCE = dt.timedelta(minutes=1)
"""A record that was written again within it is taken to be as it was entered."""
DATES = Prefetch("dates", HomeTrackDate.objects.select_related("created_by"))
LET_STAND = "Council lets the rejection stand"


def move_on_events(referral: Referral) -> Iterator[Event]:
    """The events of a referral's way out, in no particular order. Seven queries."""
    plan = MoveOnPlan.objects.select_related("created_by", "updated_by").filter(referral=referral).first()
    if plan is not None:
        yield from _of_plan(plan)
    for step in referral.move_on_steps.select_related("done_by", "updated_by"):
        yield from _of_step(step)
    applications = referral.applications.select_related("updated_by").prefetch_related(HISTORY)
    for application in applications:
        yield from _of_application(application)
    tracks = referral.home_tracks.select_related("created_by", "updated_by")
    for track in tracks.prefetch_related(DATES):
        yield from _of_track(track)


def _of_plan(plan: MoveOnPlan) -> Iterator[Event]:
    """The plan as it was made, and each change on its day."""
    wordings = list(plan.wordings.select_related("replaced_by"))
    made = _day(plan.created_at)
    if not wordings and plan.updated_by is not None and plan.updated_at - plan.created_at > AT_ONCE:
        # changed before earlier wordings were kept: what it said at first is not known any more
        yield Event(made, "Move-on plan made", by=str(plan.created_by or ""), kind=KIND)
        yield Event(_day(plan.updated_at), f"Move-on plan changed: {plan.get_goal_display()}", _plan(plan),
                    by=str(plan.updated_by), kind=KIND)  # fmt: skip
        return
    first = next(iter(wordings), plan)
    title = f"Move-on plan: {first.get_goal_display()}"
    yield Event(made, title, _plan(first), by=str(plan.created_by or ""), kind=KIND)
    for before, after in zip(wordings, [*wordings[1:], plan], strict=False):
        title, by = f"Move-on plan changed: {after.get_goal_display()}", str(before.replaced_by or "")
        detail = ". ".join(filter(None, (_plan(after), *_differences(before, after))))
        yield Event(_day(before.replaced_at), title, detail, by=by, kind=KIND)


def _plan(plan: Planned) -> str:
    return f"Move by {long_date(plan.target_on)}" if plan.target_on else ""


def _differences(before: Planned, after: Planned) -> Iterator[str]:
    """What a change of the plan is beside the goal and the date that it sets."""
    if before.goal != after.goal:
        yield f"The goal was “{before.get_goal_display()}”"
    if before.target_on != after.target_on:
        yield f"The date was {long_date(before.target_on)}" if before.target_on else "There was no date"
    if before.lead_name != after.lead_name:
        yield f"{after.lead_name or 'Nobody'} leads, {before.lead_name or 'nobody'} did before"
    if before.wishes != after.wishes:
        yield "What the person wants is told anew"


def _of_step(step: MoveOnStep) -> Iterator[Event]:
    if step.done_on is not None and step.cancelled_at is None:
        who = step.get_owner_display() + (f", {step.owner_name}" if step.owner_name else "")
        yield Event(step.done_on, f"Done: {step.text}", who, by=str(step.done_by or ""), kind=KIND)
    yield from _cancelled(step, f"Step cancelled: {step.text}")


def _of_application(application: MoveOnApplication) -> Iterator[Event]:
    home = where(application)
    let_stand = application.let_stand
    for row in application.history.all():
        facts = entered(row, row.on)
        title = LET_STAND if row in let_stand else _title(row)
        yield Event(row.on, title, _detail(home, row), kind=KIND, **facts)  # type: ignore[arg-type]
    yield from _cancelled(application, f"Application cancelled: {home}")


def _title(row: ApplicationStage) -> str:
    if row.undoes_id is not None:
        return f"Application back to “{row.get_stage_display()}”: the stage after it was a mistake"
    if row.challenge_won is not None:
        return f"Challenge {'won: back to' if row.challenge_won else 'lost:'} “{row.get_stage_display()}”"
    return f"Application: {row.get_stage_display()}"


def _detail(home: str, row: ApplicationStage) -> str:
    reason = row.get_reject_reason_display() if row.reject_reason else ""
    return ". ".join(part.rstrip(".") for part in (home, reason, row.note) if part)


def _of_track(track: HomeTrack) -> Iterator[Event]:
    """Each date with who entered it, where that is known; housing's own on each day on which it was given or moved."""
    kind = track.get_kind_display()
    if track.cancelled_at is None:
        rows = list(track.dates.all())
        given = [row for row in rows if row.state == State.BOOKED]
        # a date that was given before these rows were kept is told with the last thing that happened
        until = f"Housing’s date: {long_date(track.booked_for)}" if track.booked_for and not given else ""
        told = [
            (track.reported_on, State.REPORTED, "reported to housing"),
            (track.agreed_on, State.AGREED, "access or notice agreed"),
            (track.done_on, State.DONE, "done"),
        ]
        reached = [(on, state, what) for on, state, what in told if on is not None]
        for on, state, what in reached:
            note = track.note.rstrip(".") if state == State.REPORTED else ""
            last = until if state == reached[-1][1] else ""
            row = next((row for row in reversed(rows) if (row.state, row.on) == (state, on)), None)
            facts = entered(row or track, on) if row or state == State.REPORTED else {}
            detail = ". ".join(filter(None, (note, last)))
            yield Event(on, f"{kind}: {what}", detail, kind=KIND, **facts)  # type: ignore[arg-type]
        for row in given:
            yield _given(kind, row)
    yield from _cancelled(track, f"{kind}: cancelled")


def _given(kind: str, row: HomeTrackDate) -> Event:
    """That housing has given a date, moved it, or has none any more."""
    if row.on is None:
        title = f"{kind}: no date from housing any more"
    elif row.was is None:
        title = f"{kind}: housing’s date is {long_date(row.on)}"
    else:
        title = f"{kind}: housing’s date moved to {long_date(row.on)}"
    detail = f"It was {long_date(row.was)}" if row.was else ""
    return Event(_day(row.created_at), title, detail, by=str(row.created_by or ""), kind=KIND)


def _cancelled(record: Recorded, title: str) -> Iterator[Event]:
    """Nothing is deleted: what was cancelled is told, with why and by whom."""
    cancelled_at = getattr(record, "cancelled_at", None)
    if cancelled_at is not None:
        reason, by = getattr(record, "cancelled_reason", ""), str(record.updated_by or "")
        yield Event(_day(cancelled_at), title, reason, by=by, kind=KIND)


def _day(moment: dt.datetime) -> dt.date:
    return timezone.localtime(moment).date()
