"""How far a long piece of work has come, for whoever wants to know: a file is made alike, watched or not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

Row = TypeVar("Row")
Teller = Callable[[int, int], None]
"""Called with how many rows are done, and of how many."""

STEP = 500
_watcher: ContextVar[Teller | None] = ContextVar("watcher", default=None)


@contextmanager
def watched(tell: Teller) -> Iterator[None]:
    """Tell of the rows that are counted in this block."""
    token = _watcher.set(tell)
    try:
        yield
    finally:
        _watcher.reset(token)


def is_watched() -> bool:
    """Whether the work is done in the background, where it may take its time."""
    return _watcher.get() is not None


def counted(rows: Iterable[Row], total: int) -> Iterator[Row]:
    """The rows, told of as they go by."""
    tell = _watcher.get()
    for number, row in enumerate(rows, start=1):
        yield row
        if tell is not None and number % STEP == 0:
            tell(number, total)
