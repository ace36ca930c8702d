"""The overstayers page and its downloads."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from beds.files import Format
from beds.requests import ScopedRequest
from beds.table_files import is_long, made_later
from reporting.as_at import AsAt, read_as_at
from reporting.exports import DEFINED, Export
from reporting.filters import OverstayersForm
from reporting.measures import MEASURES
from reporting.queries.overstayers import Overstayers
from reporting.tables import OverstayersTable

ROWS_A_PAGE = 50
ROWS_IN_PRINT = 2000


def asked(request: ScopedRequest) -> tuple[AsAt, OverstayersForm, Overstayers]:
    """The date, the filters and the rows that the address asks for."""
    as_at = read_as_at(request.GET, timezone.localdate())
    form = OverstayersForm(request.GET, scope=request.scope)
    return as_at, form, Overstayers(request.scope, as_at.date, form.choice)


@require_safe
@login_required
def overstayers(request: ScopedRequest) -> HttpResponse:
    """Who has overstayed, with totals over all pages; `?view=print` gives one long page for paper."""
    as_at, form, rows = asked(request)
    in_print = request.GET.get("view") == "print"
    table = OverstayersTable(rows)
    table.show_page(request.GET.get("page"), ROWS_IN_PRINT if in_print else ROWS_A_PAGE)
    context = {
        "as_at": as_at,
        "form": as_at.form if as_at.form.errors else form,
        "filters": form,
        "rows": rows,
        "table": table,
        "measures": MEASURES,
        "definitions": [MEASURES[key] for key in DEFINED],
        "in_print": in_print,
    }
    return render(request, "reporting/overstayers/page.html", context)


@require_safe
@login_required
def download(request: ScopedRequest, format: str) -> HttpResponseBase:  # noqa: A002 - named by the address
    """All rows of the page of the same address, in its order, as a file; one that is long is made in the background."""
    if format not in set(Format):
        raise Http404("There are downloads as CSV, XLSX and ODS.")
    as_at, form, rows = asked(request)
    if as_at.form.errors or form.errors:
        return redirect(f"{reverse('reporting:overstayers')}?{request.GET.urlencode()}")
    kind = Format(format)
    export = Export(rows, [("Downloaded on", as_at.today), *form.in_words])
    if is_long(len(rows)):
        return made_later(request, export.title, kind)
    return FileResponse(
        export.as_file(kind), as_attachment=True, filename=export.file_name(kind), content_type=kind.content_type
    )
