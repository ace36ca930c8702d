"""One placement: where the person is, which night it is, what it costs, and what is said of the overstay."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from beds.access import Scope
from beds.nights import Band
from beds.wording import nights_so_far
from reporting.figures import CostLine, Figures, cost_lines, figures_as_at
from reporting.prices import shown
from residents.actions.safety_rules import may_raise_alerts
from residents.models import (
    Absence,
    BedStay,
    Discharge,
    Extension,
    OverstayReason,
    Placement,
    ResidentIdentity,
    RiskAlert,
)
from residents.queries.alerts import standing_alerts
from residents.queries.choices import Choice, available_actions
from residents.queries.earlier_alerts import earlier_alerts
from residents.queries.events import Story, told
from residents.queries.glance import Asked, Glance, Next, glance
from residents.queries.timeline import timeline


@dataclass(frozen=True, slots=True)
class PlacementPage:
    """All that the page of one placement shows, on the morning of `as_at`, from the records as they are now."""

    placement: Placement
    as_at: dt.date
    today: dt.date
    name: str
    """Empty for those who need no names."""
    figures: Figures | None
    """None before the admission, and for a cancelled placement."""
    lines: list[CostLine]
    """Only those under contracts that this person may see."""
    other_nights: int
    """Nights under other providers' contracts, whose price is not for this person to see."""
    bed_stays: list[BedStay]
    absences: list[Absence]
    extensions: list[Extension]
    reasons: list[OverstayReason]
    glance: Glance
    """What was to happen next and what was expected, on that morning."""
    story: Story
    alerts: list[RiskAlert]
    """The risks of which whoever works with this person must know, while they are here; none on a past morning."""
    earlier_alerts: list[RiskAlert]
    """Those of earlier stays that nobody ended, likewise."""
    may_raise_alerts: bool
    actions: list[Choice]
    may_write: bool
    """Whether this person may resolve a reason or take it back."""
    may_decide: bool
    """Whether this person may take an extension back, and answer a request for one."""
    may_ask: bool
    """Whether this person may withdraw a request for an extension."""

    @property
    def next(self) -> Next | None:
        """What is to be done next, and whose move it is; nothing for somebody who has left."""
        return self.glance.next if not (self.has_left or self.is_cancelled) else None

    @property
    def waiting(self) -> Asked | None:
        """The request for a longer stay that waits for the commissioner."""
        return next((asked for asked in self.glance.asked if asked.outcome == "waiting"), None)

    @property
    def is_cancelled(self) -> bool:
        return self.placement.cancelled_at is not None

    @property
    def is_awaited(self) -> bool:
        """Whether the person had not come by the morning of the page."""
        return self.placement.admitted_on > self.as_at

    @property
    def has_left(self) -> bool:
        """Whether the person had left by the morning of the page."""
        left = self.placement.discharged_on
        return left is not None and left <= self.as_at

    @property
    def is_here(self) -> bool:
        return not (self.is_cancelled or self.is_awaited or self.has_left)

    @property
    def discharge(self) -> Discharge | None:
        """How the person left, once they have."""
        return getattr(self.placement, "discharge", None) if self.has_left else None

    @property
    def bed_tonight(self) -> BedStay | None:
        """The bed of the night of the page."""
        if not self.is_here:
            return None
        return next((stay for stay in self.bed_stays if self.as_at in stay.period), None)

    @property
    def absence_tonight(self) -> Absence | None:
        """Why the person is not in the bed on that night."""
        if not self.is_here:
            return None
        return next((absence for absence in self.absences if _covers(absence, self.as_at)), None)

    @property
    def limit(self) -> int:
        return self.placement.contract.stay_limit_nights

    @property
    def nights(self) -> int:
        """Nights that have happened."""
        return self.placement.los_nights(self.as_at)

    @property
    def nights_so_far(self) -> str:
        """The same in words, beside the limit."""
        due = "due today" if self.as_at == self.today else "due that day"
        return nights_so_far(self.nights, self.limit, due)

    @property
    def band(self) -> Band | None:
        """How far a stay that goes on has got; somebody who has left is on no ladder."""
        return self.figures.band if self.figures and not self.has_left else None

    @property
    def authorised_until(self) -> dt.date | None:
        """Until when an overstay is authorised."""
        return max((extension.until_date for extension in self.extensions), default=None)

    @property
    def lines_total(self) -> Decimal | None:
        """The sum of the lines' rounded amounts, which may differ from the cost by a penny or two."""
        amounts = [line.amount for line in self.lines if line.amount is not None]
        return sum(amounts, Decimal("0.00")) if amounts else None

    @property
    def lines_nights(self) -> int:
        return sum(line.nights for line in self.lines)

    @property
    def lines_overstay_nights(self) -> int:
        return sum(line.overstay_nights for line in self.lines)

    @property
    def overstay_unpriced_nights(self) -> int:
        """Overstay nights without a contract or a rate: an error in the records."""
        return sum(line.overstay_nights for line in self.lines if line.is_unpriced)

    @property
    def knows_cost(self) -> bool:
        """Whether the whole cost is for this person to see."""
        return self.figures is not None and not self.other_nights

    @property
    def lines_differ(self) -> bool:
        """Whether rounding each line gives another sum than rounding once."""
        return self.figures is not None and self.lines_total != self.figures.cost


