"""Forms about a bed that is out of service."""

from __future__ import annotations

from django import forms

from beds.govuk import GovDateField, GovForm
from beds.models import Void
from beds.pages import VersionedForm

NOTE = 300


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


class CancelVoidForm(GovForm):
    """The bed was not out of service."""

    reason = forms.CharField(
        label="Why?", max_length=NOTE, widget=forms.Textarea(attrs={"rows": 2}), error_messages={"required": "Say why"}
    )
