"""Rows that the database counts, orders and cuts to pages, for the tables of long lists."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from functools import cached_property
from typing import Generic, TypeVar

Row = TypeVar("Row")


class Sliced(ABC, Generic[Row]):
    """Rows to be counted and taken slice by slice. A table asks for a page more than once: it is read once."""

    def __init__(self) -> None:
        self._taken: dict[tuple[int | None, int | None], list[Row]] = {}

    @abstractmethod
    def count(self) -> int:
        """How many rows there are."""

    @abstractmethod
    def take(self, wanted: slice) -> list[Row]:
        """Read these rows."""

    @cached_property
    def _count(self) -> int:
        return self.count()

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Row]:
        return iter(self[0 : len(self)])

    def __getitem__(self, wanted: slice) -> list[Row]:
        key = (wanted.start, wanted.stop)
        if key not in self._taken:
            self._taken[key] = self.take(wanted)
        return self._taken[key]
