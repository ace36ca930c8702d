"""What the page of the rows behind a value is asked: the period, the part, and one code of a split."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError

from beds.access import Scope
from beds.govuk import GovDateField
from reporting.measures import Measure
from reporting.part_forms import PartForm
from reporting.periods import DAY, Span, month_of, period_name, so_far


class MeasureRowsForm(PartForm):
    """Reads `?from=2023-03-01&until=2023-04-01&contract=3&split=reason&code=repairs`."""

    from_date = GovDateField(label="From the night of", spoken="The first night", required=False)
    until_date = GovDateField(label="Up to the morning of", spoken="The last morning", required=False)
    split = forms.CharField(required=False, widget=forms.HiddenInput)
    code = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, measure: Measure, scope: Scope, as_at: dt.date) -> None:
        self.measure, self.as_at = measure, as_at
        super().__init__(data, scope=scope)
        self.is_valid()

    @property
    def labels(self) -> dict[str, str]:
        """The codes of the split asked for, with their labels."""
        rows = self.measure.rows
        return rows.splits.get(self.cleaned_data.get("split", ""), {}) if rows else {}

    def clean_split(self) -> str:
        """Refuse what the rows are not told apart by."""
        split: str = self.cleaned_data["split"]
        if split and (self.measure.rows is None or split not in self.measure.rows.splits):
            raise ValidationError(f"{self.measure.label} cannot be broken down by “{split}”")
        return split

    def clean_code(self) -> str:
        """Refuse a code that is not one of the split's."""
        code: str = self.cleaned_data["code"]
        if code and self.labels and code not in self.labels:
            raise ValidationError(f"“{code}” is none of the kinds by which {self.measure.label} is broken down")
        return code

    def clean(self) -> dict[str, Any]:
        """Refuse half a period, and one that ends before it starts."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        from_date, until_date = cleaned.get("from_date"), cleaned.get("until_date")
        if bool(from_date) != bool(until_date) and not self.errors:
            raise ValidationError("A period has a first night and a morning on which it ends: give both")
        if from_date and until_date and until_date < from_date:
            raise ValidationError("The period must end on or after the day it starts")
        return cleaned

    @property
    def period(self) -> Span:
        """The nights asked for; the month of the last night when none or nonsense was asked for."""
        from_date, until_date = self.cleaned_data.get("from_date"), self.cleaned_data.get("until_date")
        if from_date and until_date and until_date >= from_date:
            return Span(from_date, until_date)
        return month_of(self.as_at - DAY)

    @property
    def period_in_words(self) -> str:
        """The name of the period, and how far it has come."""
        period, shown = self.period, so_far(self.period, self.as_at)
        if shown == period:
            return period_name(period)
        return f"{period_name(period)}, so far: {period_name(shown)}"

    @property
    def over_time(self) -> str:
        """What Explore is asked to show the same measure and part over time, as at the same morning."""
        parts = [(str(name), pk) for name, pks in self.part.ids.items() for pk in pks]
        return urlencode([("measure", self.measure.key), *parts, ("as_at", self.as_at)])

    @property
    def told(self) -> tuple[str, str]:
        """The split and the code asked for, both or neither."""
        split, code = self.cleaned_data.get("split", ""), self.cleaned_data.get("code", "")
        return (split, code) if split and code else ("", "")

    @property
    def narrowed_to(self) -> list[str]:
        """The part and the code, in words."""
        _, code = self.told
        return [*self.part_in_words, *([self.labels.get(code, code)] if code else [])]
