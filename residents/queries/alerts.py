"""Risk alerts: which stand, who has read them as they are now, and who is still to do so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from beds.access import Role, Scope
from residents.actions.safety_rules import may_acknowledge, may_raise_alerts, required_readers
from residents.models import AlertAcknowledgement, AlertWording, Placement, RiskAlert
from residents.models.safety import RiskAlertQuerySet
from residents.queries.names import names_of
from residents.queries.sliced import Sliced

ABOUT = ("placement__resident", "placement__service__provider", "placement__contract", "placement__referral")
SORTS = {
    "reference": "placement__resident__reference",
    "service": "placement__service__name",
    "level": "level",
    "raised_on": "raised_on",
}
"""What the standing alerts can be sorted by. The level sorts by its code: high comes before medium."""
HIGH_FIRST = "level"


@dataclass(frozen=True, slots=True)
class Reading:
    """One worker, by name, has read one wording."""

    worker: str
    acknowledgement: AlertAcknowledgement


@dataclass(frozen=True, slots=True)
class Earlier:
    """A wording that was replaced, and who had read it."""

    wording: AlertWording
    readings: list[Reading]


@dataclass(frozen=True, slots=True)
class StandingAlert:
    """An alert as one person sees it."""

    alert: RiskAlert
    name: str
    """The resident's; empty for those who need no names."""
    readings: list[Reading]
    """Whoever has read it as it is now, also those who need not."""
    required: int
    """How many workers must read it: those of the provider that has the resident now. None for one who has left."""
    missing: list[str]
    """Who of them has not, by name; to be shown where `shows_workers`."""
    earlier: list[Earlier]
    shows_workers: bool
    """Whether the provider's workers by name are for this person to see: they are not for a ward."""
    to_read: bool
    """Whether this person must still read it."""
    may_read: bool
    """Whether this person may say that they have read it, and has not yet."""
    may_change: bool

    @property
    def placement(self) -> Placement:
        return self.alert.placement

    @property
    def read(self) -> int:
        """How many of the required have read it."""
        return self.required - len(self.missing)


def to_acknowledge(user: Any, scope: Scope) -> list[RiskAlert]:
    """The alerts that this user must still read, high risks first. One query; each brings its resident and service."""
    return list(_unread_by(user, scope).select_related(*ABOUT).order_by("level", "-raised_on", "-pk"))


def unacknowledged_count(user: Any, scope: Scope) -> int:
    """How many alerts this user must still read. One query."""
    return _unread_by(user, scope).count()


def standing_alerts(placement: Placement, scope: Scope) -> list[RiskAlert]:
    """The alerts about one person, for `alert_banner.html`: none for those whom they do not concern. One query."""
    return list(RiskAlert.objects.within(scope).standing().filter(placement=placement).order_by("level", "-raised_on"))


def with_readers(alerts: Sequence[RiskAlert], user: Any, scope: Scope, *, earlier: bool = False) -> list[StandingAlert]:
    """Each alert with who has read it and who has not. Three queries, and one more for `earlier` wordings.

    The alerts bring what `ABOUT` names.
    """
    facts = _Facts(alerts, earlier=earlier)
    names = names_of([alert.placement.resident_id for alert in alerts], scope)
    return [facts.seen_by(alert, names[alert.placement.resident_id], user, scope) for alert in alerts]


@dataclass(frozen=True, slots=True)
class Choice:
    """Which standing alerts, and in what order. `read` is "yes" or "no" for "by everybody"; empty keeps all."""

    service: int | None = None
    read: str = ""
    sort: str = HIGH_FIRST


