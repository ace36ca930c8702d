"""What Explore is asked: a measure, its periods, by whom it is compared, and of which part."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField

from beds.access import Scope
from beds.govuk import GovDateField
from reporting.dictionary import dimensions_of, split_name, splits_of
from reporting.measures import MEASURES, Dimension, Measure, by_group, calculated
from reporting.part_forms import PartForm
from reporting.periods import DAY, Grain, Span, financial_year_of, months_later, period_of, periods_in
from reporting.queries.explore import BY_NAME, Question

MOST_PERIODS = 60
"""Five years of months; more cannot be read, and quarters and years show them better."""
PERIODS_SHOWN = {Grain.MONTH: 12, Grain.QUARTER: 8, Grain.YEAR: 3}
"""How many periods are shown unless others are asked for."""
ONE_PERIOD = "range"
GRAINS = [*((grain.value, grain.label) for grain in Grain), (ONE_PERIOD, "One period, from and until the dates below")]


def measure_choices() -> list[tuple[str, Any]]:
    """Every measure with a value in any period, under the headings of the definitions."""
    chosen = ((group, [each for each in measures if each.is_calculated]) for group, measures in by_group())
    groups = [(group, [(each.key, each.label) for each in measures]) for group, measures in chosen if measures]
    return [("", "Choose a measure"), *groups]


def split_choices() -> list[tuple[str, str]]:
    """Everything by which some measure may be broken down."""
    splits = {split for measure in calculated() if measure.rows for split in measure.rows.splits}
    return [
        ("", "Not broken down"),
        *sorted(((split, split_name(split)) for split in splits), key=lambda each: each[1]),
    ]


def either(names: list[str]) -> str:
    """`service, contract or ward`."""
    return " or ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


class ExploreForm(PartForm):
    """The question of the page; what is not answered has a default."""

    measure = forms.ChoiceField(choices=measure_choices, error_messages={"required": "Choose a measure"})
    grain = forms.ChoiceField(label="Period", choices=GRAINS, required=False)
    from_date = GovDateField(label="From the night of", spoken="The first night", required=False)
    until_date = GovDateField(label="Up to the morning of", spoken="The last morning", required=False)
    by = forms.ChoiceField(
        label="Compare",
        required=False,
        choices=[("", "One figure for all together"), *((each.value, f"By {each}") for each in Dimension)],
    )
    split = forms.ChoiceField(label="Break down by", choices=split_choices, required=False)
    sort = forms.CharField(required=False, max_length=11, widget=forms.HiddenInput)

    field_order = ("measure", "by", "split", "grain", "from_date", "until_date")

    def __init__(self, data: Any, *, scope: Scope, as_at: dt.date) -> None:
        self.as_at = as_at
        super().__init__(data, scope=scope)
        for name in ("measure", "grain", "by", "split"):
            self.fields[name].error_messages["invalid_choice"] = f"{self.fields[name].label} must be one of the list"

    @property
    def choices_shown(self) -> list[BoundField]:
        """The questions that are always in sight."""
        return [self[name] for name in ("measure", "by", "split", "grain")]

    @property
    def parts_offered(self) -> list[BoundField]:
        """The parts to choose from, where there is more than one of a kind."""
        offered = []
        for name, records in self.records.items():
            choices = [(record.pk, str(record)) for record in records]
            self.fields[name].widget.choices = choices  # read once, where the field would read them again
            offered += [self[name]] if choices[1:] or self.errors.get(name) else []
        return offered

    @property
    def has_hidden_errors(self) -> bool:
        """Whether something is wrong with what is not in sight at first: the dates and the parts."""
        return bool(self.errors.keys() & {"from_date", "until_date", *Dimension})

    def clean(self) -> dict[str, Any]:
        """Refuse what the measure cannot be told apart by, and periods that cannot be shown."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if measure := MEASURES.get(cleaned.get("measure", "")):
            self._refuse_what_it_has_not(measure, cleaned)
        if not {"grain", "from_date", "until_date"} & self.errors.keys():
            self._refuse_periods(cleaned)
        return cleaned

    def _refuse_what_it_has_not(self, measure: Measure, cleaned: dict[str, Any]) -> None:
        dimensions, splits = [str(each) for each in dimensions_of(measure)], splits_of(measure)
        if cleaned.get("by") and cleaned["by"] not in dimensions:
            self.add_error("by", f"{measure.label} can be compared by {either(dimensions)}")
        for name in Dimension:
            if cleaned.get(name) and name not in dimensions:
                self.add_error(name, f"{measure.label} has no {name}: choose by {either(dimensions)}")
        if cleaned.get("split") and measure.rows and cleaned["split"] not in measure.rows.splits:
            can = f"can be broken down by {either(splits)}" if splits else "cannot be broken down"
            self.add_error("split", f"{measure.label} {can}")

    def _refuse_periods(self, cleaned: dict[str, Any]) -> None:
        from_date, until_date = cleaned.get("from_date"), cleaned.get("until_date")
        if from_date and until_date and until_date <= from_date:
            raise ValidationError({"until_date": "The last morning must be after the first night"})
        if from_date and from_date >= self.as_at:
            raise ValidationError({"from_date": f"The first night must be before {self.as_at:%-d %B %Y}"})
        if len(self._periods(cleaned)) > MOST_PERIODS:
            raise ValidationError({"from_date": f"Choose dates with at most {MOST_PERIODS} periods, or longer periods"})

    def _periods(self, cleaned: dict[str, Any]) -> tuple[Span, ...]:
        """The periods asked for; without dates the latest ones, the one of the last night among them."""
        from_date, until_date = cleaned.get("from_date"), cleaned.get("until_date")
        grain = cleaned.get("grain") or Grain.MONTH
        if grain == ONE_PERIOD:
            start = from_date or financial_year_of((until_date or self.as_at) - DAY).from_date
            return (Span(start, until_date or self.as_at),)
        grain = Grain(grain)
        until = min(until_date or self.as_at, self.as_at)
        latest = period_of(grain, until - DAY).from_date
        start = from_date or months_later(latest, -grain.months * (PERIODS_SHOWN[grain] - 1))
        return tuple(periods_in(grain, start, until))

    @property
    def question(self) -> Question:
        """What is asked, of a form without errors."""
        asked = self.cleaned_data
        grain = asked["grain"] or Grain.MONTH
        return Question(
            MEASURES[asked["measure"]],
            self._periods(asked),
            self.as_at,
            grain=None if grain == ONE_PERIOD else Grain(grain),
            by=Dimension(asked["by"]) if asked["by"] else None,
            split=asked["split"],
            part=self.part,
            order=asked["sort"] or BY_NAME,
        )

    @property
    def query(self) -> str:
        """The question as an address says it, always in the same order; what was left open stays open."""
        return self._address(self.cleaned_data["from_date"], self.cleaned_data["until_date"])

    @property
    def lasting_query(self) -> str:
        """The same with every date, so that the address shows the same figures on any day."""
        periods = self._periods(self.cleaned_data)
        return f"{self._address(periods[0].from_date, periods[-1].until_date)}&as_at={self.as_at}"

    def _address(self, from_date: dt.date | None, until_date: dt.date | None) -> str:
        asked = self.cleaned_data
        said = [(name, asked[name]) for name in ("measure", "by", "split", "grain")]
        parts = [(str(name), pk) for name in Dimension for pk in sorted(self.part.ids.get(name, ()))]
        pairs = [*said, ("from", from_date), ("until", until_date), *parts, ("sort", asked["sort"])]
        return urlencode([(name, value) for name, value in pairs if value])
