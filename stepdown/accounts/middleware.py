"""Puts the signed-in person's `Scope` on each request, and keeps their pages out of every cache."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.utils.functional import SimpleLazyObject

from beds.access import Scope


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


def _scope(request: HttpRequest) -> Scope:
    return request.user.scope() if request.user.is_authenticated else Scope()
