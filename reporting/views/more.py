"""The list of all pages, for what is not in the navigation."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from beds.requests import ScopedRequest


@require_safe
@login_required
def more(request: ScopedRequest) -> HttpResponse:
    """Every page that this person may open, with a word what it is for."""
    return render(request, "reporting/more.html")
