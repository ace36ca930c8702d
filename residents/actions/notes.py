"""What is said of a case, or of a meeting as a whole: each note is a record of its own, so nobody's words are lost."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied

from beds.access import Scope
from beds.acting import action, reason_given, write
from beds.refusal import Refusal
from beds.taking_back import cancel
from residents.actions.agreed import Agreed, add_action
from residents.actions.speaking import lock_case, lock_note, still_open
from residents.models import Action, Meeting, Note, Referral

LONGEST = 4000
"""Characters of one note."""

EMPTY = "Enter a note or an action."


@action
def add_note(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    text: str,
    referral: Referral | None = None,
    meeting: Meeting | None = None,
) -> Note:
    """Write down what was said of a case, of a meeting as a whole, or of a case in a meeting.

    The same words of the same person about a case are one note in a meeting, and one a day elsewhere.
    Raises `Refusal`, or PermissionDenied.
    """
    referral, meeting = lock_case(referral, meeting, scope)
    text = _text(text)
    # a meeting can be prepared before its day
    said_on = min(today, meeting.held_on) if meeting else today
    same = Note.objects.in_force().filter(referral=referral, meeting=meeting, text=text, created_by=by)
    if (known := (same if meeting else same.filter(said_on=today)).first()) is not None:
        return known
    return write(Note(referral=referral, meeting=meeting, said_on=said_on, text=text), by=by)


@action
def say(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    text: str = "",
    agreed: Agreed | None = None,
    referral: Referral | None = None,
    meeting: Meeting | None = None,
) -> tuple[Note | None, Action | None]:
    """A note, an action that was agreed, or both: all of it is written, or none."""
    if not text.strip() and agreed is None:
        raise Refusal(EMPTY, field="text")
    about: dict[str, Any] = {
        "by": by,
        "scope": scope,
        "today": today,
        "referral": referral,
        "meeting": meeting,
    }
    note = add_note(text=text, **about) if text.strip() else None
    return note, add_action(agreed=agreed, **about) if agreed else None


@action
def correct_note(
    *, by: Any, scope: Scope, today: dt.date, note: Note, text: str, version: dt.datetime | None = None
) -> Note:
    """Put one's own words right. Saving them unchanged changes nothing."""
    text = _text(text)
    fresh = _own(note, by, scope, text, version)
    if fresh.text == text:
        return fresh
    fresh.text = text
    return write(fresh, by=by)


@action
def cancel_note(*, by: Any, scope: Scope, today: dt.date, note: Note, reason: str) -> Note:
    """Take one's own note back, saying why; whoever decides for the commissioner may take back anybody's."""
    fresh = lock_note(note, cancelled_too=True)
    if not (_wrote(fresh, by, scope) or _leads(fresh, scope)):
        raise PermissionDenied("A note is taken back by who wrote it, or by the commissioner.")
    still_open(fresh.meeting)
    return cancel(fresh, reason, "Say why the note is taken back.", by=by)


def may_correct(note: Note, by: Any, scope: Scope) -> bool:
    """Whether this person may change the words of a note: only who wrote it may."""
    return _wrote(note, by, scope)


def may_cancel(note: Note, by: Any, scope: Scope) -> bool:
    """Whether this person may take a note back."""
    return _wrote(note, by, scope) or _leads(note, scope)


def _own(note: Note, by: Any, scope: Scope, text: str, version: dt.datetime | None) -> Note:
    """One's own note, locked. The same words sent twice are no change by somebody else."""
    fresh = lock_note(note)
    if not _wrote(fresh, by, scope):
        raise PermissionDenied("Only who wrote a note changes its words. Add a note of your own instead.")
    still_open(fresh.meeting)
    return fresh if fresh.text == text else lock_note(note, version)


def _wrote(note: Note, by: Any, scope: Scope) -> bool:
    return scope.everything or (note.created_by_id is not None and note.created_by_id == getattr(by, "pk", None))


def _leads(note: Note, scope: Scope) -> bool:
    about = note.referral or note.meeting
    return about is not None and scope.may_decide_for(about.commissioner_id)


def _text(text: str) -> str:
    text = reason_given(text, "Enter the note.", field="text")
    if len(text) > LONGEST:
        raise Refusal(f"A note has at most {LONGEST:,} characters; this one has {len(text):,}.", field="text")
    return text
