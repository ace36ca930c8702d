"""The tables of the reporting pages."""

from __future__ import annotations

from typing import Any

from beds.tables import CellColumn, Column, NumberColumn, SortedData, Table
from reporting.queries.overstayers import Overstayers, Who

CELLS = "reporting/overstayers"
SOFT_HYPHEN = "\u00ad"
"""Lets the heading of a narrow column break."""


class OverstayersTable(Table):
    """One row a placement that has overstayed; its columns are the keys by which Overstayers can be sorted."""

    caption = "Overstayers"

    reference = CellColumn(f"{CELLS}/resident.html", verbose_name="Resident")
    service = CellColumn(f"{CELLS}/service.html")
    ward = Column(accessor="ward_name")
    admitted_on = CellColumn("components/date_cell.html", verbose_name="Admitted")
    move_on_due = CellColumn("components/date_cell.html", verbose_name="Move-on due")
    discharged_on = CellColumn("components/date_cell.html", verbose_name="Left")
    los_nights = NumberColumn(verbose_name="Nights stayed")
    overstay_nights = NumberColumn(verbose_name="Overstay nights")
    authorised_nights = NumberColumn(verbose_name=f"Author{SOFT_HYPHEN}ised")
    unauthorised_nights = NumberColumn(verbose_name=f"Unauthor{SOFT_HYPHEN}ised")
    band = CellColumn(f"{CELLS}/band.html")
    reason = CellColumn(f"{CELLS}/reason.html", verbose_name="Reason, and whose move", empty_values=())
    overstay_cost = CellColumn(f"{CELLS}/cost.html", verbose_name="Overstay cost", numeric=True, empty_values=())

    def __init__(self, overstayers: Overstayers, **options: Any) -> None:
        choice = overstayers.choice
        # both would push the cost off a laptop's screen
        hidden = "discharged_on" if choice.who == Who.HERE else "move_on_due"
        options.setdefault("attrs", {"class": "govuk-table sd-table sd-table--many"})
        super().__init__(SortedData(overstayers), order_by=choice.sort, exclude=[hidden], **options)
