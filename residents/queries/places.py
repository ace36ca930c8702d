"""Where a ward may send people: the providers that hold a contract for step-down beds, or whose beds are in one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from beds.access import Scope
from beds.models import Commissioner, Contract, ContractBed, Provider, Service
from residents.models import Ward


@dataclass(frozen=True, slots=True)
class Place:
    """A provider under a contract of a commissioner. `key` names the pair in a form."""

    commissioner: Commissioner
    provider: Provider

    @property
    def key(self) -> str:
        return f"{self.commissioner.pk}-{self.provider.pk}"


def _in_force(today: dt.date) -> tuple[QuerySet[Contract], QuerySet[ContractBed]]:
    """The contracts and the beds by which a provider takes referrals; step-up is no place to leave a ward for.

    A bed counts also before its first night in the contract: whoever is referred today arrives later.
    """
    step_down = Service.Kind.STEP_DOWN
    contracts = Contract.objects.on(today)
    beds = ContractBed.objects.filter(contract__in=contracts, until_date__gt=today, bed__service__kind=step_down)
    own = Service.objects.filter(provider=OuterRef("provider"), kind=step_down)
    return contracts.filter(Exists(own) | Exists(beds.filter(contract=OuterRef("pk")))), beds


def takes_referrals(commissioner: Commissioner, provider: Provider, today: dt.date) -> bool:
    """Whether people may be referred to this provider for this commissioner today.

    It holds a contract for step-down beds, or one of its step-down beds is in a contract, such as its lead's.
    """
    contracts, beds = _in_force(today)
    held = contracts.filter(commissioner=commissioner, provider=provider)
    return held.exists() or beds.filter(contract__commissioner=commissioner, bed__service__provider=provider).exists()


def places_for(scope: Scope, today: dt.date) -> list[Place]:
    """Where this person may send a referral, by commissioner.

    For a ward: its commissioners' providers. For those who enter one on behalf of a ward: their own. Three queries.
    """
    contracts, beds = _in_force(today)
    if scope.everything:
        return _places(contracts, beds)
    commissioners = Commissioner.objects.filter(Q(wards__in=scope.wards) | Q(pk__in=scope.decides_for)).values("pk")
    return _places(
        contracts.filter(Q(commissioner__in=commissioners) | Q(provider__in=scope.writes_for)),
        beds.filter(Q(contract__commissioner__in=commissioners) | Q(bed__service__provider__in=scope.writes_for)),
    )


def places_of(commissioner: Commissioner, today: dt.date) -> list[Place]:
    """The providers to whom this commissioner's people may be referred. Three queries."""
    contracts, beds = _in_force(today)
    return _places(contracts.filter(commissioner=commissioner), beds.filter(contract__commissioner=commissioner))


def _places(contracts: QuerySet[Contract], beds: QuerySet[ContractBed]) -> list[Place]:
    held = contracts.order_by().values_list("commissioner", "provider")
    in_one = beds.order_by().values_list("contract__commissioner", "bed__service__provider")
    pairs = list(held.union(in_one))
    commissioners = Commissioner.objects.in_bulk({pair[0] for pair in pairs})
    providers = Provider.objects.in_bulk({pair[1] for pair in pairs})
    places = [Place(commissioners[buyer], providers[provider]) for buyer, provider in pairs]
    return sorted(places, key=lambda place: (place.commissioner.name, place.provider.name))


def wards_to_refer_from(scope: Scope) -> QuerySet[Ward]:
    """The wards for which this person may enter a referral."""
    wards = Ward.objects.within(scope)
    if scope.everything or scope.writes_for or scope.decides_for:
        return wards
    return wards.filter(pk__in=scope.wards)


def may_enter_referrals(scope: Scope) -> bool:
    """Whether this person refers from a ward, or may enter a referral on behalf of one."""
    return bool(scope.everything or scope.wards or scope.writes_for or scope.decides_for)
