"""Who claims a bed: told by the apps above, since this one knows beds and not people.

An app that puts people into beds registers a function that finds its claims; the actions on beds, voids and contracts
ask it before they take nights away from under somebody.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from beds.access import Scope
from beds.models import Bed
from beds.wording import dates


@dataclass(frozen=True, slots=True)
class Claim:
    """Nights on which a bed is somebody's, or promised to them. `who` is what this reader may call them."""

    who: str
    from_date: dt.date
    until_date: dt.date | None
    booked: bool = False

    def __str__(self) -> str:
        verb = "is booked for" if self.booked else "is taken by"
        return f"{verb} {self.who} {dates(self.from_date, self.until_date)}"

    @property
    def is_open(self) -> bool:
        return self.until_date is None


Finder = Callable[[Bed, dt.date, dt.date | None, Scope], list[Claim]]
_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """Ask this function, too, who claims a bed in `[from_date, until_date)`."""
    if finder not in _finders:
        _finders.append(finder)


def claims_on(bed: Bed, from_date: dt.date, until_date: dt.date | None, scope: Scope) -> list[Claim]:
    """Everybody who has the bed, or has it booked, on any night of the period; the earliest first."""
    found = [claim for finder in _finders for claim in finder(bed, from_date, until_date, scope)]
    return sorted(found, key=lambda claim: claim.from_date)
