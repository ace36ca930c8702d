"""Incidents, alerts, reviews and handovers as events of a placement's story. Accounts are left to the safety page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone

from beds.wording import long_date
from residents.models import GpHandover, Incident, Placement, Review, ReviewParty, RiskAlert
from residents.queries.events import Event, entered

Taken = Incident | RiskAlert | Review | GpHandover


def safety_events(placement: Placement) -> Iterator[Event]:
    """The events of a placement that concern safety, kind by kind, for the provider and the commissioner.

    What was taken back is told as well. Not for a ward, which is told of no incidents. Six queries.
    """
    yield from _incidents(placement)
    yield from _alerts(placement)
    yield from _reviews(placement)
    yield from _handovers(placement)


def _incidents(placement: Placement) -> Iterator[Event]:
    for incident in placement.incidents.select_related("created_by", "updated_by"):
        kind = incident.get_kind_display()
        detail = incident.get_severity_display()
        if incident.safeguarding:
            detail += ". Raised with the council’s safeguarding team"
        facts = entered(incident, incident.happened_on)
        yield Event(incident.happened_on, f"Incident: {kind}", detail, kind="incident", **facts)  # type: ignore[arg-type]
        if incident.closed_on:
            by = str(incident.updated_by or "")
            yield Event(incident.closed_on, f"Incident closed: {kind}", incident.outcome, by=by, kind="incident")
        yield from _taken_back(incident, f"Incident cancelled: {kind}", "incident")


def _alerts(placement: Placement) -> Iterator[Event]:
    alerts = placement.alerts.select_related("created_by", "updated_by").prefetch_related("wordings__replaced_by")
    for alert in alerts:
        first = next(iter(alert.wordings.all()), alert)
        level = first.get_level_display().lower()
        source = f"Told by {alert.source}" if alert.source else ""
        facts = entered(alert, alert.raised_on)
        yield Event(alert.raised_on, f"Risk alert raised: {level} risk", source, kind="alert", **facts)  # type: ignore[arg-type]
        for wording in alert.wordings.all():
            by = str(wording.replaced_by or "")
            yield Event(_day(wording.replaced_at), "Risk alert changed", "To be read again", by=by, kind="alert")
        if alert.ended_on:
            by = str(alert.updated_by or "")
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
