"""Incidents, alerts, reviews and handovers as events of a placement's story. Accounts are left to the safety page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise

from django.db.models import Prefetch
from django.utils import timezone

from beds.wording import long_date
from residents.models import GpHandover, Incident, IncidentWording, Placement, Review, ReviewParty, RiskAlert
from residents.models.safety import Told
from residents.queries.events import Event, entered

Taken = Incident | RiskAlert | Review | GpHandover
EARLIER = Prefetch("wordings", IncidentWording.objects.select_related("replaced_by", "closed_by"))
"""How incidents read before, with who closed and who changed them."""
RAISED = "Raised with the council’s safeguarding team"


def safety_events(placement: Placement) -> Iterator[Event]:
    """The events of a placement that concern safety, kind by kind, for the provider and the commissioner.

    What was taken back is told as well. Not for a ward, which is told of no incidents. Eight queries at most.
    """
    yield from _incidents(placement)
    yield from _alerts(placement)
    yield from _reviews(placement)
    yield from _handovers(placement)


def _incidents(placement: Placement) -> Iterator[Event]:
    incidents = placement.incidents.select_related("created_by", "updated_by", "closed_by")
    for incident in incidents.prefetch_related(EARLIER):
        wordings = list(incident.wordings.all())
        first = next(iter(wordings), incident)
        detail = first.get_severity_display()
        if first.safeguarding:
            detail += f". {RAISED}"
        facts = entered(incident, incident.happened_on)
        title = f"Incident: {first.get_kind_display()}"
        yield Event(incident.happened_on, title, detail, kind="incident", **facts)  # type: ignore[arg-type]
        for before, after in pairwise([*wordings, incident]):
            yield from _changed(before, after)
        yield from _closed(incident)
        yield from _taken_back(incident, f"Incident cancelled: {incident.get_kind_display()}", "incident")


def _closed(told: Told) -> Iterator[Event]:
    if told.closed_on is not None:
        title, by = f"Incident closed: {told.get_kind_display()}", str(told.closed_by or "")
        yield Event(told.closed_on, title, told.outcome, by=by, kind="incident")


def _changed(before: Incident | IncidentWording, after: Incident | IncidentWording) -> Iterator[Event]:
    """That an incident was corrected, or opened again: on that day, and by whom, what it had been."""
    if not isinstance(before, IncidentWording):
        return
    day, by = _day(before.replaced_at), str(before.replaced_by or "")
    if differences := ". ".join(_differences(before, after)):
        yield Event(day, f"Incident corrected: {after.get_kind_display()}", differences, by=by, kind="incident")
    else:
        yield from _closed(before)
        yield Event(day, f"Incident opened again: {after.get_kind_display()}", by=by, kind="incident")


def _differences(before: Told, after: Told) -> Iterator[str]:
    """What was put right, without the account itself."""
    if before.kind != after.kind:
        yield f"Was “{before.get_kind_display()}”"
    if before.severity != after.severity:
        yield f"Was {before.get_severity_display().lower()}, now {after.get_severity_display().lower()}"
    if before.happened_on != after.happened_on:
        yield f"The date was {long_date(before.happened_on)}"
    if before.safeguarding != after.safeguarding:
        yield RAISED if after.safeguarding else "No longer said to be raised with the council’s safeguarding team"
    if (before.account, before.action_taken) != (after.account, after.action_taken):
        yield "Told in other words: the earlier ones are under “Safety and reviews”"


def _alerts(placement: Placement) -> Iterator[Event]:
    alerts = placement.alerts.select_related("created_by", "updated_by", "ended_by")
    for alert in alerts.prefetch_related("wordings__replaced_by"):
        first = next(iter(alert.wordings.all()), alert)
        level = first.get_level_display().lower()
        source = f"Who told us: {alert.source}" if alert.source else ""
        facts = entered(alert, alert.raised_on)
        yield Event(alert.raised_on, f"Risk alert raised: {level} risk", source, kind="alert", **facts)  # type: ignore[arg-type]
        for wording in alert.wordings.all():
            by = str(wording.replaced_by or "")
            yield Event(_day(wording.replaced_at), "Risk alert changed", "To be read again", by=by, kind="alert")
        if alert.ended_on:
            by = str(alert.ended_by or "")
            yield Event(alert.ended_on, "Risk alert ended", alert.ended_why, by=by, kind="alert")
        yield from _taken_back(alert, "Risk alert cancelled", "alert")


def _reviews(placement: Placement) -> Iterator[Event]:
    reviews = placement.reviews.select_related("created_by", "updated_by").prefetch_related("parties")
    for review in reviews:
        kind = review.get_kind_display()
        facts = entered(review, review.held_on) if review.held else {"by": str(review.created_by or "")}
        title = f"{kind} {'held' if review.held else 'planned'}"
        yield Event(review.held_on, title, _who_came(review), kind="review", **facts)  # type: ignore[arg-type]
        yield from _taken_back(review, f"{kind} of {long_date(review.held_on)} cancelled", "review")


def _who_came(review: Review) -> str:
    """Who came, plainly whether the provider was left out, and what was found."""
    rows = {row.party: row for row in review.parties.all()}
    provider = rows.get(ReviewParty.Party.PROVIDER)
    said = []
    if provider is None or not provider.invited:
        said.append("Provider not invited")
    elif provider.attended is False:
        said.append("Provider did not come")
    came = [ReviewParty.Party(party).label for party in ReviewParty.Party if party in rows and rows[party].attended]
    if came:
        said.append(f"There: {', '.join(came).lower()}")
    if review.summary:
        said.append(review.summary)
    return ". ".join(said)


def _handovers(placement: Placement) -> Iterator[Event]:
    for handover in placement.gp_handovers.select_related("created_by", "updated_by"):
        detail = handover.practice
        if handover.appointment_on:
            detail += f". First appointment on {long_date(handover.appointment_on)}"
        facts = entered(handover, handover.handed_over_on)
        title = "Discharged from the clinical team to the GP"
        yield Event(handover.handed_over_on, title, detail, kind="handover", **facts)  # type: ignore[arg-type]
        yield from _taken_back(handover, "Record of the discharge to the GP cancelled", "handover")


def _taken_back(record: Taken, title: str, kind: str) -> Iterator[Event]:
    if record.cancelled_at is not None:
        by = str(record.updated_by or "")
        yield Event(_day(record.cancelled_at), title, record.cancelled_reason, by=by, kind=kind)


def _day(moment: dt.datetime) -> dt.date:
    return timezone.localtime(moment).date()
