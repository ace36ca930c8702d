"""A referral form that is put aside half-done, and taken up again by anybody on the ward."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from beds.access import Scope
from beds.acting import action, unchanged_since, write
from beds.refusal import Refusal
from residents.models import Referral, ReferralDraft, Ward

Answers = dict[str, str]
"""The inputs of the form by their names, word for word as they were sent."""


@action
def save_draft(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    ward: Ward,
    answers: Answers,
    draft: ReferralDraft | None = None,
    version: dt.datetime | None = None,
) -> ReferralDraft:
    """Keep what was typed, however wrong or incomplete, for the people of the ward. Nothing in it is checked.

    Sending the same again changes nothing. Raises `Refusal` when the draft was sent or discarded meanwhile, or when a
    colleague has changed it since `version`; PermissionDenied for a ward that the person does not refer from.
    """
    ward = Ward.objects.select_for_update(no_key=True).get(pk=ward.pk)
    if not scope.may_refer_for(ward.pk):
        raise PermissionDenied("Drafts are kept for the wards that you refer from.")
    # the database keeps no NUL, and nobody types one
    answers = {name: value.replace("\x00", "") for name, value in answers.items()}
    if draft is None:
        known = ReferralDraft.objects.unfinished().filter(ward=ward, answers=answers, created_by=by).first()
        return known or write(ReferralDraft(ward=ward, answers=answers), by=by)
    fresh = _lock(draft, scope)
    _check_unfinished(fresh)
    if (fresh.ward_id, fresh.answers) == (ward.pk, answers):
        return fresh
    unchanged_since(fresh, version)
    fresh.ward, fresh.answers = ward, answers
    return write(fresh, by=by)


@action
def discard_draft(
    *, by: Any, scope: Scope, today: dt.date, draft: ReferralDraft, version: dt.datetime | None = None
) -> ReferralDraft:
    """Throw a draft away: what was typed is gone. Raises `Refusal` when it was sent, or went on after `version`."""
    fresh = _lock(draft, scope)
    if fresh.discarded_at is None:
        _check_unfinished(fresh)
        if version is not None and fresh.updated_at != version:
            raise Refusal(
                f"{fresh.updated_by or 'Somebody'} has gone on with this draft meanwhile. Look at it first; if it is "
                "not needed all the same, discard it again.",
                field="version",
            )
        fresh.answers, fresh.discarded_at = {}, timezone.now()
        write(fresh, by=by)
    return fresh


def draft_to_send(draft: ReferralDraft, scope: Scope, version: dt.datetime | None) -> Referral | None:
    """Lock the draft that is being sent; gives the referral that it has become already, if it was sent before."""
    fresh = _lock(draft, scope)
    if fresh.sent_as is None:
        _check_unfinished(fresh)
        unchanged_since(fresh, version)
    return fresh.sent_as


def settle_draft(draft: ReferralDraft, referral: Referral, *, by: Any) -> None:
    """The draft was sent and has become this referral, which holds the words from now on."""
    fresh = ReferralDraft.objects.get(pk=draft.pk)
    fresh.answers, fresh.sent_as = {}, referral
    write(fresh, by=by)


def _lock(draft: ReferralDraft, scope: Scope) -> ReferralDraft:
    rows = ReferralDraft.objects.within(scope).select_for_update(of=("self",), no_key=True)
    fresh = rows.select_related("updated_by", "sent_as__resident").filter(pk=draft.pk).first()
    if fresh is None:
        raise PermissionDenied("This draft is of a ward that you do not refer from.")
    return fresh


def _check_unfinished(draft: ReferralDraft) -> None:
    who = draft.updated_by or "Somebody"
    if draft.sent_as is not None:
        raise Refusal(
            f"{who} has sent this draft meanwhile: it is the referral of {draft.sent_as.resident}. What you typed is "
            "still here. Add it to that referral, or keep it as another draft.",
            field="draft",
        )
    if draft.discarded_at is not None:
        raise Refusal(
            f"{who} has discarded this draft meanwhile. What you typed is still here: send it, or keep it as another "
            "draft.",
            field="draft",
        )
