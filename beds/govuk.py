"""Forms in the GOV.UK Design System: put ``GovForm`` or ``GovFormMixin`` below a form and write the rest as usual.

The styles come from a renderer of the form's own, so that the administration keeps Django's.
``{{ form.field.as_field_group }}`` draws label, hint, error and input; ``{{ form }}`` draws them all, and
``{% include "components/error_summary.html" %}`` lists what is wrong with links to each first input.
"""

import re
from datetime import date
from typing import Any, NamedTuple, NoReturn

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.forms.utils import ErrorDict, pretty_name
from django.template import TemplateDoesNotExist

from beds.wording import WRONG, what_to_do

FIRST_YEAR, LAST_YEAR = 1900, 2199
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
IN_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+(\.\d*)?")
PARTS = ("day", "month", "year")

CLASSES: dict[type[forms.Widget], str] = {
    forms.Textarea: "govuk-textarea",
    forms.CheckboxInput: "govuk-checkboxes__input",
    forms.CheckboxSelectMultiple: "govuk-checkboxes__input",  # before RadioSelect, of which Django makes it a kind
    forms.RadioSelect: "govuk-radios__input",
    forms.Select: "govuk-select",
    forms.FileInput: "govuk-file-upload",
    forms.widgets.Input: "govuk-input",
}


class Problem(NamedTuple):
    """One line of the error summary."""

    message: str
    href: str


class GovRenderer(TemplatesSetting):
    """Draws with the templates of ``govuk/``, and with Django's where ``govuk/`` has none."""

    form_template_name = "govuk/form.html"
    field_template_name = "govuk/field.html"

    def get_template(self, template_name: str) -> Any:
        try:
            return super().get_template(template_name.replace("django/forms/", "govuk/", 1))
        except TemplateDoesNotExist:
            return super().get_template(template_name)


class GovBoundField(forms.BoundField):
    """A field of a form, knowing the class its input wears and where its first input is."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        attrs["class"] = " ".join(filter(None, [self._classes(widget), widget.attrs.get("class")]))
        return attrs

    def _classes(self, widget: forms.Widget) -> str:
        # The first match wins: CLASSES goes from the particular to the general.
        name = next((name for kind, name in CLASSES.items() if isinstance(widget, kind)), "")
        takes_red_border = name in {"govuk-input", "govuk-select", "govuk-textarea", "govuk-file-upload"}
        return f"{name} {name}--error" if self.errors and takes_red_border else name

    @property
    def is_single_checkbox(self) -> bool:
        """Whether the label belongs beside the box rather than above it."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def first_input(self) -> str:
        """The id of the input a link in the error summary leads to."""
        widget = self.field.widget
        if isinstance(widget, GovDateInput):
            wrong = [n for n, part in enumerate(PARTS) if part in widget.wrong] or [0]
            return f"{self.auto_id}_{wrong[0]}"
        if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
            return f"{self.auto_id}_0"
        return self.auto_id


class GovFormMixin:
    """Makes any form, model form or filter form look and speak like the Design System."""

    default_renderer: Any = GovRenderer
    bound_field_class: Any = GovBoundField
    use_required_attribute = False  # the page says what is missing, in its own words and all at once

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if field.label is None:
                field.label = pretty_name(name)
            _say_what_is_missing(field)
            _ask_for_numbers_as_text(field.widget)

    def add_error(self, field: str | None, error: Any) -> None:
        """Add an error; where Django would speak of values and choices, the words say what to do instead."""
        if field in self.fields and isinstance(error, ValidationError) and not hasattr(error, "error_dict"):
            asked = self.fields[field]
            error = ValidationError([_say_what_to_do(one, asked) for one in error.error_list])
        super().add_error(field, error)  # type: ignore[misc]

    def only_show(self) -> None:
        """Show what was typed as it is, and find nothing wrong with it: it is not to be saved yet."""
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}

    @property
    def error_summary(self) -> list[Problem]:
        """What is wrong, in the order of the page; what concerns no single field comes first."""
        form: Any = self
        fields = form.visible_fields()
        top = f"#{fields[0].first_input}" if fields else "#main-content"
        hidden = [error for field in form.hidden_fields() for error in field.errors]
        problems = [Problem(str(error), top) for error in (*form.non_field_errors(), *hidden)]
        for field in fields:
            problems += [Problem(str(error), f"#{field.first_input}") for error in field.errors]
        return problems


class GovForm(GovFormMixin, forms.Form):
    """A form in the Design System."""


class GovDateInput(forms.MultiWidget):
    """Three boxes: day, month, year. What was typed stays in them, right or wrong."""

    template_name = "govuk/widgets/date.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({part: forms.TextInput() for part in PARTS}, attrs)
        self.wrong: set[str] = set()  # the parts to mark; the field decides

    def decompress(self, value: Any) -> list[Any]:
        return [value.day, value.month, value.year] if isinstance(value, date) else [None, None, None]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        # A link carries the whole date: ?as_at=2026-04-01
        if whole := data.get(name):
            return list(reversed(str(whole).split("-")))
        return super().value_from_datadict(data, files, name)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and super().value_omitted_from_data(data, files, name)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for part, subwidget in zip(PARTS, context["widget"]["subwidgets"], strict=True):
            subwidget["part"] = part
            subwidget["wrong"] = part in self.wrong
        return context


