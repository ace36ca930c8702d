"""The page of one placement."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from beds.requests import ScopedRequest
from reporting.as_at import read_as_at
from reporting.measures import MEASURES
from reporting.queries.placement import placement_page
from residents.models import Placement


@require_safe
@login_required
def placement(request: ScopedRequest, pk: int) -> HttpResponse:
    """One placement: its nights, cost, reasons and history, from the records as they are now."""
    as_at = read_as_at(request.GET, timezone.localdate())
    try:
        page = placement_page(
            request.scope,
            pk,
            as_at.date,
            today=as_at.today,
            part=request.GET.get("part", ""),
            newest_first=request.GET.get("order") == "newest",
        )
    except Placement.DoesNotExist:
        raise Http404 from None
    context = {"as_at": as_at, "form": as_at.form, "page": page, "measures": MEASURES}
    return render(request, "reporting/placement.html", context)
