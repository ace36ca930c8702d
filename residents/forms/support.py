"""The forms about support, outcome scores and feedback."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, cast

from django import forms

from beds.access import Scope
from beds.govuk import GovDateField, GovForm
from beds.models import Provider, Service
from beds.versions import VersionedForm
from residents.actions.feedback import LINK_DAYS
from residents.forms.pieces import missing, text_area
from residents.models import Feedback, Giver, OutcomeScore, Placement, SupportRecord
from residents.models.support import MOST_WORDS
from residents.outcomes import SCALES
from residents.queries.feedback import Choice

NO_NAMES = "Please do not write names: the commissioner reads this too."
NO_DATE = missing("Enter the date")
AS_USUAL = ("", "As is usual for it")


class KindButtons(forms.RadioSelect):
    """One button a kind, under the headings social and clinical: to tap one is to send the form."""

    template_name = "residents/support/kind_buttons.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        options = [option for _, group, _ in context["widget"]["optgroups"] for option in group]
        context["groups"] = [
            (nature.label, [one for one in options if SupportRecord.usual_nature(one["value"]) == nature])
            for nature in SupportRecord.Nature
        ]
        return context


class FormNumber(forms.UUIDField):
    """The random number of a form as it was shown. One that cannot be read counts as none: nobody could mend it."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> uuid.UUID | None:
        try:
            return cast("uuid.UUID | None", super().clean(value))
        except forms.ValidationError:
            return None


class Secret(forms.CharField):
    """What the page has put into the form and reads itself; whatever else comes counts as nothing."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> str:
        return value if isinstance(value, str) and value.isascii() and value.isprintable() else ""


class OnceForm(GovForm):
    """A form that makes something, and knows itself again when it is sent twice."""

    form_number = FormNumber(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form_number"].initial = uuid.uuid4


class LoggingForm(OnceForm):
    """A form that logs support; the page fills in `again` once it has said that the same is logged already."""

    again = forms.BooleanField(required=False, widget=forms.HiddenInput)


class SupportFields(GovForm):
    """What may be said about an activity or intervention beside what it was."""

    on = GovDateField(label="Date", error_messages=NO_DATE)
    status = forms.ChoiceField(
        label="Has it been delivered?",
        choices=SupportRecord.Status.choices,
        initial=SupportRecord.Status.DELIVERED,
        widget=forms.RadioSelect,
        error_messages=missing("Select whether it has been delivered"),
    )
    nature = forms.ChoiceField(
        label="Social or clinical?",
        choices=[AS_USUAL, *SupportRecord.Nature.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    minutes = forms.IntegerField(label="Minutes (optional)", required=False, min_value=1, max_value=24 * 60)
    note = forms.CharField(
        label="Note (optional)", required=False, max_length=300, help_text=NO_NAMES, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["minutes"].widget.attrs["class"] = "govuk-input--width-4"


class SheetForm(LoggingForm, SupportFields):
    """The sheet of the day: who it was for, and what it was."""

    placements = forms.ModelMultipleChoiceField(
        Placement.objects.none(),
        label="Who was it for?",
        widget=forms.CheckboxSelectMultiple,
        error_messages=missing("Select who it was for")
        | {
            "invalid_choice": "Somebody you ticked is not here any more. Tick who it was for again.",
            "invalid_pk_value": "Somebody you ticked is not here any more. Tick who it was for again.",
        },
    )
    kind = forms.ChoiceField(
        label="What was it? Tap it to log it",
        choices=SupportRecord.Kind.choices,
        widget=KindButtons,
        error_messages=missing("Tap what it was"),
    )
    field_order = ("placements", "on", "status", "nature", "minutes", "note", "kind", "form_number", "again")

    MORE = ("on", "status", "nature", "minutes", "note")

    def __init__(self, *args: Any, scope: Scope, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today
        here = Placement.objects.within(scope).open_on(today).filter(service__provider__in=scope.writes_for)
        cast("forms.ModelMultipleChoiceField", self.fields["placements"]).queryset = here

    @property
    def ticked(self) -> set[str]:
        """Whom the form has ticked, by the number of the placement."""
        return {str(getattr(value, "pk", value)) for value in self["placements"].value() or ()}

    @property
    def more(self) -> list[Any]:
        """The fields that the usual case needs not."""
        return [self[name] for name in self.MORE]

    @property
    def is_unusual(self) -> bool:
        """Whether one of them holds something that somebody typed, or has an error, and so must be seen."""
        return any(self[name].errors for name in self.MORE) or (self.is_bound and self.has_changed_more)

    @property
    def has_changed_more(self) -> bool:
        """Whether any of them differs from how the form was shown."""
        return any(name in self.MORE for name in self.changed_data)


KIND_GROUPS = [
    (
        nature.label,
        [(kind.value, kind.label) for kind in SupportRecord.Kind if SupportRecord.usual_nature(kind) == nature],
    )
    for nature in SupportRecord.Nature
]


class LogForm(LoggingForm, SupportFields):
    """Support for one person, on any day of the stay."""

    kind = forms.ChoiceField(
        label="What was it?",
        choices=[("", "Select what it was"), *KIND_GROUPS],
        error_messages=missing("Select what it was"),
    )
    field_order = ("kind", "on", "status", "nature", "minutes", "note", "form_number")


class CorrectSupportForm(VersionedForm, SupportFields):
    """What was logged is put right."""

    kind = forms.ChoiceField(label="What was it?", choices=KIND_GROUPS, error_messages=missing("Select what it was"))
    nature = forms.ChoiceField(
        label="Social or clinical?",
        choices=SupportRecord.Nature.choices,
        widget=forms.RadioSelect,
        error_messages=missing("Select whether it was social or clinical"),
    )
    field_order = ("kind", "on", "status", "nature", "minutes", "note", "version")


class DeliverForm(GovForm):
    """What was asked for has been given."""

    delivered_on = GovDateField(label="Delivered on", error_messages=missing("Enter the date it was delivered"))
    minutes = forms.IntegerField(label="Minutes (optional)", required=False, min_value=1, max_value=24 * 60)


class ScoreFields(GovForm):
    """A total, and when it was taken."""

    score = forms.DecimalField(label="Total", max_digits=4, decimal_places=2, error_messages=missing("Enter the total"))
    goal = forms.CharField(
        label="Goal (only for a goal-based outcome)",
        required=False,
        max_length=120,
        help_text="In a few words, and the same each time. Please do not write names.",
    )
    point = forms.ChoiceField(
        label="When was it taken?",
        choices=OutcomeScore.Point.choices,
        widget=forms.RadioSelect,
        error_messages=missing("Select when it was taken"),
    )
    taken_on = GovDateField(label="Date", error_messages=NO_DATE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["score"].widget.attrs |= {"class": "govuk-input--width-4", "inputmode": "decimal"}


class ScoreForm(ScoreFields):
    """A score is recorded."""

    measure = forms.ChoiceField(
        choices=[(scale.key, f"{scale.label}: {scale.what}") for scale in SCALES.values()],
        widget=forms.RadioSelect,
        error_messages=missing("Select the measure"),
    )
    field_order = ("measure", "score", "goal", "point", "taken_on")


class CorrectScoreForm(VersionedForm, ScoreFields):
    """A score is put right."""


class LinkForm(GovForm):
    """Somebody is asked for feedback. `secret` is signed, and becomes the address; sent twice, it makes one link."""

    giver = forms.ChoiceField(
        label="Who is asked?",
        choices=Giver.choices,
        widget=forms.RadioSelect,
        error_messages=missing("Select who is asked"),
    )
    days = forms.TypedChoiceField(
        label="How long should the link work?",
        choices=[(14, "2 weeks"), (LINK_DAYS, "4 weeks"), (56, "8 weeks")],
        coerce=int,
        initial=LINK_DAYS,
        error_messages=missing("Select how long the link should work"),
    )
    secret = Secret(required=False)


def words(label: str) -> forms.CharField:
    """An answer in somebody's own words, which may be left empty."""
    return text_area(label, required=False, rows=4, most=MOST_WORDS)


