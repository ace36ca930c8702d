"""What is recorded of the ways out of many people at once, and the forecasts that follow from it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Prefetch

from beds.access import Scope
from beds.models import Contract, ContractBed, Rate
from beds.money import Unit, sevenths_per_night
from beds.nights import Period
from residents.models import (
    ApplicationStage,
    BedStay,
    Discharge,
    HomeTrack,
    MoveOnApplication,
    MoveOnPlan,
    MoveOnStep,
    Placement,
)
from residents.move_on_times import Clock, clock
from residents.queries.forecast import ApplicationAt, Forecast, Limit, TrackAt, forecast
from residents.queries.night_costs import Funding, Prices, Run

HISTORY = Prefetch("history", ApplicationStage.objects.select_related("created_by"))
"""The stages of applications, with who entered each."""


@dataclass(slots=True)
class WayOut:
    """All that is in force about one person's way out: done or not, open or ended."""

    plan: MoveOnPlan | None = None
    steps: list[MoveOnStep] = field(default_factory=list)
    applications: list[MoveOnApplication] = field(default_factory=list)
    tracks: list[HomeTrack] = field(default_factory=list)

    @property
    def leads_home(self) -> bool:
        """Whether the person's own home, once it is ready, is where they go: unless the plan names another place."""
        return self.plan is None or self.plan.goal in ("", Discharge.Destination.HOME)

    @property
    def open_applications(self) -> list[MoveOnApplication]:
        return [each for each in self.applications if each.is_open]

    @property
    def open_tracks(self) -> list[HomeTrack]:
        return [track for track in self.tracks if track.done_on is None]

    @property
    def open_steps(self) -> list[MoveOnStep]:
        return [step for step in self.steps if step.done_on is None]

    @property
    def is_begun(self) -> bool:
        """Whether anything but a plan is there: a way out that stands somewhere."""
        return bool(self.applications or self.tracks or self.open_steps)


def ways_out(referrals: Collection[int]) -> dict[int, WayOut]:
    """The way out of each of these referrals, by id. Five queries, however many there are."""
    ways = {referral: WayOut() for referral in referrals}
    for plan in MoveOnPlan.objects.filter(referral__in=ways):
        ways[plan.referral_id].plan = plan
    for step in MoveOnStep.objects.in_force().filter(referral__in=ways):
        ways[step.referral_id].steps.append(step)
    applications = MoveOnApplication.objects.in_force().filter(referral__in=ways)
    for application in applications.prefetch_related(HISTORY):
        ways[application.referral_id].applications.append(application)
    for track in HomeTrack.objects.in_force().filter(referral__in=ways):
        ways[track.referral_id].tracks.append(track)
    return ways


def where(application: MoveOnApplication) -> str:
    """What is applied for, and where: "Supported living, low, Hestia"."""
    return f"{application.get_kind_display()}, {application.housing_provider}"


def clock_of(application: MoveOnApplication, today: dt.date) -> Clock:
    """How long an application has been where it is. Reads `history` as prefetched."""
    return clock(application.kind, application.stage, application.steps_taken[-1].on, today)


def forecast_of(way: WayOut, placement: Placement | None, prices: Prices | None, today: dt.date) -> Forecast:
    """The forecast from a way out. `placement` is None before admission, or where the reader may not see it."""
    leading = [*way.open_applications, *(a for a in way.applications if a.stage == MoveOnApplication.Stage.MOVED)]
    applications = [
        ApplicationAt(
            each.kind, each.stage, each.steps_taken[-1].on, f"{each.get_kind_display()}, {each.housing_provider}"
        )
        for each in leading
    ]
    tracks = [
        TrackAt(track.kind == HomeTrack.Kind.REPAIRS, track.booked_for, track.done_on, track.get_kind_display())
        for track in way.tracks
        if track.done_on is None or way.leads_home
    ]
    limit = Limit(placement.admitted_on, placement.contract.stay_limit_nights) if placement else None
    return forecast(today=today, applications=applications, tracks=tracks, limit=limit, prices=prices)


def night_prices(placements: Iterable[Placement], scope: Scope) -> dict[int, Prices]:
    """What the nights of each placement cost, past and to come, by id, as far as this person may know.

    Three queries. The contract of a night is that of the bed on that night (DOMAIN.md, section 3), and so is its rate;
    the nights to come are those of the present bed. Held nights are in a bed, and so are charged.
    """
    ids = [placement.pk for placement in placements]
    stays = list(BedStay.objects.in_force().filter(placement__in=ids))
    links = _by(
        ContractBed.objects.filter(bed__in={stay.bed_id for stay in stays}).select_related("contract"), "bed_id"
    )
    contracts = {link.contract_id for some in links.values() for link in some}
    rates = _by(Rate.objects.filter(contract__in=contracts), "contract_id")
    runs: dict[int, list[Run]] = {pk: [] for pk in ids}
    for stay in stays:
        runs[stay.placement_id] += _runs(stay, links[stay.bed_id], rates, scope)
    return {pk: Prices(tuple(some)) for pk, some in runs.items()}


def _runs(stay: BedStay, links: list[ContractBed], rates: dict[int, list[Rate]], scope: Scope) -> Iterator[Run]:
    """The nights of one bed stay, cut where the contract of the bed or its rate changes."""
    periods: list[ContractBed | Rate] = [*links, *(rate for link in links for rate in rates[link.contract_id])]
    edges = {day for period in periods for day in (period.from_date, period.until_date) if day is not None}
    inside = Period(stay.from_date, stay.until_date)
    cuts = [stay.from_date, *sorted(day for day in edges if day in inside and day != stay.from_date)]
    for first, end in zip(cuts, [*cuts[1:], stay.until_date], strict=True):
        yield Run(first, end, *_price(first, links, rates, scope))


def _price(night: dt.date, links: list[ContractBed], rates: dict[int, list[Rate]], scope: Scope) -> tuple[Funding, int]:
    """How a night in the bed of these links is paid for, and its price in sevenths of a penny."""
    contract = next((link.contract for link in links if night in link.period), None)
    if contract is None:
        return Funding.NO_RATE, 0
    if not _may_know(contract, scope):
        return Funding.HIDDEN, 0
    if contract.is_block:
        return Funding.BLOCK, 0
    rate = next((rate for rate in rates[contract.pk] if night in Period(rate.from_date, rate.until_date)), None)
    return (Funding.RATE, sevenths_per_night(rate.amount, Unit(rate.unit))) if rate else (Funding.NO_RATE, 0)


def _may_know(contract: Contract, scope: Scope) -> bool:
    seen = contract.commissioner_id in scope.commissioners or contract.provider_id in scope.providers
    return scope.everything or seen


def _by(rows: Iterable, key: str) -> defaultdict[int, list]:
    found: defaultdict[int, list] = defaultdict(list)
    for row in rows:
        found[getattr(row, key)].append(row)
    return found
