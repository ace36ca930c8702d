"""What the forms about somebody's safety say back: nothing typed is lost, nothing is entered twice."""

from __future__ import annotations

import datetime as dt

import pytest

from tests import factories as make
from tests.residents.house import date_of, signed_in
from tests.residents.safe_house import (
    INCIDENT,
    PAGES,
    on,
    text,
)

pytestmark = pytest.mark.django_db


# Forms ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in PAGES if "correct" in name])
def test_two_people_never_lose_each_others_words(safe, worker, name):
    address, answers = PAGES[name](safe)
    other = signed_in(make.make_worker(safe.house.provider, email="kim@example.org"))
    assert other.post(address, answers).status_code == 302
    words = {"incident": "account", "alert": "text", "review": "summary", "handover": "practice"}[name.split()[1]]
    changed = (
        answers | {words: "In other words", "kind": "medical"}
        if words != "account"
        else answers | {words: "In other words"}
    )
    page = worker.post(address, changed)
    assert "kim@example.org changed this record while you were typing" in text(page)
    if words != "summary":  # a planned review has no summary
        assert "In other words" in text(page)
    again = changed | {"version": page.context["form"]["version"].value()}
    assert worker.post(address, again).status_code == 302


@pytest.mark.parametrize("name", PAGES)
def test_a_form_sent_twice_changes_nothing_more(safe, worker, name):
    address, answers = PAGES[name](safe)
    assert worker.post(address, answers).status_code == 302

    def stored():
        return [
            sorted(model.values_list("pk", "updated_at"))
            for model in (
                safe.placement.incidents,
                safe.placement.alerts,
                safe.placement.reviews,
                safe.placement.gp_handovers,
            )
        ]

    before = stored()
    assert worker.post(address, answers).status_code == 302
    assert stored() == before


def test_leaving_the_provider_out_asks_whether_it_is_meant(safe, worker):
    address, answers = PAGES["plan review"](safe)
    form = text(worker.get(address))
    assert "on purpose" not in form
    assert 'value="provider" id="id_invited_0" class="govuk-checkboxes__input" checked' in form
    answers["invited"] = ["clinical"]
    page = text(worker.post(address, answers))
    assert "The step-down provider is left out." in page
    assert 'href="#id_without_provider"' in page
    assert "must not be left out of reviews" in page
    assert worker.post(address, answers | {"without_provider": "on"}).status_code == 302
    assert "Provider not invited" in text(worker.get(on("safety", safe.placement.pk)))


def test_the_forms_say_what_is_missing(safe, worker):
    missing = {
        "record incident": [
            "Enter the date on which",
            "Select what kind",
            "how serious",
            "what happened",
            "safeguarding",
        ],
        "close incident": ["Enter the date on which it was closed", "Say what came of it"],
        "raise alert": ["Select how high the risk is", "Say what the risk is", "Say what to do about the risk"],
        "end alert": ["Say why the alert ends"],
        "plan review": ["Select what kind of review it is", "Enter the date of the review"],
        "record handover": ["Enter the date of the discharge", "Enter GP practice"],
    }
    for name, said in missing.items():
        page = text(worker.post(PAGES[name](safe)[0], {}))
        for words in said:
            assert words in page, (name, words)


def test_what_is_typed_is_shown_as_text(safe, worker):
    address, answers = PAGES["record incident"](safe)
    worker.post(address, answers | {"account": "<script>alert(1)</script>\n\nSecond line"})
    page = text(worker.get(on("safety", safe.placement.pk)))
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;</p>" in page


def test_dates_of_a_form_are_kept(safe, worker):
    address, _ = PAGES["record incident"](safe)
    page = text(worker.post(address, INCIDENT | date_of("happened_on", safe.house.today + dt.timedelta(days=1))))
    assert "must be today" in page
    assert INCIDENT["account"] in page
