"""The date a page speaks of: the morning of `as_at`, today unless the address asks for a past one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict

from beds.govuk import GovDateField, GovForm

PARAMETER = "as_at"


class AsAtForm(GovForm):
    """Asks for the date; `?as_at=2023-04-01` and the three boxes both answer it."""

    as_at = GovDateField(
        label="Show figures as at the morning of",
        spoken="The date of the figures",
        required=False,
        help_text="For example, 1 4 2023. Nights before it are counted.",
    )

    def __init__(self, data: Any, *, today: dt.date) -> None:
        super().__init__(data)
        self.today = today

    def clean_as_at(self) -> dt.date | None:
        """Refuse a morning that has not come: its nights have not happened."""
        asked: dt.date | None = self.cleaned_data["as_at"]
        if asked and asked > self.today:
            raise ValidationError(f"The date must be today, {self.today:%-d %B %Y}, or earlier")
        return asked


@dataclass(frozen=True)
class AsAt:
    """The date of the page, and the form that asks for another."""

    date: dt.date
    today: dt.date
    form: AsAtForm
    kept: list[tuple[str, str]]
    """The other parameters of the address, which the form repeats so that changing the date keeps them."""

    @property
    def is_today(self) -> bool:
        return self.date == self.today

    @property
    def last_night(self) -> dt.date:
        """The last night that has happened; the month and financial year so far are those of this night."""
        return self.date - dt.timedelta(days=1)

    @property
    def query(self) -> QueryDict:
        """What a link carries on to the next page: `{% querystring as_at.query service=3 %}`.

        Nothing for today, so that a kept link stays current.
        """
        query = QueryDict(mutable=True)
        if not self.is_today:
            query[PARAMETER] = self.date.isoformat()
        return query


def read_as_at(parameters: QueryDict, today: dt.date) -> AsAt:
    """The date that a request's query parameters ask for; today when they ask for none, a future one or nonsense.

    The form then carries the message to show.
    """
    form = AsAtForm(parameters, today=today)
    asked = form.cleaned_data.get(PARAMETER) if form.is_valid() else None
    date = asked or today
    if form.is_valid():
        form = AsAtForm({PARAMETER: date.isoformat()}, today=today)
    kept = [(name, value) for name, values in parameters.lists() if not name.startswith(PARAMETER) for value in values]
    return AsAt(date=date, today=today, form=form, kept=kept)
