"""Puts the signed-in person's `Scope` on each request, refuses pages that would say nobody to whoever sees nothing,
and keeps pages out of every cache.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch
from django.utils.cache import add_never_cache_headers
from django.utils.functional import SimpleLazyObject

from beds.access import Scope
from reporting.for_whom import may_open


class ScopeMiddleware:
    """Gives every request a `scope`, read from the database when first asked for; nobody's is empty.

    What a session sees is stored nowhere: on a ward's shared computer the next person presses Back. Nor is what a
    program reads with a token.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.scope = SimpleLazyObject(lambda: _scope(request))  # type: ignore[attr-defined]
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES or "Authorization" in request.headers:
            add_never_cache_headers(response)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Raise PermissionDenied where a page would say “nobody” and “£0.00” because this person may see nothing.

        Whoever is not signed in is asked to by the page.
        """
        match: ResolverMatch = request.resolver_match  # type: ignore[assignment]  # there is one before a view
        if request.user.is_authenticated and not may_open(request.scope, match):  # type: ignore[attr-defined]
            raise PermissionDenied


def _scope(request: HttpRequest) -> Scope:
    return request.user.scope() if request.user.is_authenticated else Scope()
