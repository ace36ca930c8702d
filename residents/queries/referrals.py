"""The queue: who waits for an assessment, a decision or a bed, how long already, and whose move it is."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Lower

from beds.access import Scope
from residents.models import Assessment, Booking, Referral, ReferralDraft, ReferralStep, ResidentIdentity
from residents.models.referrals import ReferralQuerySet
from residents.queries.waiting import NextMove, WaitingTimes, missing_from, next_move, waiting_times

OPEN = "open"
EVERY = "all"
LONGEST_FIRST = "received_on"

SORTS: dict[str, Any] = {
    "reference": F("resident__reference"),
    "ward": Lower("ward__name"),
    "provider": Lower("provider__name"),
    "status": F("state_position"),
    "received_on": F("received_on"),
    "clinically_ready_on": F("clinically_ready_on"),
    "since": F("since"),
}
"""What can be sorted by; rows without a value come last either way."""


class Order(StrEnum):
    """The states in the order of the way through them."""

    RECEIVED = "received"
    ASSESSING = "assessing"
    ACCEPTED = "accepted"
    PLACED = "placed"
    DECLINED = "declined"
    REDIRECTED = "redirected"
    WITHDRAWN = "withdrawn"


POSITION = Case(*(When(status=state.value, then=Value(place)) for place, state in enumerate(Order)))


@dataclass(frozen=True, slots=True)
class Choice:
    """Which referrals, and in what order. Empty values keep everything; `sort` is a key of SORTS, "-" descending."""

    state: str = OPEN
    who: str = ""
    """Part of a reference, or of a name where the person asking may know it."""
    provider: int | None = None
    ward: int | None = None
    sort: str = LONGEST_FIRST


@dataclass(frozen=True, slots=True)
class Queued:
    """One referral of the queue. `name` is empty for those who need no names."""

    referral: Referral
    name: str
    times: WaitingTimes
    since: dt.date
    missing: list[str]
    move: NextMove

    @property
    def reference(self) -> str:
        return self.referral.resident.reference

    @property
    def received_on(self) -> dt.date:
        return self.referral.received_on

    @property
    def clinically_ready_on(self) -> dt.date | None:
        return self.referral.clinically_ready_on

    @property
    def ward(self) -> str:
        return str(self.referral.ward)

    @property
    def provider(self) -> str:
        return str(self.referral.provider)

    @property
    def status(self) -> str:
        return self.referral.status


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many referrals are in a state, or in several; `value` is what the address asks for."""

    value: str
    label: str
    count: int


class Queue:
    """The chosen referrals of a scope, in order: count them by state, take a slice. A fixed number of queries."""

    def __init__(self, scope: Scope, today: dt.date, choice: Choice = Choice()) -> None:
        self.scope = scope
        self.today = today
        self.choice = choice

    @cached_property
    def counts(self) -> list[StateCount]:
        """How many there are in each state, whichever of them is shown: open ones together, each state, all."""
        rows = self._asked_for().order_by().values_list("status").annotate(Count("pk"))
        by_state: dict[str, int] = dict(rows)
        labels = dict(Referral.Status.choices)
        each = [StateCount(state.value, labels[state.value], by_state.get(state.value, 0)) for state in Order]
        together = sum(by_state.get(state, 0) for state in Referral.OPEN)
        return [
            StateCount(OPEN, "Open", together),
            *each,
            StateCount(EVERY, "All", sum(by_state.values())),
        ]

    def __len__(self) -> int:
        return next(one.count for one in self.counts if one.value == self.choice.state)

    def __getitem__(self, wanted: slice) -> list[Queued]:
        rows = list(self._ordered()[wanted])
        names = self._names(rows)
        return [self._queued(row, names[row.resident_id]) for row in rows]

    def _asked_for(self) -> ReferralQuerySet:
        """Those that match all but the state."""
        rows = Referral.objects.within(self.scope)
        choice = self.choice
        if choice.provider:
            rows = rows.filter(provider=choice.provider)
        if choice.ward:
            rows = rows.filter(ward=choice.ward)
        if choice.who:
            named = ResidentIdentity.objects.within(self.scope).filter(
                resident=OuterRef("resident"), name__icontains=choice.who
            )
            rows = rows.filter(Q(resident__reference__icontains=choice.who) | Exists(named))
        return rows

    def _ordered(self) -> ReferralQuerySet:
        rows = self._asked_for()
        if self.choice.state == OPEN:
            rows = rows.live()
        elif self.choice.state != EVERY:
            rows = rows.filter(status=self.choice.state)
        last = ReferralStep.objects.filter(referral=OuterRef("pk"), status=OuterRef("status")).order_by("-pk")
        rows = rows.annotate(
            state_position=POSITION,
            since=Coalesce(Subquery(last.values("on")[:1]), F("received_on")),
            assessed=Exists(Assessment.objects.in_force().filter(referral=OuterRef("pk"))),
            arriving_on=Subquery(Booking.objects.waiting().filter(referral=OuterRef("pk")).values("arriving_on")[:1]),
        )
        column = SORTS[self.choice.sort.removeprefix("-")]
        descending = self.choice.sort.startswith("-")
        ordered = column.desc(nulls_last=True) if descending else column.asc(nulls_last=True)
        return rows.select_related("resident", "ward", "provider", "commissioner").order_by(ordered, "pk")

    def _names(self, rows: list[Referral]) -> defaultdict[int, str]:
        known = ResidentIdentity.objects.within(self.scope).filter(resident__in=[row.resident_id for row in rows])
        return defaultdict(str, known.values_list("resident", "name"))

    def _queued(self, row: Any, name: str) -> Queued:
        return Queued(
            referral=row,
            name=name,
            times=waiting_times(row, self.today, since=row.since),
            since=row.since,
            missing=missing_from(row) if row.status in Referral.OPEN else [],
            move=next_move(row, assessed=row.assessed, arriving_on=row.arriving_on),
        )


@dataclass(frozen=True, slots=True)
class Draft:
    """A half-done form of one's ward: whose it is, as far as that was typed."""

    draft: ReferralDraft
    name: str


def drafts_of(scope: Scope) -> list[Draft]:
    """The half-done forms of the wards that this person refers from, the latest first."""
    if not scope.wards:
        return []
    rows = ReferralDraft.objects.within(scope).unfinished().select_related("ward", "updated_by")
    return [Draft(row, str(row.answers.get("name", "")).strip()[:120]) for row in rows]
