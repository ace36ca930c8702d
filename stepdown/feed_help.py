"""The page of the data feed: a person's tokens, and how to read it, drawn from its OpenAPI document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from beds.requests import ScopedRequest
from stepdown.accounts.models import AccessToken, User
from stepdown.accounts.tables import TokensTable
from stepdown.feed import REQUESTS_A_MINUTE, api

EXAMPLE = "/api/v1/readings?measure=occupancy&measure=admissions&from=2023-04-01&until=2024-04-01&by=contract"


@dataclass(frozen=True, slots=True)
class Named:
    """A parameter, or a column of the rows."""

    name: str
    what: str
    kind: str
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Address:
    """One address with what it takes and what a row of it holds."""

    path: str
    title: str
    what: str
    parameters: list[Named]
    columns: list[Named]


@require_safe
@login_required
def data_feed(request: HttpRequest) -> HttpResponse:
    """The person's tokens, those that are over too, and how to read the feed, for those whom it has something for."""
    if not cast("ScopedRequest", request).scope.reads_feed:
        raise PermissionDenied
    tokens = AccessToken.objects.of(cast("User", request.user))
    context = {
        "table": TokensTable(tokens, timezone.now()),
        "addresses": addresses(),
        "site": settings.SITE_URL,
        "example": f"{settings.SITE_URL}{EXAMPLE}",
        "requests_a_minute": REQUESTS_A_MINUTE,
    }
    return render(request, "account/data_feed.html", context)


def addresses() -> list[Address]:
    """What the OpenAPI document says of each address."""
    document: Any = api.get_openapi_schema(path_prefix="/api/v1/")
    schemas = document["components"]["schemas"]
    found = []
    for path, methods in document["paths"].items():
        operation = methods["get"]
        page = operation["responses"][200]["content"]["application/json"]["schema"]["$ref"]
        row = schemas[_last(page)]["properties"]["rows"]["items"]["$ref"]
        found.append(
            Address(
                path=path,
                title=operation["summary"],
                what=operation.get("description", ""),
                parameters=[
                    _named(each["name"], each["schema"], each.get("required")) for each in operation["parameters"]
                ],
                columns=[_named(name, each) for name, each in schemas[_last(row)]["properties"].items()],
            )
        )
    return found


def _last(reference: str) -> str:
    return reference.rsplit("/", 1)[-1]


def _named(name: str, schema: dict[str, Any], needed: Any = None) -> Named:
    return Named(name, schema.get("description", ""), _kind(schema), bool(needed))


def _kind(schema: dict[str, Any]) -> str:
    """The kind of a value in words."""
    offered = [each for each in schema.get("anyOf", [schema]) if each.get("type") != "null"]
    kind = offered[0] if offered else schema
    if kind.get("format") == "date":
        return "date"
    return {"integer": "number", "number": "number", "boolean": "yes or no", "array": "words, several"}.get(
        kind.get("type", ""), "words"
    )
