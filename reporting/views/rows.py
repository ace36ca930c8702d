"""The rows behind the dashboard's numbers."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from beds.requests import ScopedRequest
from beds.table_files import page_or_file
from beds.tables import Table
from reporting.as_at import read_as_at
from reporting.measures import MEASURES
from reporting.queries import rows
from reporting.queries.capacity import by_reason, total
from reporting.queries.overstay_nights import overstays_between, total_of
from reporting.queries.unpriced import unpriced as unpriced_of
from reporting.row_forms import BedsForm, PeriodForm, VoidsForm
from reporting.row_tables import BedsTable, NightsTable, OverstayNightsTable, UnpricedTable, VoidsTable

ROWS_A_PAGE = 50


@require_safe
@login_required
def beds(request: ScopedRequest) -> HttpResponseBase:
    """Each contracted bed on the night of a date."""
    as_at = read_as_at(request.GET, timezone.localdate())
    form = BedsForm(request.GET, scope=request.scope)
    found = rows.beds(
        request.scope,
        as_at.date,
        state=form.chosen("state"),
        service=form.chosen("service"),
        contract=form.chosen("contract"),
    )
    table = _paged(BedsTable(found, request=request), request)
    context = {"as_at": as_at, "rows": found, "total": total(found), "table": table}
    form_shown = form if as_at.form.is_valid() else as_at.form
    return _show(request, "reporting/beds.html", form_shown, context | {"rows_form": form})


@require_safe
@login_required
def nights(request: ScopedRequest) -> HttpResponseBase:
    """The bed-nights of a period, by night or by month."""
    as_at = read_as_at(request.GET, timezone.localdate())
    form = PeriodForm(request.GET, scope=request.scope, as_at=as_at.date)
    page = rows.nights(request.scope, form.period, service=form.chosen("service"), contract=form.chosen("contract"))
    context = {
        "as_at": as_at,
        "page": page,
        "by_month": page.by_month,
        "table": NightsTable(page.rows, request=request),
    }
    return _show(request, "reporting/nights.html", form, context)


@require_safe
@login_required
def voids(request: ScopedRequest) -> HttpResponseBase:
    """The voids of a period."""
    as_at = read_as_at(request.GET, timezone.localdate())
    form = VoidsForm(request.GET, scope=request.scope, as_at=as_at.date)
    found = rows.voids(
        request.scope,
        form.period,
        reason=form.chosen("reason"),
        service=form.chosen("service"),
        contract=form.chosen("contract"),
    )
    context = {
        "as_at": as_at,
        "rows": found,
        "nights": sum(void.nights for void in found),
        "reasons": by_reason(found),
        "table": _paged(VoidsTable(found, request=request), request),
    }
    return _show(request, "reporting/voids.html", form, context)


@require_safe
@login_required
def overstay_nights(request: ScopedRequest) -> HttpResponseBase:
    """The overstay nights of a period, placement by placement."""
    as_at = read_as_at(request.GET, timezone.localdate())
    form = PeriodForm(request.GET, scope=request.scope, as_at=as_at.date)
    found = overstays_between(request.scope, form.period, service=form.chosen("service"))
    context = {
        "as_at": as_at,
        "rows": found,
        "total": total_of(found),
        "table": _paged(OverstayNightsTable(found, request=request), request),
    }
    return _show(request, "reporting/overstay_nights.html", form, context)


@require_safe
@login_required
def unpriced(request: ScopedRequest) -> HttpResponseBase:
    """The placements with nights without a contract or a rate."""
    as_at = read_as_at(request.GET, timezone.localdate())
    found = unpriced_of(request.scope, as_at.date)
    table = _paged(UnpricedTable(found, request=request), request)
    context = {"as_at": as_at, "rows": found, "nights": sum(row.nights for row in found), "table": table}
    return _show(request, "reporting/unpriced.html", as_at.form, context)


def _paged(table: Table, request: ScopedRequest) -> Table:
    table.show_page(request.GET.get("page"), ROWS_A_PAGE)
    return table


def _show(request: ScopedRequest, template: str, form: Any, context: dict[str, Any]) -> HttpResponseBase:
    context = {"form": form, "measures": MEASURES, **context}
    return page_or_file(request, template, context, context["table"], on=context["as_at"].date)
