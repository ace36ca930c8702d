"""Explore: any measure compared over time, as table, chart and files."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from beds.requests import ScopedRequest
from reporting.as_at import read_as_at
from reporting.explore_content import content_of
from reporting.explore_forms import ExploreForm
from reporting.explore_page import ExplorePage, examples
from reporting.queries.explore import explore as answer_of
from reporting.queries.saved_views import views_of
from reporting.rendering import Format, file_response

TYPED = ("_day", "_month", "_year")
"""How the boxes of a date are called in an address that a browser has put together."""


@require_safe
@login_required
def explore(request: ScopedRequest) -> HttpResponse | FileResponse:
    """The form, and the answer to what the address asks; `?download=xlsx` gives it as a file."""
    if not request.scope.sees_figures:
        raise PermissionDenied
    as_at = read_as_at(request.GET, timezone.localdate())
    form = ExploreForm(request.GET if "measure" in request.GET else None, scope=request.scope, as_at=as_at.date)
    context = {
        "as_at": as_at,
        "asked": form,
        "form": as_at.form if as_at.form.errors else form,
        "views": views_of(request.user),
        "examples": examples(),
    }
    if not form.is_valid():
        return render(request, "reporting/explore/page.html", context)
    dated = "" if as_at.is_today else f"&as_at={as_at.date}"
    if any(not value or name.endswith(TYPED) for name, value in request.GET.items()):
        return redirect(f"{request.path}?{form.query}{dated}")
    explored = answer_of(request.scope, form.question)
    if request.GET.get("download") in set(Format):
        return file_response(content_of(explored), Format(request.GET["download"]))
    link = request.build_absolute_uri(f"{request.path}?{form.lasting_query}")
    saved = f"{form.query}{dated}"
    context |= {"page": ExplorePage(explored), "link": link, "saved_query": saved}
    return render(request, "reporting/explore/page.html", context)
