"""Each person's own page: what waits for them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from beds.requests import ScopedRequest
from residents.queries.my_work import my_work as my_work_of


@require_safe
@login_required
def my_work(request: ScopedRequest) -> HttpResponse:
    """Everything that waits for the person who is signed in."""
    today = timezone.localdate()
    sections = my_work_of(request.user, request.scope, today)
    return render(request, "residents/my_work/page.html", {"sections": sections, "today": today})
