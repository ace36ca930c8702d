"""Whom to ask: the people of an organisation who may do what the reader may not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q

from beds.access import DECIDING_ROLES, Role
from beds.models import Commissioner, Provider


@dataclass(frozen=True, slots=True)
class Whom:
    """An organisation, and those of its people who can sign in and do it; perhaps nobody."""

    organisation: Commissioner | Provider
    people: list[Any]


def who_decides(commissioners: Iterable[int], roles: Iterable[Role] = DECIDING_ROLES) -> list[Whom]:
    """Who acts for each of these commissioners, by id, in one of these roles."""
    found = Commissioner.objects.filter(pk__in=commissioners)
    return [Whom(each, _people(Q(memberships__commissioner=each), roles)) for each in found]


def who_logs(providers: Iterable[int]) -> list[Whom]:
    """Who enters records for each of these providers, by id: its own workers, else those of its lead provider."""
    found = []
    for provider in Provider.objects.filter(pk__in=providers):
        own = _people(Q(memberships__provider=provider), [Role.PROVIDER_WORKER])
        lead = Q(memberships__provider=provider.lead_id, memberships__provider__isnull=False)
        found.append(Whom(provider, own or _people(lead, [Role.PROVIDER_WORKER])))
    return found


def _people(belongs: Q, roles: Iterable[Role]) -> list[Any]:
    users = get_user_model().objects.filter(belongs, memberships__role__in=list(roles), is_active=True)
    return list(users.distinct().order_by("first_name", "last_name", "email"))
