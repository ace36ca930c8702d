"""What happened on a person's way out, for the timeline."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from beds.models.base import Recorded
from beds.wording import long_date
from residents.models import ApplicationStage, HomeTrack, MoveOnApplication, MoveOnStep, Referral
from residents.queries.events import Event, entered
from residents.queries.ways_out import HISTORY, where

KIND = "move_on"
Stage = MoveOnApplication.Stage


def move_on_events(referral: Referral) -> Iterator[Event]:
    """The events of a referral's way out, in no particular order. Five queries."""
    plan = getattr(referral, "plan", None)
    if plan is not None:
        made = timezone.localtime(plan.created_at).date()
        by = f"Move by {long_date(plan.target_on)}" if plan.target_on else ""
        yield Event(made, f"Move-on plan: {plan.get_goal_display()}", by, by=str(plan.created_by or ""), kind=KIND)
    for step in referral.move_on_steps.select_related("created_by", "updated_by"):
        yield from _of_step(step)
    applications = referral.applications.select_related("updated_by").prefetch_related(HISTORY)
    for application in applications:
        yield from _of_application(application)
    for track in referral.home_tracks.select_related("created_by", "updated_by"):
        yield from _of_track(track)


def _of_step(step: MoveOnStep) -> Iterator[Event]:
    if step.done_on is not None and step.cancelled_at is None:
        who = step.get_owner_display() + (f", {step.owner_name}" if step.owner_name else "")
        yield Event(step.done_on, f"Done: {step.text}", who, by=str(step.updated_by or ""), kind=KIND)
    yield from _cancelled(step, f"Step cancelled: {step.text}")


def _of_application(application: MoveOnApplication) -> Iterator[Event]:
    home = where(application)
    for row in application.history.all():
        facts = entered(row, row.on)
        yield Event(row.on, _title(row), _detail(home, row), kind=KIND, **facts)  # type: ignore[arg-type]
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
    kind = track.get_kind_display()
    if track.cancelled_at is None:
        facts = entered(track, track.reported_on)
        yield Event(track.reported_on, f"{kind}: reported to housing", track.note, kind=KIND, **facts)  # type: ignore[arg-type]
        by = str(track.updated_by or "")
        until = f"Housing's date: {long_date(track.booked_for)}" if track.booked_for else ""
        if track.agreed_on is not None:
            yield Event(track.agreed_on, f"{kind}: access or notice agreed", until, by=by, kind=KIND)
        if track.done_on is not None:
            yield Event(track.done_on, f"{kind}: done", until, by=by, kind=KIND)
    yield from _cancelled(track, f"{kind}: cancelled")


def _cancelled(record: Recorded, title: str) -> Iterator[Event]:
    """Nothing is deleted: what was cancelled is told, with why and by whom."""
    cancelled_at = getattr(record, "cancelled_at", None)
    if cancelled_at is not None:
        reason, by = getattr(record, "cancelled_reason", ""), str(record.updated_by or "")
        yield Event(timezone.localtime(cancelled_at).date(), title, reason, by=by, kind=KIND)
