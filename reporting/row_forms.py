"""What the pages of rows are narrowed to: read from the address, offering only what the person's scope holds."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError

from beds.access import Scope
from beds.govuk import GovDateField, GovForm
from beds.models import Contract, Provider, Service, Void
from reporting.data_quality import CHECKS
from reporting.periods import DAY, Span, last_months, month_of, so_far
from reporting.readings import Part

LONGEST_YEARS = 10


class RowsForm(GovForm):
    """A service or a contract, or everything."""

    service = forms.ModelChoiceField(Service.objects.none(), required=False)
    contract = forms.ModelChoiceField(Contract.objects.none(), required=False)

    offered: ClassVar[dict[str, Any]] = {"service": Service, "contract": Contract}
    """The fields that choose a record, and of what."""

    def __init__(self, data: Any, *, scope: Scope) -> None:
        super().__init__(data)
        for name, model in self.offered.items():
            field = cast("forms.ModelChoiceField", self.fields[name])
            field.queryset = model.objects.within(scope)
            field.empty_label = "Any"
            field.error_messages["invalid_choice"] = f"The {name} must be one of the list"
        self.is_valid()

    def chosen(self, name: str) -> Any:
        """The answer to one question; None when it was not given or makes no sense."""
        return self.cleaned_data.get(name) or None

    @property
    def narrowed_to(self) -> list[str]:
        """The service and the contract chosen, by name."""
        return [str(self.chosen(name)) for name in ("service", "contract") if self.chosen(name)]


class BedsForm(RowsForm):
    """Also the state of the beds."""

    STATES = (
        ("occupied", "Occupied"),
        ("held", "Held"),
        ("used", "Occupied or held"),
        ("void", "Void"),
        ("vacant", "Vacant"),
        ("available", "Not void"),
        ("placement", "Bought for one placement"),
        ("overstay", "Occupied by or held for an overstayer"),
    )
    state = forms.ChoiceField(choices=STATES, required=False)

    @property
    def state_in_words(self) -> str:
        """`Held`, for example; empty for all states."""
        return dict(self.STATES).get(self.chosen("state"), "")


class PeriodForm(RowsForm):
    """Also a period: both dates, or the month so far."""

    from_date = GovDateField(label="From the night of", required=False)
    until_date = GovDateField(label="Up to the morning of", required=False)

    def __init__(self, data: Any, *, scope: Scope, as_at: dt.date) -> None:
        self.as_at = as_at
        super().__init__(data, scope=scope)

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it starts or is too long to list."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        from_date, until_date = cleaned.get("from_date"), cleaned.get("until_date")
        if from_date and until_date and until_date < from_date:
            raise ValidationError("The period must end on or after the day it starts.")
        if from_date and until_date and until_date.year - from_date.year > LONGEST_YEARS:
            raise ValidationError(f"The period must be shorter than {LONGEST_YEARS} years.")
        return cleaned

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the form of the period repeats, so that choosing other nights keeps the rest."""
        names = [name for name in self.fields if name not in ("from_date", "until_date")]
        return [(name, self.data[name]) for name in names if self.data.get(name)]

    @property
    def period(self) -> Span:
        """The nights asked for that have happened; the month so far when none or nonsense was asked for."""
        from_date, until_date = self.chosen("from_date"), self.chosen("until_date")
        if from_date and until_date:
            return so_far(Span(from_date, until_date), self.as_at)
        return so_far(month_of(self.as_at - dt.timedelta(days=1)), self.as_at)


class VoidsForm(PeriodForm):
    """Also the reason."""

    reason = forms.ChoiceField(choices=Void.Reason.choices, required=False)

    @property
    def narrowed_to(self) -> list[str]:
        reason = self.chosen("reason")
        return [*super().narrowed_to, *([str(Void.Reason(reason).label)] if reason else [])]


class QualityForm(PeriodForm):
    """Which records are checked: also of one provider; of 12 months unless other nights are asked for."""

    provider = forms.ModelChoiceField(Provider.objects.none(), required=False)
    check = forms.ChoiceField(
        required=False,
        widget=forms.HiddenInput,
        choices=[(check.key, check.label) for check in CHECKS.values()],
        error_messages={"invalid_choice": "The check must be one of the list"},
    )
    field_order = ("provider", "service", "contract", "from_date", "until_date")

    offered: ClassVar[dict[str, Any]] = {"provider": Provider, **RowsForm.offered}

    @property
    def part(self) -> Part:
        """What the records are narrowed to."""
        return Part.of(**{name: getattr(self.chosen(name), "pk", None) for name in self.offered})

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the default is asked for."""
        return any(self.chosen(name) for name in (*self.offered, "from_date", "until_date"))

    @property
    def period(self) -> Span:
        """The nights asked for that have happened; the 12 months to the date when none or nonsense was asked for."""
        if self.chosen("from_date") and self.chosen("until_date"):
            return super().period
        return Span(last_months(self.as_at - DAY)[0].from_date, self.as_at)
