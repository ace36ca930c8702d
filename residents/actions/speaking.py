"""Who has a say in a case or a meeting, and whom an action may be given to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Q

from beds.access import Scope
from beds.acting import unchanged_since
from beds.models import Contract, Provider
from beds.refusal import Refusal
from beds.taking_back import refuse_cancelled, why_cancelled
from beds.wording import long_date
from residents.models import Action, Meeting, Note, Placement, Referral

Locked = TypeVar("Locked", Note, Action)


def may_speak(referral: Referral, scope: Scope) -> bool:
    """Whether this person writes notes and actions about a case: those who work on it, and who decides for it."""
    return bool(
        scope.may_decide_for(referral.commissioner_id)
        or scope.may_house_for(referral.commissioner_id)
        or scope.may_refer_for(referral.ward_id)
        or any(scope.may_write_for(provider) for provider in _providers(referral))
    )


def may_take_part(meeting: Meeting, scope: Scope) -> bool:
    """Whether this person writes in a meeting: its commissioner, housing, and the providers that belong to it."""
    if scope.may_decide_for(meeting.commissioner_id) or scope.may_house_for(meeting.commissioner_id):
        return True
    return bool(scope.writes_for) and Meeting.objects.attended_by(scope.writes_for).filter(pk=meeting.pk).exists()


def may_say(referral: Referral | None, meeting: Meeting | None, scope: Scope) -> bool:
    """Whether this person may write about this case, in this meeting, or in the meeting about nobody in particular."""
    if meeting is not None and not may_take_part(meeting, scope):
        return False
    return referral is None or may_speak(referral, scope)


def may_finish(action: Action, by: Any, scope: Scope) -> bool:
    """Whether this person may tick an action: its owner, if the case is still theirs to see, and who has a say."""
    if not Action.objects.within(scope).filter(pk=action.pk).exists():
        return False
    owner = action.owner_id is not None and action.owner_id == getattr(by, "pk", None)
    return owner or may_say(action.referral, action.meeting if action.referral is None else None, scope)


@dataclass(frozen=True, slots=True)
class Concerned:
    """The organisations, by id, whose people may be given an action."""

    commissioner: int
    providers: frozenset[int]
    ward: int | None

    def users(self) -> Any:
        """Those who belong to one of them and can sign in."""
        users = get_user_model().objects.filter(is_active=True)
        return users.filter(
            Q(memberships__commissioner=self.commissioner)
            | Q(memberships__provider__in=self.providers)
            | Q(memberships__ward=self.ward, memberships__ward__isnull=False)
        ).distinct()

    def through(self, membership: Any) -> bool:
        """Whether it is by this membership that somebody is concerned."""
        return (
            membership.commissioner_id == self.commissioner
            or membership.provider_id in self.providers
            or (self.ward is not None and membership.ward_id == self.ward)
        )


def concerned(referral: Referral | None, meeting: Meeting | None) -> Concerned:
    """Who sees a case: its commissioner, its ward, and its providers with their lead provider.

    Without a case it is everybody who may read the meeting.
    """
    if referral is not None:
        commissioner, ward = referral.commissioner_id, referral.ward_id
        providers = Provider.objects.filter(pk__in=_providers(referral))
    elif meeting is not None:
        commissioner, ward = meeting.commissioner_id, None
        day = meeting.held_on
        contracts = Contract.objects.filter(commissioner=commissioner).on(day)
        stays = Placement.objects.open_on(day).filter(contract__commissioner=commissioner)
        providers = Provider.objects.filter(
            Q(pk__in=contracts.values("provider")) | Q(pk__in=stays.values("service__provider"))
        )
    else:
        raise ValueError("An action is about a person or a meeting.")
    with_leads = {pk for pair in providers.values_list("pk", "lead") for pk in pair if pk is not None}
    return Concerned(commissioner, frozenset(with_leads), ward)


def lock_case(
    referral: Referral | None, meeting: Meeting | None, scope: Scope
) -> tuple[Referral | None, Meeting | None]:
    """The meeting, then the case, as they are now and locked, for somebody who may write about them.

    Raises PermissionDenied, and Refusal once the meeting is closed.
    """
    if meeting is not None:
        meeting = lock_meeting(meeting)
        still_open(meeting)
    if referral is not None:
        referral = Referral.objects.select_for_update(no_key=True).get(pk=referral.pk)
    if not may_say(referral, meeting, scope):
        raise PermissionDenied("Only those who work on a case write about it.")
    if referral is not None and meeting is not None and referral.commissioner_id != meeting.commissioner_id:
        raise PermissionDenied("A meeting speaks of its own commissioner's cases.")
    return referral, meeting


def lock_meeting(meeting: Meeting, version: dt.datetime | None = None, *, cancelled_too: bool = False) -> Meeting:
    """The meeting as it is now, locked until the transaction ends. Refuses a cancelled or a changed one.

    `cancelled_too`, here and below, is for cancelling, which may be sent twice.
    """
    rows = Meeting.objects.select_for_update(of=("self",), no_key=True)
    fresh = rows.select_related("commissioner", "updated_by").get(pk=meeting.pk)
    if not cancelled_too and (why := why_not_held(fresh)):
        raise Refusal(why)
    unchanged_since(fresh, version)
    return fresh


def why_not_held(meeting: Meeting) -> str:
    """That a meeting was cancelled, by whom and why; empty for any other."""
    why = why_cancelled(meeting)
    return f"Meeting of {long_date(meeting.held_on)}: {why[:1].lower()}{why[1:]}" if why else ""


def still_open(meeting: Meeting | None) -> None:
    """Refuse to change the minutes of a meeting that is closed."""
    if meeting is not None and meeting.is_closed:
        raise Refusal(
            f"The meeting of {long_date(meeting.held_on)} is closed, and its minutes stand. Write it in the next "
            "meeting, or ask the commissioner to reopen this one."
        )


def lock_note(note: Note, version: dt.datetime | None = None, *, cancelled_too: bool = False) -> Note:
    """The note as it is now, locked with its meeting. Refuses a cancelled or a changed one."""
    if note.meeting is not None:
        lock_meeting(note.meeting)
    rows = Note.objects.select_for_update(of=("self",), no_key=True)
    fresh = rows.select_related("meeting", "referral", "updated_by").get(pk=note.pk)
    return _as_it_is(fresh, version, cancelled_too)


def lock_action(action: Action, version: dt.datetime | None = None, *, cancelled_too: bool = False) -> Action:
    """The action as it is now, locked with its meeting. Refuses a cancelled or a changed one."""
    if action.meeting is not None:
        lock_meeting(action.meeting)
    rows = Action.objects.select_for_update(of=("self",), no_key=True)
    fresh = rows.select_related("meeting", "referral", "owner", "updated_by").get(pk=action.pk)
    return _as_it_is(fresh, version, cancelled_too)


def _as_it_is(fresh: Locked, version: dt.datetime | None, cancelled_too: bool) -> Locked:  # noqa: FBT001
    """The record, unless it was changed since `version`, or cancelled, which is said first."""
    if not cancelled_too:
        refuse_cancelled(fresh)
    unchanged_since(fresh, version)
    return fresh


def _providers(referral: Referral) -> set[int]:
    """The provider that has the person, or had them last; before the person has a bed, the one that was asked."""
    placed = Placement.objects.in_force().filter(referral=referral.pk)
    return set(placed.values_list("service__provider", flat=True)) or {referral.provider_id}
