"""The data feed as a whole: who reads it, how often, and what is said when there is no answer."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

from django.core.cache import cache
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError
from ninja.security import HttpBearer

from reporting.feed.problems import FeedProblem
from reporting.feed.reader import Reader, reader_of
from reporting.feed.routes import router
from stepdown.accounts.models import AccessToken, digest_of

REQUESTS_A_MINUTE = 120
NOTED_EVERY = dt.timedelta(minutes=10)
"""How exactly the last use of a token is known; a program that reads page by page does not write each time."""
ABOUT = (
    "Figures about step-down beds for Power BI, Excel, R and other programs. Read only. Every request needs the header "
    "`Authorization: Bearer <token>`; the token reads what its owner may see at that moment. Answers come in pages: "
    "follow `next` until it is null. Add `format=csv` for CSV. A parameter that an address does "
    "not list is refused (422)."
)


class Token(HttpBearer):
    """A personal token in the header; in the address it would end up in logs."""

    def authenticate(self, request: HttpRequest, token: str) -> Reader:
        """The reader, as far as the owner may see now. Raises FeedProblem without a right to read, or too often."""
        now = timezone.now()
        found = AccessToken.objects.alive(now).select_related("user").filter(digest=digest_of(token)).first()
        if found is None:
            raise AuthenticationError
        _count(found.pk, now)
        scope = found.user.scope()
        reader = reader_of(
            scope, token=found.pk, shared=found.shared or not scope.sees_figures, today=timezone.localdate(now)
        )
        if not reader.scope.sees_figures:
            raise FeedProblem(
                403,
                "There are no figures for you.",
                "Ask an administrator to add you to the commissioner or provider whose figures you need.",
            )
        _note_use(found, now)
        return reader


def _count(token: int, now: dt.datetime) -> None:
    """Raise FeedProblem for a token that has asked too often in this minute."""
    minute = int(now.timestamp() // 60)
    key = f"feed:{token}:{minute}"
    cache.add(key, 0, timeout=120)
    if cache.incr(key) > REQUESTS_A_MINUTE:
        raise FeedProblem(
            429,
            f"More than {REQUESTS_A_MINUTE} requests in a minute.",
            "Wait as many seconds as the header Retry-After says, and ask for more rows at once with `limit`.",
        )


def _note_use(token: AccessToken, now: dt.datetime) -> None:
    """Note when the token was last used, for its owner to see."""
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - NOTED_EVERY)
    AccessToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)


api = NinjaAPI(
    title="Stepdown data feed",
    version="1",
    description=ABOUT,
    urls_namespace="feed",
    auth=Token(),
    docs_url=None,  # its page loads scripts from elsewhere; ours is /data-feed/
    openapi_url="/openapi.json",
)
api.add_router("", router)


@api.exception_handler(FeedProblem)
def refused(request: HttpRequest, problem: FeedProblem) -> HttpResponse:
    """A question that is not answered."""
    response = _problem(request, problem.status, problem.error, problem.what_to_do)
    if problem.status == 429:
        response["Retry-After"] = str(60 - math.floor(timezone.now().timestamp() % 60))
    if problem.status == 405:
        response["Allow"] = "GET"
    return response


@api.exception_handler(AuthenticationError)
def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """No token, or one that opens nothing."""
    what_to_do = (
        "Send the header `Authorization: Bearer <token>`. Under More, Data feed, see whether the token has expired or "
        "was revoked, and make a new one."
    )
    response = _problem(request, 401, "There is no token, or it does not work any more.", what_to_do)
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(ValidationError)
def unclear(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A parameter that is missing or makes no sense."""
    said = "; ".join(f"{each['loc'][-1]}: {each['msg']}" for each in error.errors)
    return _problem(request, 422, said, "Look the parameters up in /data-feed/ or /api/v1/openapi.json.")


@api.exception_handler(Http404)
def not_there(request: HttpRequest, error: Http404) -> HttpResponse:
    """Nothing of that name."""
    return _problem(request, 404, "There is nothing here.", "Look the addresses up in /api/v1/openapi.json.")


def _problem(request: HttpRequest, status: int, error: str, what_to_do: str) -> HttpResponse:
    body: dict[str, Any] = {"error": error, "what_to_do": what_to_do}
    return api.create_response(request, body, status=status)
