"""A provider asks for a longer stay, and hears what the commissioner decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from beds.access import Role
from beds.wording import long_date
from residents.models import Extension, ExtensionRequest, Placement
from stepdown.notices.kinds.base import Kind, News, page, since

Decision = ExtensionRequest.Decision
WITH = ("placement__resident", "placement__contract", "placement__service")


def _news(key: str, text: str, link: str, placement: Placement, by: int | None) -> News:
    return News(
        key=key,
        text=text,
        link=link,
        commissioner_id=placement.contract.commissioner_id,
        provider_ids=frozenset({placement.service.provider_id}),
        told=frozenset({by}),
    )


def asked(today: dt.date) -> Iterator[News]:
    """Requests of the last week that wait for the commissioner. One query."""
    waiting = ExtensionRequest.objects.in_force().filter(
        decision=Decision.PENDING, created_at__date__gt=since(today), placement__cancelled_at=None
    )
    for request in waiting.select_related(*WITH).order_by("pk"):
        yield _news(
            f"extension-asked:{request.pk}",
            f"{request.placement.service} asks for a longer stay of {request.placement.resident.reference}, until "
            f"{long_date(request.until_date)}.",
            page(("residents:extension_requests", None), ("reporting:placement", request.placement_id)),
            request.placement,
            request.created_by_id,
        )


def decided(today: dt.date) -> Iterator[News]:
    """Answers of the last week, and extensions that nobody had asked for. Two queries."""
    answered = (
        ExtensionRequest.objects.in_force().filter(decided_at__date__gt=since(today)).exclude(decision=Decision.PENDING)
    )
    for request in answered.select_related(*WITH).order_by("pk"):
        yield _news(
            f"extension-decided:{request.pk}",
            f"The longer stay of {request.placement.resident.reference} was {request.get_decision_display().lower()}.",
            page(("reporting:placement", request.placement_id)),
            request.placement,
            request.decided_by_id,
        )
    unasked = Extension.objects.in_force().filter(
        request=None, created_at__date__gt=since(today), until_date__gt=today, placement__discharged_on=None
    )
    for extension in unasked.select_related(*WITH).order_by("pk"):
        yield _news(
            f"extension:{extension.pk}",
            f"The stay of {extension.placement.resident.reference} is authorised until "
            f"{long_date(extension.until_date)}.",
            page(("reporting:placement", extension.placement_id)),
            extension.placement,
            extension.created_by_id,
        )


KINDS = (
    Kind(
        "extension_asked",
        "Longer stay asked for",
        "A provider asks the commissioner for an extension.",
        asked,
        tells=frozenset({Role.COMMISSIONER, Role.ADMINISTRATOR}),
        offers=frozenset({Role.CONTRACT_MANAGER}),
    ),
    Kind(
        "extension_decided",
        "Longer stay decided",
        "The commissioner grants or refuses an extension.",
        decided,
        tells=frozenset({Role.PROVIDER_WORKER}),
        offers=frozenset({Role.PROVIDER_VIEWER, Role.COMMISSIONER, Role.CONTRACT_MANAGER, Role.ADMINISTRATOR}),
    ),
)
