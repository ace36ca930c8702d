"""Files made in the background: asked for, listed with their progress, and downloaded by whoever asked."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from beds.govuk import GovForm
from beds.pages import ActionPage, Link
from beds.requests import ScopedRequest
from reporting.background import ask_for_export, found
from reporting.models import Export
from reporting.queries.exports import export_of, exports_of

LONGEST_ADDRESS = 2000


class AskForExport(ActionPage):
    """A file that is too long to wait for. Its address, and what it is called, are in the address of this page."""

    form_class = GovForm
    button = "Make the file"
    intro = "It is made in the background. You can go on working, and get a notice when it is ready."

    def find(self, pk: int = 0, **kwargs: Any) -> str:
        address = self.request.GET.get("address", "")
        parts = urlsplit(address)
        if parts.scheme or parts.netloc or len(address) > LONGEST_ADDRESS:
            raise Http404
        if address:
            found(address)
        self.title = self.request.GET.get("title", "")[:200].strip() or "Make a file"
        return address

    def why_not(self) -> str:
        return "" if self.subject else "A file is asked for on the page of a table or a pack."

    def back(self) -> str:
        """The page of the table; where the address is that of a file alone, the list of files."""
        asked = urlsplit(self.subject)
        return asked.path if "download=" in asked.query else reverse("reporting:exports")

    def act(self, answers: dict[str, Any]) -> Export:
        return ask_for_export(by=self.request.user, now=timezone.now(), title=self.title, address=self.subject)

    def done(self, done: Export) -> tuple[str, list[Link]]:
        return f"“{done.title}” is being made.", []

    def next_page(self, done: Export) -> str:
        return reverse("reporting:exports")


@require_safe
@login_required
def exports(request: ScopedRequest) -> HttpResponse:
    """What this person has asked for, with its progress."""
    mine = exports_of(request.user, request.scope)
    return render(request, "reporting/exports.html", {"exports": mine, "waits": any(each.is_open for each in mine)})


@require_safe
@login_required
def download(request: ScopedRequest, pk: int) -> HttpResponse:
    """A file that is ready, for whoever asked for it."""
    export = export_of(request.user, request.scope, pk)
    if export is None or export.content is None:
        raise Http404
    disposition = {"Content-Disposition": f'attachment; filename="{export.name}"'}
    return HttpResponse(bytes(export.content), content_type=export.content_type, headers=disposition)
