"""What an entry of `tests/every_form.py` is made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from tests import factories as make
from tests.hostile_answers import Form

Made = Callable[[Any], Form]
"""Makes a form in its world."""
Entry = tuple[str, Made]
"""The world, and the form in it."""


def worker(world: Any) -> Any:
    """Somebody who works in the house of this world."""
    return make.make_worker(getattr(world, "house", world).provider)


def official(world: Any) -> Any:
    """Somebody who decides for the commissioner of the house of this world."""
    return make.make_official(getattr(world, "house", world).placement.contract.commissioner)


def to(name: str, *args: Any) -> str:
    return reverse(name, args=args)