class GovDateField(forms.DateField):
    """A date typed as day, month and year; a month may be typed as its name.

    Its messages begin with the label, or with `spoken` where the label makes no sentence: "Discharge date must include
    a month".
    """

    widget: Any = GovDateInput

    def __init__(self, *, spoken: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.spoken = spoken

    def to_python(self, value: Any) -> date | None:
        if value is None or isinstance(value, date):
            return super().to_python(value)
        typed = value if isinstance(value, list | tuple) else reversed(str(value).split("-"))
        parts = dict(zip(PARTS, (str(part or "").strip() for part in typed), strict=False))
        if not any(parts.values()):
            return None
        if missing := [part for part in PARTS if not parts.get(part)]:
            self._refuse(missing, f"must include a {' and '.join(missing)}")
        return self._read(**parts)

    def _read(self, day: str, month: str, year: str) -> date:
        month_number = _month(month)
        readable = {"day": day.isdecimal(), "month": month_number, "year": year.isdecimal() and len(year) == 4}
        wrong = [part for part in PARTS if not readable[part]]
        if len(wrong) > 1:
            self._refuse(wrong, "must be a real date")
        if wrong == ["year"]:
            self._refuse(wrong, "must have a year of 4 numbers")
        if wrong == ["month"]:
            self._refuse(wrong, "must have a real month")
        try:
            found = date(int(year), month_number, int(day))
        except (ValueError, OverflowError):  # the latter for a day of more digits than a number may have
            self._refuse(list(PARTS), "must be a real date")
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            self._refuse(["year"], f"must have a year between {FIRST_YEAR} and {LAST_YEAR}")
        return found

    def _refuse(self, parts: list[str], what: str) -> NoReturn:
        if isinstance(self.widget, GovDateInput):
            self.widget.wrong = set(parts)
        raise ValidationError(f"{name_of(self) or 'Date'} {what}", code="invalid")


class GovNumberField(forms.DecimalField):
    """A number as people write it: `£400`, `1,200`, `£1,200.50`. A comma counts only where it parts thousands."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            typed = value.strip().removeprefix("£").strip()
            value = typed.replace(",", "") if IN_THOUSANDS.fullmatch(typed) else typed
        return super().to_python(value)


def name_of(field: forms.Field) -> str:
    """What a message calls a field: its label without what is for the eye only."""
    return getattr(field, "spoken", "") or _without_optional(field).removesuffix("?")


def _without_optional(field: forms.Field) -> str:
    return str(field.label or "").removesuffix(" (optional)")


def _month(typed: str) -> int:
    """The number of a month typed as a number or by its name; 0 for anything else."""
    if typed.isdecimal() and len(typed) <= 2:
        return int(typed) if 1 <= int(typed) <= 12 else 0
    name = typed[:3].lower()
    return MONTHS.index(name) + 1 if name in MONTHS else 0


def _say_what_is_missing(field: forms.Field) -> None:
    """Replace "This field is required" by what to do; a form's own words are left alone."""
    if field.error_messages.get("required") != forms.Field.default_error_messages["required"]:
        return
    label = _without_optional(field).removesuffix("?")
    # "NHS number" keeps its capitals.
    label = label if label[1:2].isupper() else label[:1].lower() + label[1:]
    verb = "Select" if isinstance(field, forms.ChoiceField | forms.ModelChoiceField) else "Enter"
    field.error_messages["required"] = f"{verb} {label}"


def _say_what_to_do(error: ValidationError, field: forms.Field) -> ValidationError:
    """The error in words that say what to do; a form's own words are left alone."""
    if isinstance(field, forms.EmailField) and error.code == "invalid":
        return ValidationError("Enter an e-mail address like name@example.org", code=error.code)
    if error.code not in WRONG or field.error_messages.get(error.code) != _djangos(field, error.code):
        return error
    return ValidationError(what_to_do(error, _without_optional(field)), code=error.code)


def _djangos(field: forms.Field, code: str) -> Any:
    """What Django's own fields say of an error; None where its validator speaks."""
    kinds = [kind for kind in type(field).__mro__ if kind.__module__.startswith("django.")]
    own = (kind.__dict__.get("default_error_messages", {}) for kind in kinds)
    return next((messages[code] for messages in own if code in messages), None)


def _ask_for_numbers_as_text(widget: forms.Widget) -> None:
    """A number box changes its value under a scrolling mouse; a text box with a number pad does not."""
    if isinstance(widget, forms.NumberInput):
        widget.input_type = "text"
        widget.attrs.setdefault("inputmode", "numeric" if widget.attrs.get("step") in (None, 1, "1") else "decimal")
