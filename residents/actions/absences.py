"""A resident is away for some nights, with the bed kept or given up, and comes back."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from beds.access import Scope
from beds.acting import action, not_in_future, one_of, reason_given, unchanged_since, write
from beds.models import Bed
from beds.refusal import Refusal
from beds.taking_back import refuse_cancelled, take_back, taken_back_before
from beds.wording import dates as spoken_dates
from beds.wording import long_date
from residents.actions.guards import may_rewrite, may_use, writable_placement
from residents.actions.history import absences_of
from residents.actions.stays import Segment, rewrite_stays, segments_of
from residents.models import Absence, Placement


@action
def record_absence(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    placement: Placement,
    from_date: dt.date,
    kind: str,
    bed_held: bool = True,
    until_date: dt.date | None = None,
) -> Absence:
    """The resident is away from the night of `from_date`; `until_date` is for one entered after the return.

    With `bed_held` False the bed is free from that day. Sending the same absence again changes nothing.
    Raises `Refusal`.
    """
    placement = writable_placement(placement, scope)
    one_of(kind, Absence.Kind.values, "Select why they are away.", "kind")
    absence = Absence(placement=placement, from_date=from_date, until_date=until_date, kind=kind, bed_held=bed_held)
    absence.returned_by = by if until_date is not None else None
    for known in absences_of(placement):
        end = None if known.ended_by_discharge else known.until_date
        if (known.from_date, known.kind, known.bed_held, end) == (from_date, kind, bed_held, until_date):
            return known
    if placement.discharged_on is not None and until_date is None:
        absence.until_date, absence.ended_by_discharge = placement.discharged_on, True
    _check_absence(placement, absence, today)
    _may_tell_of(placement, absence, scope)
    if absence.ended_by_discharge:
        # one that began on the very day they left was taken back, and would come again if leaving is undone
        placement.absences.update(ended_by_discharge=False)
    if not bed_held:
        _give_bed_up(placement, absence, by=by, scope=scope, today=today)
    write(absence, by=by)
    write(placement, by=by)
    return absence


@action
def record_return(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    placement: Placement,
    returned_on: dt.date,
    bed: Bed | None = None,
) -> Placement:
    """The resident is back; whose bed was given up needs one. Sending the same return again changes nothing."""
    placement = writable_placement(placement, scope)
    absences = absences_of(placement)
    if absences and _came_back(placement, absences[-1], returned_on, bed):
        return placement
    absence = next((absence for absence in absences if absence.until_date is None), None)
    if absence is None:
        raise Refusal(why_not_away(placement), field="returned_on")
    absence.until_date, absence.returned_by = returned_on, by
    _check_absence(placement, absence, today)
    _may_change_nights(placement, (returned_on, None), scope)
    write(absence, by=by)
    if absence.bed_held:
        return write(placement, by=by)
    if bed is None:
        raise Refusal("Their bed was given up. Select the bed they came back to.", field="bed")
    may_use(bed, scope)
    segments = [*segments_of(placement), Segment(bed.pk, returned_on, None)]
    rewrite_stays(placement, segments, by=by, scope=scope, today=today)
    return placement


@action
def correct_absence(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    absence: Absence,
    from_date: dt.date,
    kind: str,
    until_date: dt.date | None = None,
    version: dt.datetime | None = None,
) -> Absence:
    """Change the dates or the kind of an absence. Where the bed was given up, the bed stays beside it follow.

    An absence that goes on has no `until_date`: record the return instead. One that leaving ended may get one: they had
    come back before they left. Raises `Refusal`.
    """
    placement = writable_placement(absence.placement, scope)
    absence = _of(placement, absence)
    refuse_cancelled(absence)
    end = None if absence.ended_by_discharge else absence.until_date
    if (absence.from_date, absence.kind, end) == (from_date, kind, until_date):
        return absence
    unchanged_since(placement, version)
    _may_tell_of(placement, absence, scope)
    one_of(kind, Absence.Kind.values, "Select why they are away.", "kind")
    before = (absence.from_date, absence.until_date)
    if (until_date is None) != (absence.until_date is None) and not absence.ended_by_discharge:
        raise Refusal(
            f"Enter the date on which {placement.resident} came back."
            if until_date is None
            else f"{placement.resident} is still away. Record the return instead.",
            field="until_date",
        )
    if absence.ended_by_discharge and until_date is not None and not absence.bed_held:
        raise Refusal(
            f"{placement.resident} left without a bed to come back to. If they came back before they left, undo the "
            "departure, record the return and the bed, then record the departure again.",
            field="returned_on",
        )
    absence.kind, absence.from_date = kind, from_date
    if until_date is not None or not absence.ended_by_discharge:
        if absence.until_date != until_date:
            absence.returned_by = by
        absence.until_date, absence.ended_by_discharge = until_date, False
    _check_absence(placement, absence, today)
    _may_change_nights(placement, (absence.from_date, absence.until_date), scope)
    write(absence, by=by)
    if absence.bed_held:
        write(placement, by=by)
    else:
        _shift_beds(placement, before, absence, by=by, scope=scope, today=today)
    return absence


@action
def cancel_absence(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    absence: Absence,
    reason: str,
    version: dt.datetime | None = None,
) -> Absence:
    """The resident was not away after all. A bed that was given up is theirs again; refused if somebody has it.

    Sending the same again changes nothing.
    """
    placement = writable_placement(absence.placement, scope)
    absence = _of(placement, absence)
    if taken_back_before(absence, reason, by=by):
        return absence
    unchanged_since(placement, version)
    _may_tell_of(placement, absence, scope)
    reason = reason_given(reason, "Say why the absence is cancelled.")
    absence.ended_by_discharge = False
    take_back(absence, reason, by=by)
    if absence.bed_held:
        write(placement, by=by)
        return absence
    segments = segments_of(placement)
    at = _segment_before(segments, absence.from_date)
    back_on = segments[at + 1].from_date if at + 1 < len(segments) else placement.discharged_on
    segments[at] = replace(segments[at], until_date=back_on)
    rewrite_stays(placement, segments, by=by, scope=scope, today=today)
    return absence


def _came_back(placement: Placement, absence: Absence, returned_on: dt.date, bed: Bed | None) -> bool:
    """Whether this very return is recorded already. Refuses one on the same day to another bed."""
    if absence.until_date != returned_on or absence.ended_by_discharge:
        return False
    segment = next((one for one in segments_of(placement) if one.from_date == returned_on), None)
    if bed is not None and segment is not None and bed.pk != segment.bed_id:
        had = Bed.objects.select_related("service").get(pk=segment.bed_id)
        raise Refusal(
            f"{placement.resident} is already recorded as back on {long_date(returned_on)}, in {had}. If they have "
            "another bed, correct the move.",
            field="bed",
        )
    return True


def _of(placement: Placement, absence: Absence) -> Absence:
    """The absence as it is now. `placement` is locked."""
    return placement.absences.select_related("updated_by").get(pk=absence.pk)


def why_not_away(placement: Placement) -> str:
    """Why nobody can come back: they are back already, or were never away; empty while they are. One query."""
    last = placement.absences.in_force().order_by("from_date").last()
    if last is not None and last.until_date is None:
        return ""
    if last is None or last.ended_by_discharge:
        return f"{placement.resident} is not recorded as away."
    return f"{placement.resident} came back on {long_date(last.until_date)}. If that is wrong, correct the absence."


def _may_tell_of(placement: Placement, absence: Absence, scope: Scope) -> None:
    """Refuse an absence from a bed of another provider: from one kept all the while, or from the one given up."""
    _may_change_nights(placement, (absence.from_date, absence.until_date), scope)
    if not absence.bed_held:
        given_up = [s.bed_id for s in segments_of(placement) if s.until_date == absence.from_date]
        may_rewrite(Bed.objects.select_related("service").filter(pk__in=given_up), scope)


def _may_change_nights(placement: Placement, nights: tuple[dt.date, dt.date | None], scope: Scope) -> None:
    """Refuse when the resident had a bed of another provider on any of these nights."""
    stays = placement.bed_stays.in_force().overlapping(*nights).select_related("bed__service")
    may_rewrite([stay.bed for stay in stays if stay.until_date != stay.from_date], scope)


def _check_absence(placement: Placement, absence: Absence, today: dt.date) -> None:
    """Rules of an absence: within the stay, not in the future, and not over another."""
    who = placement.resident
    not_in_future(absence.from_date, today, "The first night away", "from_date")
    if absence.from_date < placement.admitted_on:
        raise Refusal(
            f"{who} was admitted on {long_date(placement.admitted_on)}. "
            "The first night away must be that day or later.",
            field="from_date",
        )
    if absence.until_date is not None:
        field = "returned_on"
        not_in_future(absence.until_date, today, "The date of the return", field)
        if absence.until_date <= absence.from_date:
            raise Refusal(
                f"{who} went away on {long_date(absence.from_date)}. The return must be after that day; "
                "if they were not away for a night, cancel the absence.",
                field=field,
            )
    left = placement.discharged_on
    if left is not None and (absence.from_date >= left or (absence.until_date or left) > left):
        raise Refusal(
            f"{who} left on {long_date(left)}. The absence must be before that day.",
            field="from_date" if absence.from_date >= left else "returned_on",
        )
    others = placement.absences.in_force().exclude(pk=absence.pk)
    other = others.overlapping(absence.from_date, absence.until_date).first()
    if other is not None:
        raise Refusal(
            f"{who} is already recorded as away {spoken_dates(other.from_date, other.until_date)} "
            f"({other.get_kind_display().lower()}). Correct that absence, or choose other dates.",
            field="from_date",
        )


def _give_bed_up(placement: Placement, absence: Absence, *, by: Any, scope: Scope, today: dt.date) -> None:
    """End the bed stay on the first night away. A finished absence that gave the bed up is entered as two steps."""
    segments = segments_of(placement)
    last = segments[-1]
    if last.from_date > absence.from_date or (last.until_date is not None and last.until_date < absence.from_date):
        raise Refusal(
            f"{placement.resident} changed beds on {long_date(last.from_date)}. A bed is given up after the last move; "
            "correct or undo that move first.",
            field="from_date",
        )
    if absence.until_date is not None and not absence.ended_by_discharge:
        raise Refusal("Record that the bed was given up first, and the return after that.", field="bed_held")
    segments[-1] = replace(last, until_date=absence.from_date)
    rewrite_stays(placement, segments, by=by, scope=scope, today=today)


def _segment_before(segments: list[Segment], gone_on: dt.date) -> int:
    """The last segment that ends on the day on which the bed was given up."""
    return max(number for number, segment in enumerate(segments) if segment.until_date == gone_on)


def _shift_beds(
    placement: Placement,
    before: tuple[dt.date, dt.date | None],
    absence: Absence,
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
) -> None:
    """Make the bed stays on both sides of an absence without a bed end and begin where it now does."""
    segments = segments_of(placement)
    at = _segment_before(segments, before[0])
    if absence.from_date < segments[at].from_date:
        raise Refusal(
            f"{placement.resident} came to the bed before on {long_date(segments[at].from_date)}. The first night away "
            "must be that day or later.",
            field="from_date",
        )
    segments[at] = replace(segments[at], until_date=absence.from_date)
    if at + 1 < len(segments):
        after, back_on = segments[at + 1], absence.until_date
        if back_on is None or (after.until_date is not None and back_on > after.until_date):
            raise Refusal(
                f"{placement.resident} left the next bed on {long_date(after.until_date or after.from_date)}. "
                "The return must be on or before that day.",
                field="returned_on",
            )
        segments[at + 1] = replace(after, from_date=back_on)
    rewrite_stays(placement, segments, by=by, scope=scope, today=today)
