"""The files that somebody has asked for."""

from __future__ import annotations

from typing import Any

from reporting.models import Export

MOST_LISTED = 100


def exports_of(owner: Any) -> list[Export]:
    """The files of one person, the newest first, without what is in them."""
    return list(Export.objects.filter(owner=owner).defer("content")[:MOST_LISTED])


def export_of(owner: Any, pk: int) -> Export | None:
    """A file of this person; None where it is somebody else's, or was removed."""
    return Export.objects.filter(owner=owner, pk=pk).first()