class SaidFields(GovForm):
    """The verdict, and the three questions of 001, section 4."""

    verdict = forms.ChoiceField(
        label="How was the experience?",
        choices=Feedback.Verdict.choices,
        widget=forms.RadioSelect,
        error_messages=missing("Select how the experience was"),
    )
    was_good = words("What was good about the experience? (optional)")
    could_be_better = words("What could be better? (optional)")
    anything_else = words("What else would you like to tell us? (optional)")


class GiveForm(SaidFields):
    """What somebody says who holds a link."""


class PaperForm(OnceForm, SaidFields):
    """Feedback that was given on paper, or by word of mouth."""

    giver = forms.ChoiceField(
        label="Who gave it?",
        choices=Giver.choices,
        widget=forms.RadioSelect,
        error_messages=missing("Select who gave it"),
    )
    received_on = GovDateField(label="Given on", error_messages=missing("Enter the date it was given"))
    anything_else = words("What else did they tell us? (optional)")
    field_order = (
        "giver",
        "received_on",
        "verdict",
        "was_good",
        "could_be_better",
        "anything_else",
        "form_number",
    )


ANY = ("", "Any")


class FeedbackFilter(GovForm):
    """Chooses feedback; answers from the address, with everything optional."""

    provider = forms.ModelChoiceField(Provider.objects.none(), required=False, empty_label="Any")
    service = forms.ModelChoiceField(Service.objects.none(), required=False, empty_label="Any")
    giver = forms.ChoiceField(label="From", required=False, choices=[ANY, *Giver.choices])
    verdict = forms.ChoiceField(required=False, choices=[ANY, *Feedback.Verdict.choices])
    when = forms.ChoiceField(required=False, choices=[ANY, ("stay", "During the stay"), ("after", "After leaving")])
    from_date = GovDateField(label="Given from", required=False)
    until_date = GovDateField(label="Given until", required=False)

    def __init__(self, data: Any, *, scope: Scope) -> None:
        super().__init__(data)
        cast("Any", self.fields["provider"]).queryset = Provider.objects.within(scope)
        cast("Any", self.fields["service"]).queryset = Service.objects.within(scope)
        for field in self.fields.values():
            field.error_messages["invalid_choice"] = f"{field.label} must be one of the list"

    @property
    def choice(self) -> Choice:
        """What was chosen; an answer that makes no sense counts as none, and the error summary says so."""
        self.is_valid()
        said = self.cleaned_data
        after = {"stay": False, "after": True}.get(said.get("when") or "")
        return Choice(
            provider=getattr(said.get("provider"), "pk", None),
            service=getattr(said.get("service"), "pk", None),
            giver=said.get("giver") or "",
            verdict=said.get("verdict") or "",
            after_leaving=after,
            from_date=said.get("from_date"),
            until_date=said.get("until_date"),
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out."""
        return self.choice != Choice()
