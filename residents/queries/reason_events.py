"""How an overstay reason passed from one owner to the next, for the timeline."""

from __future__ import annotations

from collections.abc import Iterator

from residents.models import EarlierOwner, OverstayReason
from residents.queries.events import Event

EARLIER = "earlier__created_by"
"""What is prefetched with a reason whose owners are told."""
Said = EarlierOwner | OverstayReason
"""Whose move a reason was, or is, and the note."""


def owner_changes(reason: OverstayReason) -> Iterator[Event]:
    """Each change of the owner or the note of a reason, first to last. Reads `EARLIER` as prefetched."""
    earlier = list(reason.earlier.all())
    said: list[Said] = [*earlier, reason]
    for before, after in zip(earlier, said[1:], strict=True):
        yield _change(reason, before, after)


def at_first(reason: OverstayReason) -> Said:
    """What a reason said when it was entered. Reads `EARLIER` as prefetched."""
    return next(iter(reason.earlier.all()), reason)


def _change(reason: OverstayReason, before: EarlierOwner, after: Said) -> Event:
    by = str(before.created_by or "")
    note = after.note if after.note != before.note else ""
    if after.owner == before.owner:
        title = f"Note changed: {reason.get_code_display()}"
        return Event(before.until_date, title, note or "The note was taken out", by=by, kind="reason")
    passed = f"From {_who(before)} to {_who(after)}" + (f". {note}" if note else "")
    return Event(before.until_date, f"Owner changed: {reason.get_code_display()}", passed, by=by, kind="reason")


def _who(said: Said) -> str:
    owner = said.get_owner_display()
    return f"{owner[:1].lower()}{owner[1:]}"
