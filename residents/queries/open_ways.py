"""Whose way out is still followed, who has none, and whose home is ready: the same for every list that asks."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from beds.access import Scope
from beds.wording import long_date
from residents.actions.move_on_guard import CLOSED
from residents.models import ApplicationStage, Discharge, HomeTrack, MoveOnApplication, MoveOnPlan, Placement
from residents.models.placements import PlacementQuerySet
from residents.models.referrals import ReferralQuerySet

Stage = MoveOnApplication.Stage
LEADS_TO_A_HOME = (*MoveOnApplication.OPEN_STAGES, Stage.CHALLENGED, Stage.MOVED)
"""The stages of an application that may lead to a home, or has."""


def followed(referrals: ReferralQuerySet) -> ReferralQuerySet:
    """Without those that ended without a bed, and those of people who have left: nothing can be begun for them."""
    left = Placement.objects.in_force().filter(discharged_on__isnull=False, referral=OuterRef("pk"))
    return referrals.exclude(status__in=CLOSED).exclude(Exists(left))


def without_way_out(scope: Scope, today: dt.date) -> PlacementQuerySet:
    """Who is here with neither an application that may lead to a home, nor repairs that are open, nor a home ready."""
    applications = _of_theirs(MoveOnApplication).filter(stage__in=LEADS_TO_A_HOME)
    here = Placement.objects.within(scope).open_on(today).exclude(Exists(applications) | Exists(_open_repairs()))
    return here.exclude(_is_ready())


def with_home_ready(scope: Scope, today: dt.date) -> PlacementQuerySet:
    """Who is still here although their own home is repaired, or an application says that they have moved.

    Each brings `repaired_on`, `moved_on` and `moved_to` (the housing provider), as far as there are any.
    """
    moved = _of_theirs(MoveOnApplication).filter(stage=Stage.MOVED)
    stages = ApplicationStage.objects.filter(
        stage=Stage.MOVED,
        undoes=None,
        application__stage=Stage.MOVED,
        application__cancelled_at=None,
        application__referral=OuterRef("referral"),
    )
    return (
        Placement.objects.within(scope)
        .open_on(today)
        .filter(_is_ready())
        .annotate(
            repaired_on=Subquery(_repairs_done().order_by("-done_on").values("done_on")[:1]),
            moved_on=Subquery(stages.order_by("-pk").values("on")[:1]),
            moved_to=Subquery(moved.order_by("-pk").values("housing_provider")[:1]),
        )
    )


def why_ready(placement: Placement) -> str:
    """Which home is ready, and since when: of somebody found `with_home_ready`."""
    moved_to, moved_on, repaired_on = (getattr(placement, name) for name in ("moved_to", "moved_on", "repaired_on"))
    if moved_to:
        on = f" on {long_date(moved_on)}" if moved_on else ""
        return f"The application to {moved_to} says that they moved{on}"
    return f"Repairs to own home were finished on {long_date(repaired_on)}"


def _is_ready() -> Q:
    moved = _of_theirs(MoveOnApplication).filter(stage=Stage.MOVED)
    # a finished home is the way out only of those whose plan names no other place (as in `WayOut.leads_home`)
    elsewhere = MoveOnPlan.objects.filter(referral=OuterRef("referral")).exclude(
        goal__in=("", Discharge.Destination.HOME)
    )
    home = Q(Exists(_repairs_done())) & ~Q(Exists(_open_repairs())) & ~Q(Exists(elsewhere))
    return Q(Exists(moved)) | home


def _open_repairs() -> QuerySet[HomeTrack]:
    return _of_theirs(HomeTrack).filter(kind=HomeTrack.Kind.REPAIRS, done_on=None)


def _repairs_done() -> QuerySet[HomeTrack]:
    return _of_theirs(HomeTrack).filter(kind=HomeTrack.Kind.REPAIRS, done_on__isnull=False)


def _of_theirs(model: Any) -> Any:
    """Rows in force of the referral of a placement that is asked for."""
    return model.objects.in_force().filter(referral=OuterRef("referral"))
