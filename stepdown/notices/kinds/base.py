"""What a kind of notice is, and the small pieces that the kinds share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import NoReverseMatch, reverse

from beds.access import Role

CATCH_UP = dt.timedelta(days=7)
"""How far back a notice is made up for: long enough for a machine that stood still, too short to flood anybody."""


@dataclass(frozen=True, slots=True)
class News:
    """One thing to tell, and whose record it is: only those who may see that record are told.

    `key` names it for ever. `provider_ids` are those whose people see the record; with `own_people_only` their lead
    providers' do not count. `only` is the one person it concerns; `told` are those who know it already, first of all
    whoever did it.
    """

    key: str
    text: str
    link: str
    commissioner_id: int | None = None
    provider_ids: frozenset[int] = frozenset()
    ward_id: int | None = None
    own_people_only: bool = False
    only: int | None = None
    told: frozenset[int | None] = field(default=frozenset())


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of notice. Those with a role of `tells` get it unless they choose otherwise, those of `offers` may ask.

    `collect` gives all that there is to tell on a day, whether told already or not. `runs_site` is for the
    administrators of the whole service, who need belong to nothing.
    """

    key: str
    label: str
    hint: str
    collect: Callable[[dt.date], Iterator[News]]
    tells: frozenset[Role] = frozenset()
    offers: frozenset[Role] = frozenset()
    runs_site: bool = False
    mails: bool = True
    """Whether those who get it unless they choose otherwise get it by e-mail as well."""

    def is_for(self, role: Role) -> bool:
        """Whether somebody with this role can get it at all."""
        return role in self.tells or role in self.offers


def since(today: dt.date) -> dt.date:
    """The last day whose news are too old to be told: news are later than this."""
    return today - CATCH_UP


def page(*names: tuple[str, Any]) -> str:
    """The path of the first of these pages that there is; each is an address's name and its argument, or None."""
    for name, argument in names:
        try:
            return reverse(name, args=[] if argument is None else [argument])
        except NoReverseMatch:
            continue
    return ""
