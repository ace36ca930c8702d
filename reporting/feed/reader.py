"""Who reads the feed, and how far they may see."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest

from beds.access import Scope


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever a token belongs to, at the time of a request. `shared` readers see no small numbers."""

    token: int
    scope: Scope
    shared: bool
    today: dt.date


def reader_of(scope: Scope, *, token: int, shared: bool, today: dt.date) -> Reader:
    """The reader for somebody with this scope. Wards give no figures, and nobody writes through the feed.

    What somebody may only see without small numbers is given to shared readers alone.
    """
    commissioners = scope.commissioners | scope.analyses_for if shared else scope.commissioners
    return Reader(token, Scope(commissioners=commissioners, providers=scope.providers), shared, today)


class FeedRequest(HttpRequest):
    """A request with its reader, whom the token stands for."""

    auth: Reader
