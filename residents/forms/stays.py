"""The provider's forms: short, with today filled in, and nothing asked twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms

from beds.access import Scope
from beds.forms import CancelForm
from beds.govuk import GovDateField, GovForm
from beds.models import Bed
from beds.versions import VersionedForm
from residents.actions import Details
from residents.actions.people import FARTHEST_MILES
from residents.forms.pieces import missing, text_area, yes_no
from residents.models import Absence, Booking, Discharge, OverstayReason, Placement, Referral, Resident, Ward
from residents.queries.free_beds import choices_for, choices_of, free_beds, keeping_a_bed
from residents.queries.my_beds import own_beds

NO_ADMISSION_DATE = "Enter the date they were admitted"


class BedField(forms.ModelChoiceField):
    """A bed of one's own organisation. Those that look free are offered; the action has the last word on any.

    When none is, the page says so in place of an empty list, and names the beds that only a booking keeps.
    """

    default_error_messages = {"required": "Select a bed"}
    bookings: Sequence[Booking] = ()
    none_free = False

    def offer(
        self,
        scope: Scope,
        today: dt.date,
        *,
        keep: Bed | None = None,
        referral: Referral | None = None,
    ) -> None:
        """Offer the free beds, by service, and `keep`; a bed booked for somebody else is not free.

        For the person of a `referral` those that fit come first, and each other bed says what does not fit.
        """
        self.queryset = own_beds(scope).select_related("service").order_by("service__name", "label")
        booked_for = referral.pk if referral else None
        free = free_beds(scope, today, keep=keep, booked_for=booked_for)
        groups = choices_for(free, referral, today) if referral else choices_of(free)
        self.widget.choices = [("", "Select a bed"), *groups]
        offered = [bed for _, options in groups for bed, _ in options]
        if len(offered) == 1 and self.initial is None:
            self.initial = offered[0]
        if not offered:
            self.none_free = True
            self.template_name = "residents/no_bed.html"
            self.error_messages["required"] = "No bed is free in your services"
            self.bookings = keeping_a_bed(scope, today, booked_for=booked_for)


class DetailsFields(GovForm):
    """Who the person is and how they came."""

    ward = forms.ModelChoiceField(
        Ward.objects.none(),
        label="Ward they come from",
        help_text="If it is not on the list, ask the commissioner’s administrator to add it.",
        empty_label="Select a ward",
        error_messages=missing("Select the ward they come from"),
    )
    received_on = GovDateField(label="Referred on", error_messages=missing("Enter the date they were referred"))
    clinically_ready_on = GovDateField(label="Ready to leave the ward since (optional)", required=False)
    name = forms.CharField(
        label="Name (optional)", required=False, max_length=120, help_text="Only the ward and your team see it."
    )
    age_band = forms.ChoiceField(label="Age", choices=Resident.AgeBand.choices, initial=Resident.AgeBand.NOT_KNOWN)
    gender = forms.ChoiceField(choices=Resident.Gender.choices, initial=Resident.Gender.NOT_KNOWN)
    ethnicity = forms.ChoiceField(choices=Resident.Ethnicity.choices, initial=Resident.Ethnicity.NOT_KNOWN)
    allocated_worker = forms.CharField(label="Allocated worker", required=False, max_length=120)
    move_on_plan = text_area(
        "Move-on plan", "Where they are to go next, and what is needed for it.", required=False, most=2000
    )
    override_code = forms.ChoiceField(
        label="Why this admission cannot wait",
        help_text="Only when there is no move-on plan or no worker yet. The commissioner sees it.",
        required=False,
        choices=[("", "Select a reason"), *Placement.OverrideCode.choices],
    )
    override_reason = text_area(
        "In your own words (optional)", "Needed if you selected “Other”.", required=False, rows=2
    )

    def __init__(self, *args: Any, scope: Scope, ward: Ward | None = None, **kwargs: Any) -> None:
        """Offers the wards that may read the name, and `ward`, which is recorded."""
        super().__init__(*args, **kwargs)
        if "ward" in self.fields:
            recorded = Ward.objects.filter(pk__in=[ward.pk] if ward else [])
            self.fields["ward"].queryset = Ward.objects.within(scope) | recorded  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Words alone do not say which reason of the list it is, and "Other" alone says nothing."""
        answers = super().clean() or self.cleaned_data
        code, words = answers.get("override_code"), answers.get("override_reason")
        if words and not code and not self.has_error("override_code"):
            self.add_error("override_code", "Select why this admission cannot wait")
        if code == Placement.OverrideCode.OTHER and not words and not self.has_error("override_reason"):
            self.add_error("override_reason", "Say why this admission cannot wait")
        return answers

    def details(self, answers: dict[str, Any], referral: Referral | None = None) -> Details:
        """The answers as the actions take them; what a short form does not ask comes from the referral."""
        known = known_details(referral) if referral else {}
        names = Details.__dataclass_fields__
        return Details(**(known | {name: value for name, value in answers.items() if name in names}))


