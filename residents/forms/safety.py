"""The forms about somebody's safety: incidents, alerts, reviews, and the discharge to the GP."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundWidget

from beds.govuk import GovDateField, GovForm
from beds.models import Service
from beds.versions import VersionedForm
from residents.forms.pieces import missing, text_area, yes_no
from residents.models import Incident, Review, ReviewParty, RiskAlert
from residents.queries import alerts, incidents

NO_NAMES = "Write references or initials, no names: the commissioner reads this too."
ANY = ("", "Any")


def words(
    label: str, unanswered: str = "", help_text: str = "", *, rows: int = 3, most: int | None = 2000
) -> forms.CharField:
    """Some lines of text; `unanswered` is said when there are none, and without it they may be left out."""
    field = text_area(label, help_text, required=bool(unanswered), rows=rows, most=most)
    if unanswered:
        field.error_messages["required"] = unanswered
    return field


# Incidents -------------------------------------------------------------------------------------------------------


class IncidentForm(GovForm):
    """What happened."""

    happened_on = GovDateField(label="Happened on", error_messages=missing("Enter the date on which it happened"))
    kind = forms.ChoiceField(
        label="Kind of incident",
        choices=[("", "Select a kind"), *Incident.Kind.choices],
        error_messages=missing("Select what kind of incident it was"),
    )
    severity = forms.ChoiceField(
        label="How serious was it?",
        choices=Incident.Severity.choices,
        widget=forms.RadioSelect,
        error_messages=missing("Select how serious it was"),
    )
    account = words("What happened", "Say what happened", NO_NAMES, rows=5, most=4000)
    action_taken = words("What was done (optional)")
    safeguarding = yes_no(
        "Was it raised with the council’s safeguarding team?",
        unanswered="Select whether it was raised with the safeguarding team",
    )


class CorrectIncidentForm(VersionedForm, IncidentForm):
    """What happened, put right."""


class CloseIncidentForm(GovForm):
    """What came of it."""

    closed_on = GovDateField(label="Closed on", error_messages=missing("Enter the date on which it was closed"))
    outcome = words("What came of it", "Say what came of it", NO_NAMES, most=300)


class NothingToAskForm(GovForm):
    """The button is the answer."""


# Alerts ----------------------------------------------------------------------------------------------------------


class AlertForm(GovForm):
    """A risk that those who work with the resident must know of."""

    level = forms.ChoiceField(
        label="How high is the risk?",
        choices=RiskAlert.Level.choices[::-1],
        widget=forms.RadioSelect,
        error_messages=missing("Select how high the risk is"),
    )
    text = words(
        "What the risk is", "Say what the risk is", "For example, a conviction, a threat or a trigger. " + NO_NAMES
    )
    precautions = words(
        "What to do about it", "Say what to do about the risk", "For example, no lone working, or whom to call."
    )
    source = forms.CharField(
        label="Who told you (optional)", required=False, max_length=120, help_text="For example, the care coordinator."
    )


class CorrectAlertForm(VersionedForm, AlertForm):
    """The risk, in other words."""


class EndAlertForm(GovForm):
    """The risk is no longer there."""

    reason = words("Why is the risk no longer there?", "Say why the alert ends", rows=2, most=300)


# Reviews ---------------------------------------------------------------------------------------------------------


def parties(label: str, template: str) -> Any:
    """One column of the table of parties; the first draws the table."""
    field: Any = forms.MultipleChoiceField(
        label=label, required=False, choices=ReviewParty.Party.choices, widget=forms.CheckboxSelectMultiple
    )
    field.template_name = template
    return field


class ReviewFields(GovForm):
    """A review, its day, and who is invited."""

    kind = forms.ChoiceField(
        label="Kind of review",
        choices=[("", "Select a kind"), *Review.Kind.choices],
        error_messages=missing("Select what kind of review it is"),
    )
    held_on = GovDateField(label="Date", error_messages=missing("Enter the date of the review"))
    invited = parties("Invited", "residents/safety/parties.html")
    without_provider = forms.BooleanField(label="Yes, the provider is left out on purpose", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        confirm: Any = self.fields["without_provider"]
        confirm.template_name = "residents/safety/without_provider.html"

    @property
    def party_rows(self) -> list[tuple[str, BoundWidget, BoundWidget | None]]:
        """Each party with its box for "invited", and for "came" where the form asks for it."""
        invited = self["invited"].subwidgets
        came: list[Any] = [None] * len(invited)
        if "attended" in self.fields:
            came = self["attended"].subwidgets
        return list(zip(ReviewParty.Party.labels, invited, came, strict=True))

    @property
    def leaves_provider_out(self) -> bool:
        """Whether the provider is neither invited nor came, by what is on the form."""
        said = [
            *(self["invited"].value() or ()),
            *((self["attended"].value() or ()) if "attended" in self.fields else ()),
        ]
        return ReviewParty.Party.PROVIDER.value not in said


class PlanReviewForm(ReviewFields):
    """A review that is to be held."""


class CorrectPlanForm(VersionedForm, ReviewFields):
    """A planned review, put right."""


class RecordReviewForm(ReviewFields):
    """A review that was held."""

    attended = parties("Came", "residents/safety/drawn_above.html")
    summary = words("What was agreed (optional)", "", NO_NAMES, rows=5, most=4000)
    field_order = ("kind", "held_on", "invited", "attended", "without_provider", "summary")


class CorrectReviewForm(VersionedForm, RecordReviewForm):
    """A review that was held, put right."""


class HoldReviewForm(CorrectReviewForm):
    """A planned review was held."""

    kind = None  # type: ignore[assignment]


# The discharge to the GP -----------------------------------------------------------------------------------------


class HandoverForm(GovForm):
    """The clinical team has discharged a resident to the GP."""

    handed_over_on = GovDateField(
        label="Discharged to the GP on", error_messages=missing("Enter the date of the discharge to the GP")
    )
    practice = forms.CharField(label="GP practice", max_length=120)
    appointment_on = GovDateField(label="First appointment on (optional)", required=False)
    note = words("Note (optional)", "", "For example, what the GP is to follow up.", rows=2, most=300)


class CorrectHandoverForm(VersionedForm, HandoverForm):
    """The discharge to the GP, put right."""


# Filters ---------------------------------------------------------------------------------------------------------


class FilterForm(GovForm):
    """Narrows a list, from the address; an answer that makes no sense counts as none, and the summary says so."""

    service = forms.ModelChoiceField(Service.objects.none(), required=False, empty_label="Any")
    sort = forms.ChoiceField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, services: Any, sorts: Any) -> None:
        super().__init__(data)
        offered: Any = self.fields
        offered["service"].queryset = services
        offered["sort"].choices = [(f"{sign}{name}", name) for name in sorts for sign in ("", "-")]
        for field in self.fields.values():
            field.error_messages["invalid_choice"] = f"{field.label} must be one of the list"
        self.is_valid()

    def answer(self, name: str) -> Any:
        """What was chosen; empty where nothing was."""
        return self.cleaned_data.get(name) or ""

    @property
    def service_chosen(self) -> int | None:
        return self.answer("service").pk if self.answer("service") else None

    @property
    def is_narrowed(self) -> bool:
        return any(self.answer(name) for name in self.fields if name != "sort")


class IncidentsForm(FilterForm):
    """Which incidents."""

    state = forms.ChoiceField(
        label="Open or closed", required=False, choices=[ANY, ("open", "Open"), ("closed", "Closed")]
    )
    kind = forms.ChoiceField(required=False, choices=[ANY, *Incident.Kind.choices])
    safeguarding = forms.ChoiceField(
        label="Raised with safeguarding", required=False, choices=[ANY, ("yes", "Yes"), ("no", "No")]
    )
    field_order = ("state", "kind", "safeguarding", "service")

    @property
    def choice(self) -> incidents.Choice:
        return incidents.Choice(
            state=self.answer("state"),
            kind=self.answer("kind"),
            safeguarding=self.answer("safeguarding"),
            service=self.service_chosen,
            sort=self.answer("sort") or incidents.LATEST_FIRST,
        )


class AlertsForm(FilterForm):
    """Which standing alerts."""

    read = forms.ChoiceField(
        label="Read by every worker", required=False, choices=[ANY, ("no", "Not yet"), ("yes", "Yes")]
    )

    @property
    def choice(self) -> alerts.Choice:
        return alerts.Choice(
            service=self.service_chosen, read=self.answer("read"), sort=self.answer("sort") or alerts.HIGH_FIRST
        )
