"""Forms about a bed that is out of service."""

from __future__ import annotations

from typing import Any

from django import forms

from beds.govuk import GovDateField, GovForm
from beds.models import Void
from beds.taking_back import CancelledCode, CodedReason
from beds.versions import VersionedForm

NOTE = 300
CANCEL_WORDS = 250
"""How many characters one's own words may have beside the label of a code."""


class VoidFields(GovForm):
    """Since when, why, and who pays."""

    from_date = GovDateField(
        label="Out of service from", error_messages={"required": "Enter the date since when it is out of service"}
    )
    reason = forms.ChoiceField(
        label="Why",
        choices=Void.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select why it is out of service"},
    )
    payer = forms.ChoiceField(
        label="Who pays for the bed meanwhile",
        choices=Void.Payer.choices,
        initial=Void.Payer.PROVIDER,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="Note (optional)", required=False, max_length=NOTE, widget=forms.Textarea(attrs={"rows": 2})
    )


class VoidForm(VoidFields):
    """A bed goes out of service."""


class EndVoidForm(GovForm):
    """A bed is back in service."""

    until_date = GovDateField(
        label="Back in service on", error_messages={"required": "Enter the date it is back in service"}
    )


class CorrectVoidForm(VersionedForm, VoidFields):
    """What was entered about a void was wrong."""

    until_date = GovDateField(
        label="Back in service on", required=False, help_text="Leave empty while it is still out of service."
    )
    field_order = ("from_date", "until_date")


class CancelForm(GovForm):
    """Something is cancelled, which needs a reason from the list; "Other" needs words (rule 8).

    What comes out is one answer, `reason`, a `CodedReason`: actions take it as text, and it keeps its code.
    """

    code = forms.ChoiceField(
        label="Why?",
        choices=CancelledCode.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select why"},
    )
    reason = forms.CharField(
        label="In your own words (optional)",
        help_text="Needed if you selected “Other”.",
        required=False,
        max_length=CANCEL_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        code, words = answers.pop("code", ""), answers.get("reason", "")
        if code == CancelledCode.OTHER and not words and not self.has_error("reason"):
            self.add_error("reason", "Say why")
        elif code and "reason" in answers:
            answers["reason"] = CodedReason(code, words)
        return answers


class CancelVoidForm(CancelForm):
    """The bed was not out of service."""
