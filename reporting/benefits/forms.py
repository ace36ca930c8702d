"""The forms of the benefits page: whose benefits in which period, and a new baseline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, cast

from django import forms

from beds.access import Scope
from beds.govuk import GovDateField, GovForm, GovNumberField
from beds.models import Commissioner
from reporting.models import BenefitBaseline
from reporting.periods import (
    DAY,
    Grain,
    Span,
    financial_year_of,
    period_name,
    period_of,
    periods_in,
)

OFFERED = {Grain.YEAR: 6, Grain.QUARTER: 12, Grain.MONTH: 24}
"""How many periods of each length may be chosen."""
GROUPS = {Grain.YEAR: "Financial years", Grain.QUARTER: "Quarters", Grain.MONTH: "Months"}


class BenefitsForm(GovForm):
    """Reads `?commissioner=3&period=quarter-2024-07-01`; what makes no sense is said, and not asked."""

    commissioner = forms.ModelChoiceField(Commissioner.objects.none(), required=False, empty_label=None)
    period = forms.ChoiceField(required=False)

    def __init__(self, data: Any, *, scope: Scope, as_at: dt.date) -> None:
        super().__init__(data)
        self.as_at = as_at
        self.own = Commissioner.objects.within(scope)
        cast("forms.ModelChoiceField", self.fields["commissioner"]).queryset = self.own
        if len(self.own) < 2:
            self.fields["commissioner"].widget = forms.HiddenInput()
        choices = [
            (GROUPS[grain], [(_code(grain, each), _name(grain, each)) for each in _offered(grain, as_at)])
            for grain in OFFERED
        ]
        cast("forms.ChoiceField", self.fields["period"]).choices = choices
        self.is_valid()

    @property
    def whose(self) -> Commissioner:
        """The commissioner asked for, else the first; Commissioner.DoesNotExist without any."""
        chosen = self.cleaned_data.get("commissioner") or self.own.first()
        if chosen is None:
            raise Commissioner.DoesNotExist
        return cast("Commissioner", chosen)

    @property
    def grain(self) -> Grain:
        """The length of the period asked for; a financial year when none was."""
        return Grain(self.cleaned_data["period"].partition("-")[0]) if self.cleaned_data.get("period") else Grain.YEAR

    @property
    def span(self) -> Span:
        """The period asked for; the present financial year when none was."""
        asked = self.cleaned_data.get("period")
        night = dt.date.fromisoformat(asked.partition("-")[2]) if asked else self.as_at - DAY
        return period_of(self.grain, night)


def _offered(grain: Grain, as_at: dt.date) -> Iterable[Span]:
    """The last periods that have begun, the newest first."""
    first = financial_year_of(as_at - DAY).from_date.replace(year=as_at.year - OFFERED[Grain.YEAR])
    return reversed(periods_in(grain, first, as_at)[-OFFERED[grain] :])


def _code(grain: Grain, period: Span) -> str:
    return f"{grain}-{period.from_date}"


def _name(grain: Grain, period: Span) -> str:
    if grain is not Grain.QUARTER:
        return period_name(period)
    return f"{period_name(period)}, {period.from_date:%B} to {period.until_date - DAY:%B %Y}"


class BaselineForm(GovForm):
    """What benefits are measured against."""

    kind = forms.ChoiceField(
        label="Which baseline",
        choices=[("", "Select a baseline"), *BenefitBaseline.Kind.choices],
        error_messages={"required": "Select which baseline it is"},
    )
    value = GovNumberField(
        label="The value",
        max_digits=9,
        decimal_places=2,
        min_value=0,
        help_text="Pounds for a cost, such as £450; nights for a stay, or for nights in a year, such as 1,200.",
        error_messages={"required": "Enter the value", "invalid": "Enter the value as a number, such as 450 or 78.5"},
    )
    source = forms.CharField(
        label="Where it comes from",
        max_length=300,
        help_text="So that somebody else can find it: a document with its date, or whose count it is.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say where the number comes from"},
    )
    from_date = GovDateField(
        label="Holds from",
        spoken="The day from which it holds",
        help_text="It counts in every period that begins on this day or later. For example, 1 4 2024.",
        error_messages={"required": "Enter the day from which it holds"},
    )


class TakeBackForm(GovForm):
    """Which baseline is to count no more, and why."""

    baseline = forms.TypedChoiceField(
        label="Which baseline", coerce=int, error_messages={"required": "Select which baseline is taken back"}
    )
    reason = forms.CharField(
        label="Why",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why it is taken back"},
    )

    def __init__(self, *args: Any, baselines: Iterable[BenefitBaseline], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Select a baseline"), *((each.pk, str(each)) for each in baselines)]
        cast("forms.ChoiceField", self.fields["baseline"]).choices = choices
