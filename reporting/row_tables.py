"""Tables of the rows behind the dashboard's numbers, and its table of services."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from beds.tables import CellColumn, Column, NumberColumn, Table
from beds.written import Kind

CELLS = "reporting/cells"
DATE = f"{CELLS}/date.html"
PER_CENT = f"{CELLS}/per_cent.html"


def sort_of(request: HttpRequest) -> list[str]:
    """The order that the address asks for; a column that is not there is ignored by the table."""
    return request.GET.getlist("sort")


def beds_column(name: str, header: str) -> CellColumn:
    """Beds of a service in one state tonight, opening them."""
    return CellColumn(
        f"{CELLS}/service_beds.html",
        kind=Kind.COUNT,
        accessor=f"tonight__{name}",
        verbose_name=header,
        extra_context={"state": "" if name == "contracted" else name},
    )


class ServicesTable(Table):
    """One row a service, each number opening its rows."""

    caption = "Services"

    service = CellColumn(
        f"{CELLS}/service.html", accessor="service__name", verbose_name="Service", datum="service__name"
    )
    contracted = beds_column("contracted", "Beds")
    occupied = beds_column("occupied", "Occupied")
    held = beds_column("held", "Held")
    void = beds_column("void", "Void")
    vacant = beds_column("vacant", "Vacant")
    occupancy = CellColumn(
        f"{CELLS}/service_occupancy.html",
        kind=Kind.PER_CENT,
        accessor="year__occupancy",
        verbose_name="Occupancy, 12 months",
        empty_values=(),
    )
    overstayers = CellColumn(f"{CELLS}/service_overstayers.html", kind=Kind.COUNT)
    overstay_nights = CellColumn(f"{CELLS}/service_overstayers.html", kind=Kind.COUNT, verbose_name="Overstay nights")
    overstay_cost = CellColumn(
        f"{CELLS}/service_cost.html", kind=Kind.POUNDS, verbose_name="Overstay cost", empty_values=()
    )

    def __init__(self, rows: list[Any], *, request: HttpRequest) -> None:
        super().__init__(rows, order_by=sort_of(request))


class BedsTable(Table):
    """One row a contracted bed on a night."""

    caption = "Beds"

    bed_label = Column(verbose_name="Bed")
    service_name = Column(verbose_name="Service")
    state = CellColumn(f"{CELLS}/bed_state.html", verbose_name="State")
    resident_reference = CellColumn(f"{CELLS}/bed_resident.html", verbose_name="Resident", empty_values=())
    los_nights = CellColumn(
        f"{CELLS}/bed_night.html", kind=Kind.COUNT, datum="night_of_stay", verbose_name="Night", empty_values=()
    )
    contract_reference = CellColumn(f"{CELLS}/contract.html", verbose_name="Contract")
    placement_only = CellColumn(f"{CELLS}/bed_basis.html", verbose_name="Bought", empty_values=())

    def __init__(self, rows: list[Any], *, request: HttpRequest) -> None:
        super().__init__(rows, order_by=sort_of(request))


class NightsTable(Table):
    """One row a night or a month, with its bed-nights."""

    caption = "Bed-nights"

    from_date = CellColumn(
        f"{CELLS}/nights_period.html", verbose_name="Night", kind=Kind.DATE, datum="period__from_date"
    )
    contracted = NumberColumn(accessor="nights__contracted")
    void = NumberColumn(accessor="nights__void")
    available = NumberColumn(accessor="nights__available")
    occupied = NumberColumn(accessor="nights__occupied")
    held = NumberColumn(accessor="nights__held")
    vacant = NumberColumn(accessor="nights__vacant")
    occupancy = CellColumn(PER_CENT, kind=Kind.PER_CENT, accessor="nights__occupancy", empty_values=())
    utilisation = CellColumn(PER_CENT, kind=Kind.PER_CENT, accessor="nights__utilisation", empty_values=())

    def __init__(self, rows: list[Any], *, request: HttpRequest) -> None:
        super().__init__(rows, order_by=sort_of(request))


class VoidsTable(Table):
    """One row a void, with its contracted nights in the period."""

    caption = "Voids"

    bed_label = Column(verbose_name="Bed")
    service_name = Column(verbose_name="Service")
    reason_label = Column(verbose_name="Reason")
    from_date = CellColumn(DATE, kind=Kind.DATE, verbose_name="Out of service from")
    until_date = CellColumn(DATE, kind=Kind.DATE, verbose_name="Back in service", empty_values=())
    payer_label = Column(verbose_name="Who pays")
    contract_reference = CellColumn(f"{CELLS}/contract.html", verbose_name="Contract")
    nights = NumberColumn(verbose_name="Nights in the period")

    def __init__(self, rows: list[Any], *, request: HttpRequest) -> None:
        super().__init__(rows, order_by=sort_of(request))


class OverstayNightsTable(Table):
    """One row a placement, with its overstay nights in the period."""

    caption = "Overstay nights"

    reference = CellColumn("reporting/overstayers/resident.html", verbose_name="Resident")
    service = Column(accessor="service__name", verbose_name="Service")
    admitted_on = CellColumn(DATE, kind=Kind.DATE, verbose_name="Admitted")
    left_on = CellColumn(DATE, kind=Kind.DATE, verbose_name="Left", empty_values=())
    nights = NumberColumn(verbose_name="Overstay nights")
    authorised_nights = NumberColumn(verbose_name="Authorised")
    unauthorised_nights = NumberColumn(verbose_name="Unauthorised")
    cost = CellColumn(f"{CELLS}/overstay_cost.html", kind=Kind.POUNDS, verbose_name="Cost", empty_values=())

    def __init__(self, rows: list[Any], *, request: HttpRequest) -> None:
        super().__init__(rows, order_by=sort_of(request))


class UnpricedTable(Table):
    """One row a placement, with its nights that have no price."""

    caption = "Placements with nights without a contract or rate"

    resident = CellColumn(f"{CELLS}/placement.html", accessor="placement__resident__reference", verbose_name="Resident")
    service = Column(accessor="service__name", verbose_name="Service")
    admitted_on = CellColumn(DATE, kind=Kind.DATE, accessor="placement__admitted_on", verbose_name="Admitted")
    left_on = CellColumn(DATE, kind=Kind.DATE, verbose_name="Left", empty_values=())
    nights = NumberColumn(verbose_name="Nights without a contract or rate")

    def __init__(self, rows: list[Any], *, request: HttpRequest) -> None:
        super().__init__(rows, order_by=sort_of(request))


class ContractsTable(Table):
    """One row a contract."""

    caption = "Contracts"

    reference = CellColumn(f"{CELLS}/contract_reference.html", accessor="contract__reference", verbose_name="Contract")
    provider = Column(accessor="contract__provider__name", verbose_name="Provider")
    funding = Column(accessor="contract__get_funding_display", verbose_name="Funding")
    beds = NumberColumn(verbose_name="Beds")
    from_date = CellColumn(DATE, kind=Kind.DATE, accessor="contract__from_date", verbose_name="Starts")
    until_date = CellColumn(
        f"{CELLS}/contract_end.html", kind=Kind.DATE, accessor="contract__until_date", verbose_name="Ends"
    )
    annual_value = CellColumn(
        f"{CELLS}/value.html",
        kind=Kind.POUNDS,
        accessor="contract__annual_value",
        verbose_name="Annual value",
        empty_values=(),
    )
    spend = CellColumn(f"{CELLS}/spend.html", kind=Kind.POUNDS, verbose_name="Spend this year")
    share = CellColumn(PER_CENT, kind=Kind.PER_CENT, verbose_name="Of value to date", empty_values=())

    def __init__(self, rows: list[Any], *, request: HttpRequest) -> None:
        super().__init__(rows, order_by=sort_of(request))
