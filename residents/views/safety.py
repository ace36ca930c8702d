"""One person's safety on one page, and the lists of incidents and of alerts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from beds.models import Service
from beds.refusal import Refusal
from beds.requests import ScopedRequest
from beds.table_files import page_or_file
from residents.actions import alerts as alert_actions
from residents.actions.safety_rules import may_acknowledge
from residents.forms.safety import AlertsForm, IncidentsForm
from residents.models import RiskAlert
from residents.queries import alerts as alert_queries
from residents.queries import incidents as incident_queries
from residents.queries.safety import placement_of_concern, safety_page
from residents.safety_tables import AlertsTable, IncidentsTable

ROWS_A_PAGE = 25
ROWS_OF_ALERTS = 20


@require_safe
@login_required
def safety(request: ScopedRequest, pk: int) -> HttpResponse:
    """Alerts, incidents, reviews and handovers of one placement."""
    placement = placement_of_concern(pk, request.scope)
    if placement is None:
        raise Http404
    today = timezone.localdate()
    page = safety_page(placement, request.user, request.scope, today)
    band = None if page.is_for_ward else placement.band_on(today)
    context = {"page": page, "placement": placement, "band": band, "today": today}
    return render(request, "residents/safety/page.html", context)


@require_safe
@login_required
def incidents(request: ScopedRequest) -> HttpResponseBase:
    """The incidents of all placements in scope."""
    if not request.scope.sees_figures:
        raise PermissionDenied
    form = IncidentsForm(request.GET, services=Service.objects.within(request.scope), sorts=incident_queries.SORTS)
    rows = incident_queries.Incidents(request.scope, form.choice)
    table = IncidentsTable(rows)
    table.show_page(request.GET.get("page"), ROWS_A_PAGE)
    context = {"form": form, "rows": rows, "table": table}
    return page_or_file(request, "residents/safety/incidents.html", context, table, on=timezone.localdate())


@require_safe
@login_required
def alerts(request: ScopedRequest) -> HttpResponseBase:
    """What the person must still read, and all the alerts that stand."""
    if request.scope.is_empty:
        raise PermissionDenied
    form = AlertsForm(request.GET, services=Service.objects.within(request.scope), sorts=alert_queries.SORTS)
    rows = alert_queries.StandingAlerts(request.user, request.scope, form.choice)
    table = AlertsTable(rows)
    table.show_page(request.GET.get("page"), ROWS_OF_ALERTS)
    unread = alert_queries.to_acknowledge(request.user, request.scope)
    mine = alert_queries.with_readers(unread, request.user, request.scope)
    context = {"form": form, "rows": rows, "table": table, "mine": mine}
    return page_or_file(request, "residents/safety/alerts.html", context, table, on=timezone.localdate())


@require_POST
@login_required
def acknowledge(request: ScopedRequest, pk: int) -> HttpResponse:
    """The person says that they have read an alert, and goes back to where its button was."""
    alert = find_alert(request, pk)
    if not may_acknowledge(alert.placement, request.scope):
        raise PermissionDenied
    try:
        alert_actions.acknowledge(
            by=request.user,
            scope=request.scope,
            today=timezone.localdate(),
            alert=alert,
            edition=_edition(request.POST.get("edition", "")),
        )
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"It is noted that you have read the alert about {alert.placement.resident}.")
    if request.POST.get("from") == "safety":
        return redirect("residents:safety", pk=alert.placement_id)
    return redirect("residents:alerts")


def find_alert(request: ScopedRequest, pk: int) -> Any:
    """An alert that concerns the person, with its placement, or Http404."""
    alerts = RiskAlert.objects.within(request.scope)
    about = ("placement__resident", "placement__service", "placement__contract", "placement__referral")
    alert = alerts.select_related(*about).filter(pk=pk).first()
    if alert is None:
        raise Http404
    return alert


def _edition(text: str) -> int:
    """The wording that the button was beside; what cannot be read is none that there is."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0
