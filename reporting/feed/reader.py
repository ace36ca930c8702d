"""Who reads the feed, and how far they may see."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest

from beds.access import Scope
from reporting.feed.problems import FeedProblem


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever a token belongs to, at the time of a request. `shared` readers see no small numbers."""

    token: int
    scope: Scope
    shared: bool
    today: dt.date


def reader_of(scope: Scope, *, token: int, shared: bool, today: dt.date) -> Reader:
    """The reader for somebody with this scope. Wards give no figures, and nobody writes through the feed.

    Whoever sees some commissioners without small numbers reads these alone as a shared reader: what they see exactly,
    taken from a total over both, would leave the rest. Raises FeedProblem where the two cannot be told apart.
    """
    only_shared = scope.analyses_for - scope.commissioners if shared else frozenset()
    if only_shared and scope.providers:
        raise FeedProblem(
            403,
            "You see some of these figures exactly, at a provider, so that small numbers could be worked out.",
            "Use a token without hidden numbers for the provider; read for the commissioner from another account.",
        )
    seen = Scope(commissioners=only_shared or scope.commissioners, providers=scope.providers)
    return Reader(token, seen, shared, today)


class FeedRequest(HttpRequest):
    """A request with its reader, whom the token stands for."""

    auth: Reader
