"""The list of packs, the page of one, and what has been corrected since a version was drawn."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import IO, Any

from django.core.cache import cache
from django.db.models import Min, OuterRef, QuerySet, Subquery

from beds.access import Scope
from reporting.content import Cell, Column, Content, Kind, Row, Table
from reporting.models import Change, PackComment, PackFile, PackVersion, ReviewPack
from reporting.opening import opened_from_signed
from reporting.packs.actions import may_comment
from reporting.packs.frozen import Difference, differences, thaw
from reporting.packs.making import BESIDE, completed, content_of, drawn_files
from reporting.worker import start

KEPT_FOR = 30 * 24 * 3600
"""Seconds for which a comparison with the records is kept."""
ASKED_FOR = 60
"""Seconds in which the same is not compared again."""
FRESH_FOR = dt.timedelta(minutes=1)
"""How old a comparison is when it is made anew as the page is opened: records may have been corrected since."""
MOST_DIFFERENCES = 200


def packs_list(
    scope: Scope, *, month: dt.date | None = None, contract: str = "", state: str = ""
) -> QuerySet[ReviewPack]:
    """The packs with the number, state and signature of their newest version. `contract` is an id, or "all"."""
    newest = PackVersion.objects.filter(pack=OuterRef("pk")).order_by("-number")
    packs = ReviewPack.objects.within(scope).select_related("commissioner", "contract__provider")
    packs = packs.annotate(
        number=Subquery(newest.values("number")[:1]),
        state=Subquery(newest.values("state")[:1]),
        signed_at=Subquery(newest.values("signed_at")[:1]),
    )
    if month is not None:
        packs = packs.filter(month=month)
    if contract:
        packs = packs.filter(contract=None) if contract == "all" else packs.filter(contract=contract)
    return packs.filter(state=state) if state else packs


@dataclass(frozen=True, slots=True)
class Restated:
    """Where the figures of a version differ from those of the records at `checked_at`, all written before counted."""

    checked_at: dt.datetime
    differences: tuple[Difference, ...]

    def is_fresh(self, now: dt.datetime) -> bool:
        """Whether it need not be made again yet."""
        return now - self.checked_at < FRESH_FOR

    @property
    def table(self) -> Table:
        """The differences as a table, drawn as any other."""
        return _table(self.differences, "As in this version", "In the records now")


def _table(found: Sequence[Difference], before: str, after: str) -> Table:
    """Differences under the headings of what was before and of what came after."""
    columns = (
        Column("section", "Section"),
        Column("figure", "Figure"),
        Column("signed", before, Kind.BY_ROW),
        Column("now", after, Kind.BY_ROW),
        Column("by", "Difference", Kind.BY_ROW),
    )
    rows = tuple(_row(each) for each in found[:MOST_DIFFERENCES])
    left = len(found) - len(rows)
    note = f"{left:,} more differences are not listed." if left else ""
    return Table("restated", "What differs", columns, rows, note=note)


def _row(each: Difference) -> Row:
    figure = ", ".join(dict.fromkeys((each.table, each.row, each.column)))
    section = f"{each.section.number} {each.section.title}"
    by: Cell = each.by
    if by is not None and each.kind is Kind.PER_CENT:
        by = f"{by:+.1f} points"  # half of 50% is 25%, and 25 points less
    return Row((section, figure, each.signed, each.now, by), kind=each.kind)


def compare(version: PackVersion, *, now: dt.datetime) -> Restated:
    """Compare a version with the records, and keep the answer. Drawing a whole pack anew takes seconds."""
    waiting = Change.objects.aggregate(first=Min("at"))["first"]  # asked first: the figures do not have these yet
    found = differences(thaw(version.content), content_of(version), beside=BESIDE)
    answer = Restated(min(now, waiting or now), tuple(found))
    cache.set(_key(version), answer, KEPT_FOR)
    return answer


def compared(version: PackVersion, *, now: dt.datetime) -> Restated:
    """What has been corrected since a version was drawn, as known for a minute at most."""
    known = last_compared(version)
    return known if known is not None and known.is_fresh(now) else compare(version, now=now)


def compared_anew(version: PackVersion, *, now: dt.datetime) -> Restated | None:
    """What has been corrected until now; of those who ask within a minute the others get what the first one gets.

    None while nothing is known yet.
    """
    return compare(version, now=now) if cache.add(f"{_key(version)}:anew", 1, ASKED_FOR) else last_compared(version)


def compared_soon(version: PackVersion, *, now: dt.datetime) -> tuple[Restated | None, bool]:
    """The last comparison, and whether the worker now begins a new one, which it does where that is not fresh."""
    known = last_compared(version)
    begins = (known is None or not known.is_fresh(now)) and cache.add(f"{_key(version)}:asked", 1, ASKED_FOR)
    if begins:
        start("reporting.tasks.compare_pack", version.pk)
    return known, begins


def last_compared(version: PackVersion) -> Restated | None:
    """The last comparison, however old; None where none was kept."""
    known: Restated | None = cache.get(_key(version))
    return known


def _key(version: PackVersion) -> str:
    return f"pack-restated:{version.pk}:{version.sha256}"


@dataclass(frozen=True)
class PackPage:
    """One version of a pack as one person sees it."""

    version: PackVersion
    versions: list[PackVersion]
    comments: list[PackComment]
    files: list[PackFile]
    sides: list[str]
    signs: bool

    @property
    def pack(self) -> ReviewPack:
        return self.version.pack

    @property
    def title_of_all(self) -> str:
        """What all files together are called."""
        return f"{self.version}, all files"

    @property
    def is_newest(self) -> bool:
        return self.version.number == self.versions[0].number

    @cached_property
    def content(self) -> Content:
        """What the pack says; while it is open, with all that has been said of it until now."""
        return opened_from_signed(thaw(self.version.content)) if self.version.is_signed else completed(self.version)

    @property
    def takes_comments(self) -> bool:
        """Whether this person can comment on this version."""
        return bool(self.sides) and self.is_newest and not self.version.is_signed


def changes(page: PackPage) -> Table | None:
    """Where the figures of a version differ from those of the one before it; None for the first version."""
    number = page.version.number - 1
    before = PackVersion.objects.filter(pack=page.pack, number=number).first()
    if before is None:
        return None
    found = differences(thaw(before.content), thaw(page.version.content), beside=BESIDE)
    return _table(found, f"In version {number}", "In this version")


def pack_page(scope: Scope, pk: int, number: int | None = None) -> PackPage:
    """A version of a pack, the newest unless asked for by number. Raises `PackVersion.DoesNotExist`."""
    versions = list(PackVersion.objects.within(scope).filter(pack=pk).defer("content").select_related("signed_by"))
    numbers = {version.number: version.pk for version in versions}
    found = numbers.get(number) if number is not None else (versions[0].pk if versions else None)
    version = PackVersion.objects.select_related(
        "pack__commissioner", "pack__contract__provider", "sent_by", "signed_by", "created_by"
    ).get(pk=found)
    return PackPage(
        version,
        versions,
        list(version.comments.select_related("created_by")),
        list(version.files.defer("content")),
        may_comment(version.pack, scope),
        scope.may_sign_for(version.pack.commissioner_id),
    )


def drafted(version: PackVersion) -> Content:
    """The content of an open version for a file, which says on every page that it is a draft."""
    content = completed(version)
    return replace(content, title=f"{version.get_state_display()}: {content.title}")


def all_files(version: PackVersion) -> IO[bytes]:
    """Every file of a version in one zip, ready to be read; those that were signed, or drawn now of an open one."""
    kept: Any = version.files.all() if version.is_signed else drawn_files(drafted(version), version)
    bundle = io.BytesIO()
    with zipfile.ZipFile(bundle, "w") as files:
        for file in kept:
            files.writestr(file.name, bytes(file.content))
    bundle.seek(0)
    return bundle
