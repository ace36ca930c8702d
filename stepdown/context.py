"""What every template may ask about the work of whoever is signed in."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from beds.requests import ScopedRequest
from residents.queries.my_work import OwnActions, own_actions_in_short, own_decisions_in_short


def work(request: HttpRequest) -> dict[str, Any]:
    """`own_actions`, an `OwnActions`, and `own_decisions`, what is to be decided, in words.

    Each is asked of the database only by a template that shows it, once a page.
    """

    def ask() -> OwnActions:
        if not request.user.is_authenticated:
            return OwnActions(0, 0, [])
        scope = cast("ScopedRequest", request).scope
        return own_actions_in_short(request.user, scope, timezone.localdate())

    def ask_decisions() -> list[str]:
        if not request.user.is_authenticated:
            return []
        return own_decisions_in_short(cast("ScopedRequest", request).scope)

    return {"own_actions": SimpleLazyObject(ask), "own_decisions": SimpleLazyObject(ask_decisions)}
