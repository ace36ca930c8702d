"""The support that residents get: the sheet of the day, and one person's whole record with scores and feedback."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q

from beds.access import Scope
from beds.models import Service
from residents.actions.feedback import may_ask, may_cancel
from residents.models import (
    Absence,
    Feedback,
    FeedbackLink,
    OutcomeScore,
    Placement,
    ResidentIdentity,
    SupportRecord,
)
from residents.outcomes import SCALES, Change, Scale, change_of

WEEKS_A_PAGE = 4


def week_of(day: dt.date) -> dt.date:
    """The Monday of a day's week."""
    return day - dt.timedelta(days=day.weekday())


# The sheet of the day -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Person:
    """A resident on the sheet: what was logged today, and how often they were supported since Monday.

    `name` is empty where it is not known or not this person's to know.
    """

    placement: Placement
    name: str
    today: list[SupportRecord]
    week: int
    absence: Absence | None

    @property
    def reference(self) -> str:
        return self.placement.resident.reference


@dataclass(slots=True)
class ServiceSheet:
    """A service and who is in it tonight."""

    service: Service
    may_write: bool
    people: list[Person] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Awaited:
    """Something that was asked for and has not been given yet."""

    record: SupportRecord
    name: str
    may_write: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole page of the day."""

    services: list[ServiceSheet]
    awaited: list[Awaited]

    @property
    def may_write(self) -> bool:
        return any(service.may_write for service in self.services)

    @property
    def first(self) -> Placement | None:
        """Whom the form ticks first, where an error leads to."""
        return next((one.people[0].placement for one in self.services if one.may_write), None)


def support_today(scope: Scope, today: dt.date) -> Sheet:
    """Everybody who is in a bed of this scope tonight, by service. Four queries."""
    placements = list(
        Placement.objects.within(scope)
        .open_on(today)
        .select_related("resident", "service__provider")
        .order_by("service__name", "service_id", "resident__reference")
    )
    names = names_of(scope, placements)
    ids = [placement.pk for placement in placements]
    away = Absence.objects.within(scope).in_force().filter(placement__in=ids).on(today)
    absences = {absence.placement_id: absence for absence in away}
    logged: dict[int, list[SupportRecord]] = defaultdict(list)
    monday = week_of(today)
    records = SupportRecord.objects.within(scope).in_force().filter(placement__in=ids)
    for record in records.filter(Q(on__gte=monday) | Q(status=SupportRecord.Status.COMMISSIONED)).order_by("on", "pk"):
        logged[record.placement_id].append(record)
    services: dict[int, ServiceSheet] = {}
    awaited: list[Awaited] = []
    for placement in sorted(placements, key=lambda one: (one.service.name, names[one.resident_id].casefold())):
        may_write = scope.may_write_for(placement.service.provider_id)
        sheet = services.setdefault(placement.service_id, ServiceSheet(placement.service, may_write))
        mine = logged[placement.pk]
        sheet.people.append(
            Person(
                placement=placement,
                name=names[placement.resident_id],
                today=[record for record in mine if record.on == today],
                week=sum(record.on >= monday and not record.is_waiting for record in mine),
                absence=absences.get(placement.pk),
            )
        )
        for record in mine:
            record.placement = placement
        awaited += [Awaited(record, names[placement.resident_id], may_write) for record in mine if record.is_waiting]
    return Sheet(list(services.values()), sorted(awaited, key=lambda one: one.record.on))


def names_of(scope: Scope, placements: Iterable[Placement]) -> defaultdict[int, str]:
    """The names of these residents that this person may know, by resident; empty for the others."""
    residents = [placement.resident_id for placement in placements]
    known = ResidentIdentity.objects.within(scope).filter(resident__in=residents)
    return defaultdict(str, known.values_list("resident", "name"))


# One person -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tally:
    """Records counted: given or still awaited, and those given by nature and by kind, the commonest first."""

    delivered: int
    awaited: int
    social: int
    clinical: int
    minutes: int
    by_kind: list[tuple[str, int]]

    @classmethod
    def of(cls, records: Sequence[SupportRecord]) -> Tally:
        """Count some records."""
        given = [record for record in records if not record.is_waiting]
        social = sum(record.nature == SupportRecord.Nature.SOCIAL for record in given)
        kinds = Counter(record.get_kind_display() for record in given)
        return cls(
            delivered=len(given),
            awaited=len(records) - len(given),
            social=social,
            clinical=len(given) - social,
            minutes=sum(record.minutes or 0 for record in given),
            by_kind=sorted(kinds.items(), key=lambda one: (-one[1], one[0])),
        )


@dataclass(frozen=True, slots=True)
class Week:
    """What was recorded in one week, the latest first."""

    monday: dt.date
    records: list[SupportRecord]

    @property
    def sunday(self) -> dt.date:
        return self.monday + dt.timedelta(days=6)

    @property
    def tally(self) -> Tally:
        return Tally.of(self.records)


@dataclass(frozen=True, slots=True)
class Series:
    """The scores of one measure, or of one goal, first to last, and the change between the two ends."""

    scale: Scale
    goal: str
    scores: list[OutcomeScore]
    change: Change | None

    @property
    def newest(self) -> OutcomeScore:
        return self.scores[-1]

    @property
    def difference_in_words(self) -> str:
        """The difference with its sign: +6, −1.5, 0."""
        difference = self.newest.score - self.scores[0].score
        sign = "+" if difference > 0 else "−" if difference < 0 else ""
        return f"{sign}{abs(difference).normalize():f}"


@dataclass(frozen=True, slots=True)
class Voice:
    """A piece of feedback, and whether this person may take it back."""

    feedback: Feedback
    may_cancel: bool


@dataclass(frozen=True, slots=True)
class SupportOf:
    """All that the page of one person shows."""

    placement: Placement
    name: str
    tally: Tally
    weeks: Page[Any]
    awaited: list[SupportRecord]
    series: list[Series]
    voices: list[Voice]
    links: list[FeedbackLink]
    """Those that still work."""
    cancelled: list[SupportRecord | OutcomeScore | Feedback]
    may_write: bool
    may_ask: bool

    @property
    def scales(self) -> list[Scale]:
        """The measures that there are scores of, each once."""
        return list({one.scale.key: one.scale for one in self.series}.values())

    @property
    def is_closed(self) -> bool:
        """Whether nothing more can be entered, because the placement was cancelled."""
        return self.placement.cancelled_at is not None


def support_of(placement: Placement, scope: Scope, today: dt.date, page: str | None = None) -> SupportOf:
    """One person's support, scores and feedback; `page` is the number of a page of weeks. Six queries.

    `placement` brings its resident, contract and service.
    """
    every = list(placement.support_records.order_by("-on", "-pk").select_related("created_by"))
    records = [record for record in every if record.cancelled_at is None]
    scores = list(placement.outcome_scores.order_by("taken_on", "pk"))
    said = placement.feedback.select_related("created_by").prefetch_related("created_by__memberships")
    feedback = list(said.order_by("-received_on", "-pk"))
    links = placement.feedback_links.in_force().filter(used_at=None, expires_on__gte=today)
    open_to_change = placement.cancelled_at is None
    cancelled: list[Any] = [one for one in (*every, *scores, *feedback) if one.cancelled_at is not None]
    return SupportOf(
        placement=placement,
        name=names_of(scope, [placement])[placement.resident_id],
        tally=Tally.of(records),
        weeks=Paginator(by_week(records), WEEKS_A_PAGE).get_page(page),
        awaited=[record for record in records if record.is_waiting],
        series=series_of([score for score in scores if score.cancelled_at is None]),
        voices=[
            Voice(one, open_to_change and may_cancel(one, placement, scope))
            for one in feedback
            if one.cancelled_at is None
        ],
        links=list(links.order_by("expires_on", "pk").select_related("created_by")),
        cancelled=cancelled,
        may_write=open_to_change and scope.may_write_for(placement.service.provider_id),
        may_ask=open_to_change and may_ask(placement, scope),
    )


def by_week(records: Sequence[SupportRecord]) -> list[Week]:
    """The records, which come latest first, by week."""
    weeks: dict[dt.date, list[SupportRecord]] = {}
    for record in records:
        weeks.setdefault(week_of(record.on), []).append(record)
    return [Week(monday, ones) for monday, ones in weeks.items()]


def series_of(scores: Sequence[OutcomeScore]) -> list[Series]:
    """The scores, which come first to last, by measure and goal, in the order of the measures."""
    groups: dict[tuple[str, str], list[OutcomeScore]] = {}
    for score in scores:
        groups.setdefault((score.measure, score.goal.casefold()), []).append(score)
    return [
        Series(scale, ones[0].goal, ones, change_of(scale, [score.score for score in ones]))
        for scale in SCALES.values()
        for (measure, _), ones in groups.items()
        if measure == scale.key
    ]
