"""The bed board."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from beds.requests import ScopedRequest
from reporting.as_at import read_as_at
from reporting.filters import BoardForm
from reporting.queries.bed_board import bed_board as board_of


@require_safe
@login_required
def bed_board(request: ScopedRequest) -> HttpResponse:
    """Each service's beds over some weeks, and who has them."""
    as_at = read_as_at(request.GET, timezone.localdate())
    form = BoardForm(request.GET, scope=request.scope)
    window = form.window(as_at.date)
    board = board_of(request.scope, as_at.date, window, service=form.service_chosen, page=request.GET.get("page"))
    context = {
        "as_at": as_at,
        "form": as_at.form if as_at.form.errors else form,
        "filters": form,
        "board": board,
    }
    return render(request, "reporting/bed_board/page.html", context)
