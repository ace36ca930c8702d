"""What was agreed and is not done, what waits for an answer, and how far stays have come up the ladder."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from django.db.models import Q, QuerySet
from django.utils import timezone

from beds.nights import Band
from reporting.content import Column, Kind, Row, Section, Table
from reporting.packs.figures import Figures
from reporting.packs.sections.overstays import overstayers_of
from reporting.packs.tables import section
from residents.escalation import LADDER
from residents.models import Action, ExtensionRequest, Placement

ACTIONS = (
    Column("action", "What is to be done"),
    Column("about", "About"),
    Column("who", "Who does it"),
    Column("agreed_on", "Agreed", Kind.DATE),
    Column("due_on", "By", Kind.DATE),
    Column("overdue", "Days overdue", Kind.COUNT),
)
REQUESTS = (
    Column("resident", "Resident"),
    Column("service", "Service"),
    Column("asked_on", "Asked", Kind.DATE),
    Column("until_date", "For a stay until", Kind.DATE),
    Column("reason", "Reason"),
    Column("waits", "Days waited", Kind.COUNT),
)


def actions(figures: Figures) -> Section:
    """Section 19."""
    return section("actions", "Actions and escalations", [_open(figures), _requests(figures), _ladder(figures)])


def _open(figures: Figures) -> Table:
    as_at = figures.as_at
    found = Action.objects.within(figures.scope).in_force().filter(agreed_on__lt=as_at)
    found = found.filter(Q(done_on=None) | Q(done_on__gte=as_at))
    if figures.subject.contract_id is not None:
        found = found.filter(referral__placements__in=_placements(figures)).distinct()
    rows = tuple(
        Row(
            (
                each.text,
                each.referral.resident.reference if each.referral else "All cases",
                each.who,
                each.agreed_on,
                each.due_on,
                max(0, (as_at - each.due_on).days - 1) or None,
            )
        )
        for each in found.select_related("referral__resident", "owner").order_by("due_on", "pk")
    )
    return Table(
        "open_actions",
        "Actions agreed in meetings and still open",
        ACTIONS,
        rows,
        note="An action is overdue when the day by which it was to be done is over.",
        empty="Every action is done.",
        about_people=True,
    )


def _requests(figures: Figures) -> Table:
    morning = timezone.make_aware(dt.datetime.combine(figures.as_at, dt.time.min))
    found = ExtensionRequest.objects.within(figures.scope).filter(
        Q(decided_at=None) | Q(decided_at__gte=morning),
        Q(cancelled_at=None) | Q(cancelled_at__gte=morning),
        created_at__lt=morning,
        placement__in=_placements(figures),
    )
    rows = tuple(
        Row(
            (
                each.placement.resident.reference,
                each.placement.service.name,
                each.asked_on,
                each.until_date,
                each.reason,
                (figures.as_at - each.asked_on).days,
            )
        )
        for each in found.select_related("placement__resident", "placement__service").order_by("created_at", "pk")
    )
    return Table(
        "requests",
        "Requests for a longer stay that wait for an answer",
        REQUESTS,
        rows,
        empty="No request is waiting.",
        about_people=True,
    )


def _placements(figures: Figures) -> QuerySet[Placement]:
    found: QuerySet[Placement] = Placement.objects.within(figures.scope).in_force()
    contract = figures.subject.contract_id
    if figures.providers is None:
        return found
    return found.filter(contract=contract, service__provider__in=figures.providers)


def _ladder(figures: Figures) -> Table:
    bands = Counter(each.band for each in overstayers_of(figures))
    columns = (
        Column("band", "Band"),
        Column("residents", "Residents", Kind.COUNT, people=True),
        Column("expected", "What is expected, and of whom"),
    )
    rows = tuple(
        Row(
            (band.label, bands[band], "; ".join(f"{each.what} ({each.who.lower()})" for each in LADDER[band])),
            opens=figures.opens("overstayers"),
        )
        for band in Band
        if band.is_overstay
    )
    return Table("ladder", "Overstays by how far they have come", columns, rows)
