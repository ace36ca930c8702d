"""What the pages about notices show."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from stepdown.accounts.models import User
from stepdown.notices.kinds import BY_KEY
from stepdown.notices.kinds.base import since
from stepdown.notices.models import Digest, Notice


def notices_of(user: User, *, kind: str = "", unread: bool = False) -> QuerySet[Notice]:
    """What this person was told in the app, newest first; of one kind or all, read or not."""
    notices = Notice.objects.of(user)
    if kind:
        notices = notices.filter(kind=kind)
    return notices.unread() if unread else notices


def unread_count(user: User) -> int:
    """How many notices this person has not opened. One query."""
    return Notice.objects.of(user).unread().count()


def doubtful_letters(user: User, today: dt.date) -> QuerySet[Digest]:
    """This person's letters of the last week that may not have arrived."""
    states = [Digest.State.UNCERTAIN, Digest.State.REFUSED]
    return Digest.objects.filter(user=user, day__gt=since(today), state__in=states)


def label_of(kind: str) -> str:
    """What a kind is called; a kind that is no longer in the catalogue has its key."""
    return BY_KEY[kind].label if kind in BY_KEY else kind
