"""What waits for somebody: one short list a kind of work, each made by a function of `SECTIONS`.

A new kind of work is one more function: it takes who asks (`Me`) and returns a `WorkSection`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Window
from django.db.models import DateField as Date
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from beds.access import Scope
from beds.wording import long_date
from residents.models import (
    Action,
    ExtensionRequest,
    MoveOnApplication,
    OverstayReason,
    Placement,
    Referral,
    ResidentIdentity,
)
from residents.queries.alerts import to_acknowledge
from residents.queries.open_ways import followed, why_ready, with_home_ready, without_way_out
from residents.queries.referrals import drafts_of

MOST = 25
"""How much of one kind of work is shown at once; the number of all is always said."""
IN_SHORT = 3
"""How many of their own actions somebody sees on their first page."""
SOON = dt.timedelta(days=7)
"""How long before the limit somebody without a way out becomes work."""


@dataclass(frozen=True, slots=True)
class Me:
    """Who asks, what they may see, and the day."""

    user: Any
    scope: Scope
    today: dt.date


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One thing that waits: what, where it is done, and by when. `done_url` is where a button says that it is done.

    `name` is filled in from `resident` (an id) for those who may know it.
    """

    text: str
    url: str
    detail: str = ""
    due_on: dt.date | None = None
    is_overdue: bool = False
    done_url: str = ""
    resident: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class WorkSection:
    """Things of one kind that wait: the first of them, how many there are in all, and where the rest is."""

    title: str
    items: Sequence[WorkItem]
    more_url: str = ""
    total: int = 0

    @property
    def count(self) -> int:
        """How many there are in all."""
        return max(self.total, len(self.items))

    @property
    def not_shown(self) -> int:
        return self.count - len(self.items)


def my_work(user: Any, scope: Scope, today: dt.date) -> list[WorkSection]:
    """Everything that waits for this person, by kind; nothing of what does not wait. A fixed number of queries."""
    me = Me(user, scope, today)
    sections = [section for section in (make(me) for make in SECTIONS) if section.items]
    people = {item.resident for section in sections for item in section.items if item.resident}
    known = ResidentIdentity.objects.within(scope).filter(resident__in=people)
    names = dict(known.values_list("resident", "name"))
    return [
        replace(section, items=[replace(item, name=names.get(item.resident, "")) for item in section.items])
        for section in sections
    ]


def address(name: str, *args: Any) -> str:
    """The address of a page of that name; empty while there is none."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def first_of(rows: Any, item: Callable[[Any], WorkItem]) -> dict[str, Any]:
    """The first rows as items, and how many there are in all. One or two queries."""
    shown = list(rows[: MOST + 1])
    total = rows.count() if len(shown) > MOST else len(shown)
    return {"items": [item(row) for row in shown[:MOST]], "total": total}


@dataclass(frozen=True, slots=True)
class OwnActions:
    """How much somebody has agreed to do, how much of it is overdue, and the first of it."""

    open: int
    overdue: int
    first: Sequence[WorkItem]


def own_actions_in_short(user: Any, scope: Scope, today: dt.date) -> OwnActions:
    """The actions of this person, for their first page. One query."""
    rows = (
        _actions_of(user, scope)
        .select_related("referral__resident", "meeting")
        .annotate(open=Window(Count("pk")), overdue=Window(Count("pk", filter=Q(due_on__lt=today))))
    )
    found: list[Any] = list(rows[:IN_SHORT])
    if not found:
        return OwnActions(0, 0, [])
    items = [replace(_as_item(action, today), detail=_about(action)) for action in found]
    return OwnActions(found[0].open, found[0].overdue, items)


def own_decisions_in_short(scope: Scope) -> list[str]:
    """How much there is to decide, in words, for the first page of whoever may: two queries, none for others.

    Alerts are not here: those who must read them find them counted on My beds as it is.
    """
    counted = (
        (_extensions_of(scope).count(), "extension{} to decide"),
        (_rejections_of(scope).count(), "rejection{} that can be challenged"),
    )
    return [f"{count:,} {words.format('' if count == 1 else 's')}" for count, words in counted if count]


def own_actions(me: Me) -> WorkSection:
    """What this person has agreed to do, the most overdue first."""
    rows = _actions_of(me.user, me.scope).select_related("referral__resident", "meeting")
    return WorkSection("My actions", **first_of(rows, lambda action: _as_item(action, me.today)))


def _actions_of(user: Any, scope: Scope) -> QuerySet[Action]:
    return Action.objects.within(scope).open().filter(owner=user).order_by("due_on", "pk")


def _about(action: Action) -> str:
    return "General" if action.referral is None else action.referral.resident.reference


def _as_item(action: Action, today: dt.date) -> WorkItem:
    if action.referral is not None:
        url = reverse("residents:case", args=[action.referral_id])
    else:
        url = reverse("residents:meeting", args=[action.meeting_id])
    done = f"{reverse('residents:action_done', args=[action.pk])}?next={reverse('residents:my_work')}"
    where = ", agreed in the meeting" if action.meeting_id else ", agreed"
    detail = f"{_about(action)}{where} on {long_date(action.agreed_on)}"
    person = action.referral.resident_id if action.referral is not None else None
    return WorkItem(action.text, url, detail, action.due_on, action.is_overdue(today), done_url=done, resident=person)


def referrals_to_answer(me: Me) -> WorkSection:
    """Referrals to the person's providers that are not accepted or declined yet, the oldest first."""
    statuses = (Referral.Status.RECEIVED, Referral.Status.ASSESSING)
    rows = Referral.objects.within(me.scope).filter(status__in=statuses, provider__in=me.scope.writes_for)

    def item(referral: Referral) -> WorkItem:
        url = address("residents:referral", referral.pk) or reverse("residents:case", args=[referral.pk])
        text = f"{referral.resident.reference} from {referral.ward}"
        detail = f"{referral.get_status_display()}. {_waits(referral, me.today)}"
        return WorkItem(text, url, detail, resident=referral.resident_id)

    found = first_of(rows.select_related("resident", "ward").order_by("received_on", "pk"), item)
    return WorkSection("Referrals to answer", more_url=address("residents:referrals"), **found)


