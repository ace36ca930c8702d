"""The tables of free beds, of who waits, and of admissions that could not wait."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from beds.tables import CellColumn, Column, NumberColumn, Table
from beds.written import Kind
from residents.queries.matching import BedNow, Waiting
from residents.queries.overrides import Override

CELLS = "residents/matching"


def _unless_several(providers: set[int]) -> list[str]:
    """The columns to leave out: the provider's, where all rows are of one."""
    return [] if len(providers) > 1 else ["provider"]


class BedsTable(Table):
    """One row a bed; free beds first unless the reader sorts otherwise."""

    caption = "Beds"

    bed = CellColumn(f"{CELLS}/bed.html", order_by=("bed__label", "service__name"))
    service = Column(accessor="service__name")
    provider = Column(accessor="service__provider__name")
    when = CellColumn(f"{CELLS}/when.html", verbose_name="Free", order_by="rank")
    offers = CellColumn(f"{CELLS}/offers.html", verbose_name="For", orderable=False)

    def __init__(self, rows: Sequence[BedNow], **options: Any) -> None:
        super().__init__(rows, exclude=_unless_several({row.service.provider_id for row in rows}), **options)


class MatchTable(Table):
    """One row a free bed, judged for one person; the order is the judgement's."""

    caption = "Free beds"

    bed = CellColumn(f"{CELLS}/match_bed.html", accessor="row__bed", orderable=False)
    fit = CellColumn(f"{CELLS}/fit.html", verbose_name="Does it fit?", orderable=False)
    when = CellColumn(f"{CELLS}/match_when.html", verbose_name="Free", accessor="row__when", orderable=False)
    offers = CellColumn(f"{CELLS}/match_offers.html", verbose_name="For", accessor="row__offers", orderable=False)
    actions = CellColumn(
        f"{CELLS}/actions.html", verbose_name="Do", accessor="row__bed", orderable=False, exclude_from_export=True
    )

    def __init__(self, *args: Any, may_write: bool, **options: Any) -> None:
        super().__init__(*args, exclude=[] if may_write else ["actions"], **options)


class WaitingTable(Table):
    """One row a person who waits; the order is that in which beds are offered."""

    caption = "Waiting list"

    position = CellColumn(f"{CELLS}/position.html", verbose_name="Place", orderable=False, empty_values=())
    resident = CellColumn(
        f"{CELLS}/resident.html", accessor="referral__resident", orderable=False, datum="referral__resident__reference"
    )
    ready = CellColumn(f"{CELLS}/ready.html", verbose_name="Ready since", orderable=False, empty_values=())
    referred = CellColumn(
        "components/date_cell.html",
        kind=Kind.DATE,
        verbose_name="Referred",
        accessor="referral__received_on",
        orderable=False,
    )
    provider = Column(accessor="referral__provider__name", orderable=False)
    needs = CellColumn(f"{CELLS}/needs.html", verbose_name="Needs", orderable=False, empty_values=())

    def __init__(self, rows: Sequence[Waiting], **options: Any) -> None:
        super().__init__(rows, exclude=_unless_several({row.referral.provider_id for row in rows}), **options)


class OverridesTable(Table):
    """One row an admission without a plan or a worker."""

    caption = "Admissions that could not wait"

    resident = CellColumn("residents/overrides/resident.html", order_by="placement__resident__reference")
    service = Column(accessor="placement__service__name")
    provider = Column(accessor="placement__service__provider__name")
    admitted_on = CellColumn(
        "components/date_cell.html", kind=Kind.DATE, verbose_name="Admitted", accessor="placement__admitted_on"
    )
    reason = CellColumn("residents/overrides/reason.html", order_by="reason")
    entered_by = Column(verbose_name="Entered by", default="An import")
    days = NumberColumn(verbose_name="Days without", empty_values=())
    since = CellColumn(
        "residents/overrides/since.html", verbose_name="Complete since", order_by="sort_since", empty_values=()
    )

    def render_days(self, value: int | None, record: Override) -> str:
        if record.taken_back is not None:
            return ""
        return "Not known" if value is None else f"{value:,}"
