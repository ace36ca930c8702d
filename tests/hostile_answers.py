"""What must come back from a form that was filled in carelessly: no error, nothing lost, plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.test import Client
from django.utils.html import escape

from beds.govuk import PARTS, GovDateInput

LEFT_OUT = "left out"

NO_WORDS = re.compile(
    r"This field|Ensure th|valid choice|Null char|Enter a valid|is not a valid|not one of the available"
)
"""How Django speaks: of fields and values, and not of what to do."""

SHOW_AGAIN = {"change", "all", "done"}
"""Buttons that only show the form again, as it was filled in."""

Changes = Mapping[str, Any]


@dataclass(frozen=True)
class Form:
    """A form as one person sends it. `answers` are right."""

    address: str
    answers: Mapping[str, Any]
    user: Any = None
    """Who sends it; nobody is signed in without."""
    chooses: bool = False
    """Whether an answer says which record it is about, so that a wrong one is met with "not found"."""
    shows_what_is_done: bool = False
    """Whether the page that follows is no other address."""
    client: Client | None = None
    """What sends it, where the view needs more of a request than a person and their scope."""


@dataclass
class Answer:
    """What came back."""

    status: int
    context: Mapping[str, Any] | None = None
    """What the page is drawn from."""
    page: str = ""
    """The page, where it was drawn."""


# What must come back -----------------------------------------------------------------------------------------------


def check_page(form: Form, answer: Answer) -> None:
    """A page asked for oddly is shown, or leads on; what is wrong with a filter is said in words."""
    assert answer.status in ((200, 302, 404) if form.chooses else (200, 302)), answer.status
    filters = (answer.context or {}).get("form")
    if filters is not None and filters.is_bound:
        _said_in_words(filters, answer.page)
    assert "<script>alert" not in answer.page


def is_right(answer: Answer, sent: Changes) -> None:
    """The answers are acted on, or shown once more: else every case would be refused for one and the same thing."""
    errors = getattr((answer.context or {}).get("form"), "errors", None)
    assert answer.status in (200, 302), answer.status
    assert not errors, errors


def check(form: Form, answer: Answer, sent: Changes) -> None:
    """The answer to one attack: done, or refused in words with everything typed still there."""
    assert answer.status in ((200, 302, 403, 404) if form.chooses else (200, 302)), answer.status
    if answer.status != 200:
        return
    context = answer.context or {}
    shown = context.get("form")
    if shown is None:
        assert form.shows_what_is_done, "neither a form nor another page"
        return
    assert "<script>alert" not in answer.page
    if "answers" in context and not shown.errors:  # the answers are shown once more, to be confirmed
        assert {name for name, _ in context["sent"]} == {name for name in sent if sent[name] != []}
        return
    assert shown.errors or SHOW_AGAIN & sent.keys(), "the form came back without a word"
    _said_in_words(shown, answer.page)
    for name, now, words in entries(shown):
        if name in sent:
            assert _as_set(now) == _as_set(_sent(sent[name], now)), (name, now)
            if answer.page and words:
                assert kept(now, answer.page), name


def _said_in_words(form: Any, page: str) -> None:
    """Each error is in the summary, and says what to do."""
    problems = [problem.message for problem in form.error_summary]
    assert len(problems) == sum(len(errors) for errors in form.errors.values())
    for message in problems:
        assert len(message.strip()) >= len("Say why"), message
        assert not NO_WORDS.search(message), message
        assert not page or str(escape(message)) in page, message
    assert not page or not problems or "There is a problem" in page


def _sent(value: Any, now: Any) -> Any:
    """What was sent, as a form holds it."""
    if isinstance(now, list):
        return [str(one) for one in value] if isinstance(value, list) else [str(value)]
    return str(value[-1] if isinstance(value, list) else value)


def _as_set(value: Any) -> Any:
    """What was ticked: neither its order nor a second tick of the same box means anything."""
    return set(value) if isinstance(value, list) else value


def entries(form: forms.BaseForm) -> Iterator[tuple[str, Any, bool]]:
    """Each input that can be seen, with what is in it now, and whether one types words into it."""
    for bound in form.visible_fields():
        widget = bound.field.widget
        value = bound.value()
        if isinstance(widget, GovDateInput):
            if bound.html_name not in form.data:
                yield from ((f"{bound.html_name}_{part}", now, True) for part, now in zip(PARTS, value, strict=True))
        elif not isinstance(widget, forms.CheckboxInput | forms.PasswordInput):
            yield bound.html_name, value, isinstance(widget, forms.Textarea | forms.TextInput)


def kept(value: str, page: str) -> bool:
    """Whether the page still holds what was typed; line ends and control characters may be told otherwise."""
    return all(str(escape(line)) in page for line in value.splitlines() if line.strip())
