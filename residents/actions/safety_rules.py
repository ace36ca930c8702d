"""Who may write about somebody's safety, within which dates, and what to do with a record that others write too."""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet

from beds.access import Role, Scope
from beds.acting import not_in_future
from beds.refusal import Refusal
from beds.taking_back import refuse_cancelled
from beds.wording import long_date
from residents.actions.guards import lock_placement
from residents.models import GpHandover, Incident, Placement, Review, RiskAlert

Kept = TypeVar("Kept", Incident, RiskAlert, Review, GpHandover)


def may_record_incidents(placement: Placement, scope: Scope) -> bool:
    """Whether this person works for the provider that has the resident, or had them last."""
    return scope.may_write_for(placement.service.provider_id)


def may_acknowledge(placement: Placement, scope: Scope) -> bool:
    """Whether this person's having read an alert is worth noting: that of those who work with the resident."""
    return scope.may_write_for(placement.service.provider_id)


def may_share(placement: Placement, scope: Scope) -> bool:
    """Whether this person writes of reviews and handovers: the provider, the commissioner, the ward of the referral."""
    return (
        scope.may_write_for(placement.service.provider_id)
        or scope.may_decide_for(placement.contract.commissioner_id)
        or scope.may_refer_for(placement.referral.ward_id)
    )


def may_raise_alerts(placement: Placement, scope: Scope) -> bool:
    """Whether this person tells others of a risk: as for reviews, and the commissioner's housing officer."""
    return may_share(placement, scope) or scope.may_house_for(placement.contract.commissioner_id)


def required_readers(providers: Any) -> QuerySet[Any]:
    """The users who must read the alerts about residents of these providers: their own workers, not those of a lead.

    `providers` are their ids, or the reference of an outer query to one.
    """
    which = "memberships__provider" if isinstance(providers, OuterRef) else "memberships__provider__in"
    return get_user_model().objects.filter(
        **{"is_active": True, "memberships__role": Role.PROVIDER_WORKER, which: providers}
    )


def permit(allowed: bool, who: str) -> None:  # noqa: FBT001 - reads as a sentence
    """Raise PermissionDenied, with the sentence `who`, for somebody who may not."""
    if not allowed:
        raise PermissionDenied(who)


def lock_record(record: Kept, *, cancelled_too: bool = False) -> tuple[Placement, Kept]:
    """The placement and the record as they are now, locked until the transaction ends. Refuses a cancelled one.

    `cancelled_too` is for cancelling, which may be sent twice.
    """
    placement = lock_placement(record.placement)
    fresh = type(record).objects.select_related("updated_by").get(pk=record.pk)
    fresh.placement = placement
    if not cancelled_too:
        refuse_cancelled(fresh)
    return placement, fresh


def during_stay(placement: Placement, day: dt.date, today: dt.date, what: str, field: str) -> None:
    """Refuse a day in the future, or outside the stay; the day of leaving belongs to it."""
    not_in_future(day, today, what, field)
    if day < placement.admitted_on:
        raise Refusal(
            f"{placement.resident} was admitted on {long_date(placement.admitted_on)}. "
            f"{what} must be that day or later.",
            field=field,
        )
    before_leaving(placement, day, what, field)


def since_referral(placement: Placement, day: dt.date, what: str, field: str) -> None:
    """Refuse a day before the person was referred, or after they left. It may be in the future."""
    referred = placement.referral.received_on
    if day < referred:
        raise Refusal(
            f"{placement.resident} was referred on {long_date(referred)}. {what} must be that day or later.",
            field=field,
        )
    before_leaving(placement, day, what, field)


def before_leaving(placement: Placement, day: dt.date, what: str, field: str) -> None:
    """Refuse a day after the resident left."""
    left = placement.discharged_on
    if left is not None and day > left:
        raise Refusal(
            f"{placement.resident} left on {long_date(left)}. {what} must be that day or earlier.", field=field
        )
