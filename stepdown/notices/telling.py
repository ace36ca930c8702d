"""Turns what there is to tell into notices, each once."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable

from django.db import transaction

from stepdown.notices.audience import Audience
from stepdown.notices.kinds import KINDS, Kind
from stepdown.notices.models import Notice

logger = logging.getLogger(__name__)
AT_A_TIME = 500
LONGEST_TEXT = 300


def tell_everybody(*, today: dt.date, kinds: Iterable[Kind] = KINDS) -> int:
    """Make the notices that are due and not made yet; how many. Safe to run at any time, and twice at once.

    A kind that fails keeps no other from being told; the failure is raised in the end.
    """
    audience = Audience.now()
    made, failures = 0, []
    for kind in kinds:
        try:
            made += tell(kind, audience, today=today)
        except Exception as error:  # noqa: BLE001 - raised below, once the other kinds have been told
            error.add_note(f"while telling of {kind.label!r}")
            failures.append(error)
    if failures:
        raise ExceptionGroup("Some notices could not be made", failures)
    return made


@transaction.atomic
def tell(kind: Kind, audience: Audience, *, today: dt.date) -> int:
    """Make the notices of one kind. The database itself keeps a second worker from telling a person again."""
    wanted = {
        (user_id, news.key): (news, how)
        for news in kind.collect(today)
        for user_id, how in audience.of(kind, news).items()
    }
    known = Notice.objects.filter(key__in={key for _, key in wanted}).values_list("user_id", "key")
    for told in known:
        wanted.pop(told, None)
    notices = [
        Notice(
            user_id=user_id,
            kind=kind.key,
            key=key,
            text=news.text[:LONGEST_TEXT],
            link=news.link,
            in_app=how.in_app,
            by_email=how.by_email,
        )
        for (user_id, key), (news, how) in wanted.items()
    ]
    Notice.objects.bulk_create(notices, batch_size=AT_A_TIME, ignore_conflicts=True)
    if notices:
        logger.info("%s: %d notices", kind.label, len(notices))
    return len(notices)
