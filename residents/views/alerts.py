"""Raising a risk alert, changing and ending it."""

from __future__ import annotations

from typing import Any

from beds.pages import Link
from beds.requests import number
from beds.wording import long_date
from residents.actions import alerts
from residents.actions.safety_rules import may_raise_alerts
from residents.forms.safety import AlertForm, CorrectAlertForm, EndAlertForm
from residents.forms.stays import ReasonForm
from residents.models import RiskAlert
from residents.queries.earlier_alerts import earlier_alerts
from residents.views.safety_base import SafetyForm, SafetyRecordForm


class RaiseAlert(SafetyForm):
    """Those who work with a resident must know of a risk. `?again=` fills in an alert of an earlier stay."""

    form_class = AlertForm
    allowed = may_raise_alerts
    part = "alerts"
    verb = "Raise a risk alert:"
    button = "Raise the alert"
    intro = (
        "Each worker of the provider is asked to read it and to confirm that they have. The provider, the commissioner "
        "and the ward see it."
    )

    def why_not(self) -> str:
        if self.subject.cancelled_at is None and self.subject.discharged_on is not None:
            left = long_date(self.subject.discharged_on)
            return f"{self.subject.resident} left on {left}. An alert is for those who work with a resident."
        return super().why_not()

    def again_of(self) -> RiskAlert | None:
        """The alert of an earlier stay that `?again=` names, to be raised once more."""
        wanted = number(self.request.GET.get("again"))
        return next((one for one in earlier_alerts(self.subject, self.scope) if one.pk == wanted), None)

    def initial(self) -> dict[str, Any]:
        again_of = self.again_of()
        return {name: getattr(again_of, name) for name in CorrectAlert.entered} if again_of else {}

    def act(self, answers: dict[str, Any]) -> RiskAlert:
        return alerts.raise_alert(**answers, again_of=self.again_of(), **self.known())

    def done(self, done: RiskAlert) -> tuple[str, list[Link]]:
        text = f"The alert about {self.subject.resident} is raised. Each worker of the provider is asked to read it."
        return text, [self.link("Change it", "alert_correct", done.pk)]


class AlertRecordForm(SafetyRecordForm):
    """A form about one alert."""

    model = RiskAlert
    name = "alert"
    allowed = may_raise_alerts
    part = "alerts"

    def find(self, pk: int = 0, **kwargs: Any) -> Any:
        placement = super().find(pk=pk)
        self.intro = f"{self.record.get_level_display()} risk: {self.record.text}"
        return placement


class StandingAlertForm(AlertRecordForm):
    """A form about an alert that has not ended."""

    def why_not(self) -> str:
        if self.record.ended_on is not None and self.record.cancelled_at is None:
            return (
                f"This alert ended on {long_date(self.record.ended_on)}. If the risk is there again, raise a new alert."
            )
        return super().why_not()


class CorrectAlert(StandingAlertForm):
    """The risk has changed, or was put badly."""

    form_class = CorrectAlertForm
    entered = ("level", "text", "precautions", "source")
    verb = "Change a risk alert:"
    button = "Save the alert"

    def find(self, pk: int = 0, **kwargs: Any) -> Any:
        placement = super().find(pk=pk)
        self.intro = (
            "When the level, the risk or what to do changes, every worker is asked to read the alert again. The old "
            "wording is kept, with who had read it."
        )
        return placement

    def act(self, answers: dict[str, Any]) -> RiskAlert:
        return alerts.correct_alert(**answers, **self.known())

    def done(self, done: RiskAlert) -> tuple[str, list[Link]]:
        if done.edition != self.record.edition:
            return "The alert is changed. Each worker of the provider is asked to read it again.", []
        return "The alert is saved. Nobody needs to read it again.", []


class EndAlert(StandingAlertForm):
    """The risk is no longer there."""

    form_class = EndAlertForm
    verb = "End a risk alert:"
    button = "End the alert"

    def act(self, answers: dict[str, Any]) -> RiskAlert:
        return alerts.end_alert(**answers, **self.known())

    def done(self, done: RiskAlert) -> tuple[str, list[Link]]:
        return "The alert is ended. It stays in the record.", []


class CancelAlert(AlertRecordForm):
    """It was raised by mistake."""

    form_class = ReasonForm
    verb = "Cancel a risk alert:"
    button = "Cancel the alert"
    warning = "Only for what was raised by mistake. An alert about a risk that is over is ended."

    def act(self, answers: dict[str, Any]) -> RiskAlert:
        return alerts.cancel_alert(**answers, **self.known())

    def done(self, done: RiskAlert) -> tuple[str, list[Link]]:
        return "The alert is cancelled.", []
