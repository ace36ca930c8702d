"""The tables of the registers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from beds.tables import CellColumn, Column, Table
from beds.written import Kind

CELLS = "beds/registers/cells"


class RegisterTable(Table):
    """Rows in the order that the address asks for; a column that is not there is ignored."""

    def __init__(self, rows: list[Any], *, request: HttpRequest) -> None:
        super().__init__(rows, order_by=request.GET.getlist("sort"))


class PostsTable(RegisterTable):
    """One row a post."""

    caption = "Posts"

    role = CellColumn(f"{CELLS}/post.html", accessor="post__role", verbose_name="Role")
    employer = Column(accessor="post__employer")
    where = CellColumn(
        f"{CELLS}/post_where.html", accessor="post__provider__name", verbose_name="Works for", empty_values=()
    )
    contract_type = Column(accessor="post__get_contract_type_display", verbose_name="Contract")
    until_date = CellColumn(
        f"{CELLS}/ending.html",
        accessor="until_order",
        kind=Kind.DATE,
        datum="ending__on",
        verbose_name="Paid for until",
    )
    vacant_since = CellColumn(f"{CELLS}/vacant.html", accessor="vacant_order", verbose_name="Vacant")


class AgreementsTable(RegisterTable):
    """One row an agreement."""

    caption = "Agreements"

    title = CellColumn(f"{CELLS}/agreement.html", accessor="agreement__title", verbose_name="Title")
    kind = Column(accessor="agreement__get_kind_display", verbose_name="Kind")
    with_whom = Column(verbose_name="With")
    from_date = CellColumn(
        "components/date_cell.html", kind=Kind.DATE, accessor="agreement__from_date", verbose_name="In force from"
    )
    until_date = CellColumn(
        f"{CELLS}/ending.html", accessor="until_order", kind=Kind.DATE, datum="ending__on", verbose_name="Runs out on"
    )
    held_by = Column(accessor="agreement__held_by", verbose_name="Kept", default="Not said")


class ProvidersTable(RegisterTable):
    """One row a provider."""

    caption = "Providers"

    name = Column(accessor="provider__name", verbose_name="Provider")
    legal_form = Column(accessor="provider__get_legal_form_display", verbose_name="Legal form")
    lead = CellColumn(f"{CELLS}/lead.html", accessor="lead_order", verbose_name="Lead provider")
    partners = CellColumn(f"{CELLS}/partners.html", orderable=False, verbose_name="Its partners", empty_values=())
    reports = CellColumn(
        f"{CELLS}/reports.html", accessor="provider", orderable=False, verbose_name="Who may report for it"
    )
