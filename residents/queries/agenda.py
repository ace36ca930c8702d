"""The agenda of a step-down meeting, drawn from the records as at its day: whom to speak of, the most urgent first."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Count, Max, Q

from beds.access import Scope
from beds.nights import Band, band
from residents.models import (
    Action,
    BedStay,
    Extension,
    Meeting,
    Note,
    OverstayReason,
    Placement,
    Referral,
    ResidentIdentity,
)
from residents.queries.blocked import WaysOut, ways_out
from residents.queries.coming_free import EmptyBed, empty_beds
from residents.queries.next_move import next_move

NEW_WITHIN = dt.timedelta(days=7)
"""Somebody who came since the last weekly meeting is new."""


class Section(StrEnum):
    """What puts somebody on the agenda, the most urgent first."""

    BLOCKED = "blocked"
    OVERSTAYING = "overstaying"
    APPROACHING = "approaching"
    NEW = "new"
    WAITING = "waiting"

    @property
    def heading(self) -> str:
        return {
            Section.BLOCKED: "Blocked",
            Section.OVERSTAYING: "Overstaying",
            Section.APPROACHING: "Approaching the limit",
            Section.NEW: "New",
            Section.WAITING: "Waiting for a bed",
        }[self]

    @property
    def what(self) -> str:
        """Who is in it, in a sentence."""
        return {
            Section.BLOCKED: "Nothing moves: rejected and not challenged, work on the home without a date, a reason "
            "that has held for 14 days or more, or a stay past 60 nights.",
            Section.OVERSTAYING: "Past the limit of the contract.",
            Section.APPROACHING: "In the last 14 nights before the limit.",
            Section.NEW: "Admitted in the last 7 days.",
            Section.WAITING: "Accepted, and no bed is booked. In the order in which beds are offered.",
        }[self]


@dataclass(frozen=True, slots=True)
class Line:
    """One person on the agenda. `name` is empty where it is not for this reader.

    `also` are the other sections the person belongs to; `next_move` is what happens next and whose move it is.
    """

    referral: Referral
    section: Section
    also: tuple[Section, ...] = ()
    placement: Placement | None = None
    where: str = ""
    name: str = ""
    nights: int = 0
    limit: int = 0
    band: Band | None = None
    due: dt.date | None = None
    waiting_days: int = 0
    why_blocked: tuple[str, ...] = ()
    reasons: tuple[OverstayReason, ...] = ()
    authorised_until: dt.date | None = None
    open_actions: int = 0
    discussed: bool = False
    next_move: str = ""

    @property
    def reference(self) -> str:
        return self.referral.resident.reference

    @property
    def is_overstay(self) -> bool:
        return self.band is not None and self.band.is_overstay


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who was spoken of and is not on the agenda. `name` is empty where it is not for this reader."""

    referral: Referral
    name: str