def people_to_admit(me: Me) -> WorkSection:
    """Those accepted by the person's providers who have no bed booked, in the order in which beds are offered."""
    rows = Referral.objects.awaiting_admission().without_booking().filter(provider__in=me.scope.writes_for)

    def item(referral: Referral) -> WorkItem:
        url = f"{reverse('residents:admit')}?referral={referral.pk}"
        text = f"{referral.resident.reference} from {referral.ward}"
        return WorkItem(text, url, _waits(referral, me.today), resident=referral.resident_id)

    found = first_of(rows.select_related("resident", "ward").in_waiting_order(), item)
    return WorkSection("Accepted, and waiting for a bed", more_url=address("residents:my_beds"), **found)


def extensions_to_decide(me: Me) -> WorkSection:
    """Longer stays that providers have asked for, the oldest first."""

    def item(request: ExtensionRequest) -> WorkItem:
        text = f"{request.placement.resident.reference}, {request.placement.service}"
        detail = f"Asked for until {long_date(request.until_date)}: {request.reason}"
        return WorkItem(text, reverse("residents:extension_decide", args=[request.pk]), detail)

    rows = _extensions_of(me.scope).select_related("placement__resident", "placement__service")
    return WorkSection("Extensions to decide", more_url=reverse("residents:extension_requests"), **first_of(rows, item))


def _extensions_of(scope: Scope) -> QuerySet[ExtensionRequest]:
    return (
        ExtensionRequest.objects.within(scope)
        .in_force()
        .filter(
            decision=ExtensionRequest.Decision.PENDING,
            placement__contract__commissioner__in=scope.decides_for,
            placement__cancelled_at=None,
        )
    )


def without_a_way_out(me: Me) -> WorkSection:
    """Residents of the person's services a week from the limit, or past it, of whom nothing says why or where to.

    Where to is said by a way out as the housing list has it; why, by a reason that is not resolved.
    """
    due = ExpressionWrapper(F("admitted_on") + F("contract__stay_limit_nights"), output_field=Date())
    reasons = OverstayReason.objects.in_force().filter(placement=OuterRef("pk"), resolved_on=None)
    rows = (
        without_way_out(me.scope, me.today)
        .filter(service__provider__in=me.scope.writes_for)
        .annotate(due=due)
        .filter(~Exists(reasons), due__lte=me.today + SOON)
        .order_by("due", "pk")
    )

    def item(placement: Placement) -> WorkItem:
        nights, limit = placement.los_nights(me.today), placement.contract.stay_limit_nights
        return WorkItem(
            text=f"{placement.resident.reference}, {placement.service}",
            url=reverse("reporting:placement", args=[placement.pk]),
            detail=f"{nights} of {limit} nights. Record what keeps them, or where they go.",
            due_on=placement.move_on_due,
            is_overdue=nights > limit,
            resident=placement.resident_id,
        )

    found = first_of(rows.select_related("resident", "service", "contract"), item)
    return WorkSection("At the limit, and neither a way out nor a reason recorded", **found)


