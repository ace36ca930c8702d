"""Somebody comes near the limit of their stay, or reaches it: nights 28, 35 and 42 under the six-week limit."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator

from django.db.models import DateField, ExpressionWrapper, F

from beds.access import Role
from beds.wording import long_date
from residents.models import Placement
from stepdown.notices.kinds.base import Kind, News, page, since

TELLS = frozenset({Role.PROVIDER_WORKER, Role.COMMISSIONER, Role.HOUSING_OFFICER})
OFFERS = frozenset({Role.CONTRACT_MANAGER, Role.ADMINISTRATOR, Role.PROVIDER_VIEWER})
DUE = ExpressionWrapper(F("admitted_on") + F("contract__stay_limit_nights"), output_field=DateField())


def reached(today: dt.date, *, key: str, nights_before: int) -> Iterator[News]:
    """Those still here who have, since a week ago, come to that many nights before their limit. One query.

    The day on which they are due to move on is part of the key: when the admission, or the limit of the contract, is
    corrected, the new day is told as well. Notices of before that have the day in their text; a migration of this app
    has put it into their keys, so that nobody was told twice.
    """
    ahead = dt.timedelta(days=nights_before)
    placements = (
        Placement.objects.open_on(today)
        .annotate(due=DUE)
        .filter(due__gt=since(today) + ahead, due__lte=today + ahead, contract__stay_limit_nights__gt=nights_before)
        .select_related("resident", "contract", "service")
        .order_by("admitted_on", "pk")
    )
    for placement in placements:
        limit = placement.contract.stay_limit_nights
        yield News(
            key=f"{key}:placement:{placement.pk}:{placement.move_on_due}",
            text=f"{placement.resident.reference} came to night {limit - nights_before} of {limit} in "
            f"{placement.service} on {long_date(placement.move_on_due - ahead)}. "
            f"The day to move on by: {long_date(placement.move_on_due)}.",
            link=page(("reporting:placement", placement.pk)),
            commissioner_id=placement.contract.commissioner_id,
            provider_ids=frozenset({placement.service.provider_id}),
        )


def _kind(key: str, nights_before: int, label: str, hint: str) -> Kind:
    return Kind(key, label, hint, functools.partial(reached, key=key, nights_before=nights_before), TELLS, OFFERS)


KINDS = (
    _kind("two_weeks", 14, "Two weeks before the stay limit", "Night 28 of a stay of six weeks."),
    _kind("one_week", 7, "One week before the stay limit", "Night 35."),
    _kind("limit", 0, "The stay limit is reached", "Night 42. Every night after it is an overstay."),
)
