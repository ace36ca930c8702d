"""Records about somebody's safety for tests, and what each page about them is sent."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from beds.access import Role
from residents.models import AlertAcknowledgement, GpHandover, Incident, Review, ReviewParty, RiskAlert
from stepdown.accounts.models import Membership
from tests import factories as make
from tests.residents.house import House, date_of, why


def text(response: Any) -> str:
    """A page as one line, however its template is broken."""
    return " ".join(response.content.decode().split())


def make_referrer(*wards: Any, **facts: Any) -> Any:
    """A user who refers from these wards."""
    user = make.make_user(**facts)
    for ward in wards:
        Membership.objects.create(user=user, ward=ward, role=Role.REFERRER)
    return user


def make_incident(placement: Any, happened_on: dt.date | None = None, **facts: Any) -> Incident:
    facts = {"kind": "missing", "severity": "moderate", "account": "Not back by midnight."} | facts
    return Incident.objects.create(placement=placement, happened_on=happened_on or timezone.localdate(), **facts)


def make_alert(placement: Any, **facts: Any) -> RiskAlert:
    facts = {
        "level": "high",
        "text": "Has threatened women who were alone with him.",
        "precautions": "No lone working by women.",
        "raised_on": timezone.localdate(),
    } | facts
    return RiskAlert.objects.create(placement=placement, **facts)


def make_read(alert: RiskAlert, *users: Any, edition: int | None = None) -> None:
    """These users have read the alert as it is now."""
    for user in users:
        AlertAcknowledgement.objects.create(
            alert=alert, user=user, edition=edition or alert.edition, acknowledged_at=timezone.now()
        )


def make_review(placement: Any, held_on: dt.date | None = None, *, provider: bool = True, **facts: Any) -> Review:
    """A review to which the provider was invited, unless not; planned, unless `held`."""
    facts = {"kind": "care"} | facts
    review = Review.objects.create(placement=placement, held_on=held_on or timezone.localdate(), **facts)
    came = provider if review.held else None
    ReviewParty.objects.create(review=review, party="provider", invited=provider, attended=came)
    ReviewParty.objects.create(review=review, party="clinical", invited=True, attended=review.held or None)
    return review


def make_handover(placement: Any, handed_over_on: dt.date | None = None, **facts: Any) -> GpHandover:
    facts = {"practice": "Elm Surgery"} | facts
    return GpHandover.objects.create(
        placement=placement, handed_over_on=handed_over_on or timezone.localdate(), **facts
    )


@dataclass
class Safe:
    """A house in which one resident has an incident, an alert, a planned review and a discharge to the GP."""

    house: House
    incident: Incident
    closed: Incident
    alert: RiskAlert
    review: Review
    handover: GpHandover

    @property
    def placement(self) -> Any:
        return self.house.placement


@pytest.fixture
def safe(house: House) -> Safe:
    placement = house.placement
    return Safe(
        house=house,
        incident=make_incident(placement, house.ago(5), severity="serious", safeguarding=True),
        closed=make_incident(placement, house.ago(9), kind="damage", closed_on=house.ago(8), outcome="Door mended"),
        alert=make_alert(placement),
        review=make_review(placement, house.today),
        handover=make_handover(placement, house.ago(2)),
    )


INCIDENT = {
    "kind": "medication",
    "severity": "low",
    "account": "A dose was missed.",
    "action_taken": "",
    "safeguarding": "no",
}
ALERT = {"level": "medium", "text": "Smokes in bed.", "precautions": "Check the smoke alarm.", "source": "The ward"}
HANDOVER = {"practice": "Oak Surgery", "note": ""}


def on(name: str, *args: Any) -> str:
    return reverse(f"residents:{name}", args=args)


def version(record: Any) -> dict[str, str]:
    return {"version": record.updated_at.isoformat()}


PAGES: dict[str, Any] = {
    "record incident": lambda s: (
        on("incident_new", s.placement.pk),
        INCIDENT | date_of("happened_on", s.house.today),
    ),
    "correct incident": lambda s: (
        on("incident_correct", s.incident.pk),
        INCIDENT | date_of("happened_on", s.house.today) | version(s.incident),
    ),
    "close incident": lambda s: (
        on("incident_close", s.incident.pk),
        date_of("closed_on", s.house.today) | {"outcome": "Came back"},
    ),
    "reopen incident": lambda s: (on("incident_reopen", s.closed.pk), {}),
    "cancel incident": lambda s: (
        on("incident_cancel", s.incident.pk),
        why("Wrong person"),
    ),
    "raise alert": lambda s: (on("alert_new", s.placement.pk), ALERT),
    "correct alert": lambda s: (on("alert_correct", s.alert.pk), ALERT | version(s.alert)),
    "end alert": lambda s: (on("alert_end", s.alert.pk), {"reason": "Moved away"}),
    "cancel alert": lambda s: (on("alert_cancel", s.alert.pk), why("Wrong person")),
    "plan review": lambda s: (
        on("review_plan", s.placement.pk),
        date_of("held_on", s.house.today + dt.timedelta(days=7)) | {"kind": "medical", "invited": ["provider"]},
    ),
    "record review": lambda s: (
        on("review_new", s.placement.pk),
        date_of("held_on", s.house.ago(1))
        | {"kind": "joint", "invited": ["provider", "housing"], "attended": ["housing"], "summary": "Flat soon"},
    ),
    "hold review": lambda s: (
        on("review_hold", s.review.pk),
        date_of("held_on", s.house.today)
        | {"invited": ["provider", "clinical"], "attended": ["provider"], "summary": "Go on"}
        | version(s.review),
    ),
    "correct review": lambda s: (
        on("review_correct", s.review.pk),
        date_of("held_on", s.house.today + dt.timedelta(days=1))
        | {"kind": "risk", "invited": ["provider"]}
        | version(s.review),
    ),
    "cancel review": lambda s: (
        on("review_cancel", s.review.pk),
        why("Nobody could come"),
    ),
    "record handover": lambda s: (
        on("handover_new", s.placement.pk),
        HANDOVER | date_of("handed_over_on", s.house.today),
    ),
    "correct handover": lambda s: (
        on("handover_correct", s.handover.pk),
        HANDOVER
        | date_of("handed_over_on", s.house.ago(2))
        | date_of("appointment_on", s.house.today)
        | version(s.handover),
    ),
    "cancel handover": lambda s: (
        on("handover_cancel", s.handover.pk),
        why("Another person"),
    ),
}
INCIDENTS = [name for name in PAGES if "incident" in name]
ALERTS = [name for name in PAGES if "alert" in name]
SHARED = [name for name in PAGES if "review" in name or "handover" in name]
