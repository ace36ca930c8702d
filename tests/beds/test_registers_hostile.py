"""Whatever is typed into the forms of the registers: an answer, never a server error, and nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories as make
from tests.beds.test_registers_pages import PAGES, Registers, registers
from tests.residents.house import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

__all__ = ["registers"]

CASES = 300
NASTY = st.sampled_from(
    ["", " ", "\x00", "a\x00b", "'; drop table beds_post; --", "<script>alert(1)</script>", "{{ 7 * 7 }}", "9" * 40,
     "-1", "0", "31", "２", "é" * 301, "\u202egnp.exe", "\ud7ff", "None", "on", "2026-02-30", "1e309"]
)  # fmt: skip
TYPED = st.one_of(NASTY, st.text(max_size=40))
FORMS = ("add post", "correct post", "end post", "vacant", "cancel post", "add agreement", "responsibility")


@pytest.mark.parametrize("name", FORMS)
@settings(
    max_examples=CASES,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_a_form_answers_whatever_is_typed(registers: Registers, name: str, data: Any) -> None:
    client = _client(registers)
    address, good = PAGES[name](registers)
    sent = {
        field: data.draw(st.one_of(TYPED, st.just(value)), label=field)
        for field, value in good.items()
        if data.draw(st.booleans(), label=f"send {field}")
    }
    with transaction.atomic():  # each case finds the records as they were
        response = client.post(address, sent)
        transaction.set_rollback(True)
    assert response.status_code in (200, 302)
    if response.status_code == 302:
        return
    form = response.context["form"]
    assert form.error_summary
    for field in ("role", "title", "who", "note", "reason"):
        if field in form.fields and field in sent:
            assert form[field].value() == sent[field]


def _client(registers: Registers) -> Any:
    """Signed in once for all cases."""
    if not hasattr(registers, "client"):
        registers.client = signed_in(make.make_official(registers.council))  # type: ignore[attr-defined]
    return registers.client  # type: ignore[attr-defined]
