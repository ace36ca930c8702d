"""The definitions page."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from beds.requests import ScopedRequest
from reporting.measures import by_group
from residents.models.destinations import meanings


@require_safe
@login_required
def definitions(request: ScopedRequest) -> HttpResponse:
    """How each figure is counted."""
    context = {"groups": by_group(), "destinations": meanings()}
    return render(request, "reporting/definitions.html", context)
