"""The ways out of everybody in scope: each open application and home track, how long it has waited, and for whom."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q

from beds.access import Scope
from beds.wording import long_date
from residents.actions.move_on_guard import may_challenge
from residents.models import HomeTrack, MoveOnApplication, OverstayReason, Placement, Referral
from residents.queries.blocked import DATELESS_AFTER
from residents.queries.forecast import Forecast
from residents.queries.next_move import whose
from residents.queries.open_ways import followed, why_ready, with_home_ready, without_way_out
from residents.queries.ways_out import WayOut, clock_of, forecast_of, night_prices, ways_out, where

Owner = OverstayReason.Owner

HOME = "home"
"""Chooses the work on people's own homes among the kinds of ways out."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: whose move it is, the kind of way out, and whether only what is late."""

    owner: str = ""
    kind: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """One person whose way out is open: the stay as this reader may see it, and the forecast."""

    referral: Referral
    placement: Placement | None
    is_elsewhere: bool
    forecast: Forecast
    today: dt.date

    @property
    def reference(self) -> str:
        return self.referral.resident.reference

    @property
    def service(self) -> str:
        if self.placement is not None:
            return str(self.placement.service)
        return "With another provider" if self.is_elsewhere else f"On the ward: {self.referral.ward}"

    @property
    def nights(self) -> int | None:
        """Nights of this stay that have happened; None before admission."""
        return self.placement.los_nights(self.today) if self.placement else None

    @property
    def limit(self) -> int | None:
        return self.placement.contract.stay_limit_nights if self.placement else None

    @property
    def nights_over(self) -> int:
        """Nights past the limit by this morning."""
        return max(0, -(self.days_left or 0))

    @property
    def days_left(self) -> int | None:
        """Days until the person is due to move on; negative once that is past, None before admission."""
        return (self.placement.move_on_due - self.today).days if self.placement else None


@dataclass(frozen=True, slots=True)
class OpenWay:
    """One open application or home track. `days` are those in its stage, `late_by` those beyond what is expected."""

    case: Case
    kind: str
    what: str
    stage: str
    stage_number: int
    clock: str
    days: int
    late_by: int
    owner_code: str
    owner: str

    @property
    def moves_by(self) -> dt.date:
        """For sorting: people without a date come last."""
        return self.case.forecast.moves_by or dt.date.max

    @property
    def days_left(self) -> int:
        """For sorting: people who are not admitted yet come last."""
        return self.case.days_left if self.case.days_left is not None else 9999


@dataclass(frozen=True, slots=True)
class Rejection:
    """A rejection of which the council has not yet said whether it challenges it."""

    case: Case
    application: MoveOnApplication
    on: dt.date
    may_challenge: bool

    @property
    def days(self) -> int:
        return (self.case.today - self.on).days


@dataclass(frozen=True, slots=True)
class WithoutWay:
    """Somebody who is in a bed, and for whom no way out is open."""

    referral_id: int
    reference: str
    nights: int
    limit: int


@dataclass(frozen=True, slots=True)
class Ready:
    """Somebody who is still in a bed although their home is ready; `why` says which home, and since when."""

    referral_id: int
    reference: str
    nights: int
    limit: int
    why: str


@dataclass(slots=True)
class Housing:
    """The page: `rows` are those asked for, of `total`; `rejections` wait for the council, `without` for a way out.

    `ready` could be at home.
    """

    rows: list[OpenWay] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    without: list[WithoutWay] = field(default_factory=list)
    ready: list[Ready] = field(default_factory=list)
    total: int = 0
    late: int = 0


def housing(scope: Scope, today: dt.date, asked: Asked) -> Housing:
    """All open ways out in scope, in twelve queries, however many there are."""
    cases, ways = _cases(scope, today)
    found = [row for referral, case in cases.items() for row in _rows(case, ways[referral], today)]
    page = Housing(total=len(found), late=sum(row.late_by > 0 for row in found))
    page.rows = [row for row in found if _is_asked_for(row, asked)]
    page.rows.sort(key=lambda row: (row.days_left, row.case.reference, row.what))
    for referral, case in cases.items():
        page.rejections += _rejections(case, ways[referral], scope)
    page.rejections.sort(key=lambda each: (not each.application.challenge_asked, each.on, each.application.pk))
    page.without = _without(scope, today)
    page.ready = _ready(scope, today)
    return page


