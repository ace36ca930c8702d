"""A request as views get it."""

from __future__ import annotations

from django.http import HttpRequest

from beds.access import Scope


class ScopedRequest(HttpRequest):
    """A request with the signed-in person's scope, which the middleware puts on every one."""

    scope: Scope


def number(text: str | None) -> int | None:
    """The number of a record in an address or a form, or None for anything else."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else None
