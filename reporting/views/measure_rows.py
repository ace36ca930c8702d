"""The rows behind any value of any measure."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from beds.requests import ScopedRequest
from beds.table_files import page_or_file
from reporting.as_at import read_as_at
from reporting.measure_forms import MeasureRowsForm
from reporting.measures import MEASURES
from reporting.measures_tables import MeasureRowsTable
from reporting.queries.measure_rows import open_value

ROWS_A_PAGE = 50


@require_safe
@login_required
def measure_rows(request: ScopedRequest, key: str) -> HttpResponseBase:
    """The rows of one value; what the address asks wrongly is said, and not asked."""
    if not request.scope.sees_figures:
        raise PermissionDenied
    measure = MEASURES.get(key)
    if measure is None or not measure.is_calculated:
        raise Http404("There is no measure of this name with rows to open.")
    as_at = read_as_at(request.GET, timezone.localdate())
    form = MeasureRowsForm(request.GET, measure=measure, scope=request.scope, as_at=as_at.date)
    split, code = form.told
    order = request.GET.get("sort", "")
    opened = open_value(
        measure, request.scope, form.period, as_at.date, part=form.part, split=split, code=code, order=order
    )
    table = MeasureRowsTable(opened.rows, measure=measure, order=order)
    table.show_page(request.GET.get("page"), ROWS_A_PAGE)
    context = {
        "measure": measure,
        "as_at": as_at,
        "asked": form,
        "form": as_at.form if as_at.form.errors else form,
        "opened": opened,
        "table": table,
    }
    return page_or_file(request, "reporting/measure_rows.html", context, table, on=as_at.date)
