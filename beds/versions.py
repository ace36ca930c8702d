"""Forms that change a record which somebody else may change at the same time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField

from beds.govuk import GovForm
from beds.models.base import Recorded
from beds.wording import long_date


class VersionField(forms.CharField):
    """Takes anything: nobody types a version, so an error beside it would be seen by nobody."""

    def clean(self, value: Any) -> str:
        return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Difference:
    """A question that somebody else has answered differently meanwhile."""

    label: str
    theirs: str


class VersionedForm(GovForm):
    """A form that changes a record, and knows which version of it was on the screen."""

    version = VersionField(required=False, widget=forms.HiddenInput)

    others: Sequence[Difference] = ()
    """What somebody else has written meanwhile, shown beside what was typed, so that nobody's words are lost unseen."""

    def clean_version(self) -> dt.datetime:
        """The moment of the last change that the writer saw; what cannot be read counts as long out of date."""
        try:
            return dt.datetime.fromisoformat(self.cleaned_data["version"] or "")
        except ValueError:
            return dt.datetime.min.replace(tzinfo=dt.UTC)

    def show_beside(self, recorded: GovForm, record: Recorded) -> None:
        """Let the writer send the form again, having been told that somebody else was quicker, and what they wrote.

        `recorded` is the same form with what `record` says now.
        """
        self.others = list(differences(self, recorded))
        self.data = {**self.data.dict(), "version": record.updated_at.isoformat()}  # type: ignore[attr-defined]


def differences(mine: forms.BaseForm, theirs: forms.BaseForm) -> Iterator[Difference]:
    """Where another version of the same form differs from what was typed."""
    for bound in mine.visible_fields():
        other = theirs[bound.name]
        if words(bound) != words(other):
            yield Difference(str(bound.label), words(other) or "nothing")


def words(bound: BoundField) -> str:
    """An answer as a person reads it."""
    field, value = bound.field, bound.value()
    if isinstance(field, forms.BooleanField):
        return "Yes" if value in (True, "on") else "No"
    given = value if isinstance(value, list | tuple) else [value]
    typed = [str(one).strip() for one in given if one not in (None, "")]
    if hasattr(field, "choices"):
        labels = {str(code): str(label) for code, label in _flat(field.choices)}
        return ", ".join(labels.get(code, code) for code in typed)
    try:
        read = field.to_python(value)
    except forms.ValidationError:
        return " ".join(typed)
    if isinstance(read, dt.date):
        return long_date(read)
    return "" if read is None else str(read).replace("\r\n", "\n")


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    for code, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield code, label
