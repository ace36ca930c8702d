"""What careless and hostile people send to a form, and what must come back: no error, nothing lost, plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import transaction
from django.test import Client
from django.utils.html import escape
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

CASES = 300

NASTY = (
    "", " ", "\t\n", "0", "-1", "1e309", "9" * 40, "٣", "½", "31", "32", "2026-02-30", "null", "None", "True",
    "\x00", "a\x00b", "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'; DROP TABLE beds_bed; --",
    "{{ 7*7 }}", "%s %(a)s {0}", "../../etc/passwd", "=HYPERLINK(\"http://example.org\")", "\u202eabc", "e\u0301" * 50,
    "👩‍👩‍👧", "x" * 301, "x" * 5000, "ﬁ", "\ufeff", "\r\nSet-Cookie: a=b",
)  # fmt: skip
"""Empty, too long, too large, no number, markup, SQL, formulas, control characters, letters of other alphabets."""

LEFT_OUT = "left out"

values = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.integers(-(2**70), 2**70).map(str),
    st.just(LEFT_OUT),
)


def attack(client: Client, address: str, answers: Mapping[str, Any], *, cases: int = CASES) -> None:
    """Send `cases` variations of `answers`, a form that is right, and assert what comes back. Leaves no trace."""
    names = sorted(answers)

    @settings(
        max_examples=cases,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(st.dictionaries(st.sampled_from(names), values, min_size=1, max_size=min(4, len(names))))
    def once(changed: dict[str, str]) -> None:
        sent = {**answers, **changed}
        sent = {name: value for name, value in sent.items() if value is not LEFT_OUT and value != LEFT_OUT}
        with transaction.atomic():
            response = client.post(address, sent)
            check(response, changed)
            transaction.set_rollback(True)

    once()


def check(response: Any, changed: Mapping[str, str]) -> None:
    """The answer to one attack: done, or refused in words with everything typed still there."""
    assert response.status_code in (200, 302), (response.status_code, changed)
    if response.status_code == 302 or response.context is None or "form" not in response.context:
        return
    form = response.context["form"]
    if not form.errors:  # the answers are shown once more, to be confirmed
        return
    page = response.content.decode()
    assert "There is a problem" in page, changed
    problems = [problem.message for problem in form.error_summary]
    assert problems, changed
    for message in problems:
        assert message.strip(), changed
        assert "This field" not in message, (message, changed)
        assert len(message) >= len("Say why"), (message, changed)
    for name in typed(form):
        value = changed.get(name)
        if value and value != LEFT_OUT:
            assert kept(value, page), (name, value)


def typed(form: forms.BaseForm) -> list[str]:
    """The names of the inputs that a person types words into."""
    names = []
    for bound in form.visible_fields():
        widget = bound.field.widget
        if isinstance(widget, forms.Textarea | forms.TextInput):
            names.append(bound.html_name)
        elif isinstance(widget, forms.MultiWidget):
            names += [f"{bound.html_name}_{part}" for part in ("day", "month", "year")]
    return names


def kept(value: str, page: str) -> bool:
    """Whether the page still holds what was typed; line ends and control characters may be told otherwise."""
    return all(str(escape(line)) in page for line in value.splitlines() if line.strip())
