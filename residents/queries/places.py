"""Where a ward may send people: the providers that hold a contract for step-down beds."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from beds.access import Scope
from beds.models import Commissioner, Contract, Provider, Service
from residents.models import Ward


@dataclass(frozen=True, slots=True)
class Place:
    """A provider under a contract of a commissioner. `key` names the pair in a form."""

    commissioner: Commissioner
    provider: Provider

    @property
    def key(self) -> str:
        return f"{self.commissioner.pk}-{self.provider.pk}"


def _in_force(today: dt.date) -> QuerySet[Contract]:
    """Contracts in force of providers that run a step-down service; step-up is no place to leave a ward for."""
    step_down = Service.objects.filter(provider=OuterRef("provider"), kind=Service.Kind.STEP_DOWN)
    return Contract.objects.on(today).filter(Exists(step_down))


def takes_referrals(commissioner: Commissioner, provider: Provider, today: dt.date) -> bool:
    """Whether people may be referred to this provider for this commissioner today."""
    return _in_force(today).filter(commissioner=commissioner, provider=provider).exists()


def places_for(scope: Scope, today: dt.date) -> list[Place]:
    """Where this person may send a referral, by commissioner.

    For a ward: its commissioners' providers. For those who enter one on behalf of a ward: their own. One query.
    """
    contracts = _in_force(today)
    if not scope.everything:
        contracts = contracts.filter(
            Q(commissioner__wards__in=scope.wards)
            | Q(commissioner__in=scope.decides_for)
            | Q(provider__in=scope.writes_for)
        )
    return _places(contracts)


def places_of(commissioner: Commissioner, today: dt.date) -> list[Place]:
    """The providers to whom this commissioner's people may be referred. One query."""
    return _places(_in_force(today).filter(commissioner=commissioner))


def _places(contracts: QuerySet[Contract]) -> list[Place]:
    rows = contracts.select_related("commissioner", "provider").order_by("commissioner__name", "provider__name")
    pairs = {(row.commissioner_id, row.provider_id): Place(row.commissioner, row.provider) for row in rows}
    return list(pairs.values())


def wards_to_refer_from(scope: Scope) -> QuerySet[Ward]:
    """The wards for which this person may enter a referral."""
    wards = Ward.objects.within(scope)
    if scope.everything or scope.writes_for or scope.decides_for:
        return wards
    return wards.filter(pk__in=scope.wards)


def may_enter_referrals(scope: Scope) -> bool:
    """Whether this person refers from a ward, or may enter a referral on behalf of one."""
    return bool(scope.everything or scope.wards or scope.writes_for or scope.decides_for)