def _without(scope: Scope, today: dt.date) -> list[WithoutWay]:
    """Who is here and has no way out, longest stay first."""
    here = without_way_out(scope, today)
    return [
        WithoutWay(
            referral_id=placement.referral_id,
            reference=placement.resident.reference,
            nights=placement.los_nights(today),
            limit=placement.contract.stay_limit_nights,
        )
        for placement in here.select_related("resident", "contract").order_by("admitted_on", "pk")
    ]


def _ready(scope: Scope, today: dt.date) -> list[Ready]:
    """Who could be at home, longest stay first."""
    here = with_home_ready(scope, today)
    return [
        Ready(
            referral_id=placement.referral_id,
            reference=placement.resident.reference,
            nights=placement.los_nights(today),
            limit=placement.contract.stay_limit_nights,
            why=why_ready(placement),
        )
        for placement in here.select_related("resident", "contract").order_by("admitted_on", "pk")
    ]


def _cases(scope: Scope, today: dt.date) -> tuple[dict[int, Case], dict[int, WayOut]]:
    """Everybody with a way out that is open, or was rejected and may be challenged, and has not left."""
    referrals = _open_referrals(scope)
    ways = ways_out([referral.pk for referral in referrals])
    rows = Placement.objects.within(scope).in_force().filter(referral__in=ways)
    placements = {placement.referral_id: placement for placement in rows.select_related("contract", "service")}
    prices = night_prices(placements.values(), scope)
    cases = {}
    for referral in referrals:
        placement = placements.get(referral.pk)
        price = prices[placement.pk] if placement else None
        cases[referral.pk] = Case(
            referral=referral,
            placement=placement,
            is_elsewhere=placement is None and referral.status == Referral.Status.PLACED,
            forecast=forecast_of(ways[referral.pk], placement, price, today),
            today=today,
        )
    return cases, ways


def _open_referrals(scope: Scope) -> list[Referral]:
    stages = (*MoveOnApplication.OPEN_STAGES, MoveOnApplication.Stage.CHALLENGED, MoveOnApplication.Stage.REJECTED)
    own = {"referral": OuterRef("pk")}
    applications = MoveOnApplication.objects.in_force().filter(stage__in=stages, rejection_stands=False, **own)
    tracks = HomeTrack.objects.in_force().filter(done_on=None, **own)
    rows = followed(Referral.objects.within(scope)).filter(Q(Exists(applications)) | Q(Exists(tracks)))
    return list(rows.select_related("resident", "ward"))


def _rows(case: Case, way: WayOut, today: dt.date) -> list[OpenWay]:
    return [
        *(_of_application(case, application, today) for application in way.open_applications),
        *(_of_track(case, track, today) for track in way.open_tracks),
    ]


def _of_application(case: Case, application: MoveOnApplication, today: dt.date) -> OpenWay:
    clock = clock_of(application, today)
    return OpenWay(
        case=case,
        kind=application.kind,
        what=where(application),
        stage=application.get_stage_display(),
        stage_number=MoveOnApplication.Stage.values.index(application.stage),
        clock=str(clock),
        days=clock.days,
        late_by=clock.late_by,
        owner_code=application.owner,
        owner=whose(application.owner, application.owner_name),
    )


def _of_track(case: Case, track: HomeTrack, today: dt.date) -> OpenWay:
    """A home track is late once housing's date has passed, or so long without a date that it blocks the person."""
    since = track.agreed_on or track.reported_on
    late = max(0, (today - (track.booked_for or track.reported_on + DATELESS_AFTER)).days)
    days = (today - since).days
    waiting = f"{days} day{'' if days == 1 else 's'}, no date yet"
    said = f"due {long_date(track.booked_for)}" if track.booked_for else waiting
    return OpenWay(
        case=case,
        kind=HOME,
        what=track.get_kind_display(),
        stage=track.get_state_display(),
        stage_number=HomeTrack.State.values.index(track.state),
        clock=f"{said}: {late} late" if late else said,
        days=days,
        late_by=late,
        owner_code=Owner.HOUSING,
        owner=whose(Owner.HOUSING, track.officer),
    )


def _rejections(case: Case, way: WayOut, scope: Scope) -> list[Rejection]:
    council = may_challenge(case.referral, scope)
    return [
        Rejection(case, application, application.steps_taken[-1].on, council)
        for application in way.applications
        if application.awaits_challenge
    ]


def _is_asked_for(row: OpenWay, asked: Asked) -> bool:
    return asked.owner in ("", row.owner_code) and asked.kind in ("", row.kind) and (not asked.late or row.late_by > 0)
