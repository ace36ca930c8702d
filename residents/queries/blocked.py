"""Why somebody's way out does not move, as at a morning: what was rejected, has no date, or waits too long."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q

from beds.access import Scope
from beds.nights import CRITICAL_AFTER, PROLONGED_AFTER, Band
from residents.models import HomeTrack, MoveOnApplication, OverstayReason
from residents.models.move_on import Owner

STUCK_AFTER = dt.timedelta(days=14)
"""A reason that holds longer than this has seen two meetings, and whoever is to act has not moved."""
DATELESS_AFTER = dt.timedelta(days=7)
"""Work on a home that is without a date for longer than this has seen one meeting."""

Stage = MoveOnApplication.Stage
LONG = {Band.PROLONGED: PROLONGED_AFTER, Band.CRITICAL: CRITICAL_AFTER}
"""After how many nights a stay of these bands is long."""
GOING_ON = (*MoveOnApplication.OPEN_STAGES, Stage.CHALLENGED, Stage.MOVED)
"""While another application stands here, a rejection blocks nobody."""


@dataclass(frozen=True, slots=True)
class WaysOut:
    """What is recorded of the ways out of some people, by placement or referral, as at a morning."""

    day: dt.date
    reasons: dict[int, list[OverstayReason]]
    applications: dict[int, list[tuple[MoveOnApplication, str, bool]]]
    """By referral: each application, its stage that morning, and whether it was a rejection that stands."""
    tracks: dict[int, list[HomeTrack]]

    def why_blocked(self, placement: int, referral: int, band: Band) -> list[str]:
        """The reasons in words, none for somebody who is not blocked."""
        why = [*self._rejected(referral), *self._without_date(referral), *self._stuck(placement)]
        # a long stay is blocked whatever is said of it; where nothing is, that alone is said
        return why or ([f"Past {LONG[band]} nights"] if band in LONG else [])

    def _stuck(self, placement: int) -> Iterator[str]:
        for reason in self.reasons[placement]:
            days = (self.day - reason.since).days
            if days >= STUCK_AFTER.days:
                yield f"{reason.get_owner_display()} has not moved for {days} days"

    def _rejected(self, referral: int) -> Iterator[str]:
        applications = self.applications[referral]
        if any(stage in GOING_ON for _, stage, _ in applications):
            return
        for application, stage, stands in applications:
            if stage == Stage.REJECTED and not stands:
                yield f"Rejected by {application.housing_provider}: not challenged yet"

    def _without_date(self, referral: int) -> Iterator[str]:
        for track in self.tracks[referral]:
            if track.booked_for is None and self.day - track.reported_on >= DATELESS_AFTER:
                yield f"{track.get_kind_display()}: no date yet from {track.officer or Owner.HOUSING.label.lower()}"


def ways_out(scope: Scope, placements: Collection[int], referrals: Collection[int], day: dt.date) -> WaysOut:
    """What is recorded of these people's ways out as at the morning of `day`. Four queries."""
    unresolved = Q(resolved_on=None) | Q(resolved_on__gt=day)
    reasons = OverstayReason.objects.within(scope).in_force().filter(unresolved, placement__in=placements)
    applications = MoveOnApplication.objects.within(scope).in_force().filter(referral__in=referrals)
    tracks = HomeTrack.objects.within(scope).in_force().filter(referral__in=referrals, reported_on__lte=day)
    return WaysOut(
        day=day,
        reasons=_by(reasons.filter(since__lte=day), "placement_id"),
        applications=_stages(applications.prefetch_related("history"), day),
        tracks=_by(tracks.filter(Q(done_on=None) | Q(done_on__gt=day)), "referral_id"),
    )


def _stages(
    applications: Iterable[MoveOnApplication], day: dt.date
) -> dict[int, list[tuple[MoveOnApplication, str, bool]]]:
    """Each application as it stood that morning, by what holds of its history; those made later are left out."""
    found = defaultdict(list)
    for application in applications:
        steps = application.steps_taken
        past = [step for step in steps if step.on <= day]
        if steps and not past:
            continue
        stage = past[-1].stage if past else application.stage
        stands = application.stands_after(past) if past else application.rejection_stands
        found[application.referral_id].append((application, stage, stands))
    return found


def _by(rows: Iterable, key: str) -> dict[int, list]:
    found: dict[int, list] = defaultdict(list)
    for row in rows:
        found[getattr(row, key)].append(row)
    return found
