"""The views of Explore that a person has saved."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from reporting.models import SavedView


def views_of(user: Any) -> QuerySet[SavedView]:
    """This person's own, by name."""
    return SavedView.objects.of(user)


def view_of(user: Any, pk: int) -> SavedView:
    """One of them. Raises SavedView.DoesNotExist for that of another, as if it were not there."""
    return views_of(user).get(pk=pk)
