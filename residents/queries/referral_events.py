"""What happened to a referral: its part of a person's timeline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone

from residents.models import Referral
from residents.queries.events import Event, entered

Status = Referral.Status

TITLES = {
    Status.RECEIVED: "Opened again",
    Status.ASSESSING: "Taken into assessment",
    Status.ACCEPTED: "Accepted",
    Status.DECLINED: "Declined",
    Status.WITHDRAWN: "Withdrawn",
    Status.REDIRECTED: "Sent on",
}


def referral_events(referral: Referral) -> Iterator[Event]:
    """The referral, its states and its assessments, each with who and when. Two queries; it brings its ward.

    It begins with "Referred" and "Ready to leave the ward", and leaves out the placing, which the admission tells.
    """
    steps = list(referral.steps.select_related("created_by"))
    opening = next((step for step in steps if step.status == Status.RECEIVED and not step.reopened), None)
    by = str((opening or referral).created_by or "")
    detail = str(referral.ward) if opening is None else _joined(str(referral.ward), opening.note)
    yield Event(referral.received_on, "Referred", detail, by=by)
    if referral.clinically_ready_on:
        yield Event(referral.clinically_ready_on, "Ready to leave the ward")
    told = list(_assessments(referral))
    for step in steps:
        if step is not opening and step.status != Status.PLACED:
            facts = entered(step, step.on)
            event = Event(step.on, TITLES[Status(step.status)], _joined(step.reason, step.note), **facts)  # type: ignore[arg-type]
            told.append((step.created_at, event))
    # Within a day as it was entered; of two entered at once, what was found comes before what was decided.
    yield from (event for _, event in sorted(told, key=lambda one: (one[1].date, one[0])))


def _assessments(referral: Referral) -> Iterator[tuple[dt.datetime, Event]]:
    """Each assessment, and that it was taken back, with the moment at which it was entered."""
    for found in referral.assessments.select_related("created_by", "updated_by"):
        detail = _joined(f"By {found.assessor}, needs {found.get_needs_level_display().lower()}", found.note)
        facts = entered(found, found.assessed_on)
        title = f"Assessed: {found.get_suitability_display().lower()}"
        yield found.created_at, Event(found.assessed_on, title, detail, **facts)  # type: ignore[arg-type]
        if found.cancelled_at is not None:
            day, by = timezone.localtime(found.cancelled_at).date(), str(found.updated_by or "")
            yield found.cancelled_at, Event(day, "Assessment taken back", found.cancelled_reason, by=by)


def _joined(*parts: str) -> str:
    return ". ".join(part.rstrip(".") for part in parts if part)
