"""What all pages of the administration share: they save through the actions, and show a refusal beside its field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models, transaction
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse

from beds.acting import write
from beds.govuk import GovNumberField
from beds.refusal import Refusal

AMOUNTS: dict[Any, dict[str, Any]] = {
    models.DecimalField: {
        "form_class": GovNumberField,
        "widget": forms.TextInput(attrs={"inputmode": "decimal", "size": 10}),
    }
}
"""Boxes that take `£1,200.50`, which a number box of a browser does not."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal, and what it is of: the row at `index` of the formset `prefix`, or, without one, the page's record."""

    refusal: Refusal
    prefix: str | None = None
    index: int = 0


def refused_on(request: HttpRequest) -> Refused | None:
    """What an action has refused while this request was dealt with."""
    return getattr(request, "refused", None)


def show(form: forms.BaseForm, refusal: Refusal) -> None:
    """Put the refusal beside the input that it names, or above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)


class RefusalForm(forms.ModelForm):
    """A form that is invalid when its action has just refused what it holds."""

    refused: Refused | None = None

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.refused is not None and self.refused.prefix is None:
            show(self, self.refused.refusal)
        return cleaned


class RefusalFormSet(BaseInlineFormSet):
    """Rows, one of which its action may just have refused."""

    refused: Refused | None = None

    def clean(self) -> None:
        super().clean()
        if self.refused is not None and self.refused.prefix == self.prefix:
            show(self.forms[self.refused.index], self.refused.refusal)


class RowInline(admin.TabularInline):
    """Rows under a record, each saved by an action of its own; they are ended by a date, not deleted."""

    formset = RefusalFormSet
    extra = 0

    class Media:
        css: ClassVar = {"all": ("administration.css",)}

    can_delete = False
    formfield_overrides: ClassVar = AMOUNTS

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Choices without the buttons that add, change or delete what is chosen: these crowd a row."""
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        for button in ("add", "change", "delete", "view"):
            if hasattr(getattr(field, "widget", None), f"can_{button}_related"):
                setattr(field.widget, f"can_{button}_related", False)
        return field

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.refused = refused_on(request)
        return formset


class RecordAdmin(admin.ModelAdmin):
    """Records that an action saves; only one to which nothing refers can be deleted, one at a time."""

    form = RefusalForm
    actions = None
    list_per_page = 50
    formfield_overrides: ClassVar = AMOUNTS
    fixed_fields: tuple[str, ...] = ()
    """What cannot change once the record is there: other records were checked against it."""

    def save(self, request: HttpRequest, record: Any) -> None:
        """Save one record, this page's own or a row's. Raises `Refusal`."""
        write(record, by=request.user)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        self.save(request, obj)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: Any) -> None:
        formset.save(commit=False)
        for index, row in enumerate(formset.forms):
            if row.has_changed() and row not in formset.deleted_forms:
                try:
                    self.save(request, row.instance)
                except Refusal as refusal:
                    request.refused = Refused(refusal, formset.prefix, index)  # type: ignore[attr-defined]
                    raise
        for row in formset.deleted_objects:
            row.delete()

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form; when an action refuses, everything is undone and the form comes back with what it says."""
        try:
            with transaction.atomic():
                return super().changeform_view(request, object_id, form_url, extra_context)
        except Refusal as refusal:
            request.refused = refused_on(request) or Refused(refusal)  # type: ignore[attr-defined]
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(  # type: ignore[override]  # `change` is among the rest
        self, request: HttpRequest, obj: Any = None, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, **kwargs)
        form.refused = refused_on(request)
        return form

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fixed = self.fixed_fields if obj is not None else ()
        return (*super().get_readonly_fields(request, obj), *fixed)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or not is_referred_to(obj))


class ReadOnlyAdmin(admin.ModelAdmin):
    """Records to look up. They are written by the pages of the service, which know the rules."""

    actions = None
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def is_referred_to(record: models.Model) -> bool:
    """Whether any other record points at this one."""
    relations = record._meta.get_fields(include_hidden=True)
    references: list[Any] = [relation for relation in relations if isinstance(relation, models.ManyToOneRel)]
    return any(
        relation.related_model.objects.filter(**{relation.field.name: record}).exists() for relation in references
    )
