"""What the bed board says of a run of nights, as on a morning: pure, no Django."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from reporting.bed_timeline import Booked, OutOfService, Run, State, Stay

HIDDEN = "somebody whose record you cannot see"


@dataclass(frozen=True, slots=True)
class Cell:
    """A run of nights and what to say of it: who has the bed, and facts in the order of their weight."""

    run: Run
    who: str
    facts: tuple[str, ...]
    is_now: bool
    """Whether the night of the as-at date is among its nights."""


def cell(run: Run, as_at: dt.date) -> Cell:
    """A run in words."""
    source = run.night.source
    if isinstance(source, Stay):
        facts = of_stay(run, source, as_at)
    elif isinstance(source, OutOfService):
        facts = [f"{source.reason.lower()}", ends(source.period.until_date, "back in service")]
    elif isinstance(source, Booked):
        facts = [f"from {short(source.from_date)}"]
    else:
        facts = []
    facts += [f"{visit.reference or HIDDEN} in and out on {short(visit.period.from_date)}" for visit in run.visits]
    return Cell(run, who(run), tuple(fact for fact in facts if fact), run.from_date <= as_at < run.until_date)


def who(run: Run) -> str:
    """The reference of the person, after the name where the reader may know it."""
    source = run.night.source
    if isinstance(source, Stay):
        return f"{source.name} ({source.reference})" if source.name else source.reference or HIDDEN
    return source.reference if isinstance(source, Booked) else ""


def of_stay(run: Run, stay: Stay, as_at: dt.date) -> list[str]:
    """The nights so far, the move-on due date, and the end if there is one; a due date is never taken for an end."""
    away = [f"away ({run.night.away.lower()}), bed kept"] if run.state == State.HELD else []
    if not stay.reference:
        return away
    end = end_of_stay(run, stay)
    if stay.left_on and stay.left_on <= as_at:
        return [*away, f"stayed {nights(stay.los_nights(as_at))}", end]
    if stay.admitted_on > as_at:
        return [*away, f"admitted {short(stay.admitted_on)}", f"due out {short(stay.due)}", end]
    if run.night.past_due and as_at < stay.due:
        return [*away, f"past the move-on due date, {short(stay.due)}", end]
    if not run.night.past_due and as_at > stay.due:
        return [*away, f"the first {stay.limit} nights"]
    return [*away, so_far(stay, as_at), end]


def so_far(stay: Stay, as_at: dt.date) -> str:
    """Which night of the limit it is, and when the person is, or was, due out."""
    los = stay.los_nights(as_at)
    by_then = " by then" if stay.left_on and stay.left_on > as_at else ""
    if los > stay.limit:
        return f"{nights(los)}{by_then}, {los - stay.limit} over {stay.limit}; was due out {short(stay.due)}"
    return f"{los} of {stay.limit} nights{by_then}; due out {short(stay.due)}"


def end_of_stay(run: Run, stay: Stay) -> str:
    """How these nights end: with leaving, with a move, or with no end known."""
    until = stay.period.until_date
    if until is None:
        return "no end known" if run.has_no_end else ""
    if until != run.until_date:
        return ""
    return f"left {short(until)}" if until == stay.left_on else f"moved {short(until)}"


def ends(until: dt.date | None, words: str) -> str:
    return f"{words} {short(until)}" if until else "no end known"


def nights(count: int) -> str:
    return f"{count} night" if count == 1 else f"{count} nights"


def short(day: dt.date) -> str:
    """A date within a few weeks: 6 Apr."""
    return f"{day:%-d %b}"
