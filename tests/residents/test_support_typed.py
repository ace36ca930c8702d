"""Whatever is typed into the forms of support, scores and feedback: no page breaks, and an error says what to do."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from residents.models import Feedback, FeedbackLink
from tests.residents.support_house import ALL, SECRET, sent, usual

pytestmark = pytest.mark.django_db

QUICK: dict[str, Any] = {"deadline": None, "suppress_health_check": list(HealthCheck)}
typed = st.one_of(
    st.sampled_from(["", " ", "0", "-1", "1", "31", "2026", "99999", "NaN", "1e9", "-0.0", "½", "٣", "\x00", "nov"]),
    st.text(max_size=40),
    st.text(alphabet="a\n<'\"&\x00", min_size=2001, max_size=2010),
)
careless = st.dictionaries(st.integers(min_value=0, max_value=14), typed, max_size=6)


def mistype(answers: dict[str, Any], changes: dict[int, str]) -> dict[str, Any]:
    """The answers with some of them replaced by what was typed, in the order of their names."""
    fields = sorted(answers)
    return answers | {fields[place % len(fields)]: text for place, text in changes.items()}


def is_no_dead_end(response: Any) -> bool:
    """Done, gone, or a form that says what is wrong with it."""
    if response.status_code in (302, 404):
        return True
    if "The link is ready" in response.content.decode():
        return True
    return response.status_code == 200 and bool(response.context["form"].error_summary)


@pytest.mark.parametrize("name", ALL)
@settings(max_examples=12, **QUICK)
@given(changes=careless)
def test_no_form_breaks_or_falls_silent(life, worker, name, changes):
    address, answers = sent(name, life)
    assert is_no_dead_end(worker.post(address, mistype(answers, changes)))


@settings(max_examples=12, **QUICK)
@given(changes=careless)
def test_nor_does_the_sheet_of_the_day(life, worker, changes):
    answers = usual(life.today, placements=life.placement.pk)
    assert is_no_dead_end(worker.post(reverse("residents:support_today"), mistype(answers, changes)))


@settings(max_examples=12, **QUICK)
@given(changes=careless)
def test_nor_the_page_behind_a_link(life, changes):
    Feedback.objects.filter(link=life.link).delete()  # each example begins with a link that nobody has used
    FeedbackLink.objects.update(used_at=None)
    answers = {"verdict": "mixed", "was_good": "", "could_be_better": "", "anything_else": ""}
    response = Client().post(reverse("residents:feedback_give", args=[SECRET]), mistype(answers, changes))
    unusable = response.status_code == 200 and b"cannot be used" in response.content
    assert unusable or is_no_dead_end(response)


@settings(max_examples=12, **QUICK)
@given(secret=st.text(min_size=1, max_size=60).filter(lambda text: "/" not in text and text not in {".", ".."}))
def test_no_address_of_a_link_breaks(life, secret):
    assert Client().get(reverse("residents:feedback_give", args=[secret])).status_code in (200, 404)


@settings(max_examples=12, **QUICK)
@given(text=typed)
def test_no_question_in_an_address_breaks(life, worker, text):
    pages = {
        reverse("residents:feedback_list"): ("provider", "service", "giver", "verdict", "when", "from_date", "page"),
        reverse("residents:support", args=[life.placement.pk]): ("page",),
        reverse("residents:support_today"): ("for", "all"),
        reverse("residents:score", args=[life.placement.pk]): ("measure", "goal"),
    }
    for address, questions in pages.items():
        asked = dict.fromkeys((*questions, "sort"), text)
        assert worker.get(address, asked).status_code == 200, address
