"""A review pack is drafted, somebody comments, it waits for a signature, and it is signed off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from beds.access import Role
from reporting.models import PackComment, PackVersion
from stepdown.notices.kinds.base import Kind, News, page, since

State = PackVersion.State
SIGNERS = frozenset({Role.CONTRACT_MANAGER})
OTHERS = frozenset({Role.COMMISSIONER, Role.ADMINISTRATOR})
WITH = ("pack__commissioner", "pack__contract")


def _news(key: str, text: str, version: PackVersion, by: int | None) -> News:
    contract = version.pack.contract
    return News(
        key=key,
        text=text,
        link=page(("reporting:pack", version.pack_id)),
        commissioner_id=version.pack.commissioner_id,
        provider_ids=frozenset({contract.provider_id} if contract else ()),
        told=frozenset({by}),
    )


def drafted(today: dt.date) -> Iterator[News]:
    """Versions made in the last week that are open: to a provider each, to the commissioner once a month. One query."""
    made = PackVersion.objects.filter(created_at__date__gt=since(today)).exclude(state=State.SIGNED)
    months: dict[str, News] = {}
    for version in made.defer("content").select_related(*WITH).order_by("pk"):
        pack, text = version.pack, f"A review pack is drafted: {version}."
        each = _news(f"pack:{version.pk}", text, version, version.created_by_id)
        if version.number > 1:
            yield each
            continue
        yield replace(each, commissioner_id=None)
        key = f"packs:{pack.commissioner_id}:{pack.month}"
        text = f"Review packs of {pack.month:%B %Y} are drafted."
        link = f"{page(('reporting:packs', None))}?month={pack.month}"
        months.setdefault(key, replace(each, key=key, text=text, link=link, provider_ids=frozenset()))
    yield from months.values()


def commented(today: dt.date) -> Iterator[News]:
    """Comments of the last week on versions that are open. One query."""
    said = PackComment.objects.filter(created_at__date__gt=since(today)).exclude(version__state=State.SIGNED)
    related = [f"version__{each}" for each in WITH]
    for comment in said.defer("version__content").select_related("version", *related).order_by("pk"):
        text = f"The {comment.get_side_display().lower()} commented on the review pack: {comment.version.pack}."
        yield _news(f"pack-comment:{comment.pk}", text, comment.version, comment.created_by_id)


def sent(today: dt.date) -> Iterator[News]:
    """Versions sent in the last week that wait for a signature. One query."""
    waiting = PackVersion.objects.filter(state=State.REVIEW, sent_at__date__gt=since(today))
    for version in waiting.defer("content").select_related(*WITH).order_by("pk"):
        key = f"pack-sent:{version.pk}:{version.sent_at:%Y%m%d%H%M%S}"
        yield _news(key, f"A review pack waits to be signed off: {version.pack}.", version, version.sent_by_id)


def signed(today: dt.date) -> Iterator[News]:
    """Versions signed in the last week. One query."""
    done = PackVersion.objects.signed().filter(signed_at__date__gt=since(today))
    for version in done.defer("content").select_related(*WITH).order_by("pk"):
        text = f"The review pack is signed off: {version.pack}, version {version.number}."
        yield _news(f"pack-signed:{version.pk}", text, version, version.signed_by_id)


KINDS = (
    Kind(
        "pack_drafted",
        "Review pack drafted",
        "The pack of a contract and a month is there to be read and commented.",
        drafted,
        tells=SIGNERS | {Role.PROVIDER_WORKER},
        offers=OTHERS | {Role.PROVIDER_VIEWER},
    ),
    Kind(
        "pack_commented",
        "Comment on a review pack",
        "The other side says something about a pack.",
        commented,
        tells=SIGNERS | {Role.PROVIDER_WORKER},
        offers=OTHERS | {Role.PROVIDER_VIEWER},
    ),
    Kind(
        "pack_sent",
        "Review pack to sign off",
        "The comments are complete, and the pack waits for a signature.",
        sent,
        tells=SIGNERS,
        offers=OTHERS,
    ),
    Kind(
        "pack_signed",
        "Review pack signed off",
        "A pack, or a new version of it, is final.",
        signed,
        tells=SIGNERS | {Role.PROVIDER_WORKER},
        offers=OTHERS | {Role.PROVIDER_VIEWER},
    ),
)
