"""A request as views get it."""

from __future__ import annotations

from django.http import HttpRequest

from beds.access import Scope


class ScopedRequest(HttpRequest):
    """A request with the signed-in person's scope, which the middleware puts on every one."""

    scope: Scope
