"""What a pack is about and what people add to its figures, as plain values."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from beds.access import Scope
from reporting.readings import WHOLE, Part


@dataclass(frozen=True, slots=True)
class Subject:
    """A contract of a commissioner; without a contract, all of the commissioner's together. Both are ids."""

    commissioner_id: int
    contract_id: int | None = None

    @property
    def scope(self) -> Scope:
        """Everything that the commissioner sees: the pack is the same, whoever asks for it."""
        return Scope(commissioners=frozenset({self.commissioner_id}))

    @property
    def part(self) -> Part:
        """What of it the pack counts."""
        return WHOLE if self.contract_id is None else Part.of(contract=self.contract_id)


class Side(StrEnum):
    """Who speaks."""

    PROVIDER = "provider"
    COMMISSIONER = "commissioner"

    @property
    def label(self) -> str:
        return {"provider": "Provider", "commissioner": "Commissioner"}[self.value]


@dataclass(frozen=True, slots=True)
class Comment:
    """What one side says of the pack, or of the section of this key; `by` is a name in words."""

    side: Side
    by: str
    on: dt.date
    text: str
    section: str = ""


@dataclass(frozen=True, slots=True)
class Cover:
    """How far the pack has come: its version, `Draft` or another state in words, and who signed it off, in words.

    `reason` says why there is a version after the first.
    """

    version: int
    state: str
    prepared_on: dt.date
    signed_off_by: str = ""
    signed_off_on: dt.date | None = None
    reason: str = ""
