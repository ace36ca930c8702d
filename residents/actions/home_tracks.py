"""Work on the home that a person has already: repairs before they return, or a tenancy to be closed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from beds.access import Scope
from beds.acting import action, not_in_future, one_of, unchanged_since, write
from beds.refusal import Refusal
from beds.taking_back import cancel
from beds.wording import long_date
from residents.actions.bounds import not_too_far, not_too_long_ago
from residents.actions.move_on_guard import lock_record, writable_move_on
from residents.models import HomeTrack, HomeTrackDate, Referral

State = HomeTrack.State
DATES = {
    State.REPORTED: "reported_on",
    State.AGREED: "agreed_on",
    State.BOOKED: "booked_for",
    State.DONE: "done_on",
}
"""The date that each state is reached by."""


@action
def start_track(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    referral: Referral,
    kind: str,
    reported_on: dt.date,
    officer: str = "",
    note: str = "",
) -> HomeTrack:
    """Repairs, or a tenancy to be closed, were reported to housing. Sending the same again changes nothing."""
    referral = writable_move_on(referral, scope, beginning=True)
    one_of(kind, HomeTrack.Kind.values, "Select what is to be done about the home.", "kind")
    facts = {"reported_on": reported_on, "officer": officer.strip(), "note": note.strip()}
    known = referral.home_tracks.in_force().filter(kind=kind, done_on=None).first()
    if known is not None:
        if all(getattr(known, name) == value for name, value in facts.items()):
            return known
        raise Refusal(
            f"“{known.get_kind_display()}” is being followed already, reported on {long_date(known.reported_on)}. "
            "Go on with that, or change it.",
            field="kind",
        )
    return _write(HomeTrack(referral=referral, kind=kind, **facts), today, by)


@action
def agree_track(*, by: Any, scope: Scope, today: dt.date, track: HomeTrack, agreed_on: dt.date) -> HomeTrack:
    """Access for the repairs, or the notice of the tenancy, is agreed with the resident."""
    fresh = lock_record(track, scope)
    if fresh.agreed_on == agreed_on:
        return fresh
    if fresh.state != State.REPORTED:
        raise Refusal(_beyond(fresh), field="agreed_on")
    fresh.agreed_on = agreed_on
    return _write(fresh, today, by)


@action
def book_track(*, by: Any, scope: Scope, today: dt.date, track: HomeTrack, booked_for: dt.date) -> HomeTrack:
    """Housing has said by when it will be finished."""
    fresh = lock_record(track, scope)
    if fresh.booked_for == booked_for:
        return fresh
    if fresh.state not in (State.REPORTED, State.AGREED):
        raise Refusal(_beyond(fresh), field="booked_for")
    fresh.booked_for = booked_for
    return _write(fresh, today, by)


@action
def finish_track(*, by: Any, scope: Scope, today: dt.date, track: HomeTrack, done_on: dt.date) -> HomeTrack:
    """The repairs are finished, or the tenancy is closed."""
    fresh = lock_record(track, scope)
    if fresh.done_on == done_on:
        return fresh
    if fresh.state == State.DONE:
        raise Refusal(_beyond(fresh), field="done_on")
    if fresh.state != State.BOOKED:
        raise Refusal(
            f"This is at “{fresh.get_state_display()}”. Record the date given by housing first.", field="done_on"
        )
    fresh.done_on = done_on
    return _write(fresh, today, by)


@action
def change_track(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    track: HomeTrack,
    reported_on: dt.date,
    agreed_on: dt.date | None = None,
    booked_for: dt.date | None = None,
    done_on: dt.date | None = None,
    officer: str = "",
    note: str = "",
    version: dt.datetime | None = None,
) -> HomeTrack:
    """Put the dates right, such as when housing moves its own. How far it has got follows from the dates.

    `version` is its `updated_at` as the writer saw it.
    """
    fresh = lock_record(track, scope)
    facts = {
        "reported_on": reported_on,
        "agreed_on": agreed_on,
        "booked_for": booked_for,
        "done_on": done_on,
        "officer": officer.strip(),
        "note": note.strip(),
    }
    if all(getattr(fresh, name) == value for name, value in facts.items()):
        return fresh
    unchanged_since(fresh, version)
    if done_on is not None and booked_for is None:
        raise Refusal("Enter the date given by housing, since it is finished.", field="booked_for")
    others = fresh.referral.home_tracks.in_force().filter(kind=fresh.kind, done_on=None).exclude(pk=fresh.pk)
    if done_on is None and others.exists():
        raise Refusal(
            f"“{fresh.get_kind_display()}” was begun again since. Finish or cancel that first.", field="done_on"
        )
    for name, value in facts.items():
        setattr(fresh, name, value)
    return _write(fresh, today, by)


@action
def cancel_track(*, by: Any, scope: Scope, today: dt.date, track: HomeTrack, reason: str) -> HomeTrack:
    """It is not needed, or was entered by mistake."""
    return cancel(lock_record(track, scope, cancelled_too=True), reason, "Say why this is cancelled.", by=by)


def _write(track: HomeTrack, today: dt.date, by: Any) -> HomeTrack:
    """Save with the state that follows from the dates, and who entered which. Refuses dates that make no sense."""
    happened = (
        ("reported_on", "The day on which it was reported"),
        ("agreed_on", "The day on which it was agreed"),
        ("done_on", "The day on which it was finished"),
    )
    latest = None
    for field, what in happened:
        day = getattr(track, field)
        if day is None:
            continue
        not_in_future(day, today, what, field)
        if latest is not None and day < latest:
            raise Refusal(f"{what} must not be before {long_date(latest)}.", field=field)
        latest = day
    if track.booked_for is not None and track.booked_for < track.reported_on:
        raise Refusal(
            f"It was reported on {long_date(track.reported_on)}. Housing's date must be that day or later.",
            field="booked_for",
        )
    before = HomeTrack.objects.filter(pk=track.pk).values(*DATES.values()).first() or {}
    if track.reported_on != before.get("reported_on"):
        not_too_long_ago(track.reported_on, today, "The day on which it was reported", "reported_on")
    if track.booked_for is not None and track.booked_for != before.get("booked_for"):
        not_too_far(track.booked_for, today, "Housing's date", "booked_for")
    track.state = state_of(track)
    write(track, by=by)
    for state, field in DATES.items():
        on, was = getattr(track, field), before.get(field)
        if on != was:
            write(HomeTrackDate(track=track, state=state, on=on, was=was), by=by)
    return track


def state_of(track: HomeTrack) -> str:
    """How far it has got, by its dates."""
    reached = ((track.done_on, State.DONE), (track.booked_for, State.BOOKED), (track.agreed_on, State.AGREED))
    return next((state for day, state in reached if day is not None), State.REPORTED)


def _beyond(track: HomeTrack) -> str:
    if track.state == State.DONE and track.done_on is not None:
        return f"This was finished on {long_date(track.done_on)}. If that is wrong, change it."
    if track.state == State.BOOKED and track.booked_for is not None:
        return f"Housing's date is {long_date(track.booked_for)} already. Change that to enter another."
    return f"This is at “{track.get_state_display()}” already. Change it to enter another date."
