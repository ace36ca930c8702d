"""Support, scores and feedback as a person's story tells them: a line a week, a line a score, a line a voice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone

from beds.wording import long_date
from residents.models import Feedback, OutcomeScore, Placement
from residents.queries.events import Event, entered
from residents.queries.support import Week, by_week


def support_events(placement: Placement) -> Iterator[Event]:
    """The events of one placement, by area. Three queries.

    The words of feedback are not among them: whoever may read the story finds them on the page about support.
    """
    records = placement.support_records.in_force().order_by("-on", "-pk")
    for week in by_week(list(records)):
        yield _week(week)
    for score in placement.outcome_scores.select_related("created_by", "updated_by"):
        yield from _score(score)
    for feedback in placement.feedback.select_related("created_by", "updated_by"):
        yield from _feedback(feedback)


def _week(week: Week) -> Event:
    tally = week.tally
    said = [_counted(kind.lower() if kind[1:2].islower() else kind, count) for kind, count in tally.by_kind]
    if tally.awaited:
        said.append(_counted("asked for and not given yet", tally.awaited))
    times = "once" if tally.delivered == 1 else f"{tally.delivered} times"
    title = f"Supported {times} in the week from {long_date(week.monday)}"
    if not tally.delivered:
        title = f"Support asked for in the week from {long_date(week.monday)}"
    detail = "; ".join(said)
    return Event(week.records[0].on, title, detail[:1].upper() + detail[1:], kind="support")


def _counted(what: str, count: int) -> str:
    """What was given, and how often where that was more than once."""
    return f"{what} ({count})" if count > 1 else what


def _score(score: OutcomeScore) -> Iterator[Event]:
    goal = f", goal “{score.goal}”" if score.goal else ""
    title = f"{score.get_measure_display()}{goal}: {score.plain}"
    facts = entered(score, score.taken_on)
    yield Event(score.taken_on, title, score.get_point_display(), kind="score", **facts)  # type: ignore[arg-type]
    if score.cancelled_at is not None:
        yield _taken_back(score.cancelled_at, title, score, "score")


def _feedback(feedback: Feedback) -> Iterator[Event]:
    who = feedback.get_giver_display()
    title = f"Feedback: {feedback.get_verdict_display().lower()}"
    how = f"{who}, {'by a link' if feedback.link_id else 'entered by staff'}"
    yield Event(feedback.received_on, title, how, by=str(feedback.created_by or ""), kind="feedback")
    if feedback.cancelled_at is not None:
        yield _taken_back(feedback.cancelled_at, title, feedback, "feedback")


def _taken_back(at: dt.datetime, title: str, record: OutcomeScore | Feedback, kind: str) -> Event:
    day = timezone.localtime(at).date()
    by = str(record.updated_by or "")
    return Event(day, f"Taken back: {title}", record.cancelled_reason, by=by, kind=kind)
