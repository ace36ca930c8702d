"""Between the stored version of a pack and its content: what its cover says, what was said, and the whole."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from reporting.content import Content
from reporting.models import PackVersion
from reporting.packs import Comment, Cover, Side, Subject, pack_content, with_comments, with_cover
from reporting.packs.frozen import thaw
from reporting.rendering import Format, file_name, render
from reporting.suppression import shared

BESIDE = frozenset({"cover", "commentary"})
"""The sections that tell of the pack's own life, not of the records."""
SYSTEM_NAME = "Stepdown"


def content_of(version: PackVersion) -> Content:
    """The pack as the records have it now, without what was said of it."""
    subject = Subject(version.pack.commissioner_id, version.pack.contract_id)
    return pack_content(subject, version.pack.span, cover=cover_of(version))


def completed(version: PackVersion) -> Content:
    """The figures that were drafted, with the state, the signature and all that was said until now."""
    return with_comments(with_cover(thaw(version.content), cover_of(version)), comments_of(version))


@dataclass(frozen=True, slots=True)
class DrawnFile:
    """A file of a pack, by the names of the fields in which one is kept."""

    format: str
    shared: bool
    name: str
    content: bytes


LONGEST_NAME = 100


def told_apart(version: PackVersion) -> str:
    """What its files are called beside the month: whose they are, and which version."""
    return f"{version.pack.about[:LONGEST_NAME]} version {version.number}"


def drawn_files(content: Content, version: PackVersion) -> Iterator[DrawnFile]:
    """Every file of a version, and of what outsiders may see of it."""
    for each in (content, shared(content)):
        for file_format in Format:
            file = io.BytesIO()
            render(each, file_format, file)
            yield DrawnFile(
                file_format, each.shared, file_name(each, file_format, told_apart(version)), file.getvalue()
            )


def cover_of(version: PackVersion) -> Cover:
    """What the cover says of a version."""
    return Cover(
        version=version.number,
        state=str(PackVersion.State(version.state).label),
        prepared_on=timezone.localtime(version.drafted_at).date(),
        signed_off_by=_name(version.signed_by) if version.signed_at else "",
        signed_off_on=timezone.localtime(version.signed_at).date() if version.signed_at else None,
        reason=version.reason,
    )


def comments_of(version: PackVersion) -> list[Comment]:
    """What was said of a version."""
    return [
        Comment(
            Side(each.side),
            _name(each.created_by),
            timezone.localtime(each.created_at).date(),
            each.text,
            each.section,
        )
        for each in version.comments.select_related("created_by")
    ]


def _name(user: Any) -> str:
    return str(user) if user else SYSTEM_NAME
