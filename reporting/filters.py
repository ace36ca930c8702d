"""The filters above lists: they offer only what the person's scope holds."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from typing import Any, cast

from django import forms
from django.db.models import Exists, OuterRef, QuerySet

from beds.access import Scope
from beds.govuk import GovDateField, GovForm
from beds.models import Provider, Service
from reporting.queries.bed_board import Window
from reporting.queries.overstayers import BANDS, LONGEST_FIRST, NO_REASON, SORTS, Authorised, Choice, Who
from residents.models import OverstayReason, Placement, Ward

ANY = ("", "Any")
ORDERS = [(f"{sign}{name}", name) for name in SORTS for sign in ("", "-")]


def offer(form: GovForm, name: str, records: QuerySet[Any]) -> None:
    """Let the field choose among these records."""
    cast("forms.ModelChoiceField", form.fields[name]).queryset = records


def wards_within(scope: Scope) -> QuerySet[Ward]:
    """The wards from which the placements of this scope came."""
    placements = Placement.objects.within(scope).filter(referral__ward=OuterRef("pk"))
    return Ward.objects.filter(Exists(placements))


class OverstayersForm(GovForm):
    """Chooses overstayers; answers from the address, with everything optional."""

    who = forms.ChoiceField(label="Who", required=False, choices=[(who.value, who.label) for who in Who])
    reference = forms.CharField(label="Resident reference", required=False, max_length=20)
    provider = forms.ModelChoiceField(Provider.objects.none(), required=False, empty_label="Any")
    service = forms.ModelChoiceField(Service.objects.none(), required=False, empty_label="Any")
    ward = forms.ModelChoiceField(Ward.objects.none(), required=False, empty_label="Any")
    reason = forms.ChoiceField(
        required=False, choices=[ANY, *OverstayReason.Code.choices, (NO_REASON, "No reason recorded")]
    )
    band = forms.ChoiceField(required=False, choices=[ANY, *((str(band), band.label) for band in BANDS)])
    authorised = forms.ChoiceField(required=False, choices=[ANY, *((each.value, each.label) for each in Authorised)])
    sort = forms.ChoiceField(required=False, widget=forms.HiddenInput, choices=ORDERS)

    def __init__(self, data: Any, *, scope: Scope) -> None:
        super().__init__(data)
        offer(self, "provider", Provider.objects.within(scope))
        offer(self, "service", Service.objects.within(scope))
        offer(self, "ward", wards_within(scope))
        for field in self.fields.values():
            field.error_messages["invalid_choice"] = f"{field.label} must be one of the list"

    @property
    def choice(self) -> Choice:
        """What was chosen; an answer that makes no sense counts as none, and the error summary says so."""
        self.is_valid()
        answers = {field.name: self.cleaned_data.get(field.name) for field in fields(Choice)}
        records: dict[str, Any] = {name: getattr(answers[name], "pk", None) for name in ("provider", "service", "ward")}
        words: dict[str, Any] = {name: answers[name] or "" for name in ("reason", "band", "authorised", "reference")}
        return Choice(who=Who(answers["who"] or Who.HERE), sort=answers["sort"] or LONGEST_FIRST, **records, **words)

    @property
    def in_words(self) -> list[tuple[str, str]]:
        """Each question and its answer, for the note on the page and in downloads; unanswered ones are left out."""
        self.is_valid()
        said: list[tuple[str, Any]] = [("who", Who(self.cleaned_data.get("who") or Who.HERE).label)]
        for name in ("provider", "service", "ward"):
            said += [(name, str(record))] if (record := self.cleaned_data.get(name)) else []
        for name in ("reason", "band", "authorised"):
            labels = dict(cast("Any", self.fields[name]).choices)
            said += [(name, labels[code])] if (code := self.cleaned_data.get(name)) else []
        if reference := self.cleaned_data.get("reference"):
            said.append(("reference", reference))
        return [(str(self.fields[name].label), words) for name, words in said]

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the default is asked for, besides order."""
        choice = self.choice
        return choice != Choice(sort=choice.sort)


class BoardForm(GovForm):
    """Chooses the service and the weeks of the bed board."""

    service = forms.ModelChoiceField(Service.objects.none(), required=False, empty_label="All services")
    weeks_from = GovDateField(
        label="Weeks from", required=False, help_text="Leave empty for the week before the date shown, and three more."
    )

    def __init__(self, data: Any, *, scope: Scope) -> None:
        super().__init__(data)
        offer(self, "service", Service.objects.within(scope))

    @property
    def service_chosen(self) -> Service | None:
        self.is_valid()
        return self.cleaned_data.get("service")

    def window(self, as_at: dt.date) -> Window:
        """The weeks asked for, or those around the as-at date."""
        self.is_valid()
        asked = self.cleaned_data.get("weeks_from")
        return Window.of(asked) if asked else Window.around(as_at)
