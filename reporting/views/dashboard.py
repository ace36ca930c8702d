"""The dashboard."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from beds.requests import ScopedRequest
from beds.table_files import page_or_file
from reporting.as_at import read_as_at
from reporting.figures_state import figures_state
from reporting.measures import MEASURES
from reporting.queries.dashboard import dashboard as dashboard_of
from reporting.row_tables import ServicesTable


@require_safe
@login_required
def dashboard(request: ScopedRequest) -> HttpResponseBase:
    """The commissioner's first page; a provider's is the list of its beds, a ward's its referrals."""
    scope = request.scope
    if scope.wards and not scope.sees_figures:
        return redirect("residents:referrals")
    if scope.providers and not scope.commissioners:
        return redirect("residents:my_beds")
    if scope.is_empty:
        return render(request, "reporting/no_organisation.html")
    as_at = read_as_at(request.GET, timezone.localdate())
    page = dashboard_of(scope, as_at.date)
    services = ServicesTable(page.services, request=request)
    context = {
        "page": page,
        "state": figures_state(timezone.localtime()),
        "as_at": as_at,
        "form": as_at.form,
        "services": services,
        "measures": MEASURES,
    }
    return page_or_file(request, "reporting/dashboard.html", context, services, on=as_at.date)
