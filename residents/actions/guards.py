"""What the actions on a placement ask first: is it there, may this person write it, has nobody else just done so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied

from beds.access import Scope
from beds.acting import unchanged_since
from beds.models import Bed
from beds.refusal import Refusal
from residents.models import Placement


def lock_placement(placement: Placement, version: dt.datetime | None = None) -> Placement:
    """The placement as it is now, locked until the transaction ends. Refuses a cancelled or a changed one.

    Its referral is locked with it. Every action locks placement and referral before any bed, and beds by id.
    """
    rows = Placement.objects.select_for_update(of=("self", "referral"), no_key=True)
    fresh = rows.select_related(
        "resident", "contract__commissioner", "service__provider", "referral", "updated_by"
    ).get(pk=placement.pk)
    if fresh.cancelled_at is not None:
        raise Refusal(f"The placement of {fresh.resident} was cancelled: {fresh.cancelled_reason}.")
    unchanged_since(fresh, version)
    return fresh


def writable_placement(placement: Placement, scope: Scope, version: dt.datetime | None = None) -> Placement:
    """The placement, locked, for somebody who may write for the provider that has the resident."""
    fresh = lock_placement(placement, version)
    may_write(fresh.service.provider_id, scope)
    return fresh


def may_write(provider_id: int, scope: Scope) -> None:
    """Raise PermissionDenied for somebody who does not work for this provider."""
    if not scope.may_write_for(provider_id):
        raise PermissionDenied("You can only change the records of your own services.")


def may_use(bed: Bed, scope: Scope) -> None:
    """Raise PermissionDenied for a bed of a provider that this person does not work for."""
    may_write(bed.service.provider_id, scope)


def may_rewrite(beds: Iterable[Bed], scope: Scope) -> None:
    """Refuse to change nights that somebody who is here now had with another provider."""
    if not all(scope.may_write_for(bed.service.provider_id) for bed in beds):
        raise Refusal("These nights were with another provider. Ask them or the commissioner to correct them.")
