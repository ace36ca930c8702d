"""A file that somebody asked for is made, or could not be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from beds.access import Role
from reporting.models import Export
from stepdown.accounts.models import Membership
from stepdown.notices.kinds.base import Kind, News, page, since

State = Export.State


def ready(today: dt.date) -> Iterator[News]:
    """Files of the last week that are ready or failed, each for its owner alone. Two queries."""
    done = list(
        Export.objects.filter(state__in=[State.DONE, State.FAILED], finished_at__date__gt=since(today))
        .defer("content")
        .order_by("pk")
    )
    of_owner = {each.user_id: each for each in Membership.objects.filter(user__in={each.owner_id for each in done})}
    for export in done:
        membership = of_owner.get(export.owner_id)
        if membership is None:
            continue
        yield News(
            key=f"export:{export.pk}",
            text=f"{export.title}: {'the file is ready.' if export.state == State.DONE else export.error}",
            link=page(("reporting:exports", None)),
            commissioner_id=membership.commissioner_id,
            provider_ids=frozenset({membership.provider_id} if membership.provider_id else ()),
            ward_id=membership.ward_id,
            only=export.owner_id,
        )


KINDS = (
    Kind(
        "export_ready",
        "Your file is ready",
        "A download that was made while you went on working.",
        ready,
        tells=frozenset(Role),
        mails=False,
    ),
)
