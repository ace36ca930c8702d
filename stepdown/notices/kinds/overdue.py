"""Something that a person has agreed to do is not done by its day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator

from beds.access import Role
from beds.wording import long_date
from residents.actions.speaking import concerned
from residents.models import Action, Meeting, Placement
from stepdown.notices.kinds.base import Kind, News, page, since


def overdue(today: dt.date) -> Iterator[News]:
    """Open actions whose day was within the last week; a new day makes a new notice.

    Two queries, and one for each meeting whose actions about nobody in particular are among them.
    """
    actions = list(
        Action.objects.open()
        .filter(owner__isnull=False, due_on__lt=today, due_on__gte=since(today))
        .select_related("referral__resident", "meeting")
        .order_by("due_on", "pk")
    )
    placed = _placed_with(action.referral_id for action in actions)
    taking_part = _taking_part(action.meeting for action in actions if action.meeting and not action.referral)
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
            yield News(
                key,
                text,
                page(("residents:my_work", None)),
                commissioner_id=action.meeting.commissioner_id,
                provider_ids=taking_part[action.meeting.pk],
                only=action.owner_id,
            )


def _placed_with(referral_ids: Iterable[int | None]) -> dict[int, set[int]]:
    """The providers with which these referrals were placed: their people see them too."""
    found: dict[int, set[int]] = defaultdict(set)
    placements = Placement.objects.in_force().filter(referral__in=set(referral_ids) - {None})
    for referral, provider in placements.values_list("referral", "service__provider"):
        found[referral].add(provider)
    return found


def _taking_part(meetings: Iterable[Meeting]) -> dict[int, frozenset[int]]:
    """The providers whose people may be given an action of these meetings, by the meeting's id."""
    return {pk: concerned(None, meeting).providers for pk, meeting in {each.pk: each for each in meetings}.items()}


KINDS = (
    Kind(
        "action_overdue",
        "Your action is overdue",
        "Something that you agreed to do is not done by its day.",
        overdue,
        tells=frozenset(Role),
    ),
)
