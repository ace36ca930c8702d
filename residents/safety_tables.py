"""The tables of incidents and of risk alerts."""

from __future__ import annotations

from typing import Any

from beds.tables import CellColumn, Column, SortedData, Table
from beds.written import Kind
from residents.queries.alerts import StandingAlerts
from residents.queries.incidents import Incidents

REFERENCE = "placement__resident__reference"
SERVICE = "placement__service__name"


def cell(name: str, accessor: str, header: str, **options: Any) -> CellColumn:
    """A column drawn by a template of this area.

    The accessor must lead somewhere: where it fails, the whole row is spelled out for a message that nobody sees, at
    a query a record.
    """
    return CellColumn(f"residents/safety/cells/{name}.html", accessor=accessor, verbose_name=header, **options)


class IncidentsTable(Table):
    """One row an incident, without its account; its columns are the keys by which Incidents can be sorted."""

    caption = "Incidents"

    reference = cell("incident_resident", REFERENCE, "Resident", datum=REFERENCE)
    happened_on = cell("happened_on", "incident__happened_on", "Happened", kind=Kind.DATE)
    kind = Column(accessor="incident__get_kind_display", verbose_name="Kind")
    severity = Column(accessor="incident__get_severity_display", verbose_name="Severity")
    service = Column(accessor=SERVICE, verbose_name="Service")
    safeguarding = cell("safeguarding", "incident__safeguarding", "Safeguarding")
    closed_on = cell("closed_on", "incident__closed_on", "Closed", kind=Kind.DATE, empty_values=())

    def __init__(self, incidents: Incidents) -> None:
        super().__init__(SortedData(incidents), order_by=incidents.choice.sort)


class AlertsTable(Table):
    """One row a standing alert, with who has read it; its columns are the keys that StandingAlerts can be sorted by."""

    caption = "Standing alerts"

    reference = cell("alert_resident", REFERENCE, "Resident", datum=REFERENCE)
    level = cell("alert_text", "alert__level", "Risk")
    service = Column(accessor=SERVICE, verbose_name="Service")
    raised_on = cell("raised_on", "alert__raised_on", "Raised", kind=Kind.DATE)
    readers = cell("readers", "required", "Read by", orderable=False)

    def __init__(self, alerts: StandingAlerts) -> None:
        super().__init__(SortedData(alerts), order_by=alerts.choice.sort)
