"""Whom to ask: the people of an organisation who may do what the reader may not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import F

from beds.access import DECIDING_ROLES, Role
from beds.models import Commissioner, Provider


@dataclass(frozen=True, slots=True)
class Whom:
    """An organisation, and those of its people who can sign in and do it; perhaps nobody."""

    organisation: Commissioner | Provider
    people: list[Any]


def who_decides(commissioners: Iterable[int], roles: Iterable[Role] = DECIDING_ROLES) -> list[Whom]:
    """Who acts for each of these commissioners, by id, in one of these roles."""
    found = list(Commissioner.objects.filter(pk__in=commissioners))
    people = _people("commissioner", {each.pk for each in found}, roles)
    return [Whom(each, people[each.pk]) for each in found]


def who_logs(providers: Iterable[int]) -> list[Whom]:
    """Who enters records for each of these providers, by id: its own workers, else those of its lead provider."""
    found = list(Provider.objects.filter(pk__in=providers))
    concerned = {pk for each in found for pk in (each.pk, each.lead_id) if pk}
    workers = _people("provider", concerned, [Role.PROVIDER_WORKER])
    return [Whom(each, workers[each.pk] or workers[each.lead_id]) for each in found]


def _people(side: str, organisations: set[int], roles: Iterable[Role]) -> defaultdict[int | None, list[Any]]:
    """The people of these commissioners or providers who have one of these roles there, by the id of theirs."""
    belongs = {f"memberships__{side}__in": organisations, "memberships__role__in": list(roles)}
    users = get_user_model().objects.filter(is_active=True, **belongs).annotate(theirs=F(f"memberships__{side}"))
    people: defaultdict[int | None, list[Any]] = defaultdict(list)
    for user in users.distinct().order_by("first_name", "last_name", "email"):
        people[user.theirs].append(user)
    return people
