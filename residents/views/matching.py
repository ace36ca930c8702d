"""Free beds, who waits for one, which bed fits whom; and the admissions that could not wait."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from beds.requests import ScopedRequest, number
from beds.table_files import page_or_file
from residents.matching_tables import BedsTable, MatchTable, OverridesTable, WaitingTable
from residents.queries.fitting import State
from residents.queries.matching import beds_now, person_to_match, waiting_list
from residents.queries.overrides import overrides as overrides_in

ROWS = 25
WAITING_SHOWN = 20


@require_safe
@login_required
def matching(request: ScopedRequest) -> HttpResponseBase:
    """Free beds and the waiting list; with `?referral=`, the free beds judged for one person."""
    if not request.scope.sees_figures:
        raise PermissionDenied
    if "referral" in request.GET:
        return _for_person(request, number(request.GET["referral"]) or 0)
    today = timezone.localdate()
    rows, waiting = beds_now(request.scope, today), waiting_list(request.scope, today)
    beds = BedsTable(rows, order_by=request.GET.get("sort", ""))
    beds.show_page(request.GET.get("page"), ROWS)
    everybody = request.GET.get("waiting") == "all" or "download" in request.GET
    shown = waiting if everybody else waiting[:WAITING_SHOWN]
    queue = WaitingTable(shown)
    context = {
        "beds": beds,
        "bed_count": len(rows),
        "free": sum(row.when.state == State.FREE for row in rows),
        "later": sum(row.when.state == State.LATER for row in rows),
        "waiting": queue,
        "waiting_count": sum(one.booking is None for one in waiting),
        "listed": len(waiting),
        "hidden": len(waiting) - len(shown),
        "today": today,
    }
    return page_or_file(request, "residents/matching/page.html", context, beds, queue, on=today)


def _for_person(request: ScopedRequest, pk: int) -> HttpResponseBase:
    today = timezone.localdate()
    person = person_to_match(pk, request.scope, today)
    if person is None:
        raise Http404
    table = MatchTable(person.matches, may_write=any(match.may_book or match.may_admit for match in person.matches))
    table.show_page(request.GET.get("page"), ROWS)
    context = {"person": person, "table": table, "today": today}
    return page_or_file(request, "residents/matching/person.html", context, table, on=today)


@require_safe
@login_required
def overrides(request: ScopedRequest) -> HttpResponseBase:
    """The admissions without a plan or a worker, with their reasons."""
    if not request.scope.sees_figures:
        raise PermissionDenied
    today = timezone.localdate()
    rows = overrides_in(request.scope, today)
    table = OverridesTable(rows, order_by=request.GET.get("sort", ""))
    table.show_page(request.GET.get("page"), ROWS)
    standing = sum(row.taken_back is None for row in rows)
    context = {
        "table": table,
        "count": standing,
        "taken_back": len(rows) - standing,
        "lacking": sum(bool(row.missing) for row in rows),
    }
    return page_or_file(request, "residents/overrides/page.html", context, table, on=today)
