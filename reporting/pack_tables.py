"""The table of review packs."""

from __future__ import annotations

from beds.tables import CellColumn, Table

CELLS = "reporting/packs/cells"


class PacksTable(Table):
    """One row a pack, the newest month first."""

    caption = "Review packs"

    pack = CellColumn(f"{CELLS}/pack.html", accessor="contract__reference", verbose_name="Pack", empty_values=())
    month = CellColumn(f"{CELLS}/month.html", verbose_name="Month")
    state = CellColumn(f"{CELLS}/state.html", verbose_name="State")
    number = CellColumn(f"{CELLS}/version.html", verbose_name="Version", numeric=True)
    signed_at = CellColumn(f"{CELLS}/signed.html", verbose_name="Signed off", empty_values=())

    class Meta:
        order_by = ("-month", "pack")
