"""Views of Explore that a person keeps: saved, renamed and deleted by their owner, for whom alone they are."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied

from beds.acting import action, write
from beds.refusal import Refusal
from reporting.models import SavedView

MOST_VIEWS = 50
"""A longer list would not be read."""
LONGEST_QUERY = 2000
"""Characters that every browser and server takes in an address."""


@action
def save_view(*, by: Any, name: str, query: str) -> SavedView:
    """Keep a question under a name. Raises `Refusal` for a name that is taken, and for too many or too long views."""
    if SavedView.objects.of(by).count() >= MOST_VIEWS:
        raise Refusal(f"You have {MOST_VIEWS} views already: delete one that you no longer need.", field="name")
    if len(query) > LONGEST_QUERY:
        raise Refusal("This view asks for too many at once to be saved: choose fewer.", field="name")
    return write(SavedView(owner=by, name=_free_name(by, name), query=query), by=by)


@action
def rename_view(*, by: Any, view: SavedView, name: str) -> SavedView:
    """Give a view another name. Raises `Refusal` for one that is taken; PermissionDenied for the view of another."""
    _own(by, view)
    view.name = _free_name(by, name, besides=view.pk)
    return write(view, by=by)


@action
def delete_view(*, by: Any, view: SavedView) -> None:
    """Forget a view; it holds no record. Raises PermissionDenied for the view of another."""
    _own(by, view)
    view.delete()


def _own(by: Any, view: SavedView) -> None:
    if view.owner_id != by.pk:
        raise PermissionDenied


def _free_name(by: Any, name: str, besides: int | None = None) -> str:
    name = " ".join(name.split())
    if not name:
        raise Refusal("Enter a name for this view.", field="name")
    if SavedView.objects.of(by).filter(name__iexact=name).exclude(pk=besides).exists():
        raise Refusal(f"You have a view called “{name}” already: choose another name.", field="name")
    return name