def known_details(referral: Referral) -> dict[str, Any]:
    """What a referral and its resident say already, by the names of `Details`."""
    resident = referral.resident
    return {
        "ward": referral.ward,
        "received_on": referral.received_on,
        "clinically_ready_on": referral.clinically_ready_on,
        "allocated_worker": referral.allocated_worker,
        "move_on_plan": referral.move_on_plan,
        "age_band": resident.age_band,
        "gender": resident.gender,
        "ethnicity": resident.ethnicity,
    }


class AdmitForm(DetailsFields):
    """Somebody new comes into a bed."""

    bed = BedField(Bed.objects.none())
    admitted_on = GovDateField(label="Admitted on", error_messages=missing(NO_ADMISSION_DATE))
    field_order = (
        *("bed", "admitted_on", "ward", "received_on", "allocated_worker", "move_on_plan"),
        *("override_code", "override_reason"),
    )

    def __init__(
        self, *args: Any, scope: Scope, today: dt.date, referral: Referral | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, scope=scope, **kwargs)
        self.fields["admitted_on"].initial = today
        self.fields["bed"].offer(scope, today, referral=referral)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for the worker and the plan along with all else that is missing; `admit` refuses them one by one."""
        answers = super().clean() or self.cleaned_data
        if answers.get("override_code") or self.has_error("override_code") or self.has_error("override_reason"):
            return answers
        for name, what in (("allocated_worker", "the allocated worker"), ("move_on_plan", "the move-on plan")):
            if not answers.get(name) and not self.has_error(name):
                self.add_error(name, f"Enter {what}, or say why this admission cannot wait")
        return answers


class AdmitReferralForm(VersionedForm, AdmitForm):
    """Somebody who was referred and accepted comes into a bed: the rest is known, and may be changed by the ward."""

    ward = received_on = clinically_ready_on = name = age_band = gender = ethnicity = None  # type: ignore[assignment]


class CorrectDetailsForm(VersionedForm, DetailsFields):
    """What was entered about the person, and what is only known later."""

    miles_from_home = forms.IntegerField(
        label="Miles from home (optional)",
        required=False,
        min_value=0,
        max_value=FARTHEST_MILES,
        help_text="Whole miles from their home to the house they were admitted to.",
        error_messages={
            "invalid": "Miles from home must be a whole number, such as 12",
            "min_value": "Miles from home must be 0 or more",
            "max_value": f"Miles from home must be {FARTHEST_MILES} or fewer",
        },
    )
    override_mistake = text_area(
        "Was it no emergency? Say why it was entered (optional)",
        "The reason above is taken back. The commissioner still sees that it was given, and what you say here.",
        required=False,
        rows=2,
    )

    def __init__(self, *args: Any, was_emergency: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not was_emergency:
            del self.fields["override_mistake"]


class CorrectAdmissionForm(VersionedForm):
    """The day and the bed of an admission."""

    admitted_on = GovDateField(label="Admitted on", error_messages=missing(NO_ADMISSION_DATE))
    bed = BedField(Bed.objects.none(), label="First bed")

    def __init__(self, *args: Any, scope: Scope, today: dt.date, keep: Bed, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bed"].offer(scope, today, keep=keep)  # type: ignore[attr-defined]


class DischargeFields(GovForm):
    """How somebody left."""

    discharged_on = GovDateField(label="Left on", error_messages=missing("Enter the date they left"))
    destination = forms.ChoiceField(
        label="Where they went", choices=[("", "Select a place"), *Discharge.Destination.choices]
    )
    planned = yes_no("Was it planned?", unanswered="Select whether it was planned")

    NEVER_PLANNED = (Discharge.Destination.LEFT, Discharge.Destination.DIED)
    """Where it need not be asked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["planned"].required = False

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        if answers.get("planned") == "":
            answers["planned"] = False
            if answers.get("destination") not in self.NEVER_PLANNED:
                self.add_error("planned", self.fields["planned"].error_messages["required"])
        return answers


class DischargeForm(DischargeFields):
    """Somebody leaves. What else is known of it can be added afterwards."""

    social_care_need = forms.ChoiceField(
        label="Do they still need adult social care?",
        choices=Discharge.YesNoUnknown.choices,
        initial=Discharge.YesNoUnknown.NOT_KNOWN,
        required=False,
    )
    community_support = forms.ChoiceField(
        label="Who supports them from now on?",
        choices=Discharge.Support.choices,
        initial=Discharge.Support.NOT_KNOWN,
        required=False,
    )

    def clean_social_care_need(self) -> str:
        return self.cleaned_data["social_care_need"] or Discharge.YesNoUnknown.NOT_KNOWN

    def clean_community_support(self) -> str:
        return self.cleaned_data["community_support"] or Discharge.Support.NOT_KNOWN


class CorrectDischargeForm(VersionedForm, DischargeFields):
    """The departure was another day, or elsewhere."""


