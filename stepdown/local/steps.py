"""Progress on the terminal: what is being done now, and how long each step took."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


def say(text: str) -> None:
    """Print at once, also into a pipe."""
    print(text, flush=True)


@contextmanager
def step(title: str, *, own_lines: bool = False) -> Iterator[None]:
    """Say what is beginning and, when it is done, the seconds it took.

    `own_lines`: the step prints progress of its own, so the seconds go on a line below.
    """
    started = time.monotonic()
    print(f"{title} ...", end="\n" if own_lines else " ", flush=True)
    yield
    say(f"{'... ' if own_lines else ''}{time.monotonic() - started:.1f} s")
