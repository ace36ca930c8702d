"""The life of a pack: drafted, commented, sent for review, signed off, and perhaps issued anew.

What may be done when:

| | draft | in review | signed off |
|---|---|---|---|
| refresh the figures | yes | yes, and it is a draft again | no |
| comment | yes | yes | no |
| send for review | yes | it is | no |
| sign off | no | yes | it is |
| issue a new version | no | no | yes |
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from beds.access import SYSTEM, Scope
from beds.acting import action, one_of, reason_given, unchanged_since, write
from beds.models import Contract
from beds.refusal import Refusal
from beds.wording import long_date
from reporting.content import Content
from reporting.models import PackComment, PackFile, PackVersion, ReviewPack, Watermark
from reporting.packs.frozen import freeze, thaw
from reporting.packs.making import completed, content_of, drawn_files
from reporting.packs.parts import Subject
from reporting.packs.working_days import month_due
from reporting.periods import Span

State = PackVersion.State
Side = PackComment.Side
ONE_DAY = dt.timedelta(days=1)


@action
def draft_pack(*, by: Any, scope: Scope, today: dt.date, subject: Subject, month: Span) -> ReviewPack:
    """The pack of a month, with its first version drafted; the pack that there is, when somebody was quicker.

    Raises `Refusal` before the month is over and its figures are complete, PermissionDenied for anybody who does not
    sign for the commissioner.
    """
    if not scope.may_sign_for(subject.commissioner_id):
        raise PermissionDenied("Only the commissioner drafts packs.")
    _can_be_drafted(subject, month, today)
    pack, _ = ReviewPack.objects.get_or_create(
        commissioner_id=subject.commissioner_id,
        contract_id=subject.contract_id,
        month=month.from_date,
        defaults={"created_by": by, "updated_by": by},
    )
    pack = _lock(pack)
    if not pack.versions.exists():
        _add_version(pack, by=by)
    return pack


@action
def refresh_pack(
    *, by: Any, scope: Scope, today: dt.date, pack: ReviewPack, version: dt.datetime | None = None
) -> PackVersion:
    """Draw the figures of the open version anew from the records; one in review is a draft again."""
    fresh = _open_version(pack, scope, "refreshed")
    unchanged_since(fresh, version)
    fresh.state, fresh.sent_at, fresh.sent_by = State.DRAFT, None, None
    fresh.drafted_at = timezone.now()
    fresh.content = freeze(content_of(fresh))
    return write(fresh, by=by)


@action
def comment_on_pack(
    *, by: Any, scope: Scope, today: dt.date, pack: ReviewPack, text: str, side: str = "", section: str = ""
) -> PackComment:
    """Say something about a section of the open version, or about all of it. The same said twice is said once.

    `side` is for somebody who could speak for either; without it, for the one that they may speak for.
    """
    pack = _lock(pack)
    sides = may_comment(pack, scope)
    if not sides:
        raise PermissionDenied("Only the provider and the commissioner comment on a pack.")
    side = side or sides[0]
    one_of(side, sides, "Select for whom you speak.", "side")
    fresh = _still_open(pack, "commented on")
    text = reason_given(text, "Write the comment.", "text")
    one_of(section, ("", *(each.key for each in thaw(fresh.content).sections)), "Select a section.", "section")
    same = fresh.comments.filter(created_by=by, side=side, section=section, text=text).first()
    if same is not None:
        return same
    write(fresh, by=by)  # whoever is about to sign is told that something was said meanwhile
    return write(PackComment(version=fresh, side=Side(side), section=section, text=text), by=by)


@action
def send_for_review(*, by: Any, scope: Scope, today: dt.date, pack: ReviewPack) -> PackVersion:
    """The comments are complete, and whoever signs may look at it. Sending it twice changes nothing."""
    pack = _lock(pack)
    if not may_comment(pack, scope):
        raise PermissionDenied("Only the provider and the commissioner send a pack for review.")
    fresh = _still_open(pack, "sent for review")
    if fresh.state == State.REVIEW:
        return fresh
    fresh.state, fresh.sent_at, fresh.sent_by = State.REVIEW, timezone.now(), by
    return write(fresh, by=by)


@action
def sign_off(
    *, by: Any, scope: Scope, today: dt.date, pack: ReviewPack, version: dt.datetime | None = None
) -> PackVersion:
    """Freeze the version that was reviewed: its figures, what was said, and its files, each with its hash.

    `version` is the moment of the last change that the signer has read. The figures are those that were reviewed,
    whatever has been corrected since.
    """
    pack = _lock(pack)
    if not scope.may_sign_for(pack.commissioner_id):
        raise PermissionDenied("Only the commissioner signs a pack off.")
    latest = latest_version(pack)
    if latest.is_signed and latest.signed_by == by:
        return latest
    fresh = _still_open(pack, "signed off again")
    if fresh.state != State.REVIEW:
        raise Refusal("This pack was not sent for review yet. Send it for review, then sign it off.")
    unchanged_since(fresh, version)
    fresh.state, fresh.signed_at, fresh.signed_by = State.SIGNED, timezone.now(), by
    content = completed(fresh)
    fresh.content = freeze(content)
    _keep_files(fresh, content)  # before it is signed: nothing is added to a signed version
    return write(fresh, by=by)


@action
def issue_new_version(*, by: Any, scope: Scope, today: dt.date, pack: ReviewPack, reason: str) -> PackVersion:
    """Draft the next version of a signed pack, with the figures as they are now, saying why. The signed one stays."""
    pack = _lock(pack)
    if not scope.may_sign_for(pack.commissioner_id):
        raise PermissionDenied("Only the commissioner issues a new version.")
    reason = reason_given(reason, "Say why a new version is issued.")
    latest = latest_version(pack)
    if not latest.is_signed:
        if (latest.reason, latest.created_by) == (reason, by):
            return latest
        raise Refusal(f"Version {latest.number} is not signed off yet. Refresh its figures instead.")
    _can_be_drafted(Subject(pack.commissioner_id, pack.contract_id), pack.span, today)
    return _add_version(pack, by=by, number=latest.number + 1, reason=reason)


def draft_due_packs(*, today: dt.date) -> list[ReviewPack]:
    """Draft the packs of last month that are due and missing. Safe to run at any time, and twice at once.

    A pack that fails keeps no other from being drafted; the failures are raised in the end.
    """
    month = month_due(today)
    if month is None or not _figures_reach(month):
        return []
    drafted, failures = [], []
    for subject in missing_packs(month):
        try:
            drafted.append(draft_pack(by=None, scope=SYSTEM, today=today, subject=subject, month=month))
        except Exception as error:  # noqa: BLE001 - raised below, once the other packs are drafted
            error.add_note(f"while drafting {subject}")
            failures.append(error)
    if failures:
        raise ExceptionGroup("Some packs could not be drafted", failures)
    return drafted


def missing_packs(month: Span) -> list[Subject]:
    """Each contract that runs in a month, and each commissioner with several of them, without a pack of it."""
    contracts = Contract.objects.overlapping(month.from_date, month.until_date)
    pairs = list(contracts.order_by("commissioner", "pk").values_list("commissioner_id", "pk"))
    owners = [commissioner for commissioner, _ in pairs]
    several = [(owner, None) for owner in dict.fromkeys(owners) if owners.count(owner) > 1]
    there = set(ReviewPack.objects.filter(month=month.from_date).values_list("commissioner_id", "contract_id"))
    return [Subject(*each) for each in (*pairs, *several) if each not in there]


def may_comment(pack: ReviewPack, scope: Scope) -> list[str]:
    """The sides for which this person may speak."""
    sides = [str(Side.COMMISSIONER)] if scope.may_sign_for(pack.commissioner_id) else []
    if pack.contract is not None and scope.may_write_for(pack.contract.provider_id):
        sides.append(str(Side.PROVIDER))
    return sides


def latest_version(pack: ReviewPack) -> PackVersion:
    """The version that counts now."""
    return pack.versions.select_related("pack__contract__provider", "pack__commissioner", "signed_by").order_by(
        "-number"
    )[0]


def why_closed(version: PackVersion) -> str:
    """That a version is signed off and by whom; empty while it is open."""
    if not version.is_signed or version.signed_at is None:
        return ""
    who = f" by {version.signed_by}" if version.signed_by else ""
    return f"Version {version.number} was signed off{who} on {long_date(timezone.localtime(version.signed_at).date())}."


def _lock(pack: ReviewPack) -> ReviewPack:
    rows = ReviewPack.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("commissioner", "contract__provider").get(pk=pack.pk)


def _open_version(pack: ReviewPack, scope: Scope, done: str) -> PackVersion:
    pack = _lock(pack)
    if not scope.may_sign_for(pack.commissioner_id):
        raise PermissionDenied("Only the commissioner does this.")
    return _still_open(pack, done)


def _still_open(pack: ReviewPack, done: str) -> PackVersion:
    version = latest_version(pack)
    if why := why_closed(version):
        raise Refusal(f"{why} It cannot be {done}: issue a new version if it is wrong.")
    return version


def _add_version(pack: ReviewPack, *, by: Any, number: int = 1, reason: str = "") -> PackVersion:
    version = PackVersion(
        pack=pack, number=number, reason=reason, as_at=pack.span.until_date, drafted_at=timezone.now()
    )
    version.content = freeze(content_of(version))
    return write(version, by=by)


def _keep_files(version: PackVersion, content: Content) -> None:
    for file in drawn_files(content, version):
        PackFile.objects.create(version=version, **asdict(file))


def _figures_reach(month: Span) -> bool:
    """Whether the last night of the month has been computed."""
    night = Watermark.objects.values_list("night", flat=True).first()
    return night is not None and night >= month.until_date - ONE_DAY


def _can_be_drafted(subject: Subject, month: Span, today: dt.date) -> None:
    """Refuse a month that is not over, or that has no figures, or in which the contract does not run."""
    if month.until_date > today:
        raise Refusal(
            f"{month.from_date:%B %Y} is not over. Its pack can be drafted from {long_date(month.until_date)} on.",
            field="month",
        )
    if not _figures_reach(month):
        raise Refusal(
            f"The nights of {month.from_date:%B %Y} are not computed yet. Try again when the figures reach its end.",
            field="month",
        )
    running = Contract.objects.filter(commissioner=subject.commissioner_id)
    if subject.contract_id is not None:
        running = running.filter(pk=subject.contract_id)
    if not running.overlapping(month.from_date, month.until_date).exists():
        raise Refusal(f"No such contract runs in {month.from_date:%B %Y}. Choose another month.", field="month")
