"""What every template may ask about notices."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from stepdown.notices.queries import unread_count


def notices(request: HttpRequest) -> dict[str, Any]:
    """`unread_notices`, a number: asked of the database only by a template that shows it, once a page."""
    user = getattr(request, "user", None)
    return {"unread_notices": SimpleLazyObject(lambda: unread_count(user) if user and user.is_authenticated else 0)}
