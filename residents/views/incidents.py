"""Recording an incident, and what comes of it."""

from __future__ import annotations

from typing import Any

from beds.pages import Link
from beds.wording import long_date
from residents.actions import incidents
from residents.actions.safety_rules import may_record_incidents
from residents.forms.safety import CloseIncidentForm, CorrectIncidentForm, IncidentForm, NothingToAskForm
from residents.forms.stays import ReasonForm
from residents.models import Incident
from residents.views.safety_base import SafetyForm, SafetyRecordForm


class RecordIncident(SafetyForm):
    """Something went wrong."""

    form_class = IncidentForm
    allowed = may_record_incidents
    part = "incidents"
    verb = "Record an incident:"
    button = "Record the incident"
    intro = "Call the emergency services or your safeguarding lead first where that is needed. This is the record."

    def initial(self) -> dict[str, Any]:
        return {"happened_on": self.today}

    def act(self, answers: dict[str, Any]) -> Incident:
        return incidents.record_incident(**answers, **self.known())

    def done(self, done: Incident) -> tuple[str, list[Link]]:
        text = f"The incident of {long_date(done.happened_on)} is recorded."
        return text, [self.link("Correct it", "incident_correct", done.pk)]


class IncidentRecordForm(SafetyRecordForm):
    """A form about one incident."""

    model = Incident
    name = "incident"
    allowed = may_record_incidents
    part = "incidents"

    def find(self, pk: int = 0, **kwargs: Any) -> Any:
        placement = super().find(pk=pk)
        self.intro = f"{self.record.get_kind_display()} on {long_date(self.record.happened_on)}."
        return placement


class CorrectIncident(IncidentRecordForm):
    """Something was entered wrongly."""

    form_class = CorrectIncidentForm
    entered = ("happened_on", "kind", "severity", "account", "action_taken")
    verb = "Correct an incident:"
    button = "Save"

    def initial(self) -> dict[str, Any]:
        return super().initial() | {"safeguarding": "yes" if self.record.safeguarding else "no"}

    def act(self, answers: dict[str, Any]) -> Incident:
        return incidents.correct_incident(**answers, **self.known())

    def done(self, done: Incident) -> tuple[str, list[Link]]:
        return f"The incident of {long_date(done.happened_on)} is put right.", []


class CloseIncident(IncidentRecordForm):
    """Nothing more is to be done."""

    form_class = CloseIncidentForm
    entered = ("outcome",)
    verb = "Close an incident:"
    button = "Close the incident"

    def why_not(self) -> str:
        if self.record.closed_on is not None and self.record.cancelled_at is None:
            return f"This incident was closed on {long_date(self.record.closed_on)}. It can be opened again."
        return super().why_not()

    def initial(self) -> dict[str, Any]:
        return super().initial() | {"closed_on": self.today}

    def act(self, answers: dict[str, Any]) -> Incident:
        return incidents.close_incident(**answers, **self.known())

    def done(self, done: Incident) -> tuple[str, list[Link]]:
        text = f"The incident of {long_date(done.happened_on)} is closed."
        return text, [self.link("Open it again", "incident_reopen", done.pk)]


class ReopenIncident(IncidentRecordForm):
    """More came to light."""

    form_class = NothingToAskForm
    verb = "Open an incident again:"
    button = "Open it again"

    def find(self, pk: int = 0, **kwargs: Any) -> Any:
        placement = super().find(pk=pk)
        if self.record.closed_on is not None:
            self.intro += f" Closed on {long_date(self.record.closed_on)}: “{self.record.outcome}”"
        return placement

    def why_not(self) -> str:
        return super().why_not() or ("" if self.record.closed_on else "This incident is open.")

    def act(self, answers: dict[str, Any]) -> Incident:
        return incidents.reopen_incident(**self.known())

    def done(self, done: Incident) -> tuple[str, list[Link]]:
        return f"The incident of {long_date(done.happened_on)} is open again.", []


class CancelIncident(IncidentRecordForm):
    """It was entered by mistake."""

    form_class = ReasonForm
    verb = "Cancel an incident:"
    button = "Cancel the incident"
    warning = "Only for what was entered by mistake. What did happen is corrected or closed."

    def act(self, answers: dict[str, Any]) -> Incident:
        return incidents.cancel_incident(**answers, **self.known())

    def done(self, done: Incident) -> tuple[str, list[Link]]:
        return f"The incident of {long_date(done.happened_on)} is cancelled.", []
