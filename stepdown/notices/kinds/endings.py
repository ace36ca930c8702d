"""A contract, an agreement or a post runs out: told once when 90 days are left, and once more when 30 are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from beds.access import Role
from beds.models import Agreement, Contract, Post
from beds.wording import long_date
from stepdown.notices.kinds.base import Kind, News, page

FIRST, LAST = 90, 30
"""Days before the end."""


def _soon(today: dt.date) -> dict[str, dt.date]:
    return {"until_date__gt": today, "until_date__lte": today + dt.timedelta(days=FIRST)}


def _key(what: str, pk: int, until: dt.date, today: dt.date) -> str:
    """A new end makes new notices."""
    days = LAST if (until - today).days <= LAST else FIRST
    return f"ending-{days}:{what}:{pk}:{until}"


def ending(today: dt.date) -> Iterator[News]:
    """All that ends within 90 days. However late it is entered, it is told: there are few. Three queries."""
    for contract in Contract.objects.filter(**_soon(today)).select_related("provider").order_by("until_date", "pk"):
        yield News(
            key=_key("contract", contract.pk, contract.until_date, today),
            text=f"Contract {contract} with {contract.provider} ends on {long_date(contract.until_date)}.",
            link=page(("reporting:contract", contract.pk)),
            commissioner_id=contract.commissioner_id,
            provider_ids=frozenset({contract.provider_id}),
        )
    registers = page(("beds:registers", None))
    for agreement in Agreement.objects.in_force().filter(**_soon(today)).order_by("until_date", "pk"):
        until = agreement.until_date or today
        yield News(
            key=_key("agreement", agreement.pk, until, today),
            text=f"{agreement.get_kind_display()} “{agreement}” runs out on {long_date(until)}.",
            link=f"{registers}?show=agreements",
            commissioner_id=agreement.commissioner_id,
            provider_ids=frozenset({agreement.provider_id} if agreement.provider_id else ()),
        )
    for post in Post.objects.in_force().filter(**_soon(today)).order_by("until_date", "pk"):
        until = post.until_date or today
        yield News(
            key=_key("post", post.pk, until, today),
            text=f"Post “{post}” is paid for until {long_date(until)}.",
            link=f"{registers}?show=posts",
            commissioner_id=post.commissioner_id,
            provider_ids=frozenset({post.provider_id} if post.provider_id else ()),
        )


KINDS = (
    Kind(
        "ending",
        "Contract, agreement or post ending",
        f"{FIRST} days before it ends, and again {LAST} days before.",
        ending,
        tells=frozenset({Role.COMMISSIONER, Role.CONTRACT_MANAGER, Role.ADMINISTRATOR}),
        offers=frozenset({Role.PROVIDER_WORKER, Role.PROVIDER_VIEWER}),
    ),
)
