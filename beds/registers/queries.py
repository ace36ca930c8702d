"""What the pages of the registers show."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Model, Q, QuerySet, TextChoices

from beds.access import Role, Scope
from beds.models import Agreement, Bed, Post, Provider, Responsibility, Service
from beds.models.base import IN_FORCE
from beds.registers.permissions import can_keep_post, nameable

ENDING_SOON_DAYS = 90
"""DOMAIN, section 6, workforce: a post or an agreement that ends within so many days is worth a tag."""


class State(TextChoices):
    """Which posts or agreements a list is narrowed to."""

    STANDING = "standing", "Not ended"
    ENDING = "ending", f"Ending within {ENDING_SOON_DAYS} days"
    VACANT = "vacant", "Vacant"
    ENDED = "ended", "Ended"


@dataclass(frozen=True, slots=True)
class Ending:
    """How far off an end is on the morning of `as_at`; `on` is empty where none is agreed."""

    on: dt.date | None
    as_at: dt.date

    @property
    def days_left(self) -> int | None:
        return None if self.on is None else (self.on - self.as_at).days

    @property
    def is_over(self) -> bool:
        return self.days_left is not None and self.days_left <= 0

    @property
    def is_soon(self) -> bool:
        return self.days_left is not None and 0 < self.days_left <= ENDING_SOON_DAYS


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post on the morning of `as_at`, and whether this reader keeps it."""

    post: Post
    as_at: dt.date
    may_change: bool

    @property
    def ending(self) -> Ending:
        return Ending(self.post.until_date, self.as_at)

    @property
    def is_vacant(self) -> bool:
        return self.post.is_vacant(self.as_at)

    @property
    def until_order(self) -> dt.date:
        """The end, for sorting: a post without one comes last."""
        return self.post.until_date or dt.date.max

    @property
    def vacant_order(self) -> dt.date:
        """Since when it is vacant, for sorting: filled ones come last."""
        return self.post.vacant_since or dt.date.max


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """An agreement on the morning of `as_at`, and whether this reader keeps it."""

    agreement: Agreement
    as_at: dt.date
    may_change: bool

    @property
    def ending(self) -> Ending:
        return Ending(self.agreement.until_date, self.as_at)

    @property
    def until_order(self) -> dt.date:
        """The end, for sorting: an agreement without one comes last."""
        return self.agreement.until_date or dt.date.max

    @property
    def with_whom(self) -> str:
        return str(self.agreement.provider) if self.agreement.provider else "All providers"


Row = TypeVar("Row", bound=Model)


def posts_within(scope: Scope) -> QuerySet[Post]:
    """The posts this person may see, cancelled ones too, with all that a row shows."""
    return Post.objects.within(scope).select_related("commissioner", "provider", "service", "updated_by")


def agreements_within(scope: Scope) -> QuerySet[Agreement]:
    """The agreements this person may see, cancelled ones too, with all that a row shows.

    One with all providers is for each that has a contract with the commissioner.
    """
    agreements = Agreement.objects.select_related("commissioner", "provider", "updated_by")
    if scope.everything:
        return agreements
    with_all = Q(provider=None, commissioner__contracts__provider__in=scope.providers)
    seen = Agreement.objects.filter(with_all).values("pk")
    return agreements.filter(Q(pk__in=Agreement.objects.within(scope).values("pk")) | Q(pk__in=seen))


def _in_state(rows: QuerySet[Row], state: str, as_at: dt.date) -> QuerySet[Row]:
    """Those in that state, without what was cancelled."""
    rows = rows.filter(IN_FORCE)
    over = Q(until_date__lte=as_at)
    soon = Q(until_date__lte=as_at + dt.timedelta(days=ENDING_SOON_DAYS))
    if state == State.ENDED:
        return rows.filter(over)
    if state == State.ENDING:
        return rows.filter(~over & soon)
    if state == State.VACANT:
        return rows.exclude(over).filter(vacant_since__lte=as_at)
    return rows.exclude(over)


def posts_list(scope: Scope, as_at: dt.date, state: str = "", provider: Provider | None = None) -> list[PostRow]:
    """The posts in one state, of one provider or of all; the first to end comes first."""
    posts = posts_within(scope)
    return _posts_in_order(posts.filter(provider=provider) if provider else posts, scope, as_at, state)


def agreements_list(scope: Scope, as_at: dt.date, state: str = "", kind: str = "") -> list[AgreementRow]:
    """The agreements in one state, of one kind or of all; the first to run out comes first."""
    agreements = agreements_within(scope)
    return _agreements_in_order(agreements.filter(kind=kind) if kind else agreements, scope, as_at, state)


def _posts_in_order(posts: QuerySet[Post], scope: Scope, as_at: dt.date, state: str) -> list[PostRow]:
    rows = [
        PostRow(post, as_at, can_keep_post(post.commissioner_id, post.provider_id, scope))
        for post in _in_state(posts, state, as_at)
    ]
    return sorted(rows, key=lambda row: (row.until_order, str(row.post)))


def _agreements_in_order(
    agreements: QuerySet[Agreement], scope: Scope, as_at: dt.date, state: str
) -> list[AgreementRow]:
    rows = [
        AgreementRow(each, as_at, scope.may_decide_for(each.commissioner_id))
        for each in _in_state(agreements, state, as_at)
    ]
    return sorted(rows, key=lambda row: (row.until_order, str(row.agreement)))


