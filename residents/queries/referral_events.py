"""What happened to a referral: its part of a person's timeline."""

from __future__ import annotations

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
    for step in steps:
        if step is not opening and step.status != Status.PLACED:
            facts = entered(step, step.on)
            yield Event(step.on, TITLES[Status(step.status)], _joined(step.reason, step.note), **facts)  # type: ignore[arg-type]
    yield from _assessments(referral)


def _assessments(referral: Referral) -> Iterator[Event]:
    for found in referral.assessments.select_related("created_by", "updated_by"):
        detail = _joined(f"By {found.assessor}, needs {found.get_needs_level_display().lower()}", found.note)
        facts = entered(found, found.assessed_on)
        yield Event(found.assessed_on, f"Assessed: {found.get_suitability_display().lower()}", detail, **facts)  # type: ignore[arg-type]
        if found.cancelled_at is not None:
            day = timezone.localtime(found.cancelled_at).date()
            yield Event(day, "Assessment taken back", found.cancelled_reason, by=str(found.updated_by or ""))


def _joined(*parts: str) -> str:
    return ". ".join(part.rstrip(".") for part in parts if part)
