"""Asks for a part of what a person may see: some commissioners, providers, services, contracts and wards."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet

from beds.access import Scope
from beds.govuk import GovForm
from beds.models import Commissioner, Contract, Provider, Service
from reporting.measures import Dimension
from reporting.readings import Part
from residents.models import Placement, Referral, Ward

RECORDS: dict[Dimension, Any] = {
    Dimension.COMMISSIONER: Commissioner,
    Dimension.PROVIDER: Provider,
    Dimension.SERVICE: Service,
    Dimension.CONTRACT: Contract,
}
FROM_UNTIL = {"from_date": "from", "until_date": "until"}
"""Fields whose names in an address are words of Python."""


def records_within(scope: Scope, dimension: Dimension) -> QuerySet[Any]:
    """What a person may choose among in a dimension: wherever a row that they see may belong."""
    if dimension is Dimension.WARD:
        placed = Placement.objects.within(scope).filter(referral__ward=OuterRef("pk"))
        referred = Referral.objects.within(scope).filter(ward=OuterRef("pk"))
        return Ward.objects.filter(Exists(placed) | Exists(referred))
    if dimension is Dimension.COMMISSIONER and not scope.everything:
        theirs = Commissioner.objects.within(scope).values("pk")
        buying = Commissioner.objects.buying_from(scope.providers).values("pk")
        return Commissioner.objects.filter(Q(pk__in=theirs) | Q(pk__in=buying))
    return RECORDS[dimension].objects.within(scope)


def several(records: QuerySet[Any], label: str) -> forms.ModelMultipleChoiceField:
    """Some of these; all where none is chosen."""
    return forms.ModelMultipleChoiceField(records, required=False, label=label, widget=forms.CheckboxSelectMultiple)


class PartForm(GovForm):
    """One or several of each dimension, all where none is chosen."""

    commissioner = several(Commissioner.objects.none(), "Commissioners")
    provider = several(Provider.objects.none(), "Providers")
    service = several(Service.objects.none(), "Services")
    contract = several(Contract.objects.none(), "Contracts")
    ward = several(Ward.objects.none(), "Wards")

    def __init__(self, data: Any, *, scope: Scope) -> None:
        super().__init__(data)
        self.records = {each: records_within(scope, each) for each in Dimension}
        for name, records in self.records.items():
            field = cast("forms.ModelMultipleChoiceField", self.fields[name])
            field.queryset = records
            wrong = f"The {name} must be one of those that you may see"
            field.error_messages |= {"invalid_choice": wrong, "invalid_pk_value": wrong, "invalid_list": wrong}

    def add_prefix(self, field_name: str) -> str:
        """The name of a field in the address."""
        return FROM_UNTIL.get(field_name, field_name)

    @property
    def part(self) -> Part:
        """The part asked for; what makes no sense is not asked for."""
        chosen = {name: self.cleaned_data.get(name) for name in Dimension}
        return Part({name: [record.pk for record in records] for name, records in chosen.items() if records})

    @property
    def part_in_words(self) -> list[str]:
        """The names of what was chosen."""
        return [str(record) for name in Dimension for record in self.cleaned_data.get(name) or ()]
