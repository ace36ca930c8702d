"""Files made by the worker: exactly what the owner would get at the address of the file, had they waited for it."""

from __future__ import annotations

import datetime as dt
import io
import logging
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.handlers.wsgi import WSGIRequest
from django.db import transaction
from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import timezone

from beds.acting import action
from beds.progress import watched
from beds.refusal import Refusal
from reporting.for_whom import may_open
from reporting.models import Export
from reporting.models.exports import KEPT
from reporting.worker import start

logger = logging.getLogger(__name__)
State = Export.State
LOST_AFTER = dt.timedelta(hours=1)
"""What has been in the making for longer belongs to a worker that died."""
MOST_WAITING = 10
OF_PAGES = frozenset({"beds", "residents", "reporting"})
FAILED = "It could not be made. Ask for it again; if that fails too, tell whoever runs Stepdown."
LOST = "The worker ended before it was done. Ask for it again."


@action
def ask_for_export(*, by: Any, now: dt.datetime, title: str, address: str) -> Export:
    """Have the file at this address made. The same asked for twice is made once.

    Raises `Refusal` for somebody who waits for too many already, Http404 for what is no address of a page of ours.
    """
    found(address)
    waiting = Export.objects.open().filter(owner=by)
    same = waiting.filter(address=address).first()
    if same is not None:
        return same
    if waiting.count() >= MOST_WAITING:
        raise Refusal(f"{MOST_WAITING} of your files are being made. Ask for more when some of them are ready.")
    export = Export.objects.create(owner=by, title=title, address=address, asked_at=now)
    transaction.on_commit(partial(start, "reporting.tasks.make_exports"))
    return export


def make_exports(*, now: dt.datetime) -> int:
    """Make all files that wait, one after the other; how many were tried. Several workers may do this at once."""
    lost = Export.objects.filter(state=State.RUNNING, started_at__lt=now - LOST_AFTER)
    lost.update(state=State.FAILED, error=LOST, finished_at=now)
    tried = 0
    while (export := _take()) is not None:
        _make(export)
        tried += 1
    return tried


def remove_old_exports(*, now: dt.datetime) -> int:
    """Remove the files that were asked for more than a month ago; how many."""
    removed, _ = Export.objects.filter(asked_at__lt=now - KEPT).delete()
    return removed


def found(address: str) -> ResolverMatch:
    """The page behind an address. Raises Http404 for any other than a page of ours."""
    try:
        match = resolve(urlsplit(address).path)
    except (Resolver404, ValueError):
        raise Http404 from None
    if not OF_PAGES & set(match.namespaces):
        raise Http404
    return match


@transaction.atomic
def _take() -> Export | None:
    """The next file to make, taken so that no other worker makes it too."""
    waiting = Export.objects.select_for_update(skip_locked=True).filter(state=State.QUEUED)
    export = waiting.order_by("pk").first()
    if export is not None:
        export.state, export.started_at = State.RUNNING, timezone.now()
        export.save(update_fields=["state", "started_at"])
    return export


def _make(export: Export) -> None:
    mine = Export.objects.filter(pk=export.pk, state=State.RUNNING)

    def tell(done: int, total: int) -> None:
        mine.update(done=done, total=total)

    scope = export.owner.scope().mark
    try:
        with watched(tell):
            answer = answer_to(export)
            content = b"".join(answer)
    except Exception:
        logger.exception("Export %s could not be made", export.pk)
        mine.update(state=State.FAILED, error=FAILED, finished_at=timezone.now())
        return
    name = answer["Content-Disposition"].partition('filename="')[2].rstrip('"')
    mine.update(
        state=State.DONE,
        scope=scope,
        content=content,
        name=name or "stepdown",
        content_type=answer["Content-Type"],
        finished_at=timezone.now(),
    )


def answer_to(export: Export) -> HttpResponseBase:
    """The file, as the page answers its owner, who sees what they may see now. Raises what the page raises."""
    parts, site = urlsplit(export.address), urlsplit(settings.SITE_URL)
    request = WSGIRequest(
        {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query,
            "HTTP_HOST": site.netloc,
            "wsgi.url_scheme": site.scheme,
            "wsgi.input": io.BytesIO(),
        }
    )
    request.user = export.owner
    request.scope = export.owner.scope()  # type: ignore[attr-defined]  # as the middleware does
    match = found(export.address)
    if not may_open(request.scope, match):  # type: ignore[attr-defined]
        raise PermissionDenied
    answer: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
    if answer.status_code != 200 or "attachment" not in answer.get("Content-Disposition", ""):
        raise ValueError(f"{export.address} is no file")
    return answer
