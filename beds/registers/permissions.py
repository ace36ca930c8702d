"""Who keeps the registers: the commissioner's deciders everything, a provider's workers what is their own.

Each check raises PermissionDenied; its `can_` question says beforehand whether it would. Who may choose a pair that
does not fit is told so by `Refusal`.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet

from beds.access import Scope
from beds.models import Bed, Commissioner, Provider, Service
from beds.refusal import Refusal


def buyers(provider_ids: frozenset[int] | set[int]) -> QuerySet[Commissioner]:
    """The commissioners that have, or had, a contract with one of these providers, or for a bed of theirs."""
    return Commissioner.objects.buying_from(provider_ids)


def can_keep_post(commissioner_id: int, provider_id: int | None, scope: Scope) -> bool:
    """Whether this person keeps this post: the commissioner's deciders, and the workers of the provider that has it."""
    if scope.may_decide_for(commissioner_id):
        return True
    return provider_id is not None and scope.may_write_for(provider_id)


def may_keep_post(commissioner_id: int, provider_id: int | None, scope: Scope) -> None:
    """Refuse anybody else."""
    if not can_keep_post(commissioner_id, provider_id, scope):
        raise PermissionDenied("You can only change the posts of your own organisation.")


def commissioner_buys(commissioner: Commissioner, provider: Provider | None, scope: Scope) -> None:
    """Raise `Refusal` when a worker names a commissioner that has nothing to do with the provider.

    A worker of several providers is offered the commissioners of all of them.
    """
    if provider is None or scope.may_decide_for(commissioner.pk):
        return
    if not buyers({provider.pk}).filter(pk=commissioner.pk).exists():
        raise Refusal(
            f"{commissioner} has no contract with {provider}. Choose a commissioner that buys from {provider}, or "
            "another provider.",
            field="commissioner",
        )


def may_keep_agreement(commissioner_id: int, scope: Scope) -> None:
    """Refuse anybody but the commissioner's deciders."""
    if not scope.may_decide_for(commissioner_id):
        raise PermissionDenied("Only the commissioner keeps the register of agreements.")


def nameable(scope: Scope) -> QuerySet[Service]:
    """The services for which this person says who is responsible: its workers, and its commissioners' deciders."""
    if scope.everything:
        return Service.objects.all()
    bought = Bed.objects.filter(service=OuterRef("pk"), contract_beds__contract__commissioner__in=scope.decides_for)
    return Service.objects.filter(Q(provider__in=scope.writes_for) | Exists(bought))


def may_name(service: Service, scope: Scope) -> None:
    """Refuse anybody who may not."""
    if not nameable(scope).filter(pk=service.pk).exists():
        raise PermissionDenied("Only the provider and the commissioner of a service say who is responsible.")
