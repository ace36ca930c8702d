"""The requests for a longer stay that a person may see: those that wait for an answer, and those that had one."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from beds.access import Scope
from beds.models.base import CancellableQuerySet
from beds.nights import Band, band
from residents.models import Extension, ExtensionRequest, OverstayReason, Placement

Decision = ExtensionRequest.Decision
GRANTED, REFUSED, WITHDRAWN = "granted", "refused", "withdrawn"
OUTCOMES = {
    GRANTED: Q(decision=Decision.GRANTED, cancelled_at=None),
    REFUSED: Q(decision=Decision.REFUSED, cancelled_at=None),
    WITHDRAWN: Q(cancelled_at__isnull=False),
}
WAITING = Q(decision=Decision.PENDING, cancelled_at=None, placement__cancelled_at=None)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request that waits for the commissioner, with what is needed to decide on it."""

    request: ExtensionRequest
    nights: int
    limit: int
    due: dt.date
    band: Band
    authorised_until: dt.date | None
    reasons: Sequence[OverstayReason]
    """What keeps the person from moving on, as far as it is not resolved."""
    waits: int
    """Days since it was asked."""
    may_decide: bool
    may_withdraw: bool


def waiting_requests(scope: Scope, today: dt.date) -> list[Waiting]:
    """Those that wait, the one asked first on top. Three queries."""
    requests = list(_visible(scope).filter(WAITING).order_by("created_at", "pk"))
    placements = [request.placement_id for request in requests]
    authorised: dict[int, dt.date] = {}
    for extension in Extension.objects.in_force().filter(placement__in=placements).order_by("until_date"):
        authorised[extension.placement_id] = extension.until_date
    reasons: dict[int, list[OverstayReason]] = defaultdict(list)
    for reason in OverstayReason.objects.in_force().filter(placement__in=placements, resolved_on=None):
        reasons[reason.placement_id].append(reason)
    return [
        _waiting(request, scope, today, authorised.get(request.placement_id), reasons.get(request.placement_id, []))
        for request in requests
    ]


def answered_requests(scope: Scope, outcome: str) -> CancellableQuerySet:
    """Those that were granted, refused or withdrawn; of one `outcome` only, or of all when it is empty."""
    of_any = OUTCOMES[GRANTED] | OUTCOMES[REFUSED] | OUTCOMES[WITHDRAWN]
    return _visible(scope).filter(OUTCOMES.get(outcome, of_any))


def authorised_until(placement: Placement) -> dt.date | None:
    """Until when the stay may go on as agreed so far; None when nothing was agreed. One query."""
    return max((extension.until_date for extension in placement.extensions.in_force()), default=None)


def _visible(scope: Scope) -> CancellableQuerySet:
    return ExtensionRequest.objects.within(scope).select_related(
        "placement__resident", "placement__contract", "placement__service__provider", "created_by", "decided_by",
        "updated_by", "extension",
    )  # fmt: skip


def _waiting(
    request: ExtensionRequest,
    scope: Scope,
    today: dt.date,
    authorised_until: dt.date | None,
    reasons: Sequence[OverstayReason],
) -> Waiting:
    placement = request.placement
    limit, nights = placement.contract.stay_limit_nights, placement.los_nights(today)
    return Waiting(
        request=request,
        nights=nights,
        limit=limit,
        due=placement.move_on_due,
        band=band(nights, limit),
        authorised_until=authorised_until,
        reasons=reasons,
        waits=max(0, (today - request.asked_on).days),
        may_decide=scope.may_decide_for(placement.contract.commissioner_id),
        may_withdraw=scope.may_write_for(placement.service.provider_id),
    )
