"""Review packs of the demonstrations, one in each state of its life, made by the actions that people use.

Whoever signs and comments are the demonstrations' own people where they are there, and nobody where they are not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model

from beds.access import SYSTEM, Role
from beds.models import Commissioner, Contract
from reporting.models import PackVersion, ReviewPack
from reporting.packs import Subject, actions
from reporting.periods import Span, last_months, month_of

State = PackVersion.State
PROVIDER_SAYS = (
    "We have gone through the residents listed here with the housing team. For each of them the next step, and whose "
    "it is, stands in the record."
)
COMMISSIONER_SAYS = (
    "Agreed at the review meeting. Please bring the move-on dates of the three longest stays to the next weekly "
    "meeting."
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A pack of a demonstration, and how far it has come."""

    subject: Subject
    month: Span
    state: str


def demonstration_packs(today: dt.date) -> Iterator[Wanted]:
    """The packs of the demonstrations that are loaded: of the review of 2023, and of the last months."""
    last, *earlier = reversed(last_months(today, 3)[:2])
    reviewed = month_of(dt.date(2023, 3, 1))
    for contract in Contract.objects.filter(commissioner__slug="hammersmith-fulham").order_by("pk")[:1]:
        yield Wanted(Subject(contract.commissioner_id), reviewed, State.SIGNED)
        yield Wanted(Subject(contract.commissioner_id, contract.pk), reviewed, State.SIGNED)
    for contract in Contract.objects.filter(commissioner__slug="somerset").on(last.from_date)[:1]:
        yield Wanted(Subject(contract.commissioner_id, contract.pk), last, State.REVIEW)
    for contract in Contract.objects.filter(commissioner__slug="county").on(last.from_date).order_by("pk")[:1]:
        for month in earlier:
            yield Wanted(Subject(contract.commissioner_id, contract.pk), month, State.SIGNED)
        yield Wanted(Subject(contract.commissioner_id, contract.pk), last, State.DRAFT)


def make_pack(wanted: Wanted, *, today: dt.date) -> ReviewPack | None:
    """Draft the pack, and take it as far as it is wanted; None where it is there already."""
    subject, month = wanted.subject, wanted.month
    there = ReviewPack.objects.filter(commissioner=subject.commissioner_id, contract=subject.contract_id)
    if there.filter(month=month.from_date).exists():
        return None
    manager, worker = _people(subject)
    known: dict[str, Any] = {"scope": SYSTEM, "today": today}
    pack = actions.draft_pack(by=None, subject=subject, month=month, **known)
    if wanted.state == State.DRAFT:
        return pack
    if subject.contract_id is not None:
        actions.comment_on_pack(by=worker, pack=pack, side="provider", section="overstays", text=PROVIDER_SAYS, **known)
    actions.send_for_review(by=worker if subject.contract_id else manager, pack=pack, **known)
    if wanted.state == State.SIGNED:
        actions.comment_on_pack(by=manager, pack=pack, side="commissioner", text=COMMISSIONER_SAYS, **known)
        actions.sign_off(by=manager, pack=pack, **known)
    return pack


def _people(subject: Subject) -> tuple[Any, Any]:
    """Who signs for the commissioner, and who works for the provider of the contract."""
    users = get_user_model().objects.filter(is_active=True).order_by("pk")
    council = Commissioner.objects.get(pk=subject.commissioner_id)
    manager = users.filter(memberships__commissioner=council, memberships__role=Role.CONTRACT_MANAGER).first()
    workers = users.filter(memberships__role=Role.PROVIDER_WORKER)
    if subject.contract_id is None:
        return manager, None
    return manager, workers.filter(memberships__provider__contracts=subject.contract_id).first()
