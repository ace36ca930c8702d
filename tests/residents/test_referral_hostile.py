"""Whatever is typed into the forms of a referral: no server error, nothing lost, and every error says what to do."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from residents.models import ReferralDraft
from tests.residents.house import signed_in
from tests.residents.test_referral_pages import PAGES
from tests.residents.ward import Pathway

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

TEXT = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["", " ", "\x00", "<b>", "9" * 30, "-1", "0", "31", "2026", "on", "other", "'; --", "x" * 3000]),
)
HOSTILE = settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
REFERRAL = st.dictionaries(
    st.sampled_from(
        [
            *("ward", "sent_to", "name", "nhs_number", "age_band", "gender", "need", "needs", "risks", "home_area"),
            *("received_on_day", "received_on_month", "received_on_year", "received_on", "date_of_birth_year"),
            *(
                "move_on_plan",
                "allocated_worker",
                "needs_level",
                "has_referral_form",
                "version",
                "accommodation_before",
            ),
        ]
    ),
    TEXT,
    max_size=8,
)


@pytest.fixture
def nurse(pathway: Pathway) -> Any:
    return signed_in(pathway.nurse)


@pytest.fixture
def worker(pathway: Pathway) -> Any:
    return signed_in(pathway.worker)


def kept(page: Any, typed: dict[str, Any]) -> None:
    """The page shows what was typed, and says what to do about it."""
    assert page.status_code in (200, 302)
    if page.status_code == 200:
        form = page.context["form"]
        assert form.error_summary
        for name in ("needs", "risks", "name", "note", "reason", "move_on_plan"):
            if name in typed and name in form.fields:
                assert form[name].value() == typed[name]


@HOSTILE
@given(typed=REFERRAL)
def test_the_referral_form_takes_anything(pathway: Pathway, nurse: Any, typed: dict[str, str]) -> None:
    answers = pathway.typed(**typed)
    kept(nurse.post(reverse("residents:referral_new"), answers), answers)


@HOSTILE
@given(typed=REFERRAL.filter(lambda typed: "ward" not in typed))
def test_a_draft_keeps_anything_word_for_word(pathway: Pathway, nurse: Any, typed: dict[str, str]) -> None:
    address = reverse("residents:referral_new")
    assert nurse.post(address, pathway.typed(save="yes", **typed)).status_code == 302
    kept_words = {name: words.replace("\x00", "") for name, words in typed.items() if name != "version"}
    draft = ReferralDraft.objects.filter(answers__contains=kept_words).first()
    assert draft is not None
    assert nurse.get(f"{address}?draft={draft.pk}").status_code == 200


@pytest.mark.parametrize("name", [*PAGES])
@settings(HOSTILE, max_examples=60)
@given(data=st.data())
def test_the_other_forms_take_anything(pathway: Pathway, worker: Any, name: str, data: Any) -> None:
    address, answers = PAGES[name](pathway)
    fields = sorted(answers) or ["note"]
    typed = answers | data.draw(st.dictionaries(st.sampled_from(fields), TEXT, min_size=1, max_size=4))
    kept(worker.post(address, typed), typed)


@settings(HOSTILE, max_examples=100)
@given(asked=st.dictionaries(st.sampled_from(["state", "who", "provider", "ward", "sort", "page"]), TEXT))
def test_the_queue_takes_anything(nurse: Any, asked: dict[str, str]) -> None:
    assert nurse.get(reverse("residents:referrals"), asked).status_code == 200
