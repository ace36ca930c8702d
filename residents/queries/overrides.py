"""Admissions without a move-on plan or a worker: why each could not wait, and since when it lacks nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from beds.access import Scope
from residents.models import Placement


@dataclass(frozen=True, slots=True)
class Override:
    """One admission that could not wait. `since` is when plan and worker were both known, where that was noted."""

    placement: Placement
    missing: list[str]
    since: dt.date | None
    days: int | None
    """Days from the admission until nothing was missing, or until today; None where that was not noted."""

    @property
    def resident(self) -> str:
        return self.placement.resident.reference

    @property
    def reason(self) -> str:
        """Why, in the words of the list."""
        return self.placement.get_override_code_display() or self.placement.override_reason

    @property
    def words(self) -> str:
        """What the writer added; empty where the list said it all."""
        return "" if self.placement.override_reason == self.reason else self.placement.override_reason

    @property
    def entered_by(self) -> str:
        return str(self.placement.created_by or "")

    @property
    def sort_since(self) -> tuple[bool, dt.date]:
        """Those that still lack something first."""
        return not self.missing, self.since or dt.date.min


def overrides(scope: Scope, today: dt.date) -> list[Override]:
    """The admissions in scope that could not wait, the latest first. One query."""
    rows = Placement.objects.within(scope).in_force().exclude(override_reason="")
    rows = rows.select_related("resident", "service__provider", "referral", "created_by")
    return [_override(row, today) for row in rows.order_by("-admitted_on", "-pk")]


def _override(placement: Placement, today: dt.date) -> Override:
    referral = placement.referral
    wanted = (("move-on plan", referral.move_on_plan), ("allocated worker", referral.allocated_worker))
    missing = [what for what, value in wanted if not value.strip()]
    moment = referral.complete_since
    since = timezone.localtime(moment).date() if moment else None
    end = placement.left_by(today) or today if missing else since
    days = None if end is None else max(0, (end - placement.admitted_on).days)
    return Override(placement, missing, since, days)
