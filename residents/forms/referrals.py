"""The forms of a referral: what the ward sends, and what the provider decides."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.utils import ErrorDict

from beds.access import Scope
from beds.govuk import GovDateField, GovForm
from beds.models import Service
from beds.versions import VersionedForm
from residents.actions.referrals import Facts, Identity, Person
from residents.actions.referring import PLACEMENT_FACTS
from residents.forms.pieces import missing, text_area
from residents.models import Assessment, Referral, Resident, Ward
from residents.models.people import validate_nhs_number
from residents.queries.places import Place, places_for, places_of, wards_to_refer_from

WORDS = 2000
"""The most characters of a long answer."""
NOWHERE = (
    "No provider can be chosen yet: none has a contract for step-down beds with a commissioner of your ward. Ask the "
    "commissioner’s administrator to enter the contract, or to whom your ward refers."
)
WHO = ("name", "date_of_birth", "nhs_number")


@dataclass(frozen=True, slots=True)
class Section:
    """Some questions under one heading."""

    title: str
    hint: str
    fields: list[BoundField]
    ticks: list[BoundField]
    """Questions that a tick answers, drawn closer together, under `ticks_legend`."""
    ticks_legend: str


SECTIONS: tuple[tuple[str, str, tuple[str, ...], str, tuple[str, ...]], ...] = (
    ("Where it goes", "", ("ward", "sent_to", "received_on"), "", ()),
    (
        "The person",
        "Only the ward and the provider see the name. Everybody else sees a reference.",
        (*WHO, "age_band", "gender", "ethnicity", "need"),
        "",
        (),
    ),
    (
        "Leaving the ward",
        "",
        ("clinically_ready_on", "accommodation_before", "home_area"),
        "Where they come from",
        ("out_of_area",),
    ),
    (
        "Needs and risks",
        "",
        ("needs_level", "needs", "substance_misuse", "risks"),
        "What the place must have",
        ("needs_women_only", "needs_step_free", "needs_self_contained"),
    ),
    (
        "Moving on",
        "Nobody is admitted without a move-on plan and an allocated worker. You can add them later.",
        ("move_on_plan", "allocated_worker"),
        "",
        (),
    ),
    (
        "Documents",
        "A tenancy needs all three. Tick those that are there.",
        (),
        "Documents that are there",
        ("has_identity_document", "has_financial_documents", "has_referral_form"),
    ),
)


class NhsNumberField(forms.CharField):
    """Ten digits, however they are spaced; the last one is checked."""

    def to_python(self, value: Any) -> str:
        return re.sub(r"[\s-]", "", super().to_python(value) or "")

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not re.fullmatch(r"[0-9]{10}", value):
            raise forms.ValidationError("An NHS number has 10 digits, such as 943 476 5919")
        if value:
            validate_nhs_number(value)


class ReferralFields(GovForm):
    """What is asked about somebody who is referred."""

    received_on = GovDateField(label="Referred on", error_messages=missing("Enter the date they were referred"))
    name = forms.CharField(label="Name", max_length=120, error_messages=missing("Enter the name of the person"))
    date_of_birth = GovDateField(label="Date of birth (optional)", required=False, help_text="For example, 27 3 1984")
    nhs_number = NhsNumberField(
        label="NHS number (optional)",
        required=False,
        max_length=40,
        help_text="10 digits. It finds somebody who was here before; the date of birth must confirm it.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "inputmode": "numeric", "autocomplete": "off"}),
    )
    age_band = forms.ChoiceField(
        label="Age",
        choices=Resident.AgeBand.choices,
        initial=Resident.AgeBand.NOT_KNOWN,
        help_text="Leave it when you enter the date of birth.",
    )
    gender = forms.ChoiceField(choices=Resident.Gender.choices, initial=Resident.Gender.NOT_KNOWN)
    ethnicity = forms.ChoiceField(choices=Resident.Ethnicity.choices, initial=Resident.Ethnicity.NOT_KNOWN)
    need = forms.ChoiceField(label="Main need", choices=Resident.Need.choices, initial=Resident.Need.NOT_KNOWN)
    clinically_ready_on = GovDateField(
        label="Clinically ready to leave the ward since (optional)",
        required=False,
        help_text="Leave it empty until the team has said so.",
    )
    accommodation_before = forms.ChoiceField(
        label="Where they lived before",
        choices=Referral.Accommodation.choices,
        initial=Referral.Accommodation.NOT_KNOWN,
    )
    home_area = forms.CharField(
        label="Home area (optional)", required=False, max_length=120, help_text="Town or borough, not the address."
    )
    out_of_area = forms.BooleanField(label="From outside the commissioner’s area", required=False)
    needs_level = forms.ChoiceField(
        label="How high their needs are", choices=Referral.NeedsLevel.choices, initial=Referral.NeedsLevel.NOT_KNOWN
    )
    needs = text_area("Support needs (optional)", "What help they need, and how often.", required=False, most=WORDS)
    substance_misuse = forms.ChoiceField(
        label="Substance misuse",
        choices=Referral.SubstanceMisuse.choices,
        initial=Referral.SubstanceMisuse.NOT_KNOWN,
    )
    risks = text_area(
        "Risks to and from others (optional)", "Who must know what, to be safe.", required=False, most=WORDS
    )
    needs_women_only = forms.BooleanField(label="A women-only house", required=False)
    needs_step_free = forms.BooleanField(label="Step-free access", required=False)
    needs_self_contained = forms.BooleanField(label="A self-contained place", required=False)
    move_on_plan = text_area(
        "Move-on plan", "Where they are to go next, and what is needed for it.", required=False, most=WORDS
    )
    allocated_worker = forms.CharField(
        label="Allocated worker", required=False, max_length=120, help_text="Who coordinates their care and moving on."
    )
    has_identity_document = forms.BooleanField(label="Proof of identity", required=False)
    has_financial_documents = forms.BooleanField(label="Financial information", required=False)
    has_referral_form = forms.BooleanField(label="Referral form, signed", required=False)

    @property
    def sections(self) -> list[Section]:
        """The questions under their headings; a section of which nothing is asked is left out."""
        made = []
        for title, hint, names, legend, ticks in SECTIONS:
            asked = [self[name] for name in names if name in self.fields]
            made.append(Section(title, hint, asked, [self[name] for name in ticks], legend))
        return [section for section in made if section.fields or section.ticks]

    def person(self) -> Person:
        """The person as the actions take them."""
        given = self.cleaned_data
        identity = Identity(
            name=given.get("name", ""),
            date_of_birth=given.get("date_of_birth"),
            nhs_number=given.get("nhs_number", ""),
        )
        needed = ("age_band", "gender", "ethnicity", "need")
        return Person(identity=identity, **{name: given[name] for name in needed})

    def facts(self) -> Facts:
        """What the referral says, as the actions take it."""
        return Facts(**{name: self.cleaned_data[name] for name in Facts.__dataclass_fields__})

    def typed(self) -> dict[str, str]:
        """Every input by its name, word for word as it was sent; nothing is checked."""
        names = {name for bound in self.visible_fields() for name in inputs_of(bound)}
        return {name: str(value) for name, value in self.data.items() if name in names}

    def usual_answers(self) -> dict[str, str]:
        """What lists of choices begin with, for a form put aside before a question was asked."""
        lists = {name: field for name, field in self.fields.items() if isinstance(field, forms.ChoiceField)}
        return {name: str(field.initial) for name, field in lists.items() if field.initial is not None}

    def show_as_typed(self) -> None:
        """Show what was sent without a word on whether it is right."""
        self._errors = ErrorDict(renderer=self.renderer)
        self.cleaned_data: dict[str, Any] = {}


class ReferralForm(VersionedForm, ReferralFields):
    """A ward refers somebody."""

    draft = forms.CharField(required=False, widget=forms.HiddenInput)
    ward = forms.ModelChoiceField(
        Ward.objects.none(),
        label="Ward they come from",
        empty_label="Select a ward",
        error_messages=missing("Select the ward they come from"),
    )
    sent_to = forms.TypedChoiceField(
        label="Provider",
        help_text="By commissioner: who pays for the bed.",
        error_messages=missing("Select the provider to whom you refer"),
    )

    def __init__(self, *args: Any, scope: Scope, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["received_on"].initial = today
        wards: Any = self.fields["ward"]
        wards.queryset = wards_to_refer_from(scope)
        known = list(wards.queryset[:2])
        if len(known) == 1:
            wards.initial = known[0].pk
        self.places = {place.key: place for place in places_for(scope, today)}
        offer_places(self.fields["sent_to"], list(self.places.values()))
        if not self.places:
            self.fields["sent_to"].help_text = NOWHERE

    def place(self) -> Place:
        """Where the person is referred to."""
        return self.places[self.cleaned_data["sent_to"]]


def offer_places(field: Any, places: list[Place]) -> None:
    """Let the field choose among providers, under the names of their commissioners; a single one is chosen."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for place in places:
        groups.setdefault(place.commissioner.name, []).append((place.key, place.provider.name))
    field.choices = [("", "Select a provider"), *groups.items()]
    if len(places) == 1:
        field.initial = places[0].key


