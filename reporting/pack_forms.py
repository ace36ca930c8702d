"""What is asked about review packs."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django import forms

from beds.access import Scope
from beds.govuk import GovForm
from beds.models import Commissioner, Contract
from beds.versions import VersionedForm
from reporting.models import PackVersion, ReviewPack
from reporting.packs.parts import Subject
from reporting.periods import Span, last_months, month_of

LONGEST_COMMENT = 4000
MOST_MONTHS = 120


def months_to_draft(contracts: list[Contract], today: dt.date) -> list[dt.date]:
    """The first days of the months that are over and in which one of the contracts ran, the newest first."""
    if not contracts:
        return []
    first = min(contract.from_date for contract in contracts).replace(day=1)
    last = max(contract.until_date for contract in contracts) - dt.timedelta(days=1)
    over = month_of(today).from_date - dt.timedelta(days=1)
    months = [month.from_date for month in last_months(min(last, over), MOST_MONTHS)]
    return [month for month in reversed(months) if month >= first]


class DraftPackForm(GovForm):
    """A contract, or all of a commissioner's together, and a month that is over."""

    subject = forms.TypedChoiceField(
        label="Pack of",
        error_messages={"required": "Select a contract", "invalid_choice": "Select a contract from the list"},
    )
    month = forms.TypedChoiceField(
        coerce=lambda chosen: month_of(dt.date.fromisoformat(chosen)),
        error_messages={"required": "Select a month", "invalid_choice": "Select a month from the list"},
    )

    def __init__(self, *args: Any, scope: Scope, today: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        signs = Contract.objects.within(scope)
        if not scope.everything:
            signs = signs.filter(commissioner__in=scope.signs_for)
        contracts = list(signs.select_related("commissioner", "provider").order_by("commissioner__name", "reference"))
        self._subjects = {f"{each.commissioner_id}-{each.pk}": each for each in contracts}
        self._choices("subject", [*self._together(contracts), *self._apart()])
        months = months_to_draft(contracts, today)
        self._choices("month", [(f"{month:%Y-%m-%d}", f"{month:%B %Y}") for month in months])
        cast("forms.TypedChoiceField", self.fields["subject"]).coerce = _subject

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = [("", "Select"), *choices]

    def _together(self, contracts: list[Contract]) -> list[tuple[str, str]]:
        owners: dict[int, Commissioner] = {each.commissioner_id: each.commissioner for each in contracts}
        return [(f"{pk}-", f"{owner}: all contracts together") for pk, owner in owners.items()]

    def _apart(self) -> list[tuple[str, str]]:
        return [(key, f"{contract.reference}, {contract.provider}") for key, contract in self._subjects.items()]


def _subject(chosen: str) -> Subject:
    commissioner, _, contract = chosen.partition("-")
    return Subject(int(commissioner), int(contract) if contract else None)


class SeenForm(VersionedForm):
    """Nothing but which version was on the screen."""


class CommentForm(GovForm):
    """What somebody says about a section."""

    section = forms.ChoiceField(label="About", required=False)
    side = forms.ChoiceField(label="You speak for the", widget=forms.RadioSelect)
    text = forms.CharField(
        label="Comment",
        help_text="It stays in the pack as you write it, with your name. Do not name residents: use their reference.",
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Write the comment"},
    )

    def __init__(self, *args: Any, sections: list[tuple[str, str]], sides: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        cast("forms.ChoiceField", self.fields["section"]).choices = [("", "The pack as a whole"), *sections]
        if len(sides) == 1:
            del self.fields["side"]
        else:
            cast("forms.ChoiceField", self.fields["side"]).choices = [(side, side.capitalize()) for side in sides]


class NewVersionForm(GovForm):
    """Why the signed version is not the last word."""

    reason = forms.CharField(
        label="Why a new version is issued",
        help_text="It is printed on the cover of the new version.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why a new version is issued"},
    )


class PacksFilter(GovForm):
    """Which packs are listed; answers from the address."""

    month = forms.ChoiceField(required=False)
    contract = forms.ChoiceField(label="Pack of", required=False)
    state = forms.ChoiceField(required=False, choices=[("", "All"), *PackVersion.State.choices])

    def __init__(self, data: Any, *, scope: Scope) -> None:
        super().__init__(data)
        packs = ReviewPack.objects.within(scope)
        months = packs.order_by("-month").values_list("month", flat=True).distinct()
        pairs = Contract.objects.within(scope).values_list("pk", "reference")
        self._offer("month", [(f"{month:%Y-%m-%d}", f"{month:%B %Y}") for month in months])
        self._offer("contract", [("all", "All contracts together"), *((str(pk), name) for pk, name in pairs)])
        self.is_valid()

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = [("", "All"), *choices]

    def chosen(self, name: str) -> str:
        """The answer to one question; empty when it was not given or makes no sense."""
        return str(self.cleaned_data.get(name) or "")

    @property
    def is_narrowed(self) -> bool:
        return any(self.chosen(name) for name in self.fields)

    @property
    def month_chosen(self) -> Span | None:
        return month_of(dt.date.fromisoformat(self.chosen("month"))) if self.chosen("month") else None
