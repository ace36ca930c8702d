"""The tables of the residents' pages."""

from __future__ import annotations

from beds.tables import CellColumn, Column, Table

CELLS = "residents/feedback/cells"


class FeedbackTable(Table):
    """One row a piece of feedback, the latest first."""

    caption = "Feedback"

    received_on = CellColumn("components/date_cell.html", verbose_name="Given on", order_by=("received_on", "pk"))
    reference = CellColumn(
        f"{CELLS}/resident.html",
        verbose_name="Resident",
        accessor="placement__resident__reference",
        order_by=("placement__resident__reference", "-received_on", "pk"),
    )
    service = Column(
        verbose_name="Service",
        accessor="placement__service__name",
        order_by=("placement__service__name", "-received_on", "pk"),
    )
    giver = CellColumn(f"{CELLS}/giver.html", verbose_name="From", order_by=("giver", "-received_on", "pk"))
    verdict = CellColumn(f"{CELLS}/verdict.html", verbose_name="Verdict", order_by=("verdict", "-received_on", "pk"))
    words = CellColumn(f"{CELLS}/words.html", verbose_name="What they said", orderable=False, empty_values=())
