"""What is asked of a provider that asks for a longer stay, and of the commissioner who decides."""

from __future__ import annotations

from django import forms

from beds.govuk import GovDateField, GovForm
from residents.forms.pieces import missing, text_area
from residents.models import ExtensionRequest

Decision = ExtensionRequest.Decision


class AskForExtensionForm(GovForm):
    """Until when, and why."""

    until_date = GovDateField(
        label="Ask for the stay until",
        help_text="The day by which they are to move on.",
        error_messages=missing("Enter the day until which they need to stay"),
    )
    reason = text_area(
        "Why they need to stay longer",
        "What keeps them, and what will have happened by that day.",
        rows=3,
    )


class DecideForm(GovForm):
    """Granted, perhaps until another day, or refused with words."""

    decision = forms.ChoiceField(
        label="Your decision",
        choices=[(Decision.GRANTED, "Grant the extension"), (Decision.REFUSED, "Refuse it")],
        widget=forms.RadioSelect,
        error_messages=missing("Select whether you grant it"),
    )
    until_date = GovDateField(
        label="If you grant it: authorised until",
        spoken="Authorised until",
        help_text="The day by which they are to move on. As asked for, unless you enter another.",
        required=False,
    )
    note = text_area(
        "Note to the provider (optional)",
        "Needed if you refuse: say why, and what they should do instead.",
        required=False,
        rows=3,
    )


class RequestsForm(GovForm):
    """Which decided requests are listed."""

    ANY = ""
    outcome = forms.ChoiceField(
        label="Outcome",
        required=False,
        choices=[
            (ANY, "All"),
            ("granted", "Granted"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
        ],
    )

    @property
    def chosen(self) -> str:
        """The outcome asked for; empty for all, and for one that there is not."""
        return str(self.cleaned_data.get("outcome", "")) if self.is_valid() else ""
