"""The tables of the residents' pages."""

from __future__ import annotations

from typing import Any

from beds.tables import CellColumn, Column, SortedData, Table
from beds.written import Kind
from residents.queries.referrals import Queue

REFERRAL_CELLS = "residents/referrals/cells"
FEEDBACK_CELLS = "residents/feedback/cells"


class ReferralsTable(Table):
    """One row a referral; its columns are the keys by which the queue can be sorted."""

    caption = "Referrals"

    reference = CellColumn(f"{REFERRAL_CELLS}/resident.html", verbose_name="Resident", datum="reference")
    ward = Column(verbose_name="Ward")
    provider = Column(verbose_name="Provider")
    status = CellColumn(f"{REFERRAL_CELLS}/state.html", verbose_name="State")
    since = CellColumn(f"{REFERRAL_CELLS}/since.html", verbose_name="In this state")
    received_on = CellColumn(f"{REFERRAL_CELLS}/referred.html", kind=Kind.DATE, verbose_name="Referred")
    clinically_ready_on = CellColumn(
        f"{REFERRAL_CELLS}/ready.html", kind=Kind.DATE, verbose_name="Clinically ready", empty_values=()
    )
    missing = CellColumn(f"{REFERRAL_CELLS}/missing.html", orderable=False, empty_values=())
    move = CellColumn(f"{REFERRAL_CELLS}/move.html", verbose_name="Whose move", orderable=False, empty_values=())

    def __init__(self, queue: Queue, **options: Any) -> None:
        super().__init__(SortedData(queue), order_by=queue.choice.sort, **options)


class FeedbackTable(Table):
    """One row a piece of feedback, the latest first."""

    caption = "Feedback"

    received_on = CellColumn(
        "components/date_cell.html", kind=Kind.DATE, verbose_name="Given on", order_by=("received_on", "pk")
    )
    reference = CellColumn(
        f"{FEEDBACK_CELLS}/resident.html",
        verbose_name="Resident",
        accessor="placement__resident__reference",
        datum="placement__resident__reference",
        order_by=("placement__resident__reference", "-received_on", "pk"),
    )
    service = Column(
        verbose_name="Service",
        accessor="placement__service__name",
        order_by=("placement__service__name", "-received_on", "pk"),
    )
    giver = CellColumn(f"{FEEDBACK_CELLS}/giver.html", verbose_name="From", order_by=("giver", "-received_on", "pk"))
    verdict = CellColumn(
        f"{FEEDBACK_CELLS}/verdict.html",
        verbose_name="Verdict",
        order_by=("verdict", "-received_on", "pk"),
        datum="get_verdict_display",
    )
    words = CellColumn(f"{FEEDBACK_CELLS}/words.html", verbose_name="What they said", orderable=False, empty_values=())