def placement_page(
    scope: Scope, pk: int, as_at: dt.date, *, today: dt.date, part: str = "", newest_first: bool = False
) -> PlacementPage:
    """The placement, for this person, with the part of its story that was asked for.

    Raises Placement.DoesNotExist outside the scope.
    """
    placement = (
        Placement.objects.within(scope)
        .select_related("resident", "contract__commissioner", "service__provider", "referral__ward", "discharge")
        .get(pk=pk)
    )
    works = scope.may_write_for(placement.service.provider_id)
    decides = scope.may_decide_for(placement.contract.commissioner_id)
    counted = placement.cancelled_at is None and placement.admitted_on <= as_at
    figures = figures_as_at(Placement.objects.filter(pk=pk), as_at, live=True) if counted else {}
    lines = cost_lines(pk, as_at) if counted else []
    mine = shown(scope, lines)
    here = placement.cancelled_at is None and placement.discharged_on is None
    reasons = list(placement.overstay_reasons.in_force().filter(since__lte=as_at))
    events = [event for event in timeline(placement, scope) if event.date <= as_at or as_at == today]
    return PlacementPage(
        placement=placement,
        as_at=as_at,
        today=today,
        name=_name(scope, placement),
        figures=figures.get(pk),
        lines=mine,
        other_nights=sum(line.nights for line in lines) - sum(line.nights for line in mine),
        bed_stays=list(BedStay.objects.within(scope).in_force().filter(placement=pk).select_related("bed__service")),
        absences=list(placement.absences.in_force().filter(from_date__lte=as_at)),
        extensions=list(placement.extensions.in_force()),
        reasons=reasons,
        glance=glance(placement, as_at, reasons, scope, today),
        story=told(events, part, newest_first=newest_first, as_at=as_at),
        alerts=standing_alerts(placement, scope) if here and as_at == today else [],
        earlier_alerts=earlier_alerts(placement, scope) if as_at == today else [],
        may_raise_alerts=may_raise_alerts(placement, scope),
        actions=available_actions(placement, scope, today) if as_at == today else [],
        may_write=as_at == today and (works or decides),
        may_decide=as_at == today and decides,
        may_ask=as_at == today and works,
    )


def _name(scope: Scope, placement: Placement) -> str:
    identity = ResidentIdentity.objects.within(scope).filter(resident=placement.resident_id).first()
    return identity.name if identity else ""


def _covers(absence: Absence, night: dt.date) -> bool:
    return absence.from_date <= night and (absence.until_date is None or night < absence.until_date)
