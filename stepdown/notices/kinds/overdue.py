"""Something that a person has agreed to do is not done by its day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator

from beds.access import Role
from beds.models import Contract
from beds.wording import long_date
from residents.models import Action, Placement
from stepdown.notices.kinds.base import Kind, News, page, since


def overdue(today: dt.date) -> Iterator[News]:
    """Open actions whose day was within the last week; a new day makes a new notice. Three queries."""
    actions = list(
        Action.objects.open()
        .filter(owner__isnull=False, due_on__lt=today, due_on__gte=since(today))
        .select_related("referral__resident", "meeting")
        .order_by("due_on", "pk")
    )
    placed = _placed_with(action.referral_id for action in actions)
    contracted = _contracted_to(action.meeting.commissioner_id for action in actions if action.meeting)
    for action in actions:
        about = f"about {action.referral.resident.reference} " if action.referral else ""
        key, text = f"action:{action.pk}:{action.due_on}", f"Your action {about}was due on {long_date(action.due_on)}."
        if action.referral is not None:
            referral = action.referral
            yield News(
                key,
                text,
                page(("residents:case", referral.pk), ("residents:my_work", None)),
                commissioner_id=referral.commissioner_id,
                provider_ids=frozenset(placed[referral.pk] or {referral.provider_id}),
                ward_id=referral.ward_id,
                only=action.owner_id,
            )
        elif action.meeting is not None:
            commissioner = action.meeting.commissioner_id
            yield News(
                key,
                text,
                page(("residents:my_work", None)),
                commissioner_id=commissioner,
                provider_ids=frozenset(contracted[commissioner]),
                only=action.owner_id,
            )


def _placed_with(referral_ids: Iterable[int | None]) -> dict[int, set[int]]:
    """The providers with which these referrals were placed: their people see them too."""
    found: dict[int, set[int]] = defaultdict(set)
    placements = Placement.objects.in_force().filter(referral__in=set(referral_ids) - {None})
    for referral, provider in placements.values_list("referral", "service__provider"):
        found[referral].add(provider)
    return found


def _contracted_to(commissioner_ids: Iterable[int]) -> dict[int, set[int]]:
    """The providers that have a contract with each of these commissioners: their people see its meetings."""
    found: dict[int, set[int]] = defaultdict(set)
    contracts = Contract.objects.filter(commissioner__in=set(commissioner_ids))
    for commissioner, provider in contracts.values_list("commissioner", "provider"):
        found[commissioner].add(provider)
    return found


KINDS = (
    Kind(
        "action_overdue",
        "Your action is overdue",
        "Something that you agreed to do is not done by its day.",
        overdue,
        tells=frozenset(Role),
    ),
)
