"""What every template may ask about notices."""

from __future__ import annotations

import functools
from typing import Any

from django.http import HttpRequest

from stepdown.notices.queries import unread_count


def notices(request: HttpRequest) -> dict[str, Any]:
    """`unread_notices`, a number: asked of the database only by a template that shows it, once a page."""
    user = getattr(request, "user", None)
    # called by the template, which can then do with the number what it does with any other
    return {"unread_notices": functools.cache(lambda: unread_count(user) if user and user.is_authenticated else 0)}
