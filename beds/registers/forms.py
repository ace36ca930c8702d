"""Forms of the registers, and the filters above their lists: they offer only what the person's scope holds."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import Q, QuerySet

from beds.access import Scope
from beds.govuk import GovDateField, GovForm
from beds.models import Agreement, Commissioner, Post, Provider, Service
from beds.registers.permissions import buyers
from beds.registers.queries import State
from beds.versions import VersionedForm

ANY = ("", "Any")
NOTE = 300


def offer(form: GovForm, name: str, records: QuerySet[Any], *, keep: Any = None) -> None:
    """Let the field choose among these records, and `keep`, which the record names now; a single one is chosen.

    What is not offered would not be sent either, and saving the form would take it away unseen.
    """
    field = cast("forms.ModelChoiceField", form.fields[name])
    if keep is not None:
        records = records | records.model.objects.filter(pk=keep.pk)
    field.queryset = records
    if field.required:
        found = list(records[:2])
        if len(found) == 1 and name not in form.initial:
            form.initial[name] = found[0].pk


def employers(scope: Scope) -> QuerySet[Commissioner]:
    """The commissioners for whose posts this person may keep the register."""
    if scope.everything:
        return Commissioner.objects.all()
    deciding = Q(pk__in=scope.decides_for)
    if not scope.writes_for:
        return Commissioner.objects.filter(deciding)
    return Commissioner.objects.filter(deciding | Q(pk__in=buyers(scope.writes_for).values("pk")))


class PostForm(VersionedForm):
    """What is known of a post."""

    employer = forms.CharField(
        label="Employer",
        max_length=120,
        help_text="Who pays the person, such as a trust, a charity or the council.",
        error_messages={"required": "Enter the employer"},
    )
    role = forms.CharField(
        label="Role",
        max_length=120,
        help_text="What the post is, not who is in it.",
        error_messages={"required": "Enter the role"},
    )
    contract_type = forms.ChoiceField(
        label="Kind of contract",
        choices=[("", "Select a kind"), *Post.ContractType.choices],
        error_messages={"required": "Select the kind of contract"},
    )
    commissioner = forms.ModelChoiceField(
        Commissioner.objects.none(), label="Commissioner", empty_label="Select a commissioner"
    )
    provider = forms.ModelChoiceField(
        Provider.objects.none(), label="Provider (optional)", required=False, empty_label="None: not with a provider"
    )
    service = forms.ModelChoiceField(
        Service.objects.none(), label="Service (optional)", required=False, empty_label="None: for all services"
    )
    from_date = GovDateField(
        label="Paid for from",
        spoken="The date from which it is paid for",
        error_messages={"required": "Enter the date from which it is paid for"},
    )
    until_date = GovDateField(
        label="Paid for until (optional)",
        spoken="The date until which it is paid for",
        required=False,
        help_text="The first day without it. Leave empty if it has no end.",
    )
    vacant_since = GovDateField(
        label="Vacant since (optional)", required=False, help_text="Leave empty if somebody is in the post."
    )
    note = forms.CharField(
        label="Note (optional)",
        required=False,
        max_length=NOTE,
        help_text="If two posts are alike, say here which one this is, such as “second of two”.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "commissioner", employers(scope))
        if scope.decides_for or scope.everything:
            providers = Provider.objects.within(scope)
        else:
            # a worker's post is always with a provider of theirs
            providers = Provider.objects.filter(pk__in=scope.writes_for)
            self.fields["provider"].required = True
            self.fields["provider"].label = "Provider"
            self.fields["provider"].error_messages["required"] = "Select a provider"
            cast("forms.ModelChoiceField", self.fields["provider"]).empty_label = "Select a provider"
        offer(self, "provider", providers, keep=self.initial.get("provider"))
        offer(self, "service", Service.objects.within(scope).select_related("provider"))
        cast("Any", self.fields["service"]).label_from_instance = lambda service: f"{service}, {service.provider}"


class AgreementForm(VersionedForm):
    """What is known of an agreement."""

    kind = forms.ChoiceField(
        label="Kind of agreement",
        choices=[("", "Select a kind"), *Agreement.Kind.choices],
        error_messages={"required": "Select the kind of agreement"},
    )
    title = forms.CharField(label="Title", max_length=200, error_messages={"required": "Enter the title"})
    commissioner = forms.ModelChoiceField(
        Commissioner.objects.none(), label="Commissioner", empty_label="Select a commissioner"
    )
    provider = forms.ModelChoiceField(
        Provider.objects.none(), label="With", required=False, empty_label="All providers"
    )
    from_date = GovDateField(
        label="In force from", error_messages={"required": "Enter the date from which it is in force"}
    )
    until_date = GovDateField(
        label="Runs out on (optional)",
        required=False,
        help_text="The first day on which it does not hold. Leave empty if it has no end.",
    )
    held_by = forms.CharField(
        label="Where it is kept (optional)",
        required=False,
        max_length=200,
        help_text="The team or the folder, so that others find it.",
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        deciding = (
            Commissioner.objects.all() if scope.everything else Commissioner.objects.filter(pk__in=scope.decides_for)
        )
        offer(self, "commissioner", deciding)
        offer(self, "provider", Provider.objects.within(scope), keep=self.initial.get("provider"))


class EndPostForm(GovForm):
    """A post ends."""

    until_date = GovDateField(
        label="Paid for until",
        help_text="The first day without it, past or planned.",
        error_messages={"required": "Enter the date until which it is paid for"},
    )


class VacantForm(GovForm):
    """Nobody is in a post."""

    vacant_since = GovDateField(
        label="Vacant since", error_messages={"required": "Enter the date since when it is vacant"}
    )


class FilledForm(GovForm):
    """Somebody is in a post again: the button is the answer."""


class ResponsibilityForm(VersionedForm):
    """Who answers for one area of a service."""

    who = forms.CharField(
        label="Post or team",
        required=False,
        max_length=120,
        help_text="A post or a team rather than a name, so that it stays right. Leave empty if nobody is responsible.",
    )
    contact = forms.CharField(
        label="How to reach them (optional)",
        required=False,
        max_length=200,
        help_text="A shared mailbox or a telephone number.",
    )


# Filters -------------------------------------------------------------------------------------------------------------


class FilterForm(GovForm):
    """Answers from the address, with everything optional; what makes no sense counts as not answered."""

    def __init__(self, data: Any, *, scope: Scope) -> None:
        super().__init__(data)
        self._offer(scope)
        for field in self.fields.values():
            field.error_messages["invalid_choice"] = f"{field.label} must be one of the list"
        self.is_valid()

    def _offer(self, scope: Scope) -> None:
        """Fill the choices that depend on the reader."""

    def chosen(self, name: str) -> Any:
        """The answer to one question; None or empty when there is none."""
        return self.cleaned_data.get(name)

    @property
    def is_narrowed(self) -> bool:
        return any(self.cleaned_data.values())


class PostsFilter(FilterForm):
    """Which posts."""

    state = forms.ChoiceField(label="State", required=False, choices=[("", State.STANDING.label), *State.choices[1:]])
    provider = forms.ModelChoiceField(Provider.objects.none(), required=False, empty_label="Any")

    def _offer(self, scope: Scope) -> None:
        offer(self, "provider", Provider.objects.within(scope))


class AgreementsFilter(FilterForm):
    """Which agreements."""

    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[("", State.STANDING.label), (State.ENDING.value, State.ENDING.label), (State.ENDED.value, "Ran out")],
    )
    kind = forms.ChoiceField(label="Kind", required=False, choices=[ANY, *Agreement.Kind.choices])


class ResponsibilitiesFilter(FilterForm):
    """Which services."""

    service = forms.ModelChoiceField(Service.objects.none(), required=False, empty_label="Any")
    gaps = forms.ChoiceField(
        label="Show", required=False, choices=[("", "All services"), ("yes", "Where nobody is named for something")]
    )

    def _offer(self, scope: Scope) -> None:
        offer(self, "service", Service.objects.within(scope))


class ProvidersFilter(FilterForm):
    """Which providers: all of them."""
