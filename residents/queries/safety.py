"""All that bears on one person's safety, on one page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from beds.access import Scope
from residents.actions.safety_rules import may_raise_alerts, may_record_incidents, may_share
from residents.models import GpHandover, Incident, Placement, Review, ReviewParty, RiskAlert
from residents.models.safety import of_concern
from residents.queries.alerts import StandingAlert, sees_workers, with_readers
from residents.queries.earlier_alerts import earlier_alerts
from residents.queries.names import names_of
from residents.queries.safety_events import EARLIER


@dataclass(frozen=True, slots=True)
class ReviewShown:
    """One review, with its parties in a fixed order."""

    review: Review
    parties: list[ReviewParty]
    is_overdue: bool
    """Whether its day is over and nobody has said that it was held."""

    @property
    def provider(self) -> ReviewParty | None:
        return next((row for row in self.parties if row.party == ReviewParty.Party.PROVIDER), None)

    @property
    def leaves_provider_out(self) -> bool:
        """Whether the step-down provider was not invited: what 001 (2.7) complains of."""
        return self.provider is None or not self.provider.invited

    @property
    def provider_came(self) -> bool:
        return self.provider is not None and bool(self.provider.attended)

    @property
    def invited(self) -> list[str]:
        return [row.get_party_display().lower() for row in self.parties if row.invited]

    @property
    def came(self) -> list[str]:
        return [row.get_party_display().lower() for row in self.parties if row.attended]

    @property
    def did_not_come(self) -> list[str]:
        return [row.get_party_display().lower() for row in self.parties if row.invited and row.attended is False]


@dataclass(frozen=True, slots=True)
class SafetyPage:
    """The whole page, as one person may see it."""

    placement: Placement
    name: str
    alerts: list[StandingAlert]
    past_alerts: list[RiskAlert]
    earlier_alerts: list[RiskAlert]
    """Those of earlier stays that nobody ended."""
    incidents: list[Incident]
    reviews: list[ReviewShown]
    handovers: list[GpHandover]
    sees_incidents: bool
    """Incidents are for the provider and the commissioner; a ward is not told of them here."""
    may_record_incidents: bool
    may_raise_alerts: bool
    may_share: bool

    @property
    def is_for_ward(self) -> bool:
        """Whether this person sees it only as the ward of the referral: the rest of the stay is not theirs."""
        return not self.sees_incidents

    @property
    def is_here(self) -> bool:
        return self.placement.cancelled_at is None and self.placement.discharged_on is None

    @property
    def handover(self) -> GpHandover | None:
        """The latest discharge to the GP of somebody who is here, for the banner."""
        return self.handovers[0] if self.handovers and self.is_here else None

    @property
    def to_read(self) -> int:
        """How many alerts this person must still read."""
        return sum(alert.to_read for alert in self.alerts)


def placement_of_concern(pk: int, scope: Scope) -> Placement | None:
    """A placement whose alerts and reviews are this person's business; None for any other."""
    placements = of_concern(scope).select_related(
        "resident", "contract", "service__provider", "referral__ward", "referral__resident"
    )
    return placements.filter(pk=pk).first()


def safety_page(placement: Placement, user: Any, scope: Scope, today: dt.date) -> SafetyPage:
    """What this person may see and do about one placement of `placement_of_concern`. A fixed number of queries."""
    counts = placement.cancelled_at is None
    alerts = list(
        RiskAlert.objects.within(scope)
        .in_force()
        .filter(placement=placement)
        .select_related("created_by")
        .order_by("level", "-raised_on", "-pk")
    )
    for alert in alerts:
        alert.placement = placement
    standing = [alert for alert in alerts if alert.ended_on is None]
    incidents = Incident.objects.within(scope).in_force().filter(placement=placement)
    handovers = GpHandover.objects.within(scope).in_force().filter(placement=placement)
    return SafetyPage(
        placement=placement,
        name=names_of([placement.resident_id], scope)[placement.resident_id],
        alerts=with_readers(standing, user, scope, earlier=True),
        past_alerts=[alert for alert in alerts if alert.ended_on is not None],
        earlier_alerts=earlier_alerts(placement, scope),
        incidents=list(incidents.select_related("created_by", "closed_by").prefetch_related(EARLIER)),
        reviews=_reviews(placement, scope, today),
        handovers=list(handovers.select_related("created_by")),
        sees_incidents=sees_workers(placement, scope),
        may_record_incidents=counts and may_record_incidents(placement, scope),
        may_raise_alerts=counts and may_raise_alerts(placement, scope),
        may_share=counts and may_share(placement, scope),
    )


def _reviews(placement: Placement, scope: Scope, today: dt.date) -> list[ReviewShown]:
    reviews = Review.objects.within(scope).in_force().filter(placement=placement)
    order = list(ReviewParty.Party.values)
    shown = []
    for review in reviews.select_related("created_by").prefetch_related("parties"):
        parties = sorted(review.parties.all(), key=lambda row: order.index(row.party))
        shown.append(ReviewShown(review, parties, is_overdue=not review.held and review.held_on < today))
    return shown
