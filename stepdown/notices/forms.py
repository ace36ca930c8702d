"""Forms about notices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms

from beds.govuk import GovForm
from stepdown.notices.audience import Offer, Wanted
from stepdown.notices.kinds import KINDS, Kind


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """One kind with its two boxes."""

    kind: Kind
    boxes: tuple[forms.BoundField, forms.BoundField]
    """In the app, by e-mail."""


class ChoicesForm(GovForm):
    """Two boxes for each kind that a person can be told of."""

    def __init__(self, *args: Any, offers: list[Offer], **kwargs: Any) -> None:
        self.offers = offers
        super().__init__(*args, **kwargs)
        for offer in offers:
            for way, label in (("in_app", "In the app"), ("by_email", "By e-mail")):
                self.fields[f"{offer.kind.key}-{way}"] = forms.BooleanField(
                    required=False, label=f"{label}: {offer.kind.label}", initial=getattr(offer.wanted, way)
                )

    def rows(self) -> Iterator[ChoiceRow]:
        """The kinds, for the table."""
        for offer in self.offers:
            yield ChoiceRow(offer.kind, (self[f"{offer.kind.key}-in_app"], self[f"{offer.kind.key}-by_email"]))

    @property
    def wanted(self) -> dict[str, Wanted]:
        """How the person wants to be told of each kind."""
        answers = self.cleaned_data
        return {
            offer.kind.key: Wanted(answers[f"{offer.kind.key}-in_app"], answers[f"{offer.kind.key}-by_email"])
            for offer in self.offers
        }


class NoticesFilter(GovForm):
    """Which notices are listed; answers from the address."""

    kind = forms.ChoiceField(
        required=False,
        label="About",
        choices=[("", "Everything"), *((kind.key, kind.label) for kind in KINDS)],
        error_messages={"invalid_choice": "About must be one of the list"},
    )
    unread = forms.ChoiceField(
        required=False,
        label="Show",
        choices=[("", "Read and unread"), ("yes", "Unread only")],
        error_messages={"invalid_choice": "Show must be one of the list"},
    )

    @property
    def is_narrowed(self) -> bool:
        return self.is_valid() and any(self.cleaned_data.values())
