"""What happened to a person in one placement, in order: told by one source after another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

from django.utils import timezone

from beds.access import Scope
from beds.wording import long_date
from residents.models import (
    BedStay,
    Discharge,
    Extension,
    ExtensionRequest,
    OverstayReason,
    Placement,
    Referral,
    UndoneDeparture,
)
from residents.queries.events import Event, entered, in_order
from residents.queries.leaving_events import leaving_events
from residents.queries.meeting_events import meeting_events
from residents.queries.move_on_events import move_on_events
from residents.queries.reason_events import EARLIER, at_first, owner_changes
from residents.queries.referral_events import referral_events
from residents.queries.safety_events import safety_events
from residents.queries.support_events import support_events

__all__ = ["Event", "entered", "timeline"]

ANOTHER_PROVIDER = "Another provider"
Source = Callable[[Placement], Iterator[Event]]
"""Tells a part of the story of a placement; each asks for its own rows, a fixed number of queries."""


def timeline(placement: Placement, scope: Scope) -> list[Event]:
    """The events of a placement, first to last, as this person may see them."""
    return in_order(chain(_beds(placement, scope), *(source(placement) for source in SOURCES)))


def of_referral(source: Callable[[Referral], Iterator[Event]]) -> Source:
    """A source that asks only for the referral from which a placement came."""
    return lambda placement: source(placement.referral)


def _beds(placement: Placement, scope: Scope) -> Iterator[Event]:
    stays = list(
        placement.bed_stays.in_force()
        .select_related("bed__service", "created_by")
        .order_by("from_date", "until_date", "pk")
    )
    visible = set(BedStay.objects.within(scope).filter(placement=placement).values_list("pk", flat=True))
    for number, stay in enumerate(stays):
        seen = stay.pk in visible
        where = str(stay.bed) if seen else ANOTHER_PROVIDER
        facts = entered(stay, stay.from_date) if seen else {}
        if number == 0:
            facts = facts and entered(placement, placement.admitted_on)
            why = f"Without a move-on plan or worker: {placement.override_reason}" if placement.override_reason else ""
            yield Event(stay.from_date, f"Admitted to {where}", why, kind="admission", **facts)  # type: ignore[arg-type]
        else:
            verb = "Moved to" if stays[number - 1].until_date == stay.from_date else "Given a bed again:"
            yield Event(stay.from_date, f"{verb} {where}", kind="move", **facts)  # type: ignore[arg-type]


def _absences(placement: Placement) -> Iterator[Event]:
    absences = list(placement.absences.in_force().select_related("created_by", "returned_by"))
    begun, ended = {absence.from_date for absence in absences}, {absence.until_date for absence in absences}
    for absence in absences:
        detail = f"{absence.get_kind_display()}, bed {'kept' if absence.bed_held else 'given up'}"
        facts = entered(absence, absence.from_date)
        title = "Still away" if absence.from_date in ended else "Went away"
        yield Event(absence.from_date, title, detail, kind="absence", **facts)  # type: ignore[arg-type]
        # one absence may follow another without a return between them: missing, then seen sleeping rough
        if absence.until_date and not absence.ended_by_discharge and absence.until_date not in begun:
            yield Event(absence.until_date, "Came back", by=str(absence.returned_by or ""), kind="return")


def _overstay(placement: Placement) -> Iterator[Event]:
    reasons = placement.overstay_reasons.select_related("created_by", "updated_by", "resolved_by")
    for reason in reasons.prefetch_related(EARLIER):
        first = at_first(reason)
        detail = f"{first.get_owner_display()} to act" + (f". {first.note}" if first.note else "")
        title = f"Cannot move on: {reason.get_code_display()}"
        yield Event(reason.since, title, detail, by=str(reason.created_by or ""), kind="reason")
        yield from owner_changes(reason)
        if reason.resolved_on:
            title = f"Resolved: {reason.get_code_display()}"
            yield Event(reason.resolved_on, title, by=str(reason.resolved_by or ""), kind="reason")
        yield from _taken_back(reason, f"Taken back: {reason.get_code_display()}", "reason")
    for extension in placement.extensions.select_related("created_by", "updated_by", "request"):
        granted = timezone.localtime(extension.created_at).date()
        title = f"Extension granted until {long_date(extension.until_date)}"
        request = getattr(extension, "request", None)
        answer = request.decision_note if request and _is_one_event(request, extension) else ""
        detail = f"{extension.reason}\n{answer}" if answer else extension.reason
        yield Event(granted, title, detail, by=str(extension.created_by or ""), kind="extension")
        title = f"Extension until {long_date(extension.until_date)} cancelled"
        yield from _taken_back(extension, title, "extension")


def _requests(placement: Placement) -> Iterator[Event]:
    rows = placement.extension_requests.select_related("extension", "created_by", "decided_by", "updated_by")
    for request in rows:
        until = long_date(request.until_date)
        title = f"Extension asked for until {until}"
        yield Event(request.asked_on, title, request.reason, by=str(request.created_by or ""), kind="request")
        if request.cancelled_at is not None:
            yield from _taken_back(request, f"Request for an extension until {until} withdrawn", "request")
        elif request.decided_at is not None and not _is_one_event(request, request.extension):
            day = timezone.localtime(request.decided_at).date()
            title = f"Request for an extension until {until} {request.outcome}"
            if request.less_or_more is not None:
                title += f" until {long_date(request.less_or_more)}"
            by = str(request.decided_by or "")
            yield Event(day, title, request.decision_note, by=by, kind="request")


def _is_one_event(request: ExtensionRequest, extension: Extension | None) -> bool:
    """Whether the answer to a request gave the extension, which then tells of both."""
    if extension is None or request.decided_at is None:
        return False
    days = {timezone.localtime(moment).date() for moment in (request.decided_at, extension.created_at)}
    return len(days) == 1 and request.decided_by_id == extension.created_by_id


def _taken_back(record: Extension | ExtensionRequest | OverstayReason, title: str, kind: str) -> Iterator[Event]:
    """Nothing is deleted: what was taken back is told, with why and by whom, beside what it had been."""
    if record.cancelled_at is not None:
        day = timezone.localtime(record.cancelled_at).date()
        yield Event(day, title, record.cancelled_reason, by=str(record.updated_by or ""), kind=kind)


def _end(placement: Placement) -> Iterator[Event]:
    departure = Discharge.objects.filter(placement=placement).select_related("created_by").first()
    if departure is not None and placement.discharged_on is not None:
        detail = "Planned" if departure.planned else "Not planned"
        facts = entered(departure, placement.discharged_on)
        title = f"Left: {departure.get_destination_display()}"
        yield Event(placement.discharged_on, title, detail, kind="discharge", **facts)  # type: ignore[arg-type]
    for undone in placement.undone_departures.select_related("created_by", "updated_by"):
        yield _undone(undone)
    if placement.cancelled_at is not None:
        cancelled = timezone.localtime(placement.cancelled_at).date()
        yield Event(cancelled, "Placement cancelled", placement.cancelled_reason, kind="cancelled")


def _undone(departure: UndoneDeparture) -> Event:
    """A departure that was none: told on the day on which it was taken back, so that the stay is not cut in two."""
    day = timezone.localtime(departure.cancelled_at or departure.updated_at).date()
    said = f"{long_date(departure.discharged_on)}, {departure.get_destination_display()}"
    who = f" by {departure.created_by}" if departure.created_by else ""
    detail = f"Recorded{who}: {said}. {departure.cancelled_reason}"
    return Event(day, "Departure undone", detail, by=str(departure.updated_by or ""), kind="discharge")


SOURCES: tuple[Source, ...] = (
    of_referral(referral_events),
    of_referral(move_on_events),
    of_referral(meeting_events),
    _absences,
    support_events,
    safety_events,
    _overstay,
    _requests,
    _end,
    leaving_events,
)
"""Who tells the story beside the beds, which are told differently to each person. A new part of it is added here."""