def homes_ready(me: Me) -> WorkSection:
    """Residents of the person's services who could be at home, the longest stay first."""
    rows = with_home_ready(me.scope, me.today).filter(service__provider__in=me.scope.writes_for)

    def item(placement: Placement) -> WorkItem:
        return WorkItem(
            text=f"{placement.resident.reference}, {placement.service}",
            url=reverse("residents:move_on", args=[placement.referral_id]),
            detail=f"{why_ready(placement)}. Record the departure, or what keeps them.",
            resident=placement.resident_id,
        )

    rows = rows.select_related("resident", "service").order_by("admitted_on", "pk")
    return WorkSection("Home ready, still here", **first_of(rows, item))


def alerts_to_read(me: Me) -> WorkSection:
    """Risk alerts of the person's own provider that they have not acknowledged."""
    unread = to_acknowledge(me.user, me.scope)
    items = [
        WorkItem(
            text=f"{alert.placement.resident.reference}: {alert.get_level_display().lower()} risk",
            url=reverse("residents:alerts"),
            detail=f"Raised on {long_date(alert.raised_on)}. Read it before you work with them.",
            resident=alert.placement.resident_id,
        )
        for alert in unread[:MOST]
    ]
    return WorkSection("Risk alerts to read", items, reverse("residents:alerts"), len(unread))


def rejections_to_challenge(me: Me) -> WorkSection:
    """Rejected applications that the council may challenge, for those who may, of people who are still followed."""

    def item(row: MoveOnApplication) -> WorkItem:
        return WorkItem(
            text=f"{row.referral.resident.reference}: rejected by {row.housing_provider}",
            url=reverse("residents:move_on", args=[row.referral_id]),
            detail=f"Reason given: {row.get_reject_reason_display().lower()}. Challenge it, or let it stand.",
        )

    found = first_of(_rejections_of(me.scope).select_related("referral__resident"), item)
    return WorkSection("Rejections that can be challenged", more_url=reverse("residents:housing"), **found)


def _rejections_of(scope: Scope) -> QuerySet[MoveOnApplication]:
    councils = scope.decides_for | scope.houses_for
    mine = MoveOnApplication.objects.within(scope).in_force().filter(referral__commissioner__in=councils)
    return mine.filter(
        stage=MoveOnApplication.Stage.REJECTED,
        rejection_stands=False,
        referral__in=followed(Referral.objects.all()).values("pk"),
    )


def drafts_to_send(me: Me) -> WorkSection:
    """Referrals that the person's ward put aside half-done; nobody else knows of them until they are sent."""
    drafts = drafts_of(me.scope)
    items = []
    for each in drafts[:MOST]:
        saved = long_date(timezone.localtime(each.draft.updated_at).date())
        by = f" by {each.draft.updated_by}" if each.draft.updated_by else ""
        text = f"{each.name or 'No name yet'}, {each.draft.ward}"
        url = f"{reverse('residents:referral_new')}?draft={each.draft.pk}"
        items.append(WorkItem(text, url, f"Saved on {saved}{by}. Complete it and send it."))
    return WorkSection("Referrals not sent yet", items, reverse("residents:referrals"), len(drafts))


SECTIONS: list[Callable[[Me], WorkSection]] = [
    alerts_to_read,
    own_actions,
    drafts_to_send,
    referrals_to_answer,
    people_to_admit,
    without_a_way_out,
    homes_ready,
    extensions_to_decide,
    rejections_to_challenge,
]
"""All kinds of work, in the order of the page."""


def _waits(referral: Referral, today: dt.date) -> str:
    days = (today - referral.received_on).days
    ago = f"{days} day{'' if days == 1 else 's'} ago" if days else "today"
    return f"Referred {long_date(referral.received_on)}, {ago}"