class StandingAlerts(Sliced[StandingAlert]):
    """The standing alerts about people who are here now, in order: count them, and take a slice with its readers."""

    def __init__(self, user: Any, scope: Scope, choice: Choice = Choice()) -> None:
        super().__init__()
        self.user, self.scope, self.choice = user, scope, choice

    def count(self) -> int:
        return self._alerts.count()

    def take(self, wanted: slice) -> list[StandingAlert]:
        column = SORTS[self.choice.sort.removeprefix("-")]
        order = f"-{column}" if self.choice.sort.startswith("-") else column
        alerts = self._alerts.select_related(*ABOUT).order_by(order, "-raised_on", "-pk")
        return with_readers(list(alerts[wanted]), self.user, self.scope)

    @property
    def _alerts(self) -> RiskAlertQuerySet:
        alerts = RiskAlert.objects.within(self.scope).of_residents()
        if self.choice.service:
            alerts = alerts.filter(placement__service=self.choice.service)
        if self.choice.read:
            alerts = alerts.filter(unread_by_somebody(yes=self.choice.read == "no"))
        return alerts


def unread_by_somebody(*, yes: bool = True) -> Q:
    """The alerts that some worker of the provider that has the resident has not read as they are now; or the others."""
    has_read = AlertAcknowledgement.objects.filter(
        user=OuterRef("pk"), alert=OuterRef(OuterRef("pk")), edition=OuterRef(OuterRef("edition"))
    )
    readers = required_readers(OuterRef("placement__service__provider")).filter(~Exists(has_read))
    unread = Q(Exists(readers))
    return unread if yes else ~unread


def _unread_by(user: Any, scope: Scope) -> RiskAlertQuerySet:
    read = AlertAcknowledgement.objects.filter(user=user, alert=OuterRef("pk"), edition=OuterRef("edition"))
    workplaces = user.memberships.filter(role=Role.PROVIDER_WORKER, provider__isnull=False).values("provider")
    alerts = RiskAlert.objects.within(scope).of_residents().filter(placement__service__provider__in=workplaces)
    return alerts.filter(~Exists(read))


class _Facts:
    """Who has read some alerts, and who must, read in one query a kind."""

    def __init__(self, alerts: Collection[RiskAlert], *, earlier: bool) -> None:
        self.readings: defaultdict[tuple[int, int], list[Reading]] = defaultdict(list)
        for one in AlertAcknowledgement.objects.filter(alert__in=alerts).select_related("user"):
            self.readings[one.alert_id, one.edition].append(Reading(str(one.user), one))
        self.workers: defaultdict[int, list[Any]] = defaultdict(list)
        providers = {alert.placement.service.provider_id for alert in alerts}
        for worker in required_readers(providers).annotate(works_for=F("memberships__provider")).order_by("email"):
            self.workers[worker.works_for].append(worker)
        self.wordings: defaultdict[int, list[AlertWording]] = defaultdict(list)
        if earlier:
            kept = AlertWording.objects.filter(alert__in=alerts).select_related("replaced_by").order_by("-edition")
            for wording in kept:
                self.wordings[wording.alert_id].append(wording)

    def seen_by(self, alert: RiskAlert, name: str, user: Any, scope: Scope) -> StandingAlert:
        placement = alert.placement
        provider = placement.service.provider_id
        readings = self.readings[alert.pk, alert.edition]
        have_read = {reading.acknowledgement.user_id for reading in readings}
        asked = alert.ended_on is None and placement.discharged_on is None and placement.cancelled_at is None
        workers = self.workers[provider] if asked else []
        missing = [worker for worker in workers if worker.pk not in have_read]
        return StandingAlert(
            alert=alert,
            name=name,
            readings=readings,
            required=len(workers),
            missing=[str(worker) for worker in missing],
            earlier=[Earlier(wording, self.readings[alert.pk, wording.edition]) for wording in self.wordings[alert.pk]],
            shows_workers=sees_workers(placement, scope),
            to_read=any(worker.pk == user.pk for worker in missing),
            may_read=asked and user.pk not in have_read and may_acknowledge(placement, scope),
            may_change=placement.cancelled_at is None and may_raise_alerts(placement, scope),
        )


def sees_workers(placement: Placement, scope: Scope) -> bool:
    """Whether who works with a resident is for this person to know: as of the provider, or the commissioner."""
    return (
        scope.everything
        or placement.service.provider_id in scope.providers
        or placement.contract.commissioner_id in scope.commissioners
    )
