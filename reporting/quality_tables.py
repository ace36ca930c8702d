"""The tables of data quality: the checks, and the records that do not pass one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from beds.tables import CellColumn, Column, NumberColumn, Table
from beds.written import Kind

CELLS = "reporting/data_quality/cells"


class ResultsTable(Table):
    """One row a check."""

    caption = "Checks that some records do not pass"

    label = CellColumn(f"{CELLS}/check.html", accessor="check__label", verbose_name="Check")
    to_do = Column(accessor="check__to_do", verbose_name="How to put it right", orderable=False)
    severity = Column(accessor="check__severity__value", verbose_name="Effect")
    issues = NumberColumn(verbose_name="To put right")
    checked = NumberColumn(verbose_name="Checked")
    share = CellColumn("reporting/cells/per_cent.html", kind=Kind.PER_CENT, verbose_name="Pass")


class FindingsTable(Table):
    """One row a record; a column in which no row has anything is left out."""

    caption = "Records to put right"

    reference = CellColumn(
        f"{CELLS}/record.html", accessor="row__reference", datum="row__reference", verbose_name="Resident"
    )
    provider = Column(accessor="row__provider", verbose_name="Provider")
    service = Column(accessor="row__service", verbose_name="Service", default="–")
    on_date = CellColumn("reporting/cells/date.html", kind=Kind.DATE, accessor="row__on_date", verbose_name="Date")
    detail = Column(accessor="row__detail", verbose_name="What")
    mend = CellColumn(
        f"{CELLS}/mend.html", verbose_name="Put right", orderable=False, empty_values=(), exclude_from_export=True
    )

    def __init__(self, rows: list[Any], *, request: HttpRequest) -> None:
        said = {"detail": any(one.row.detail for one in rows), "mend": any(one.mend for one in rows)}
        super().__init__(rows, request=request, exclude=[name for name, is_said in said.items() if not is_said])
