"""The beds of a placement as a list of segments, and the one way in which they are written.

Every action that changes where a person sleeps works out the whole new list and hands it to `rewrite_stays`. It locks
the bed rows involved in id order (so that two people swapping rooms wait for one another instead of deadlocking),
checks what the new list claims, and writes the difference.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F
from django.utils import timezone

from beds.access import Scope
from beds.locks import lock_beds
from beds.models import Bed, Contract
from beds.refusal import Refusal
from beds.taking_back import CancelledCode, CodedReason, code_of
from beds.wording import long_date
from residents.actions.bed_rules import Claimant, check_claim, contract_on, person_not_elsewhere
from residents.actions.guards import may_rewrite
from residents.actions.half_days import contains
from residents.models import BedStay, Placement

REPLACED = CodedReason(CancelledCode.BY_MISTAKE, "replaced by a correction")


@dataclass(frozen=True, slots=True)
class Segment:
    """Some nights of a placement in one bed, `[from_date, until_date)`; `stay_id` is the row that holds them now."""

    bed_id: int
    from_date: dt.date
    until_date: dt.date | None
    stay_id: int | None = None

    @property
    def dates(self) -> tuple[dt.date, dt.date | None]:
        return self.from_date, self.until_date

    def holds(self, night: dt.date) -> bool:
        """Whether the person has this bed that night."""
        return self.from_date <= night and (self.until_date is None or night < self.until_date)


def segments_of(placement: Placement) -> list[Segment]:
    """The bed stays of a placement in order; one of no nights comes before the one that follows it that day."""
    stays = placement.bed_stays.in_force().order_by("from_date", F("until_date").asc(nulls_last=True), "pk")
    return [Segment(stay.bed_id, stay.from_date, stay.until_date, stay.pk) for stay in stays]


def rewrite_stays(placement: Placement, wanted: Sequence[Segment], *, by: Any, scope: Scope, today: dt.date) -> None:
    """Give the placement these segments instead of those it has, if every rule allows it, and save the placement.

    The placement's contract and service follow: the contract of the first bed on the day of admission, the service of
    the last bed. Raises `Refusal` naming the record in the way, or for nights in a bed that this person may not write.
    """
    current = segments_of(placement)
    wanted = tidy(wanted)
    beds = lock_beds([segment.bed_id for segment in (*current, *wanted)])
    may_rewrite([beds[bed_id] for bed_id in changed_beds(current, wanted)], scope)
    claimant = Claimant.of(placement)
    # of the whole placement: without a bed, away, one has nevertheless not left
    person_not_elsewhere((placement.admitted_on, placement.discharged_on), claimant, scope)
    check_segments(wanted, current, beds, claimant, scope, today)
    write_segments(placement, wanted, current, by=by)
    first, last = wanted[0], wanted[-1]
    placement.contract = _contract_of_admission(placement, beds[first.bed_id], first.from_date)
    placement.service = beds[last.bed_id].service
    placement.recorded_by(by).save()


def _contract_of_admission(placement: Placement, bed: Bed, night: dt.date) -> Contract:
    """The contract under which the placement begins now; never that of a commissioner who did not refer the person."""
    contract = contract_on(bed.pk, night)
    if contract is None or contract.pk == placement.contract_id:
        return placement.contract
    if contract.commissioner_id != placement.referral.commissioner_id:
        raise Refusal(
            f"{bed} is in a contract of {contract.commissioner} on {long_date(night)}, and {placement.resident} was "
            f"referred by {placement.referral.commissioner}. Choose another bed or date.",
            "admitted_on",
        )
    return contract


def check_segments(
    wanted: Sequence[Segment],
    current: Sequence[Segment],
    beds: dict[int, Bed],
    claimant: Claimant,
    scope: Scope,
    today: dt.date,
) -> None:
    """Refuse the first segment that claims nights it may not have. What the placement has already is not claimed."""
    for segment in wanted:
        had = [old.dates for old in current if old.bed_id == segment.bed_id]
        if not any(contains(old, segment.dates) for old in had):
            check_claim(beds[segment.bed_id], segment.dates, had, claimant, scope, today)


def changed_beds(current: Sequence[Segment], wanted: Sequence[Segment]) -> set[int]:
    """The beds that do not keep exactly the nights they have. Two stays in a row in one bed are the same as one."""
    before, after = ({(segment.bed_id, segment.dates) for segment in tidy(part)} for part in (current, wanted))
    return {bed_id for bed_id, _ in before ^ after}


def tidy(segments: Sequence[Segment]) -> list[Segment]:
    """The same nights in the fewest segments.

    Neighbours in one bed become one. Of several stays of no nights on one day only the last is kept: the database
    knows the middle of a day, not its hours.
    """
    kept: list[Segment] = []
    for segment in segments:
        last = kept[-1] if kept else None
        if last and last.bed_id == segment.bed_id and last.until_date == segment.from_date:
            kept[-1] = replace(last, until_date=segment.until_date)
        elif last and last.dates == segment.dates and last.from_date == last.until_date:
            kept[-1] = segment
        else:
            kept.append(segment)
    return kept


def write_segments(placement: Placement, wanted: Sequence[Segment], current: Sequence[Segment], *, by: Any) -> None:
    """Write the difference: first what goes, then what shrinks, then what grows, so that none clash on the way."""
    keep = {segment.stay_id for segment in wanted}
    gone = [old.stay_id for old in current if old.stay_id and old.stay_id not in keep]
    if gone:
        cancel_stays(placement.bed_stays.filter(pk__in=gone), REPLACED, by=by)
    before = {old.stay_id: old for old in current}
    changed = [segment for segment in wanted if segment.stay_id and segment != before[segment.stay_id]]
    for segment in sorted(changed, key=lambda s: not contains(before[s.stay_id].dates, s.dates)):
        stay = placement.bed_stays.get(pk=segment.stay_id)  # type: ignore[misc]
        stay.bed_id, stay.from_date, stay.until_date = segment.bed_id, segment.from_date, segment.until_date
        stay.recorded_by(by).save()
    for segment in wanted:
        if segment.stay_id is None:
            stay = BedStay(placement=placement, resident_id=placement.resident_id, bed_id=segment.bed_id)
            stay.from_date, stay.until_date = segment.dates
            stay.recorded_by(by).save()


def cancel_stays(stays: Any, reason: str, *, by: Any) -> None:
    """Take bed stays back: the rows stay and count for nothing."""
    moment = timezone.now()
    stays.update(
        cancelled_at=moment,
        cancelled_code=code_of(reason),
        cancelled_reason=str(reason),
        updated_at=moment,
        updated_by=by,
    )
