"""What was said of one person and what was agreed, in meetings and between them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q

from beds.access import Scope
from beds.nights import Band, band
from residents.actions.notes import may_cancel, may_correct
from residents.actions.speaking import concerned, may_say
from residents.models import (
    Action,
    Extension,
    Meeting,
    Note,
    OverstayReason,
    Placement,
    Referral,
    ResidentIdentity,
)
from residents.queries.my_beds import stay_of

NOTES_A_PAGE = 20
LATEST_NOTES = 5
"""How many earlier notes a case shows in a meeting."""
LATELY = dt.timedelta(days=14)
"""What was done this long before a meeting is still shown in it, ticked."""


@dataclass(frozen=True, slots=True)
class SaidNote:
    """A note, and what this reader may do to it."""

    note: Note
    may_correct: bool
    may_cancel: bool


@dataclass(frozen=True, slots=True)
class AgreedAction:
    """An action, and what this reader may do to it."""

    action: Action
    may_finish: bool
    may_change: bool
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a case is about, in short. `name` is empty where it is not for this reader."""

    referral: Referral
    placement: Placement | None
    name: str
    where: str
    nights: int
    limit: int
    band: Band | None
    reasons: list[OverstayReason]
    authorised_until: dt.date | None


@dataclass(frozen=True, slots=True)
class CaseInMeeting:
    """A case on one screen: who it is, what was said and agreed before, and what is said and agreed now."""

    person: Person
    earlier_notes: list[SaidNote]
    earlier_actions: list[AgreedAction]
    notes: list[SaidNote]
    actions: list[AgreedAction]
    may_write: bool


@dataclass(frozen=True, slots=True)
class CaseFile:
    """All notes and actions about one person; `notes` is a page of them, the latest first."""

    person: Person
    open_actions: list[AgreedAction]
    other_actions: list[AgreedAction]
    notes: list[SaidNote]
    page: Any
    may_write: bool
    meeting: Meeting | None
    """The open meeting of today that speaks of them."""


def person(referral: Referral, scope: Scope, day: dt.date) -> Person:
    """Whom a case is about, as at the morning of `day`. `referral` brings its resident and ward."""
    placements = Placement.objects.within(scope).in_force().filter(referral=referral, admitted_on__lte=day)
    placement = placements.select_related("resident", "contract", "service__provider").first()
    identity = ResidentIdentity.objects.within(scope).filter(resident=referral.resident_id).first()
    if placement is None:
        name = identity.name if identity else ""
        return Person(referral, None, name, str(referral.ward), 0, 0, None, [], None)
    stay = stay_of(placement, scope)
    nights, limit = placement.los_nights(day), placement.contract.stay_limit_nights
    unresolved = Q(resolved_on=None) | Q(resolved_on__gt=day)
    reasons = OverstayReason.objects.within(scope).in_force().filter(unresolved, placement=placement, since__lte=day)
    extensions = Extension.objects.within(scope).in_force().filter(placement=placement, until_date__gt=day)
    return Person(
        referral=referral,
        placement=placement,
        name=identity.name if identity else "",
        where=str(stay.bed if stay else placement.service),
        nights=nights,
        limit=limit,
        band=band(nights, limit),
        reasons=list(reasons),
        authorised_until=max((one.until_date for one in extensions), default=None),
    )


def case_in_meeting(meeting: Meeting, referral: Referral, by: Any, scope: Scope, today: dt.date) -> CaseInMeeting:
    """One case in one meeting. A fixed number of queries."""
    reader = Reader(by, scope, today, may_say(referral, None, scope))
    notes = _notes(scope).filter(referral=referral)
    actions = _actions(scope).filter(referral=referral)
    elsewhere = Q(meeting=None) | ~Q(meeting=meeting)
    earlier = notes.filter(elsewhere, said_on__lte=meeting.held_on).order_by("-said_on", "-pk")[:LATEST_NOTES]
    lately = Q(done_on=None) | Q(done_on__gte=meeting.held_on - LATELY)
    return CaseInMeeting(
        person=person(referral, scope, meeting.held_on),
        earlier_notes=reader.notes(earlier),
        earlier_actions=reader.actions(actions.filter(elsewhere, lately, agreed_on__lte=meeting.held_on)),
        notes=reader.notes(notes.filter(meeting=meeting)),
        actions=reader.actions(actions.filter(meeting=meeting)),
        may_write=not meeting.is_closed and may_say(referral, meeting, scope),
    )


