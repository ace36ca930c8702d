"""A person leaves step-down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Q

from beds.access import Scope
from beds.acting import action, not_in_future, one_of, reason_given, unchanged_since, write
from beds.models import Bed
from beds.refusal import Refusal
from beds.taking_back import CancelledCode, CodedReason, take_back, taken_back_before
from beds.wording import dates, long_date
from residents.actions.bed_rules import person, stay_in_the_way
from residents.actions.guards import writable_placement
from residents.actions.history import absences_of, check_dates
from residents.actions.stays import Segment, rewrite_stays, segments_of
from residents.models import Absence, Discharge, Placement, UndoneDeparture
from residents.models.departures import Departure


@action
def discharge(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    placement: Placement,
    discharged_on: dt.date,
    destination: str,
    planned: bool = True,
    social_care_need: str = Discharge.YesNoUnknown.NOT_KNOWN,
    community_support: str = Discharge.Support.NOT_KNOWN,
) -> Placement:
    """Record that the resident left, and where to. An absence that is going on ends with it.

    Of somebody who died nothing is kept of care and support.

    Sending the same departure again changes nothing. Raises `Refusal`.
    """
    placement = writable_placement(placement, scope)
    _check_departure(discharged_on, destination, planned, today)
    one_of(social_care_need, Discharge.YesNoUnknown.values, "Select whether they need care.", "social_care_need")
    one_of(community_support, Discharge.Support.values, "Select who supports them.", "community_support")
    departure = Discharge(
        placement=placement,
        destination=destination,
        planned=planned,
        social_care_need=social_care_need,
        community_support=community_support,
    )
    if destination == Discharge.Destination.DIED:
        departure.tell_of_death()
    if placement.discharged_on is not None:
        if placement.discharged_on == discharged_on and _facts(_departure_of(placement)) == _facts(departure):
            return placement
        raise Refusal(
            f"{placement.resident} is already recorded as having left on {long_date(placement.discharged_on)}. "
            "To change that, correct the departure.",
            field="discharged_on",
        )
    _leave(placement, discharged_on, by=by, scope=scope, today=today)
    write(departure, by=by)
    return placement


@action
def correct_discharge(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    placement: Placement,
    discharged_on: dt.date,
    destination: str,
    planned: bool = True,
    version: dt.datetime | None = None,
) -> Placement:
    """Change the date or the destination of a departure. Raises `Refusal`.

    One who died after all has no improvement, care or support: what was said of these is left out.
    """
    placement = writable_placement(placement, scope, version)
    _check_departure(discharged_on, destination, planned, today)
    departure = _departure_of(placement)
    _check_aftercare(placement, discharged_on, destination)
    if discharged_on != placement.discharged_on:
        _come_back(placement, by=by)
        _leave(placement, discharged_on, by=by, scope=scope, today=today)
    departure.destination, departure.planned = destination, planned
    if destination == Discharge.Destination.DIED:
        departure.tell_of_death()
    write(departure, by=by)
    return write(placement, by=by)


@action
def undo_discharge(
    *, by: Any, scope: Scope, today: dt.date, placement: Placement, reason: str, version: dt.datetime | None = None
) -> Placement:
    """The resident did not leave: they have their bed back, and are away again if leaving ended an absence.

    What was said of the departure is kept, with the reason. Undoing it again in the same words changes nothing.
    Raises `Refusal` naming whoever has the bed since.
    """
    placement = writable_placement(placement, scope)
    reason = reason_given(reason, "Say why the departure is undone.")
    before = placement.undone_departures.select_related("updated_by").last()
    if placement.discharged_on is None and before is not None and taken_back_before(before, reason, by=by):
        return placement
    unchanged_since(placement, version)
    departure = _departure_of(placement)
    _check_aftercare(placement)
    _keep_undone(departure, reason, by=by)
    segments = _come_back(placement, by=by)
    _bed_is_theirs(placement, segments[-1], scope)
    departure.delete()
    rewrite_stays(placement, segments, by=by, scope=scope, today=today)
    return placement


def comes_back_to(placement: Placement) -> str:
    """Where undoing the departure of a placement puts the resident, or has just put them; in words."""
    going_on = Q(ended_by_discharge=True) if placement.discharged_on else Q(cancelled_at=None, until_date=None)
    absence = Absence.objects.filter(going_on, placement=placement).order_by("-from_date").first()
    if absence is None:
        return "in their bed again"
    return "away again, and their bed is kept" if absence.bed_held else "still away, and no bed is kept for them"


def _bed_is_theirs(placement: Placement, last: Segment, scope: Scope) -> None:
    """Refuse to give back a bed that somebody else has had since. There is no bed to choose: say what can be done."""
    bed = Bed.objects.select_related("service").get(pk=last.bed_id)
    stay = stay_in_the_way(bed, last.dates, placement.pk)
    if stay is None:
        return
    who = person(stay, scope)
    raise Refusal(
        f"{bed} is taken by {who} {dates(stay.from_date, stay.until_date)}. If {who} has another bed, correct "
        f"that first. If not, {placement.resident} was not in this bed any more: keep the departure, and correct its "
        "date if it is wrong. Somebody who came back later needs a new referral."
    )


def _check_departure(discharged_on: dt.date, destination: str, planned: bool, today: dt.date) -> None:  # noqa: FBT001
    not_in_future(discharged_on, today, "The date of leaving", "discharged_on")
    one_of(destination, Discharge.Destination.values, "Select where they went.", "destination")
    if planned and destination == Discharge.Destination.LEFT:
        raise Refusal("Nobody plans to leave without notice. Select “No”, or another place.", field="planned")


def _check_aftercare(placement: Placement, left_on: dt.date | None = None, destination: str = "") -> None:
    """Refuse to let somebody leave later, be dead, or not have left, who was met or readmitted after leaving.

    Leaving for hospital is a return by itself: a readmission on the same day would count twice.
    """
    met = [(row.on, "a contact after leaving") for row in placement.aftercare_contacts.in_force()]
    back = [(row.readmitted_on, "a readmission") for row in placement.readmissions.in_force()]
    everything = left_on is None or destination == Discharge.Destination.DIED
    in_the_way = sorted((on, what) for on, what in met + back if everything or on < left_on)
    if destination == Discharge.Destination.HOSPITAL:
        in_the_way += [(on, what) for on, what in back if on == left_on]
    if in_the_way:
        on, what = in_the_way[0]
        raise Refusal(
            f"For {placement.resident} {what} is recorded on {long_date(on)}. First cancel that record under "
            "“After the stay”, or choose other answers.",
            field="discharged_on" if left_on is not None and on < left_on else "destination",
        )


def _facts(departure: Discharge) -> tuple[str, bool, str, str]:
    return departure.destination, departure.planned, departure.social_care_need, departure.community_support


def _departure_of(placement: Placement) -> Discharge:
    departure = Discharge.objects.filter(placement=placement).first()
    if departure is None or placement.discharged_on is None:
        raise Refusal(f"{placement.resident} has not left.")
    return departure


def _keep_undone(departure: Discharge, reason: str, *, by: Any) -> None:
    """Keep what was said of a departure, by whom and when, beside why it is undone: nothing is lost (rule 7)."""
    placement = departure.placement
    if placement.discharged_on is None:
        return
    undone = UndoneDeparture(placement=placement, discharged_on=placement.discharged_on)
    for name in ("created_at", "created_by", *(field.name for field in Departure._meta.fields)):
        setattr(undone, name, getattr(departure, name))
    undone.save()
    take_back(undone, reason, by=by)


def _leave(placement: Placement, discharged_on: dt.date, *, by: Any, scope: Scope, today: dt.date) -> None:
    """End the last bed stay and the absence that is going on. `placement` must be open in memory."""
    segments = _open_segments(placement)
    check_dates(placement, segments, placement.admitted_on, discharged_on)
    last = segments[-1]
    if last.until_date is None:
        segments[-1] = replace(last, until_date=discharged_on)
    _end_absence(placement, discharged_on, by=by)
    placement.discharged_on = discharged_on
    rewrite_stays(placement, segments, by=by, scope=scope, today=today)


def _open_segments(placement: Placement) -> list[Segment]:
    """The segments with the last one open again, where it was the departure that ended it."""
    segments = segments_of(placement)
    last = segments[-1]
    if last.until_date is not None and not _gave_bed_up(placement, last.until_date):
        segments[-1] = replace(last, until_date=None)
    return segments


def _gave_bed_up(placement: Placement, on: dt.date) -> bool:
    """Whether the bed was given up that day because the person was away."""
    return any(not absence.bed_held and absence.from_date == on for absence in absences_of(placement))


def _end_absence(placement: Placement, discharged_on: dt.date, *, by: Any) -> None:
    for absence in absences_of(placement):
        if absence.until_date is not None:
            continue
        absence.ended_by_discharge = True
        if absence.from_date == discharged_on:
            take_back(absence, CodedReason(CancelledCode.NOT_NEEDED, "left on the day it began"), by=by)
        else:
            absence.until_date = discharged_on
            write(absence, by=by)


def _come_back(placement: Placement, *, by: Any) -> Sequence[Segment]:
    """Reopen the placement in memory, and the absence that leaving ended; gives the segments as they were before."""
    placement.discharged_on = None
    ended = Absence.objects.filter(placement=placement, ended_by_discharge=True).order_by("-from_date").first()
    if ended is not None:
        ended.ended_by_discharge = False
        ended.until_date = None
        ended.cancelled_at, ended.cancelled_code, ended.cancelled_reason = None, "", ""
        write(ended, by=by)
    return _open_segments(placement)