class CorrectReferralForm(VersionedForm, ReferralFields):
    """What was entered about somebody who was referred; who they are only for those who may know it.

    Of somebody who is `placed` it leaves out what is checked against the admission, and keeps it as it is.
    """

    def __init__(self, *args: Any, knows_names: bool, placed: Referral | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept: dict[str, Any] = {}
        if placed is not None:
            self.kept = {name: getattr(placed, name) for name in PLACEMENT_FACTS}
            for name in ("received_on", *PLACEMENT_FACTS):
                del self.fields[name]
            # whoever came without a referral may have been admitted without a name
            self.fields["name"].required = False
            self.fields["name"].label = "Name (optional)"
        if not knows_names:
            for name in WHO:
                del self.fields[name]
            self.fields["age_band"].help_text = ""

    def clean(self) -> dict[str, Any]:
        """A date of birth and an NHS number are somebody's: they are not recorded without a name."""
        answers = super().clean() or self.cleaned_data
        given = answers.get("date_of_birth") or answers.get("nhs_number")
        if given and not answers.get("name") and not self.has_error("name"):
            self.add_error("name", "Enter the name of the person too")
        return answers

    def facts(self) -> Facts:
        """What the referral says, as the action takes it."""
        return Facts(**{name: (self.cleaned_data | self.kept)[name] for name in Facts.__dataclass_fields__})


def inputs_of(bound: Any) -> list[str]:
    """The names of the inputs of a question: those of day, month and year for a date."""
    parts = bound.field.widget.widgets_names if isinstance(bound.field, GovDateField) else ()
    return [bound.html_name, *(f"{bound.html_name}{part}" for part in parts)]


# What the provider decides -----------------------------------------------------------------------------------


class StartForm(GovForm):
    """Nothing to enter: the button is the answer."""


class AssessmentFields(GovForm):
    """What an assessment found."""

    assessed_on = GovDateField(label="Assessed on", error_messages=missing("Enter the date of the assessment"))
    assessor = forms.CharField(label="Assessed by", max_length=120, error_messages=missing("Enter who assessed them"))
    suitability = forms.ChoiceField(
        label="Would they do well in one of your houses?",
        choices=Assessment.Suitability.choices,
        widget=forms.RadioSelect,
        error_messages=missing("Select whether the place suits them"),
    )
    needs_level = forms.ChoiceField(
        label="How high their needs are",
        choices=Service.NeedsLevel.choices,
        widget=forms.RadioSelect,
        error_messages=missing("Select how high the needs are"),
    )
    note = text_area("Note (optional)", "Conditions, and what was agreed.", required=False, most=WORDS)


class AssessmentForm(AssessmentFields):
    """A new assessment."""


class CorrectAssessmentForm(VersionedForm, AssessmentFields):
    """Something about an assessment was wrong."""


class AcceptForm(GovForm):
    """The provider will have the person."""

    note = text_area("Note (optional)", "For example, which house you think of.", required=False, rows=2)


class DeclineForm(GovForm):
    """The provider will not have the person."""

    decline_reason = forms.ChoiceField(
        label="Why is the referral declined?",
        choices=Referral.DeclineReason.choices,
        widget=forms.RadioSelect,
        error_messages=missing("Select why the referral is declined"),
    )
    note = text_area("Note (optional)", "What would have to change. The ward sees it.", required=False, rows=2)


class WithdrawForm(GovForm):
    """The bed is not needed any more."""

    withdraw_reason = forms.ChoiceField(
        label="Why is the referral withdrawn?",
        choices=Referral.WithdrawReason.choices,
        widget=forms.RadioSelect,
        error_messages=missing("Select why the referral is withdrawn"),
    )
    note = text_area("Note (optional)", required=False, rows=2)


class RedirectForm(GovForm):
    """The person is sent on to a service that fits better."""

    provider = forms.TypedChoiceField(
        label="Another provider here",
        required=False,
        help_text="They get a new referral with all that is known. The wait counts on from the first one.",
    )
    elsewhere = forms.CharField(
        label="Or a service outside",
        required=False,
        max_length=200,
        help_text="For example, the crisis house or the home treatment team.",
    )
    note = text_area("Why do they fit better?", "The ward and the next provider see it.", rows=2, most=240)

    def __init__(self, *args: Any, referral: Referral, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [one for one in places_of(referral.commissioner, today) if one.provider.pk != referral.provider_id]
        self.places = {str(place.provider.pk): place.provider for place in others}
        provider: Any = self.fields["provider"]
        provider.choices = [("", "None of these"), *((key, one.name) for key, one in self.places.items())]
        provider.coerce = self.places.get
        provider.empty_value = None

    def clean(self) -> dict[str, Any]:
        """Ask where to in the same breath as why."""
        answers = super().clean() or self.cleaned_data
        if (
            not answers.get("provider")
            and not answers.get("elsewhere")
            and not self.errors.keys() & {"provider", "elsewhere"}
        ):
            self.add_error("elsewhere", "Say where the person is sent on to")
        return answers


class ReopenForm(GovForm):
    """A closed referral is received again."""

    reason = text_area("Why is it opened again?", rows=2)
