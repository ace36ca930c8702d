"""The table of answered extension requests."""

from __future__ import annotations

from beds.tables import CellColumn, Table
from beds.written import Kind

CELLS = "residents/extension_requests/cells"


class ExtensionRequestsTable(Table):
    """One row a request that was granted, refused or withdrawn; the newest first."""

    caption = "Answered requests"

    resident = CellColumn(f"{CELLS}/resident.html", accessor="placement__resident__reference", verbose_name="Resident")
    service = CellColumn(f"{CELLS}/service.html", accessor="placement__service__name", verbose_name="Service")
    asked = CellColumn(
        f"{CELLS}/asked.html", accessor="created_at", verbose_name="Asked on", kind=Kind.DATE, datum="asked_on"
    )
    until_date = CellColumn(f"{CELLS}/until.html", kind=Kind.DATE, verbose_name="Asked for until")
    outcome = CellColumn(f"{CELLS}/outcome.html", accessor="decision", verbose_name="Outcome")
    answered = CellColumn(f"{CELLS}/answered.html", accessor="decided_at", verbose_name="Answered", empty_values=())
    reason = CellColumn(f"{CELLS}/why.html", verbose_name="Why, and the answer", orderable=False)

    class Meta:
        order_by = ("-asked",)
