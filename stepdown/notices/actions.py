"""What a person does with their notices, and what becomes of old ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from beds.acting import action
from stepdown.accounts.models import User
from stepdown.notices.audience import Wanted, offers_to
from stepdown.notices.kinds import KINDS
from stepdown.notices.models import Notice, NoticeChoice

KEPT = dt.timedelta(days=365)
"""How long a notice is kept once it was read."""


@action
def read(*, by: User, now: dt.datetime, notice: Notice) -> Notice:
    """The person has opened it. Opening it again changes nothing."""
    Notice.objects.of(by).unread().filter(pk=notice.pk).update(read_at=now)
    return notice


@action
def read_all(*, by: User, now: dt.datetime, newest: int) -> int:
    """The person has seen everything up to the notice with this id; how many. What came later stays unread."""
    return Notice.objects.of(by).unread().filter(pk__lte=newest).update(read_at=now)


@action
def remove_old(*, now: dt.datetime) -> int:
    """Remove what was read more than a year ago; how many. A notice is no record: what it told of stays.

    What is news so long, such as an alert that its reader has never acknowledged, is then told once more.
    """
    removed, _ = Notice.objects.long_done(now - KEPT).delete()
    return removed


@action
def choose(*, by: User, wanted: Mapping[str, Wanted]) -> None:
    """The person says how they want to be told of each kind; kinds that are not for them are left alone.

    A kind that is no longer wanted by e-mail is also left out of the letter that waits.
    """
    offered = {offer.kind.key for offer in offers_to(by, KINDS)}
    chosen = {kind: how for kind, how in wanted.items() if kind in offered}
    NoticeChoice.objects.bulk_create(
        [NoticeChoice(user=by, kind=kind, in_app=how.in_app, by_email=how.by_email) for kind, how in chosen.items()],
        update_conflicts=True,
        unique_fields=["user", "kind"],
        update_fields=["in_app", "by_email"],
    )
    not_by_email = [kind for kind, how in chosen.items() if not how.by_email]
    Notice.objects.filter(user=by, kind__in=not_by_email, digest=None).update(by_email=False)
