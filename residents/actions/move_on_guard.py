"""Who may write what about a person's way out, and until when."""

from __future__ import annotations

from typing import TypeVar, cast

from django.core.exceptions import PermissionDenied

from beds.access import Scope
from beds.refusal import Refusal
from beds.taking_back import refuse_cancelled
from beds.wording import long_date
from residents.models import HomeTrack, MoveOnApplication, MoveOnStep, Placement, Referral

Kept = TypeVar("Kept", MoveOnStep, MoveOnApplication, HomeTrack)

CLOSED = (Referral.Status.DECLINED, Referral.Status.WITHDRAWN, Referral.Status.REDIRECTED)
"""A referral that ended without a bed: its person's way out is no longer followed here."""


def may_write_move_on(referral: Referral, placement: Placement | None, scope: Scope) -> bool:
    """Whether this person may write plans, steps, applications and home tracks of a referral.

    The provider that has or had the person last, or was asked before that; the council and its housing officers; and
    the ward until the person has a bed. `placement` is the one in force, with its service, or None before admission.
    """
    return (
        scope.may_write_for(placement.service.provider_id if placement is not None else referral.provider_id)
        or may_challenge(referral, scope)
        or (placement is None and scope.may_refer_for(referral.ward_id))
    )


def may_challenge(referral: Referral, scope: Scope) -> bool:
    """Whether this person speaks for the council when a housing provider turns somebody down."""
    return scope.may_decide_for(referral.commissioner_id) or scope.may_house_for(referral.commissioner_id)


def placement_of(referral: Referral) -> Placement | None:
    """The placement in force of a referral, with its service and contract; None before admission."""
    return referral.placements.in_force().select_related("service", "contract").first()


def writable_move_on(referral: Referral, scope: Scope, *, beginning: bool = False) -> Referral:
    """The referral as it is now, locked until the transaction ends, for somebody who may write about the way out.

    Raises PermissionDenied, and `Refusal` for a referral that ended without a bed. After the person has left, what
    is open may still be brought to its end; `beginning` something new is refused.
    """
    rows = Referral.objects.select_for_update(of=("self",), no_key=True)
    fresh = rows.select_related("resident", "commissioner").get(pk=referral.pk)
    placement = placement_of(fresh)
    if not may_write_move_on(fresh, placement, scope):
        raise PermissionDenied("The way out is written by those who have, sent, house or pay for the person.")
    if fresh.status in CLOSED:
        raise Refusal(
            f"The referral of {fresh.resident} is {fresh.get_status_display().lower()}. Open it again before "
            "anything is entered about moving on."
        )
    if beginning and placement is not None and placement.discharged_on is not None:
        raise Refusal(
            f"{fresh.resident} left on {long_date(placement.discharged_on)}. Nothing new can be begun; what was open "
            "can still be brought to its end."
        )
    return fresh


def lock_record(record: Kept, scope: Scope, *, cancelled_too: bool = False) -> Kept:
    """A step, an application or a home track as it is now, locked with its referral. Refuses a cancelled one.

    `cancelled_too` is for cancelling, which may be sent twice.
    """
    referral = writable_move_on(record.referral, scope)
    fresh = cast("Kept", type(record).objects.select_related("updated_by").get(pk=record.pk))
    fresh.referral = referral
    if not cancelled_too:
        refuse_cancelled(fresh)
    return fresh


def for_the_council(referral: Referral, scope: Scope) -> None:
    """Raise PermissionDenied for anybody who does not speak for the council."""
    if not may_challenge(referral, scope):
        raise PermissionDenied("Only the council decides on challenging a rejection.")
