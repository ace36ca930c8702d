"""What was said and agreed about somebody, as events of their story."""

from __future__ import annotations

from collections.abc import Iterator

from beds.wording import long_date
from residents.models import Action, Meeting, Referral
from residents.queries.events import Event


def meeting_events(referral: Referral) -> Iterator[Event]:
    """The notes about a person, and their actions: agreed, and done. What was taken back is left out. Two queries."""
    for note in referral.notes.in_force().select_related("created_by", "meeting"):
        title = _in("Note", note.meeting)
        yield Event(note.said_on, title, note.text, by=str(note.created_by or ""), kind="note")
    for action in referral.actions.in_force().select_related("created_by", "updated_by", "owner", "meeting"):
        yield from _action(action)


def _action(action: Action) -> Iterator[Event]:
    text = action.text.rstrip(".")
    detail = f"{text}. {action.who}, by {long_date(action.due_on)}"
    yield Event(
        action.agreed_on, _in("Action agreed", action.meeting), detail, by=str(action.created_by or ""), kind="action"
    )
    if action.done_on is not None:
        said = f"{text}. {action.outcome}" if action.outcome else action.text
        yield Event(action.done_on, "Action done", said, by=str(action.updated_by or ""), kind="action")


def _in(what: str, meeting: Meeting | None) -> str:
    return f"{what} in the step-down meeting" if meeting is not None else what
