"""Records that are taken back with a reason, and count for nothing from then on."""

from __future__ import annotations

from typing import Any, TypeVar

from django.utils import timezone

from beds.acting import write
from residents.models import Absence, Action, Booking, Extension, Meeting, Note, OverstayReason, Placement

Taken = TypeVar("Taken", Absence, Action, Booking, Extension, Meeting, Note, OverstayReason, Placement)


def take_back(record: Taken, reason: str, *, by: Any) -> Taken:
    """Cancel the record, saying why."""
    record.cancelled_at, record.cancelled_reason = timezone.now(), reason
    return write(record, by=by)
