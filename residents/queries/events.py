"""Something that happened to a person, as a timeline tells it, and into which part of the story it belongs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone

from beds.models.base import Recorded
from residents.models.placements import LATE_AFTER

KINDS = (
    "referral", "assessment", "booking", "admission", "return", "move", "absence", "incident", "alert", "review",
    "handover", "support", "score", "feedback", "reason", "request", "extension", "move_on", "note", "action",
    "discharge", "aftercare", "readmission", "cancelled",
)  # fmt: skip
"""What can happen, in the order in which it is told within a day."""
RANK = {kind: place for place, kind in enumerate(KINDS)}

PARTS = {
    "coming": ("Referral", ("referral", "assessment", "booking")),
    "stay": ("Stay", ("admission", "return", "move", "absence", "discharge", "cancelled")),
    "move-on": ("Move-on", ("move_on",)),
    "overstay": ("Overstay", ("reason", "request", "extension")),
    "safety": ("Safety and reviews", ("incident", "alert", "review", "handover")),
    "support": ("Support and outcomes", ("support", "score", "feedback")),
    "said": ("Notes and actions", ("note", "action")),
    "after": ("After the stay", ("aftercare", "readmission")),
}
"""The parts of a story that can be read alone: what they are called, and the kinds of events in them."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `by` is who entered it, empty for an import; late is after two days."""

    date: dt.date
    title: str
    detail: str = ""
    recorded_late: bool = False
    by: str = ""
    kind: str = "referral"


def entered(record: Recorded, on: dt.date) -> dict[str, object]:
    """Who entered a record of something that happened on a day, and whether late."""
    late = timezone.localtime(record.created_at).date() - on > LATE_AFTER
    return {"recorded_late": late, "by": str(record.created_by or "")}


def in_order(events: Iterable[Event]) -> list[Event]:
    """First to last; within a day as KINDS has it, and a kind that it does not know after those."""
    return sorted(events, key=lambda event: (event.date, RANK.get(event.kind, len(KINDS))))


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the story that can be read alone. `key` is empty for the whole."""

    key: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Story:
    """What happened, as it was asked for: the whole or one part, first or last things first.

    What is planned for a later day is `to_come`, the nearest first.
    """

    events: Sequence[Event]
    parts: Sequence[Part]
    part: str = ""
    newest_first: bool = False
    to_come: Sequence[Event] = ()


def told(events: Sequence[Event], part: str = "", *, newest_first: bool = False, as_at: dt.date = dt.date.max) -> Story:
    """The story to show. A part that there is not is the whole, in which the support of a week is told at once."""
    of_part = {key: [event for event in events if event.kind in kinds] for key, (_, kinds) in PARTS.items()}
    parts = [Part("", "Everything", len(events))]
    parts += [Part(key, PARTS[key][0], len(found)) for key, found in of_part.items() if found]
    part = part if of_part.get(part) else ""
    chosen = of_part[part] if part else weekly_support(events)
    happened = [event for event in chosen if event.date <= as_at]
    to_come = [event for event in chosen if event.date > as_at]
    return Story(happened[::-1] if newest_first else happened, parts, part, newest_first, to_come)


def weekly_support(events: Sequence[Event]) -> list[Event]:
    """The same events, with those of support put together by week, so that the rest is not lost among them."""
    support = [event for event in events if event.kind == "support"]
    others = [event for event in events if event.kind != "support"]
    weeks = groupby(support, key=lambda event: event.date.isocalendar()[:2])
    return in_order([*others, *(_week(list(week)) for _, week in weeks)])


def _week(events: Sequence[Event]) -> Event:
    if len(events) == 1:
        return events[0]
    titles = dict.fromkeys(event.title for event in events)
    return Event(
        events[-1].date,
        f"Support: {len(events)} times in the week",
        "; ".join(titles),
        recorded_late=any(event.recorded_late for event in events),
        kind="support",
    )
