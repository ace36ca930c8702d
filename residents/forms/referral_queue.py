"""What the queue of referrals is narrowed to."""

from __future__ import annotations

from typing import Any, cast

from django import forms

from beds.access import Scope
from beds.govuk import GovForm
from beds.models import Provider
from residents.models import Referral, Ward
from residents.queries.referrals import EVERY, LONGEST_FIRST, OPEN, SORTS, Choice, Order

ORDERS = [(f"{sign}{name}", name) for name in SORTS for sign in ("", "-")]
STATES = [(OPEN, "Open"), *((state.value, Referral.Status(state.value).label) for state in Order), (EVERY, "All")]


class QueueForm(GovForm):
    """Chooses referrals; answers from the address, with everything optional."""

    state = forms.ChoiceField(label="State", required=False, choices=STATES)
    who = forms.CharField(required=False, max_length=120)
    provider = forms.ModelChoiceField(Provider.objects.none(), required=False, empty_label="Any")
    ward = forms.ModelChoiceField(Ward.objects.none(), required=False, empty_label="Any")
    sort = forms.ChoiceField(required=False, widget=forms.HiddenInput, choices=ORDERS)

    def __init__(self, data: Any, *, scope: Scope) -> None:
        super().__init__(data)
        knows_names = scope.everything or scope.wards or scope.providers
        self.fields["who"].label = "Reference or name" if knows_names else "Reference"
        seen = Referral.objects.within(scope).order_by()
        self._offer("provider", Provider.objects.filter(pk__in=seen.values("provider")))
        self._offer("ward", Ward.objects.filter(pk__in=seen.values("ward")))
        for field in self.fields.values():
            field.error_messages["invalid_choice"] = f"{field.label} must be one of the list"

    def _offer(self, name: str, records: Any) -> None:
        cast("forms.ModelChoiceField", self.fields[name]).queryset = records

    @property
    def choice(self) -> Choice:
        """What was chosen; an answer that makes no sense counts as none, and the error summary says so."""
        self.is_valid()
        given = self.cleaned_data
        return Choice(
            state=given.get("state") or OPEN,
            who=given.get("who") or "",
            provider=getattr(given.get("provider"), "pk", None),
            ward=getattr(given.get("ward"), "pk", None),
            sort=given.get("sort") or LONGEST_FIRST,
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether more than the state is asked for."""
        choice = self.choice
        return choice != Choice(state=choice.state, sort=choice.sort)
