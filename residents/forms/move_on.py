"""The forms about the way out: the plan and its steps, applications, and the person's own home."""

from __future__ import annotations

from typing import Any

from django import forms

from beds.govuk import GovDateField, GovForm
from beds.versions import VersionedForm
from residents.forms.pieces import missing, text_area, yes_no
from residents.models import Discharge, HomeTrack, MoveOnApplication, OverstayReason
from residents.models.destinations import PLACES_TO_LIVE
from residents.queries.housing import HOME, Asked

ANY = ("", "Any")
NAME = 120
OWNERS = OverstayReason.Owner.choices


def owner_field() -> forms.ChoiceField:
    """Whose move it is."""
    return forms.ChoiceField(
        label="Whose move it is",
        choices=[("", "Select who"), *OWNERS],
        error_messages=missing("Select whose move it is"),
    )


def name_field(label: str) -> forms.CharField:
    """The name of somebody at work, which may be left empty."""
    return forms.CharField(label=f"{label} (optional)", required=False, max_length=NAME)


class PlanForm(VersionedForm):
    """Where the person is to live, by when, who leads, and what they want."""

    goal = forms.ChoiceField(
        label="Where they are to live",
        choices=[("", "Select a place"), *((code, Discharge.Destination(code).label) for code in PLACES_TO_LIVE)],
        error_messages=missing("Select where they are to live"),
    )
    target_on = GovDateField(label="To move by (optional)", required=False)
    lead_name = forms.CharField(
        label="Who leads (optional)", required=False, max_length=NAME, help_text="The name of one person, not a team."
    )
    wishes = text_area("What the person wants (optional)", "In their own words.", required=False, most=2000)


class StepForm(GovForm):
    """One thing to be done."""

    text = forms.CharField(label="What is to be done", max_length=300, error_messages=missing("Say what is to be done"))
    owner = owner_field()
    owner_name = name_field("Name of the person")
    due_on = GovDateField(label="By (optional)", required=False)


class ChangeStepForm(VersionedForm, StepForm):
    """A step is worded or dated differently, or somebody else's."""


class DoneForm(GovForm):
    """Something was finished on a day."""

    done_on = GovDateField(label="Done on", error_messages=missing("Enter the day on which it was done"))


class ApplicationFields(GovForm):
    """What an application is for, and who drives it."""

    kind = forms.ChoiceField(
        label="Kind of home",
        choices=[("", "Select a kind"), *MoveOnApplication.Kind.choices],
        error_messages=missing("Select the kind of home"),
    )
    housing_provider = forms.CharField(
        label="Housing provider", max_length=NAME, error_messages=missing("Enter the housing provider")
    )
    owner = owner_field()
    owner_name = name_field("Name of the person")


class ApplicationForm(ApplicationFields):
    """An application was made."""

    made_on = GovDateField(label="Made on", error_messages=missing("Enter the day on which it was made"))
    note = text_area("Note (optional)", required=False, rows=2)


class ChangeApplicationForm(VersionedForm, ApplicationFields):
    """It has another owner, or was entered wrongly."""

    note = text_area("Note (optional)", required=False, rows=2)


def on_field() -> GovDateField:
    """The day of a change."""
    return GovDateField(label="On", error_messages=missing("Enter the date"))


class StageForm(GovForm):
    """The next stage was reached. The stage on the screen is sent along, so that nobody records another one."""

    stage = forms.CharField(required=False, widget=forms.HiddenInput)
    on = on_field()
    note = text_area("Note (optional)", required=False, rows=2)


class EndForm(GovForm):
    """The application has ended, and why."""

    on = on_field()
    note = text_area("Why?", rows=2)


class RejectForm(GovForm):
    """The housing provider turned the person down."""

    on = on_field()
    reject_reason = forms.ChoiceField(
        label="The reason they gave",
        choices=[("", "Select a reason"), *MoveOnApplication.RejectReason.choices],
        error_messages=missing("Select the reason they gave"),
    )
    note = text_area("What they said (optional)", required=False, rows=2)
    challenge_asked = text_area(
        "Why the council should challenge it (optional)", "Leave empty if the reason is valid.", required=False, rows=2
    )


class AskForm(VersionedForm):
    """The council is asked to challenge a rejection."""

    reason = text_area("Why?", rows=2)


class ChallengeForm(GovForm):
    """The council challenges a rejection."""

    on = on_field()
    reason = text_area("Why the reason they gave is not valid", rows=2)
    reason.error_messages.update(missing("Say why the reason they gave is not valid"))


class AnswerForm(GovForm):
    """The result of a challenge."""

    won = yes_no(
        "Result",
        unanswered="Select the result of the challenge",
        labels=(("yes", "Won: the application goes on"), ("no", "Lost: the rejection stands")),
    )
    on = on_field()
    note = text_area("Note (optional)", required=False, rows=2)


class TrackForm(GovForm):
    """Repairs, or a tenancy to be closed, were reported to housing."""

    kind = forms.ChoiceField(
        label="What is to be done about the home",
        choices=HomeTrack.Kind.choices,
        widget=forms.RadioSelect,
        error_messages=missing("Select what is to be done about the home"),
    )
    reported_on = GovDateField(
        label="Reported to housing on", error_messages=missing("Enter the day on which it was reported")
    )
    officer = name_field("Housing officer")
    note = text_area("Note (optional)", required=False, rows=2)


class AgreeForm(GovForm):
    """Access or notice is agreed."""

    agreed_on = GovDateField(label="Agreed on", error_messages=missing("Enter the day on which it was agreed"))


class BookTrackForm(GovForm):
    """Housing has given a date."""

    booked_for = GovDateField(label="To be finished by", error_messages=missing("Enter the date given by housing"))


class ChangeTrackForm(VersionedForm):
    """The dates of the work, put right: how far it has got follows from them."""

    reported_on = GovDateField(
        label="Reported to housing on", error_messages=missing("Enter the day on which it was reported")
    )
    agreed_on = GovDateField(label="Access or notice agreed on (optional)", required=False)
    booked_for = GovDateField(label="To be finished by (optional)", required=False)
    done_on = GovDateField(label="Done on (optional)", required=False)
    officer = name_field("Housing officer")
    note = text_area("Note (optional)", required=False, rows=2)


class HousingFilters(GovForm):
    """Chooses among the open ways out; answers from the address, with everything optional."""

    owner = forms.ChoiceField(label="Whose move", required=False, choices=[ANY, *OWNERS])
    kind = forms.ChoiceField(
        label="Way out", required=False, choices=[ANY, *MoveOnApplication.Kind.choices, (HOME, "Own home")]
    )
    late = forms.ChoiceField(label="Time", required=False, choices=[ANY, ("late", "Late only")])

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        for field in self.fields.values():
            field.error_messages["invalid_choice"] = f"{field.label} must be one of the list"

    @property
    def asked(self) -> Asked:
        """What was chosen; an answer that makes no sense counts as none, and the error summary says so."""
        self.is_valid()
        answers = self.cleaned_data
        return Asked(
            owner=answers.get("owner") or "", kind=answers.get("kind") or "", late=answers.get("late") == "late"
        )

    @property
    def is_narrowed(self) -> bool:
        return self.asked != Asked()