def case_file(referral: Referral, by: Any, scope: Scope, today: dt.date, page: str | None) -> CaseFile:
    """All that was said and agreed about one person. A fixed number of queries."""
    may_write = may_say(referral, None, scope)
    reader = Reader(by, scope, today, may_write)
    every = Action.objects.within(scope).filter(referral=referral).select_related("owner", "meeting", "referral")
    actions = reader.actions(every)
    notes = Note.objects.within(scope).filter(referral=referral).order_by("-said_on", "-pk")
    shown = Paginator(notes.select_related("created_by", "meeting", "referral"), NOTES_A_PAGE).get_page(page)
    return CaseFile(
        person=person(referral, scope, today),
        open_actions=[one for one in actions if one.action.is_open],
        other_actions=[one for one in actions if not one.action.is_open],
        notes=reader.notes(shown),
        page=shown,
        may_write=may_write,
        meeting=_meeting_of_today(referral, scope, today) if may_write and reader.meets else None,
    )


def general(meeting: Meeting, by: Any, scope: Scope, today: dt.date) -> tuple[list[SaidNote], list[AgreedAction]]:
    """What a meeting said, and agreed, about nobody in particular."""
    reader = Reader(by, scope, today, may_say(None, meeting, scope))
    about = {"meeting": meeting, "referral": None}
    return reader.notes(_notes(scope).filter(**about)), reader.actions(_actions(scope).filter(**about))


def owners(referral: Referral | None, meeting: Meeting | None) -> list[tuple[str, list[Any]]]:
    """Who may be given an action, by organisation."""
    who = concerned(referral, meeting)
    users = who.users().prefetch_related("memberships__commissioner", "memberships__provider", "memberships__ward")
    groups: dict[str, list[Any]] = defaultdict(list)
    for user in users.order_by("first_name", "last_name", "email"):
        membership = next(one for one in user.memberships.all() if who.through(one))
        groups[str(membership.commissioner or membership.provider or membership.ward)].append(user)
    return sorted(groups.items())


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads notes and actions; `has_say` in what they are about, where that is one case or one meeting."""

    by: Any
    scope: Scope
    today: dt.date
    has_say: bool

    @property
    def meets(self) -> bool:
        """Whether this person could be of a meeting: a ward speaks of a case, and not in a meeting."""
        scope = self.scope
        return bool(scope.everything or scope.decides_for or scope.houses_for or scope.writes_for)

    def notes(self, notes: Any) -> list[SaidNote]:
        """The notes, with what this reader may do to each."""
        return [self.note(note) for note in notes]

    def note(self, note: Note) -> SaidNote:
        frozen = note.cancelled_at is not None or (note.meeting is not None and note.meeting.is_closed)
        may = (may_correct(note, self.by, self.scope), may_cancel(note, self.by, self.scope))
        return SaidNote(note, *(one and not frozen for one in may))

    def actions(self, actions: Any) -> list[AgreedAction]:
        """The actions, with what this reader may do to each."""
        return [self.action(action) for action in actions]

    def action(self, action: Action) -> AgreedAction:
        """Whoever reads it and owns it may tick it."""
        mine = action.owner_id is not None and action.owner_id == self.by.pk
        frozen = action.meeting is not None and action.meeting.is_closed
        return AgreedAction(
            action=action,
            may_finish=action.cancelled_at is None and (mine or self.has_say),
            may_change=action.is_open and self.has_say and not frozen and (action.meeting is None or self.meets),
            is_overdue=action.is_overdue(self.today),
        )


def _meeting_of_today(referral: Referral, scope: Scope, today: dt.date) -> Meeting | None:
    meetings = Meeting.objects.within(scope).in_force()
    return meetings.filter(commissioner=referral.commissioner_id, held_on=today, closed_at=None).first()


def _notes(scope: Scope) -> Any:
    return Note.objects.within(scope).in_force().select_related("created_by", "meeting", "referral")


def _actions(scope: Scope) -> Any:
    return Action.objects.within(scope).in_force().select_related("owner", "meeting", "referral")
