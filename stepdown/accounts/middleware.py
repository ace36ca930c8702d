"""Puts the signed-in person's `Scope` on each request."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from beds.access import Scope


class ScopeMiddleware:
    """Gives every request a `scope`, read from the database when first asked for; nobody's is empty."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.scope = SimpleLazyObject(lambda: _scope(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def _scope(request: HttpRequest) -> Scope:
    return request.user.scope() if request.user.is_authenticated else Scope()