@dataclass(frozen=True, slots=True)
class Part:
    """A section with its people."""

    section: Section
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case stands on the agenda: `number` of `total`, and its neighbours. Number 0 is not on it."""

    line: Line | None
    number: int
    total: int
    previous: Line | None
    next: Line | None

    @property
    def is_last(self) -> bool:
        """Whether no case comes after it."""
        return self.next is None


@dataclass(frozen=True, slots=True)
class Agenda:
    """The whole agenda; of a closed meeting those of it who were spoken of, since the rest is not kept.

    `besides` are those who were spoken of and are not on it.
    """

    meeting: Meeting
    parts: list[Part]
    besides: list[Guest] = field(default_factory=list)
    beds: list[EmptyBed] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        """Everybody, in the order of the agenda."""
        return [line for part in self.parts for line in part.lines]

    @property
    def discussed(self) -> int:
        return sum(line.discussed for line in self.lines)

    @property
    def first_to_discuss(self) -> Line | None:
        """The first person of whom nothing was said in this meeting yet."""
        return next((line for line in self.lines if not line.discussed), None)

    def place(self, referral: Referral) -> Place:
        """Where this person stands on the agenda."""
        lines = self.lines
        at = next((n for n, line in enumerate(lines) if line.referral.pk == referral.pk), None)
        if at is None:
            return Place(None, 0, len(lines), None, lines[0] if lines else None)
        after = lines[at + 1] if at + 1 < len(lines) else None
        return Place(lines[at], at + 1, len(lines), lines[at - 1] if at else None, after)


def agenda(meeting: Meeting, scope: Scope, *, with_beds: bool = True) -> Agenda:
    """The agenda as this person may see it: the commissioner everybody, a provider its own people.

    A fixed number of queries.
    """
    facts = _Facts(meeting, scope)
    lines = [*facts.residents(), *facts.waiting()]
    besides = facts.besides({line.referral.pk for line in lines})
    if meeting.is_closed:
        lines, with_beds = [line for line in lines if line.discussed], False
    parts = [Part(section, [line for line in lines if line.section == section]) for section in Section]
    beds = empty_beds(scope, meeting.commissioner, meeting.held_on) if with_beds else []
    return Agenda(meeting, parts, besides, beds)


class _Facts:
    """What is recorded of the people on the agenda, read in one query a kind."""

    def __init__(self, meeting: Meeting, scope: Scope) -> None:
        self.day, self.scope = meeting.held_on, scope
        of_commissioner = {"referral__commissioner": meeting.commissioner}
        here = Placement.objects.within(scope).open_on(self.day).filter(**of_commissioner)
        self.placements = list(
            here.select_related("resident", "contract", "service", "referral__resident", "referral__ward")
        )
        self.accepted = list(_waiting_on(self.day, meeting, scope))
        referrals = [one.referral_id for one in self.placements] + [one.pk for one in self.accepted]
        ids = [one.pk for one in self.placements]
        self.ways: WaysOut = ways_out(scope, ids, referrals, self.day)
        # what happens next is known of today; of a meeting that is over its own minutes tell
        going_on = [one.referral for one in self.placements] + self.accepted if meeting.closed_at is None else []
        self.moves = {pk: move.words for pk, move in next_move(going_on, scope, self.day).items()}
        stays = BedStay.objects.within(scope).in_force().filter(placement__in=ids).on(self.day)
        self.beds = {stay.placement_id: str(stay.bed) for stay in stays.select_related("bed__service")}
        extensions = Extension.objects.within(scope).in_force().filter(placement__in=ids, until_date__gt=self.day)
        self.authorised: dict[int, dt.date] = dict(extensions.values_list("placement").annotate(Max("until_date")))
        said = (rows.objects.within(scope).in_force().filter(meeting=meeting) for rows in (Note, Action))
        self.discussed = {pk for rows in said for pk in rows.order_by().values_list("referral", flat=True)}
        spoken_of = Referral.objects.within(scope).filter(pk__in=self.discussed - {None}).select_related("resident")
        self.spoken_of = list(spoken_of.order_by("resident__reference"))
        people = [one.resident_id for one in (*self.placements, *self.accepted, *self.spoken_of)]
        known = ResidentIdentity.objects.within(scope).filter(resident__in=people)
        self.names: dict[int, str] = defaultdict(str, known.values_list("resident", "name"))
        open_actions = Action.objects.within(scope).open().filter(referral__in=referrals).order_by()
        self.actions: dict[int, int] = defaultdict(int, open_actions.values_list("referral").annotate(Count("pk")))

    def residents(self) -> list[Line]:
        """Those who have a bed and are in a section, the longest stay first; of the new ones too."""
        lines = filter(None, map(self._resident, self.placements))
        return sorted(lines, key=lambda line: (-(line.nights - line.limit), line.reference))

    def waiting(self) -> list[Line]:
        """Those who wait for a bed, in the order in which beds are offered."""
        return [
            Line(
                referral=one,
                section=Section.WAITING,
                where=f"{one.ward}",
                name=self.names[one.resident_id],
                waiting_days=(self.day - one.received_on).days,
                next_move=self.moves.get(one.pk, ""),
                open_actions=self.actions[one.pk],
                discussed=one.pk in self.discussed,
            )
            for one in self.accepted
        ]

    def besides(self, on_agenda: set[int]) -> list[Guest]:
        """Those who were spoken of and are not on the agenda."""
        return [Guest(one, self.names[one.resident_id]) for one in self.spoken_of if one.pk not in on_agenda]

    def _resident(self, placement: Placement) -> Line | None:
        limit = placement.contract.stay_limit_nights
        nights = placement.los_nights(self.day)
        how_far = band(nights, limit)
        blocked = self.ways.why_blocked(placement.pk, placement.referral_id, how_far)
        is_in = {
            Section.BLOCKED: bool(blocked),
            Section.OVERSTAYING: how_far.is_overstay,
            Section.APPROACHING: how_far == Band.APPROACHING,
            Section.NEW: self.day - placement.admitted_on <= NEW_WITHIN,
        }
        sections = [section for section, holds in is_in.items() if holds]
        if not sections:
            return None
        return Line(
            referral=placement.referral,
            section=sections[0],
            also=tuple(sections[1:]),
            placement=placement,
            where=self.beds.get(placement.pk) or str(placement.service),
            name=self.names[placement.resident_id],
            nights=nights,
            limit=limit,
            band=how_far,
            due=placement.move_on_due,
            why_blocked=tuple(blocked),
            reasons=tuple(self.ways.reasons[placement.pk]),
            authorised_until=self.authorised.get(placement.pk),
            next_move=self.moves.get(placement.referral_id, ""),
            open_actions=self.actions[placement.referral_id],
            discussed=placement.referral_id in self.discussed,
        )


def _waiting_on(day: dt.date, meeting: Meeting, scope: Scope) -> Iterable[Referral]:
    """The referrals that were accepted and had no bed on the morning of `day`, in waiting order. Three queries."""
    Status = Referral.Status  # noqa: N806 - a class
    placed_later = Placement.objects.in_force().filter(admitted_on__gt=day)
    rows = (
        Referral.objects.within(scope)
        .filter(commissioner=meeting.commissioner, received_on__lte=day)
        .filter(Q(status=Status.ACCEPTED) | Q(steps__on__gt=day) | Q(pk__in=placed_later.values("referral")))
        .without_booking()
        .exclude(pk__in=Placement.objects.open_on(day).values("referral"))
        .distinct()
        .in_waiting_order()
    )
    rows = rows.select_related("resident", "ward").prefetch_related("steps")
    return (one for one in rows if _status_on(one, day) == Status.ACCEPTED)


def _status_on(referral: Referral, day: dt.date) -> str:
    """The state of a referral on the morning of `day`; one without recorded steps was accepted before it was placed."""
    steps = list(referral.steps.all())
    past = [step for step in steps if step.on <= day]
    if past:
        return past[-1].status
    if steps:
        return Referral.Status.RECEIVED
    return Referral.Status.ACCEPTED if referral.status == Referral.Status.PLACED else referral.status
