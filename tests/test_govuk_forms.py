"""Dates typed in three boxes, and what a form says when something is missing."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import get_resolver

from beds.govuk import GovDateField, GovForm, GovFormMixin, GovNumberField


class Discharge(GovForm):
    discharged_on = GovDateField(label="Discharge date", help_text="For example, 27 3 2026")
    destination = forms.ChoiceField(choices=[("home", "Home"), ("ward", "Ward")], widget=forms.RadioSelect)
    nhs_number = forms.CharField(label="NHS number", required=False)


def typed(day: str, month: str, year: str) -> Discharge:
    boxes = {"discharged_on_day": day, "discharged_on_month": month, "discharged_on_year": year}
    return Discharge({**boxes, "destination": "home"})


@pytest.mark.parametrize(
    "boxes", [("1", "4", "2026"), (" 01 ", "04", "2026"), ("1", "April", "2026"), ("1", "apr", "2026")]
)
def test_a_date_is_read(boxes: tuple[str, str, str]) -> None:
    form = typed(*boxes)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["discharged_on"] == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("boxes", "message", "link"),
    [
        (("", "", ""), "Enter discharge date", "#id_discharged_on_0"),
        (("1", "", "2026"), "Discharge date must include a month", "#id_discharged_on_1"),
        (("1", "", ""), "Discharge date must include a month and year", "#id_discharged_on_1"),
        (("31", "2", "2026"), "Discharge date must be a real date", "#id_discharged_on_0"),
        (("x", "2", "2026"), "Discharge date must be a real date", "#id_discharged_on_0"),
        (("1", "13", "2026"), "Discharge date must have a real month", "#id_discharged_on_1"),
        (("1", "2", "26"), "Discharge date must have a year of 4 numbers", "#id_discharged_on_2"),
        (("x", "y", "zz"), "Discharge date must be a real date", "#id_discharged_on_0"),
        (("1", "y", "zz"), "Discharge date must be a real date", "#id_discharged_on_1"),
        (("1", "2", "9999"), "Discharge date must have a year between 1900 and 2199", "#id_discharged_on_2"),
        (("9" * 26, "2", "2026"), "Discharge date must be a real date", "#id_discharged_on_0"),
        (("²", "2", "2026"), "Discharge date must be a real date", "#id_discharged_on_0"),
    ],
)
def test_a_mistake_is_named_and_linked(boxes: tuple[str, str, str], message: str, link: str) -> None:
    assert typed(*boxes).error_summary == [(message, link)]


def test_what_was_typed_stays_in_the_boxes() -> None:
    drawn = typed("31", "Febtember", "2026")["discharged_on"].as_field_group()
    for value in ("31", "Febtember", "2026"):
        assert f'value="{value}"' in drawn
    assert "govuk-form-group--error" in drawn


def test_a_link_may_carry_the_whole_date() -> None:
    form = Discharge(QueryDict("discharged_on=2026-04-01&destination=home"))
    assert form.is_valid()
    assert form.cleaned_data["discharged_on"] == date(2026, 4, 1)


def test_an_initial_date_fills_the_boxes() -> None:
    drawn = str(Discharge(initial={"discharged_on": date(2026, 4, 1)}))
    assert 'value="2026"' in drawn
    assert not Discharge({"discharged_on": "2026-04-01"}, initial={"discharged_on": date(2026, 4, 1)}).has_changed()


def test_missing_answers_are_asked_for_by_name() -> None:
    summary = Discharge({}).error_summary
    assert [problem.message for problem in summary] == ["Enter discharge date", "Select destination"]
    assert summary[1].href == "#id_destination_0"


def test_a_message_speaks_of_a_date_by_a_name_without_what_is_for_the_eye() -> None:
    labels = (("When was it?", ""), ("Born (optional)", ""), ("Show as at", "The date of the figures"))
    said = []
    for label, spoken in labels:
        field = GovDateField(label=label, spoken=spoken)
        with pytest.raises(ValidationError) as wrong:
            field.clean(["x", "y", "2026"])
        said += wrong.value.messages
    assert said == [
        "When was it must be a real date",
        "Born must be a real date",
        "The date of the figures must be a real date",
    ]


def kinds_of(form: type) -> Iterator[Any]:
    """All forms made from one."""
    for each in form.__subclasses__():
        yield each
        yield from kinds_of(each)


def test_no_question_is_answered_with_enter_and_the_question() -> None:
    assert get_resolver().url_patterns  # all forms are imported
    asked = [(each, field) for each in kinds_of(GovFormMixin) for field in getattr(each, "base_fields", {}).values()]
    assert len(asked) > 100
    for each, field in asked:
        if field.required and str(field.label or "").endswith("?"):
            assert field.error_messages["required"] != forms.Field.default_error_messages["required"], (
                each,
                field.label,
            )


@pytest.mark.parametrize(
    ("typed", "read"), [("£400", "400"), ("1,200", "1200"), ("£ 12,345.50", "12345.50"), ("1,20", ""), ("£", "")]
)
def test_a_number_is_read_as_people_write_it(typed: str, read: str) -> None:
    field = GovNumberField(label="The value")
    if read:
        assert field.clean(typed) == Decimal(read)
    else:
        with pytest.raises(ValidationError):
            field.clean(typed)


def test_inputs_wear_the_design_systems_classes() -> None:
    drawn = str(Discharge())
    assert drawn.count("govuk-radios__input") == 2
    assert 'class="govuk-input"' in drawn
    assert "<fieldset" in drawn