# Who is responsible for what -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Duty:
    """One area of a service, and who answers for it; None or an empty `who` when nobody does."""

    area: str
    label: str
    named: Responsibility | None

    @property
    def is_empty(self) -> bool:
        return self.named is None or not self.named.who


@dataclass(frozen=True, slots=True)
class ServiceDuties:
    """Every area of one service, and whether this reader may name somebody."""

    service: Service
    duties: list[Duty]
    may_name: bool

    @property
    def gaps(self) -> int:
        """Areas for which nobody is named."""
        return sum(duty.is_empty for duty in self.duties)


def services_within(scope: Scope) -> QuerySet[Service]:
    """The services this person may see, by name."""
    return Service.objects.within(scope).select_related("provider__lead").order_by("name", "pk")


def services_with_gaps(scope: Scope) -> QuerySet[Service]:
    """Those where somebody is missing for at least one area."""
    named = Responsibility.objects.exclude(who="").values("service").order_by()
    full: list[int] = []
    counts: dict[int, int] = defaultdict(int)
    for pk in named.filter(service__in=services_within(scope)).values_list("service", flat=True):
        counts[pk] += 1
        if counts[pk] == len(Responsibility.Area.values):
            full.append(pk)
    return services_within(scope).exclude(pk__in=full)


def duties_of(services: Iterable[Service], scope: Scope) -> list[ServiceDuties]:
    """Who answers for what in each of these services. Two queries."""
    services = list(services)
    named = {(each.service_id, each.area): each for each in Responsibility.objects.filter(service__in=services)}
    may = set(nameable(scope).filter(pk__in=[service.pk for service in services]).values_list("pk", flat=True))
    return [
        ServiceDuties(
            service,
            [Duty(area, label, named.get((service.pk, area))) for area, label in Responsibility.Area.choices],
            service.pk in may,
        )
        for service in services
    ]


# Lead providers ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ProviderRow:
    """A provider, who leads it, whom it leads, and who signs in to report for it."""

    provider: Provider
    partners: list[Provider]
    own: list[str]
    of_lead: list[str]

    @property
    def lead_order(self) -> str:
        """The name of whoever leads, so that sorting puts partners below their lead provider."""
        return f"{self.provider.lead or self.provider} {self.provider.lead is not None:d} {self.provider}"


def providers_list(scope: Scope) -> list[ProviderRow]:
    """The providers this person may see, and their partners; a lead provider stands before its partners.

    Three queries. Only those who write count as reporting: readers change nothing.
    """
    seen = Provider.objects.within(scope)
    providers = list(Provider.objects.filter(Q(pk__in=seen) | Q(lead__in=seen)).select_related("lead"))
    writers = _writers({provider.pk for provider in providers} | {provider.lead_id for provider in providers})
    partners: dict[int | None, list[Provider]] = defaultdict(list)
    for partner in Provider.objects.filter(lead__in=[provider.pk for provider in providers]):
        partners[partner.lead_id].append(partner)
    rows = [
        ProviderRow(each, partners[each.pk], writers[each.pk], writers[each.lead_id] if each.lead_id else [])
        for each in providers
    ]
    return sorted(rows, key=lambda row: row.lead_order)


def _writers(providers: set[int | None]) -> dict[int | None, list[str]]:
    """The names of those who write for each provider, read from below the accounts: by the name of the relation."""
    person = ("memberships__user__first_name", "memberships__user__last_name", "memberships__user__email")
    rows = (
        Provider.objects.filter(
            pk__in=providers, memberships__role=Role.PROVIDER_WORKER.value, memberships__user__is_active=True
        )
        .order_by(*person)
        .values_list("pk", *person)
    )
    writers: dict[int | None, list[str]] = defaultdict(list)
    for pk, first, last, email in rows:
        writers[pk].append(f"{first} {last}".strip() or email)
    return writers


# The page of a service ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ServicePage:
    """All that the page of one service shows on the morning of `as_at`."""

    service: Service
    as_at: dt.date
    beds: list[Bed]
    duties: ServiceDuties
    posts: list[PostRow]
    agreements: list[AgreementRow]

    @property
    def beds_in_use(self) -> int:
        """Beds that are there tonight."""
        return sum(self.as_at in bed.period for bed in self.beds)


def service_page(scope: Scope, pk: int, as_at: dt.date) -> ServicePage:
    """The service as at a morning. Raises Service.DoesNotExist outside the scope.

    Its posts are those in it; its agreements those with its provider, with that one's lead, or with all providers.
    """
    service = services_within(scope).get(pk=pk)
    parties = [service.provider_id, *([service.provider.lead_id] if service.provider.lead_id else [])]
    buyers = Q(commissioner__contracts__contract_beds__bed__service=service)
    with_all = Agreement.objects.filter(buyers, provider=None).values("pk")
    agreements = agreements_within(scope).filter(Q(provider__in=parties) | Q(pk__in=with_all))
    (duties,) = duties_of([service], scope)
    return ServicePage(
        service=service,
        as_at=as_at,
        beds=list(service.beds.order_by("label")),
        duties=duties,
        posts=_posts_in_order(posts_within(scope).filter(service=service), scope, as_at, State.STANDING),
        agreements=_agreements_in_order(agreements, scope, as_at, State.STANDING),
    )
