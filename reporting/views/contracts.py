"""The contracts, and the page of one."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from beds.models import Contract
from beds.requests import ScopedRequest
from beds.table_files import page_or_file
from reporting.as_at import read_as_at
from reporting.measures import MEASURES
from reporting.queries.contracts import contract_page, contracts_list
from reporting.row_tables import ContractsTable


@require_safe
@login_required
def contracts(request: ScopedRequest) -> HttpResponseBase:
    """All contracts of the person's organisations."""
    as_at = read_as_at(request.GET, timezone.localdate())
    rows = contracts_list(request.scope, as_at.date)
    table = ContractsTable(rows, request=request)
    context = {"as_at": as_at, "form": as_at.form, "rows": rows, "table": table, "measures": MEASURES}
    return page_or_file(request, "reporting/contracts.html", context, table, on=as_at.date)


@require_safe
@login_required
def contract(request: ScopedRequest, pk: int) -> HttpResponse:
    """One contract: what it buys and what has been spent."""
    as_at = read_as_at(request.GET, timezone.localdate())
    try:
        page = contract_page(request.scope, pk, as_at.date)
    except Contract.DoesNotExist:
        raise Http404 from None
    context = {"as_at": as_at, "form": as_at.form, "page": page, "money": page.money, "measures": MEASURES}
    return render(request, "reporting/contract.html", context)
