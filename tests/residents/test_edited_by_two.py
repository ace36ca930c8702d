"""Two people have the same record open: whoever is second is told, and neither loses a word."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.test import Client
from django.urls import resolve

from beds.govuk import GovDateInput
from beds.versions import VersionedForm, words
from tests.beds.test_registers_pages import registers
from tests.every_form import FORMS, SIGNING_IN, check_each, worlds_of
from tests.hostile_answers import Answer, Form, check
from tests.residents.test_hostile_input import ADDRESSES, answers
from tests.residents.test_move_on_pages import today, way

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

__all__ = ["registers", "today", "way"]

MINE = "What I have typed"
OF_ONE_PERSON = {"views: rename"}
"""What nobody else can change."""


def signed_in(form: Form) -> Client:
    client = Client()
    if form.user:
        client.force_login(form.user)
    return client


def holds_words(form: forms.BaseForm) -> Iterator[str]:
    """The questions whose answer is words that are recorded already, which sending the form writes over."""
    for bound in form.visible_fields():
        widget = bound.field.widget
        typed = isinstance(widget, forms.Textarea | forms.TextInput) and not isinstance(widget, GovDateInput)
        if typed and bound.value():
            yield bound.html_name


NAMES = [name for name in FORMS if name not in OF_ONE_PERSON and name not in SIGNING_IN]


@pytest.mark.parametrize("world", worlds_of(NAMES))
def test_whoever_is_second_is_told_what_the_first_has_written(world: str, request: Any) -> None:
    check_each(NAMES, world, request, whoever_is_second_is_told)


def whoever_is_second_is_told(form: Form) -> None:
    if not answers(ADDRESSES[resolve(form.address.partition("?")[0]).view_name], "get"):
        return
    client = signed_in(form)
    recorded = (client.get(form.address).context or {}).get("form")
    if recorded is None or not recorded.visible_fields() or "draft" in recorded.fields:
        return  # nothing is typed into it, or it is of a draft, which has tests of its own
    written = {each: recorded[each] for each in holds_words(recorded)}
    if written:
        assert isinstance(recorded, VersionedForm)
        assert recorded["version"].value() == form.answers.get("version")
    if not isinstance(recorded, VersionedForm) or not form.answers.get("version"):
        return  # it writes over nothing, or what it is about does not exist yet
    before = dt.datetime.fromisoformat(form.answers["version"]) - dt.timedelta(microseconds=1)
    sent = {**form.answers, **dict.fromkeys(written, MINE), "version": before.isoformat()}
    response: Any = client.post(form.address, sent)

    assert response.status_code == 200
    page = response.content.decode()
    assert "while you were typing" in page
    shown = response.context["form"]
    check(form, Answer(200, {"form": shown}, page), sent)
    assert shown["version"].value() == form.answers["version"]  # to be sent again, having read what changed
    if written:
        assert "What is recorded now" in page
        told = {other.label: other.theirs for other in shown.others}
        assert {str(bound.label): words(bound) for bound in written.values()}.items() <= told.items()
