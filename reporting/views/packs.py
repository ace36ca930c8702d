"""Review packs: the list, a version of one, and its files."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from beds.requests import ScopedRequest
from beds.table_files import page_or_file
from reporting.models import PackVersion
from reporting.pack_forms import CommentForm, PacksFilter
from reporting.pack_tables import PacksTable
from reporting.packs.making import told_apart
from reporting.queries.pack_screens import screen
from reporting.queries.packs import (
    PackPage,
    all_files,
    changes,
    compared_anew,
    compared_soon,
    drafted,
    pack_page,
    packs_list,
)
from reporting.rendering import Format, content_type, file_response
from reporting.suppression import shared

PACKS_A_PAGE = 50
ALL = "all"


@require_safe
@login_required
def packs(request: ScopedRequest) -> HttpResponseBase:
    """All packs that this person may see."""
    if not request.scope.sees_figures:
        raise PermissionDenied
    form = PacksFilter(request.GET, scope=request.scope)
    month = form.month_chosen
    found = packs_list(
        request.scope,
        month=month.from_date if month else None,
        contract=form.chosen("contract"),
        state=form.chosen("state"),
    )
    table = PacksTable(found, request=request)
    table.show_page(request.GET.get("page"), PACKS_A_PAGE)
    context = {"form": form, "table": table, "signs": bool(request.scope.signs_for)}
    return page_or_file(request, "reporting/packs/list.html", context, table, on=timezone.localdate())


@require_safe
@login_required
def pack(request: ScopedRequest, pk: int, number: int | None = None) -> HttpResponse:
    """A screen of a version of a pack, the newest unless one is asked for.

    `?section=` asks for the screen of a section, and one that is not there leads to the first screen with a word why;
    `?all=1` asks for all on one page. `?check=now` compares the version with today's records anew,
    once a minute, and `?changes=1` with the version before it.
    """
    page, asked = found(request, pk, number), request.GET.get("section", "")
    context: dict[str, Any] = {"page": page, "formats": list(Format)}
    try:
        context["screen"] = screen(page, asked, whole=request.GET.get("all") == "1")
    except LookupError:
        context |= {"screen": screen(page), "unknown": asked}
    if page.takes_comments:
        context["comment_form"] = CommentForm(sections=[], sides=page.sides)
    if page.version.is_signed:
        now, anew = timezone.now(), request.GET.get("check") == "now"
        known = (compared_anew(page.version, now=now), False) if anew else compared_soon(page.version, now=now)
        context["restated"], context["begins"] = known
    if request.GET.get("changes") == "1":
        context["changes"] = changes(page)
    return render(request, "reporting/packs/page.html", context)


@require_safe
@login_required
def download(request: ScopedRequest, pk: int, number: int, format: str) -> HttpResponseBase:  # noqa: A002 - named by the address
    """A file of a version: the one that was signed, or of an open version one that says that it is a draft.

    With `?shared=1` the one in which small numbers are hidden; `all` are all of them in one zip.
    """
    if format not in {ALL, *Format}:
        raise Http404("There is no such file.")
    version, for_outsiders = found(request, pk, number).version, request.GET.get("shared") == "1"
    if format == ALL:
        return FileResponse(all_files(version), as_attachment=True, filename=f"{slugify(str(version))}.zip")
    if not version.is_signed:
        content = drafted(version)
        return file_response(shared(content) if for_outsiders else content, Format(format), told_apart(version))
    file = version.files.filter(format=format, shared=for_outsiders).first()
    if file is None:
        raise Http404("There is no such file.")
    disposition = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return HttpResponse(bytes(file.content), content_type=content_type(Format(format)), headers=disposition)


def found(request: ScopedRequest, pk: int, number: int | None = None) -> PackPage:
    """The version asked for, or Http404."""
    try:
        return pack_page(request.scope, pk, number)
    except PackVersion.DoesNotExist:
        raise Http404 from None