class MoveForm(GovForm):
    """Somebody changes beds."""

    bed = BedField(Bed.objects.none(), label="New bed")
    moved_on = GovDateField(label="Moved on", error_messages=missing("Enter the date they moved"))

    def __init__(self, *args: Any, scope: Scope, today: dt.date, keep: Bed | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["moved_on"].initial = today
        self.fields["bed"].offer(scope, today, keep=keep)  # type: ignore[attr-defined]


class CorrectMoveForm(VersionedForm, MoveForm):
    """The move was another day, or to another bed."""


class AbsenceForm(GovForm):
    """Somebody is away."""

    kind = forms.ChoiceField(label="Where they are", choices=Absence.Kind.choices, widget=forms.RadioSelect)
    from_date = GovDateField(label="First night away")
    bed_held = yes_no(
        "Do you keep their bed?",
        unanswered="Select whether you keep their bed",
        initial="yes",
        labels=(("yes", "Yes, the bed is theirs"), ("no", "No, somebody else may have it")),
    )


class CorrectAbsenceForm(VersionedForm):
    """The absence was on other days, or of another kind."""

    kind = forms.ChoiceField(label="Where they were", choices=Absence.Kind.choices, widget=forms.RadioSelect)
    from_date = GovDateField(label="First night away")
    returned_on = GovDateField(label="Came back on", required=False)


class ReturnForm(GovForm):
    """Somebody is back."""

    returned_on = GovDateField(label="Came back on", error_messages=missing("Enter the date they came back"))
    bed = BedField(Bed.objects.none())

    def __init__(self, *args: Any, scope: Scope, today: dt.date, bed_held: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["returned_on"].initial = today
        if bed_held:
            del self.fields["bed"]
        else:
            self.fields["bed"].offer(scope, today)  # type: ignore[attr-defined]


class BookForm(GovForm):
    """A bed is kept for somebody who is to come."""

    referral = forms.ModelChoiceField(Referral.objects.none(), label="Who is coming", empty_label="Select a person")
    bed = BedField(Bed.objects.none())
    arriving_on = GovDateField(label="Arriving on", error_messages=missing("Enter the date they arrive"))

    def __init__(self, *args: Any, scope: Scope, today: dt.date, chosen: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = Referral.objects.awaiting_admission().admissible(scope)
        referral: Any = self.fields["referral"]
        referral.queryset = waiting.select_related("resident", "ward").in_waiting_order()
        referral.label_from_instance = lambda one: f"{one.resident}, from {one.ward}"
        person = waiting.select_related("resident").filter(pk=chosen).first() if chosen else None
        self.fields["bed"].offer(scope, today, referral=person)  # type: ignore[attr-defined]


class ReasonForm(CancelForm):
    """Something is cancelled, which needs a reason."""


class WhyForm(GovForm):
    """Something is decided, in words: nothing is cancelled, so there is no code for it."""

    reason = text_area("Why?", rows=2)


class CancelPlacementForm(VersionedForm, ReasonForm):
    """A whole placement is taken back."""

    still_expected = yes_no(
        "Is the person still waiting for a bed?",
        unanswered="Select whether the person is still waiting for a bed",
        labels=(("yes", "Yes, put them back on the waiting list"), ("no", "No, this was entered by mistake")),
    )


class UndoDepartureForm(VersionedForm, ReasonForm):
    """Somebody did not leave after all."""

    CODES = (Placement.CancelledCode.BY_MISTAKE, Placement.CancelledCode.WRONG_RECORD, Placement.CancelledCode.OTHER)
    """A departure is entered once at most, and is never needed less: the other reasons do not apply."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code: Any = self.fields["code"]
        code.choices = [(one.value, one.label) for one in self.CODES]
        code.error_messages |= missing("Select why the departure is undone")


class ConfirmForm(VersionedForm):
    """Nothing to enter: the button is the answer."""


class OverstayReasonForm(GovForm):
    """Why somebody cannot move on."""

    code = forms.ChoiceField(
        label="What keeps them from moving on", choices=[("", "Select a reason"), *OverstayReason.Code.choices]
    )
    owner = forms.ChoiceField(label="Whose move it is", choices=[("", "Select who"), *OverstayReason.Owner.choices])
    since = GovDateField(label="Since", error_messages=missing("Enter the date since when it holds"))
    note = text_area("Note (optional)", required=False, rows=2)


class ChangeReasonForm(VersionedForm):
    """A reason is somebody else's move, or there is more to say."""

    owner = forms.ChoiceField(label="Whose move it is", choices=OverstayReason.Owner.choices)
    note = text_area("Note (optional)", required=False, rows=2)


class ResolveForm(GovForm):
    """A reason no longer holds."""

    resolved_on = GovDateField(label="Resolved on", error_messages=missing("Enter the date it was resolved"))


class ExtensionForm(GovForm):
    """The commissioner agrees to a longer stay."""

    until_date = GovDateField(
        label="Authorised until",
        help_text="The day by which they are to move on.",
        error_messages=missing("Enter the date until which it is authorised"),
    )
    reason = text_area("Why", rows=2)
