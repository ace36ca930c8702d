"""The tables of the lists about residents."""

from __future__ import annotations

from beds.tables import CellColumn, Column, SortedData, Table
from residents.queries.alerts import StandingAlerts
from residents.queries.incidents import Incidents

CELLS = "residents/safety/cells"


class IncidentsTable(Table):
    """One row an incident, without its account; its columns are the keys by which Incidents can be sorted."""

    caption = "Incidents"

    reference = CellColumn(f"{CELLS}/incident_resident.html", verbose_name="Resident", empty_values=())
    happened_on = CellColumn(f"{CELLS}/happened_on.html", verbose_name="Happened", empty_values=())
    kind = Column(accessor="incident__get_kind_display", verbose_name="Kind")
    severity = Column(accessor="incident__get_severity_display", verbose_name="Severity")
    service = Column(accessor="placement__service__name", verbose_name="Service")
    safeguarding = CellColumn(f"{CELLS}/safeguarding.html", verbose_name="Safeguarding", empty_values=())
    closed_on = CellColumn(f"{CELLS}/closed_on.html", verbose_name="Closed", empty_values=())

    def __init__(self, incidents: Incidents) -> None:
        super().__init__(SortedData(incidents), order_by=incidents.choice.sort)


class AlertsTable(Table):
    """One row a standing alert, with who has read it."""

    caption = "Standing alerts"

    reference = CellColumn(f"{CELLS}/alert_resident.html", verbose_name="Resident", empty_values=())
    level = CellColumn(f"{CELLS}/alert_text.html", verbose_name="Risk", empty_values=())
    service = Column(accessor="placement__service__name", verbose_name="Service")
    raised_on = CellColumn(f"{CELLS}/raised_on.html", verbose_name="Raised", empty_values=())
    readers = CellColumn(f"{CELLS}/readers.html", verbose_name="Read by", empty_values=(), orderable=False)

    def __init__(self, alerts: StandingAlerts) -> None:
        super().__init__(SortedData(alerts), order_by=alerts.choice.sort)
