"""The runs of the figures: what was computed when, and what failed."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from beds.requests import ScopedRequest
from reporting.queries.runs import all_runs

RUNS_A_PAGE = 50


@require_safe
@login_required
def runs(request: ScopedRequest) -> HttpResponse:
    """Every run, newest first; they hold no resident's data, so whoever signs in may see them."""
    page = Paginator(all_runs(), RUNS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "reporting/runs.html", {"page": page})
