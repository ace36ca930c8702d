"""Admissions without a move-on plan or a worker: why each could not wait, and since when it lacks nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from beds.access import Scope
from residents.models import OverrideTakenBack, Placement


@dataclass(frozen=True, slots=True)
class Override:
    """One admission that could not wait. `since` is when plan and worker were both known, where that was noted."""

    placement: Placement
    missing: list[str]
    since: dt.date | None
    days: int | None
    """Days from the admission until nothing was missing, or until today; None where that was not noted."""
    taken_back: OverrideTakenBack | None = None
    """What was said of an emergency that was none, and why it was entered; None where it stands."""

    @property
    def resident(self) -> str:
        return self.placement.resident.reference

    @property
    def reason(self) -> str:
        """Why, in the words of the list."""
        return self._said.get_override_code_display() or self._said.override_reason

    @property
    def words(self) -> str:
        """What the writer added; empty where the list said it all."""
        return "" if self._said.override_reason == self.reason else self._said.override_reason

    @property
    def _said(self) -> Placement | OverrideTakenBack:
        return self.taken_back or self.placement

    @property
    def entered_by(self) -> str:
        return str(self.placement.created_by or "")

    @property
    def sort_since(self) -> tuple[bool, dt.date]:
        """Those that still lack something first."""
        return not self.missing, self.since or dt.date.min


def overrides(scope: Scope, today: dt.date) -> list[Override]:
    """The admissions in scope that could not wait, also where that was taken back, the latest first. Two queries."""
    taken_back = OverrideTakenBack.objects.select_related("created_by")
    rows = (
        Placement.objects.within(scope)
        .in_force()
        .filter(~Q(override_reason="") | Exists(taken_back.filter(placement=OuterRef("pk"))))
    )
    rows = rows.select_related("resident", "service__provider", "referral", "created_by")
    rows = rows.prefetch_related(Prefetch("overrides_taken_back", taken_back))
    return [_override(row, today) for row in rows.order_by("-admitted_on", "-pk")]


def _override(placement: Placement, today: dt.date) -> Override:
    if not placement.override_reason:
        return Override(placement, [], None, None, list(placement.overrides_taken_back.all())[-1])
    referral = placement.referral
    wanted = (("move-on plan", referral.move_on_plan), ("allocated worker", referral.allocated_worker))
    missing = [what for what, value in wanted if not value.strip()]
    moment = referral.complete_since
    since = timezone.localtime(moment).date() if moment else None
    end = placement.left_by(today) or today if missing else since
    days = None if end is None else max(0, (end - placement.admitted_on).days)
    return Override(placement, missing, since, days)
