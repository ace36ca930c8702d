"""What is recorded of the ways out of many people at once, and the forecasts that follow from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Prefetch

from beds.access import Scope
from beds.models import Contract, ContractBed, Rate
from beds.money import Unit, sevenths_per_night
from residents.models import ApplicationStage, BedStay, HomeTrack, MoveOnApplication, MoveOnPlan, MoveOnStep, Placement
from residents.move_on_times import Clock, clock
from residents.queries.forecast import ApplicationAt, Forecast, Funding, Limit, NightPrice, TrackAt, forecast

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


def forecast_of(way: WayOut, placement: Placement | None, price: NightPrice | None, today: dt.date) -> Forecast:
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
    ]
    limit = Limit(placement.admitted_on, placement.contract.stay_limit_nights) if placement else None
    return forecast(today=today, applications=applications, tracks=tracks, limit=limit, price=price)


def night_prices(placements: Iterable[Placement], scope: Scope, today: dt.date) -> dict[int, NightPrice]:
    """What tonight costs in the present bed of each placement, by id, as far as this person may know.

    Three queries. The contract of the night is that of the bed (DOMAIN.md, section 3), and so is its rate.
    """
    beds = dict(
        BedStay.objects.in_force()
        .on(today)
        .filter(placement__in=[placement.pk for placement in placements])
        .values_list("placement", "bed")
    )
    links = ContractBed.objects.on(today).filter(bed__in=beds.values()).select_related("contract")
    contracts: dict[int, Contract] = {link.bed_id: link.contract for link in links}
    ids = {contract.pk for contract in contracts.values()}
    rates = {rate.contract_id: rate for rate in Rate.objects.on(today).filter(contract__in=ids)}
    return {placement.pk: _price(beds.get(placement.pk), contracts, rates, scope) for placement in placements}


def _price(bed: int | None, contracts: dict[int, Contract], rates: dict[int, Rate], scope: Scope) -> NightPrice:
    if bed is None:
        return NightPrice(Funding.NO_BED)
    contract = contracts.get(bed)
    if contract is None:
        return NightPrice(Funding.NO_RATE)
    if not _may_know(contract, scope):
        return NightPrice(Funding.HIDDEN)
    if contract.is_block:
        return NightPrice(Funding.BLOCK)
    rate = rates.get(contract.pk)
    if rate is None:
        return NightPrice(Funding.NO_RATE)
    return NightPrice(Funding.RATE, sevenths_per_night(rate.amount, Unit(rate.unit)))


def _may_know(contract: Contract, scope: Scope) -> bool:
    seen = contract.commissioner_id in scope.commissioners or contract.provider_id in scope.providers
    return scope.everything or seen
