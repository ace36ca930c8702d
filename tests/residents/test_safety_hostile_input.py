"""Whatever is sent to a form about somebody's safety, there is no server error, and what was typed is said back."""

from __future__ import annotations

import os
from typing import Any

import pytest
from django.db import transaction
from django.utils.html import escape
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.residents.house import date_of
from tests.residents.safe_house import PAGES, on, version

pytestmark = pytest.mark.django_db

CASES = int(os.environ.get("CASES_A_FORM", "20"))
"""How many ways each form is filled in; 300 take some minutes."""

FORMS = [name for name in PAGES if not name.startswith(("reopen", "cancel"))]
TEXT = st.text(max_size=40) | st.sampled_from(
    ["", " ", "\x00", "<script>alert(1)</script>", "' OR 1=1 --", "{{ 7 }}", "x" * 5000, "-1", "½", "9" * 30, "\u202e"]
)


def hostile(answers: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """The answers with some of them replaced, left out, or sent as several."""
    swapped = {name: st.just(value) | TEXT | st.lists(TEXT, max_size=3) | st.none() for name, value in answers.items()}
    return st.fixed_dictionaries(swapped)


@pytest.mark.parametrize("name", FORMS)
def test_careless_and_hostile_input_is_refused_in_words(safe, worker, name):
    address, answers = PAGES[name](safe)

    @settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(sent=hostile(answers))
    def send(sent: dict[str, Any]) -> None:
        sent = {key: value for key, value in sent.items() if value is not None}
        with transaction.atomic():
            response = worker.post(address, sent)
            if response.status_code == 302:
                assert worker.get(on("safety", safe.placement.pk)).status_code == 200
            else:
                assert response.status_code == 200
                page = response.content.decode()
                assert "There is a problem" in page
                assert "<script>alert(1)" not in page
            transaction.set_rollback(True)

    send()


def test_a_long_account_is_refused_and_kept(safe, worker):
    address, answers = PAGES["correct incident"](safe)
    long = "“Quoted” & <long> " * 300
    sent = answers | {"account": long} | date_of("happened_on", safe.house.today) | version(safe.incident)
    page = worker.post(address, sent).content.decode()
    assert "at most 4000 characters" in page
    assert escape(long.strip()) in page
