"""The list of a person's tokens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from beds.tables import CellColumn, Column, Table
from stepdown.accounts.models import AccessToken


class TokensTable(Table):
    """A person's tokens, newest first."""

    caption = "Your tokens, newest first"

    name = Column(verbose_name="What it is for", orderable=False)
    ending = Column(verbose_name="Ends in", orderable=False)
    small_numbers = Column(orderable=False)
    created_at = CellColumn("components/date_cell.html", verbose_name="Made", orderable=False)
    last_used_at = CellColumn("account/token_used.html", verbose_name="Last used", empty_values=(), orderable=False)
    state = CellColumn("account/token_state.html", empty_values=(), orderable=False)

    def __init__(self, tokens: Iterable[AccessToken], now: dt.datetime, **options: Any) -> None:
        self.now = now
        super().__init__(list(tokens), **options)
