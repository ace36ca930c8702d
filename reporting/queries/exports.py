"""The files that somebody has asked for."""

from __future__ import annotations

from typing import Any

from beds.access import Scope
from reporting.models import Export

MOST_LISTED = 100


def exports_of(owner: Any, scope: Scope) -> list[Export]:
    """The files of one person, the newest first, without what is in them."""
    return list(Export.objects.of(owner, scope).defer("content")[:MOST_LISTED])


def export_of(owner: Any, scope: Scope, pk: int) -> Export | None:
    """A file of this person; None where it is somebody else's, not for them any more, or removed."""
    return Export.objects.of(owner, scope).filter(pk=pk).first()
