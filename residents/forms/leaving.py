"""The forms about somebody who has left."""

from __future__ import annotations

from typing import Any

from django import forms

from beds.access import Scope
from beds.govuk import GovDateField, GovForm
from beds.versions import VersionedForm
from residents.forms.pieces import missing, text_area
from residents.models import AftercareContact, Discharge, Ward

STILL_THERE = (("yes", "Yes"), ("no", "No"), ("not_known", "Not known"))


class DischargeDetailsForm(VersionedForm):
    """How somebody left, beyond the day and the place."""

    social_care_need = forms.ChoiceField(
        label="Do they still need adult social care?",
        choices=Discharge.YesNoUnknown.choices,
        widget=forms.RadioSelect,
        error_messages=missing("Select whether they need adult social care"),
    )
    community_support = forms.ChoiceField(
        label="Who supports them from now on?",
        choices=Discharge.Support.choices,
        error_messages=missing("Select who supports them from now on"),
    )
    information_given = forms.ChoiceField(
        label="Do they know whom to contact if they need help?",
        choices=Discharge.YesNoUnknown.choices,
        widget=forms.RadioSelect,
        error_messages=missing("Select whether they know whom to contact"),
    )
    improvement = forms.ChoiceField(
        label="Improvement during the stay",
        choices=Discharge.Improvement.choices,
        widget=forms.RadioSelect,
        error_messages=missing("Select how much they improved"),
    )
    no_improvement_reason = forms.ChoiceField(
        label="Why there was no improvement",
        help_text="Only if you selected “None”.",
        choices=[("", "Select a reason"), *Discharge.NoImprovementReason.choices],
        required=False,
    )
    note = text_area("Note (optional)", required=False, rows=2)


class ContactForm(GovForm):
    """A contact with somebody who left."""

    on = GovDateField(label="Date", error_messages=missing("Enter the date of the contact"))
    how = forms.ChoiceField(
        label="How were you in contact?",
        choices=AftercareContact.How.choices,
        widget=forms.RadioSelect,
        error_messages=missing("Select how you were in contact"),
    )
    still_settled = forms.TypedChoiceField(
        label="Do they still live where they moved to?",
        choices=STILL_THERE,
        initial="not_known",
        coerce={"yes": True, "no": False}.get,
        widget=forms.RadioSelect,
        error_messages=missing("Select whether they still live there"),
    )
    note = text_area("Note (optional)", required=False, rows=2)


class ReadmissionForm(GovForm):
    """Somebody who left is in hospital again."""

    readmitted_on = GovDateField(
        label="Back in hospital on", error_messages=missing("Enter the date of the readmission")
    )
    ward = forms.ModelChoiceField(
        Ward.objects.none(), label="Ward (optional)", empty_label="Not known, or not on the list", required=False
    )
    note = text_area("Note (optional)", required=False, rows=2)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ward"].queryset = Ward.objects.within(scope)  # type: ignore[attr-defined]
