"""The bed board: what each bed of the services in scope does over some weeks, and who has it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef

from beds.access import Scope
from beds.models import Bed, ContractBed, Service, Void
from beds.nights import Period
from reporting.bed_timeline import Away, BedFacts, Booked, Bought, OutOfService, State, Stay, runs
from reporting.bed_words import Cell, cell
from reporting.periods import Span
from residents.models import Absence, BedStay, Booking, Referral, ResidentIdentity

WEEK = 7
WEEKS = 4
SERVICES_A_PAGE = 12
NOTHING_TO_SHOW = {State.UNCONTRACTED, State.NOT_YOURS, State.CLOSED}


@dataclass(frozen=True, slots=True)
class Window:
    """The weeks to show, from a Monday on."""

    start: dt.date

    @classmethod
    def around(cls, day: dt.date) -> Window:
        """The week before the one of `day`, that week, and two more."""
        return cls.of(day - dt.timedelta(days=WEEK))

    @classmethod
    def of(cls, day: dt.date) -> Window:
        """The weeks from the one of `day` on."""
        return cls(day - dt.timedelta(days=day.weekday()))

    @property
    def until(self) -> dt.date:
        return self.start + dt.timedelta(days=WEEK * WEEKS)

    @property
    def nights(self) -> Span:
        return Span(self.start, self.until)

    @property
    def last_day(self) -> dt.date:
        return self.until - dt.timedelta(days=1)

    @property
    def days(self) -> list[dt.date]:
        return [self.start + dt.timedelta(days=n) for n in range(WEEK * WEEKS)]

    @property
    def mondays(self) -> list[dt.date]:
        return self.days[::WEEK]

    @property
    def earlier(self) -> dt.date:
        """The start that leaves one week in sight."""
        return self.start - dt.timedelta(days=WEEK * (WEEKS - 1))

    @property
    def later(self) -> dt.date:
        return self.start + dt.timedelta(days=WEEK * (WEEKS - 1))

    def __contains__(self, day: dt.date) -> bool:
        return self.start <= day < self.until


@dataclass(frozen=True, slots=True)
class BedLine:
    """One bed over the window."""

    label: str
    step_free: bool
    cells: list[Cell]
    booked: Booked | None
    """Promised to somebody while another resident is still in it."""

    @property
    def now_and_next(self) -> list[Cell]:
        """The cell of the as-at date and those after it; all when that date is not in the window."""
        now = next((place for place, cell in enumerate(self.cells) if cell.is_now), 0)
        return self.cells[now:]


@dataclass(frozen=True, slots=True)
class ServiceBoard:
    """One service and its beds."""

    service: Service
    beds: list[BedLine]


@dataclass(frozen=True, slots=True)
class Board:
    """A page of services over the weeks of the window."""

    window: Window
    page: Page
    services: list[ServiceBoard]


def bed_board(
    scope: Scope, as_at: dt.date, window: Window, *, service: Service | None = None, page: str | None = None
) -> Board:
    """What the beds in scope do over the window, by service, with nights counted to the morning of `as_at`."""
    beds = Bed.objects.within(scope).overlapping(window.start, window.until)
    services = (
        Service.objects.within(scope).filter(Exists(beds.filter(service=OuterRef("pk")))).select_related("provider")
    )
    if service:
        services = services.filter(pk=service.pk)
    found = Paginator(services.select_related("provider").order_by("name", "pk"), SERVICES_A_PAGE).get_page(page)
    lines = defaultdict(list)
    on_page = beds.filter(service__in=list(found)).select_related("service").order_by("label", "pk")
    for bed, facts in bed_facts(on_page, scope, window.nights):
        line = _line(bed, facts, as_at, window)
        if {cell.run.state for cell in line.cells} - NOTHING_TO_SHOW:
            lines[bed.service_id].append(line)
    boards = [ServiceBoard(each, lines[each.pk]) for each in found]
    return Board(window, found, [board for board in boards if board.beds])


def _line(bed: Bed, facts: BedFacts, as_at: dt.date, window: Window) -> BedLine:
    found = runs(facts, window.start, window.until)
    shown = any(run.state == State.BOOKED for run in found)
    cells = [cell(run, as_at) for run in found]
    booked = next((each for each in facts.bookings if facts.may_know(each.from_date, each.reference)), None)
    return BedLine(bed.label, bed.step_free, cells, None if shown else booked)


def bed_facts(beds: Iterable[Bed], scope: Scope, nights: Span) -> list[tuple[Bed, BedFacts]]:
    """Each bed with all that is recorded of it in these nights, in a fixed number of queries."""
    beds = list(beds)
    bought, stays, voids, bookings = (
        _bought(beds, scope, nights),
        _stays(beds, scope, nights),
        _voids(beds, scope, nights),
        _bookings(beds, scope),
    )
    return [
        (
            bed,
            BedFacts(
                bed.pk,
                bed.label,
                bed.period,
                scope.everything or bed.service.provider_id in scope.providers,
                tuple(bought[bed.pk]),
                tuple(stays[bed.pk]),
                tuple(voids[bed.pk]),
                tuple(bookings[bed.pk]),
            ),
        )
        for bed in beds
    ]


def _bought(beds: list[Bed], scope: Scope, nights: Span) -> dict[int, list[Bought]]:
    links = ContractBed.objects.within(scope).filter(bed__in=beds).overlapping(nights.from_date, nights.until_date)
    found = defaultdict(list)
    for link in links.select_related("contract"):
        first, end = max(link.from_date, link.contract.from_date), min(link.until_date, link.contract.until_date)
        if first < end:
            found[link.bed_id].append(Bought(Period(first, end), link.basis == ContractBed.Basis.RESERVED))
    return found


def _voids(beds: list[Bed], scope: Scope, nights: Span) -> dict[int, list[OutOfService]]:
    found = defaultdict(list)
    for void in (
        Void.objects.within(scope).in_force().filter(bed__in=beds).overlapping(nights.from_date, nights.until_date)
    ):
        period = Period(void.from_date, void.until_date)
        found[void.bed_id].append(OutOfService(period, void.get_reason_display()))
    return found


def _bookings(beds: list[Bed], scope: Scope) -> dict[int, list[Booked]]:
    theirs = Exists(Referral.objects.within(scope).filter(pk=OuterRef("referral")))
    bookings = Booking.objects.within(scope).waiting().filter(bed__in=beds).annotate(may_see=theirs)
    found = defaultdict(list)
    for booking in bookings.select_related("referral__resident"):
        reference = booking.referral.resident.reference if booking.may_see else ""
        found[booking.bed_id].append(Booked(booking.arriving_on, reference))
    return found


def _stays(beds: list[Bed], scope: Scope, nights: Span) -> dict[int, list[Stay]]:
    """The stays in these beds. Those of people the reader may not see come without anything about them."""
    visible = Exists(BedStay.objects.within(scope).filter(pk=OuterRef("pk")))
    stays = list(
        # One day more, or a stay of no nights on the first day would share no night with them.
        BedStay.objects.in_force()
        .filter(bed__in=beds)
        .overlapping(nights.from_date - dt.timedelta(days=1), nights.until_date)
        .annotate(may_see=visible)
        .select_related("placement__contract", "resident")
        .order_by("from_date", "pk")
    )
    seen = [stay for stay in stays if stay.may_see]
    names = _names(seen, scope)
    away = _away(seen, scope, nights)
    found = defaultdict(list)
    for stay in stays:
        found[stay.bed_id].append(_stay(stay, names, away) if stay.may_see else _somebody(stay))
    return found


def _names(stays: list[BedStay], scope: Scope) -> dict[int, str]:
    """Names by resident id, for those who need them: nobody's for a commissioner."""
    people = ResidentIdentity.objects.within(scope).filter(resident__in={stay.resident_id for stay in stays})
    return dict(people.values_list("resident_id", "name"))


def _away(stays: list[BedStay], scope: Scope, nights: Span) -> dict[int, list[Away]]:
    placements = {stay.placement_id for stay in stays}
    absences = Absence.objects.within(scope).in_force().filter(placement__in=placements)
    found = defaultdict(list)
    for absence in absences.overlapping(nights.from_date, nights.until_date):
        period = Period(absence.from_date, absence.until_date)
        found[absence.placement_id].append(Away(period, absence.get_kind_display(), absence.bed_held))
    return found


def _stay(stay: BedStay, names: dict[int, str], away: dict[int, list[Away]]) -> Stay:
    placement: Any = stay.placement
    return Stay(
        period=stay.period,
        admitted_on=placement.admitted_on,
        limit=placement.contract.stay_limit_nights,
        left_on=placement.discharged_on,
        reference=stay.resident.reference,
        name=names.get(stay.resident_id, ""),
        placement_id=placement.pk,
        away=tuple(away[placement.pk]),
    )


def _somebody(stay: BedStay) -> Stay:
    """A stay of which only the nights may be known."""
    return Stay(period=stay.period, admitted_on=stay.from_date, limit=0, left_on=stay.until_date)
