"""The meetings of one's commissioners, and the minutes of one of them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from beds.access import Scope
from residents.actions.speaking import may_take_part
from residents.models import Action, Meeting, Note, Placement, Referral
from residents.queries.agenda import Agenda, agenda
from residents.queries.cases import AgreedAction, Reader, SaidNote, general

WAITING = Q(done_on=None)
TO_COME, OPEN, CLOSED = "To come", "Open", "Closed"


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """One meeting in the list, with how much this reader sees of it."""

    meeting: Meeting
    held_on: dt.date
    commissioner: str
    state: str
    cases: int
    actions: int
    actions_open: int


@dataclass(frozen=True, slots=True)
class MinutesCase:
    """What was said of one person, and agreed; `referral` is None for what is about nobody in particular."""

    referral: Referral | None
    notes: list[Note]
    actions: list[Action]


@dataclass(frozen=True, slots=True)
class Minutes:
    """The minutes of a meeting, as this person may read them: references, and no names."""

    meeting: Meeting
    general: MinutesCase
    cases: list[MinutesCase]

    @property
    def present(self) -> list[str]:
        """Who was there, one a line."""
        return [line.strip() for line in self.meeting.present.splitlines() if line.strip()]

    @property
    def in_order(self) -> list[MinutesCase]:
        """What is about nobody in particular first, where there is any, then the cases."""
        return [*([self.general] if self.general.notes or self.general.actions else []), *self.cases]


def meetings(scope: Scope, today: dt.date) -> list[MeetingRow]:
    """The meetings that this person may read, the latest first. Three queries.

    A case was spoken of when something was said of it, or agreed.
    """
    rows = Meeting.objects.within(scope).in_force().select_related("commissioner").order_by("-held_on", "-pk")
    of_cases = Q(referral__isnull=False, meeting__isnull=False)
    said, done = (kind.objects.within(scope).in_force().filter(of_cases).order_by() for kind in (Note, Action))
    spoken_of = said.values_list("meeting", "referral").union(done.values_list("meeting", "referral"))
    cases = Counter(meeting for meeting, _ in spoken_of)
    agreed = Action.objects.within(scope).in_force().filter(meeting__isnull=False).order_by()
    counted = agreed.values("meeting").annotate(every=Count("pk"), waiting=Count("pk", filter=WAITING))
    actions = {row["meeting"]: (row["every"], row["waiting"]) for row in counted}
    return [
        MeetingRow(
            meeting=row,
            held_on=row.held_on,
            commissioner=str(row.commissioner),
            state=state_of(row, today),
            cases=cases[row.pk],
            actions=actions.get(row.pk, (0, 0))[0],
            actions_open=actions.get(row.pk, (0, 0))[1],
        )
        for row in rows
    ]


def state_of(meeting: Meeting, today: dt.date) -> str:
    """Whether a meeting is to come, open or closed, in words."""
    if meeting.is_closed:
        return CLOSED
    return TO_COME if meeting.held_on > today else OPEN


def minutes(meeting: Meeting, scope: Scope) -> Minutes:
    """What was said and agreed in a meeting, case by case in the order in which they were first spoken of.

    Two queries.
    """
    about = ("referral__resident", "referral__ward", "created_by")
    notes = Note.objects.within(scope).in_force().filter(meeting=meeting).select_related(*about)
    actions = Action.objects.within(scope).in_force().filter(meeting=meeting).select_related(*about, "owner")
    said = [*notes.order_by("created_at", "pk"), *actions.order_by("created_at", "pk")]
    cases: dict[int | None, MinutesCase] = {None: MinutesCase(None, [], [])}
    for record in sorted(said, key=lambda one: one.created_at):
        case = cases.setdefault(record.referral_id, MinutesCase(record.referral, [], []))
        if isinstance(record, Note):
            case.notes.append(record)
        else:
            case.actions.append(record)
    general = cases.pop(None)
    return Minutes(meeting, general, list(cases.values()))


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """A meeting with its agenda; `besides` are its actions about those who are not on it.

    `others` are open actions of other days about nobody who is on the agenda; a closed meeting has done with them.
    """

    agenda: Agenda
    state: str
    notes: list[SaidNote]
    actions: list[AgreedAction]
    besides: list[AgreedAction]
    others: list[AgreedAction]
    may_write: bool
    may_lead: bool

    @property
    def meeting(self) -> Meeting:
        return self.agenda.meeting

    @property
    def is_projected(self) -> bool:
        """Whether its day is to come, so that the nights are those of people who do not leave before."""
        return self.state == TO_COME


def to_speak_of(meeting: Meeting, reference: str, scope: Scope) -> Referral | None:
    """The person with this reference, on the agenda or not: by the referral that has the bed, else by the latest."""
    here = Placement.objects.open_on(meeting.held_on).filter(referral=OuterRef("pk"))
    referrals = Referral.objects.within(scope).filter(
        commissioner=meeting.commissioner_id, resident__reference__iexact=reference.strip()
    )
    return referrals.order_by(Exists(here).desc(), "-received_on", "-pk").first()


def meeting_page(meeting: Meeting, by: Any, scope: Scope, today: dt.date) -> MeetingPage:
    """A meeting as this person sees it. A fixed number of queries."""
    found = agenda(meeting, scope)
    notes, actions = general(meeting, by, scope, today)
    may_write = may_take_part(meeting, scope)
    of_meetings = Q(meeting__commissioner=meeting.commissioner_id) | Q(referral__commissioner=meeting.commissioner_id)
    every = Action.objects.within(scope).select_related("owner", "meeting", "referral__resident")
    besides = every.in_force().filter(meeting=meeting, referral__in=[guest.referral.pk for guest in found.besides])
    others = every.open().filter(of_meetings, agreed_on__lte=meeting.held_on)
    others = others.exclude(meeting=meeting).exclude(referral__in=[line.referral.pk for line in found.lines])
    # who takes part may tick what is about nobody in particular; a case asks again on its own page
    reader = Reader(by, scope, today, may_write)
    return MeetingPage(
        agenda=found,
        state=state_of(meeting, today),
        notes=notes,
        actions=actions,
        besides=reader.actions(besides),
        others=[] if meeting.is_closed else reader.actions(others),
        may_write=may_write and not meeting.is_closed,
        may_lead=scope.may_decide_for(meeting.commissioner_id),
    )
