"""Records that are taken back with a reason, and count for nothing from then on."""

from __future__ import annotations

from typing import Any, TypeVar

from django.utils import timezone

from beds.acting import write
from beds.models.base import Cancellable, Recorded

Taken = TypeVar("Taken", bound=Recorded)


def take_back(record: Taken, reason: str, *, by: Any) -> Taken:
    """Cancel the record, saying why. Raises TypeError for a kind of record that cannot be cancelled."""
    cancelled: Any = record  # no type says both "recorded" and "cancellable"
    if not isinstance(cancelled, Cancellable):
        raise TypeError(f"A {type(record).__name__} cannot be cancelled.")
    cancelled.cancelled_at, cancelled.cancelled_reason = timezone.now(), reason
    return write(record, by=by)
