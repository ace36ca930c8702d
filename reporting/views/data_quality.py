"""The page of data quality, the records that do not pass a check, and their download."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from beds.files import Format
from beds.requests import ScopedRequest
from beds.table_files import is_long, made_later, page_or_file
from reporting.as_at import AsAt, read_as_at
from reporting.data_quality import CHECKS
from reporting.measures import MEASURES
from reporting.quality_tables import FindingsTable, ResultsTable
from reporting.queries.data_quality import ISSUES, SCORE, as_csv, findings, overview, whom_to_ask
from reporting.row_forms import QualityForm

ROWS_A_PAGE = 50


def asked(request: ScopedRequest) -> tuple[AsAt, QualityForm]:
    """The date and the records that the address asks for; figures are not for everybody."""
    if not request.scope.sees_figures:
        raise PermissionDenied
    as_at = read_as_at(request.GET, timezone.localdate())
    return as_at, QualityForm(request.GET, scope=request.scope, as_at=as_at.date)


@require_safe
@login_required
def data_quality(request: ScopedRequest) -> HttpResponseBase:
    """Each check with what it has found, and how that is put right."""
    as_at, form = asked(request)
    found = overview(request.scope, form.period, as_at.date, form.part)
    table = ResultsTable(found.to_mend, request=request)
    context = {
        "as_at": as_at,
        "form": as_at.form if as_at.form.errors else form,
        "filters": form,
        "asked": request.GET,
        "overview": found,
        "table": table,
        "measures": {"issues": MEASURES[ISSUES], "score": MEASURES[SCORE]},
    }
    return page_or_file(request, "reporting/data_quality/page.html", context, table, on=as_at.date)


@require_safe
@login_required
def check(request: ScopedRequest, key: str) -> HttpResponseBase:
    """The records that do not pass one check."""
    if key not in CHECKS:
        raise Http404("There is no check of this name.")
    as_at, form = asked(request)
    found = findings(request.scope, form.period, as_at.date, form.part, check=CHECKS[key])
    table = FindingsTable(found, request=request)
    table.show_page(request.GET.get("page"), ROWS_A_PAGE)
    context = {
        "as_at": as_at,
        "form": as_at.form if as_at.form.errors else form,
        "filters": form,
        "check": CHECKS[key],
        "found": found,
        "whom": whom_to_ask(CHECKS[key], found, request.scope),
        "address": request.build_absolute_uri(),
        "table": table,
    }
    return page_or_file(request, "reporting/data_quality/check.html", context, table, on=as_at.date)


@require_safe
@login_required
def download(request: ScopedRequest) -> HttpResponseBase:
    """All records that do not pass the check that `?check=` names, or any, as CSV."""
    as_at, form = asked(request)
    found = findings(request.scope, form.period, as_at.date, form.part, check=CHECKS.get(form.chosen("check")))
    if is_long(len(found)):
        return made_later(request, "Records to put right", Format.CSV)
    headers = {"Content-Disposition": f'attachment; filename="data-quality-{as_at.date.isoformat()}.csv"'}
    return HttpResponse(as_csv(found), content_type="text/csv; charset=utf-8", headers=headers)
