"""The definitions page."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from beds.requests import ScopedRequest
from reporting.measures import by_group


@require_safe
@login_required
def definitions(request: ScopedRequest) -> HttpResponse:
    """How each figure is counted."""
    return render(request, "reporting/definitions.html", {"groups": by_group()})
