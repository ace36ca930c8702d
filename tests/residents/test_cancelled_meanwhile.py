"""Somebody cancels a record while somebody else has its form open: nobody's words end in "not found"."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory
from django.urls import resolve

from beds.models.base import Cancellable
from beds.taking_back import take_back
from residents.models import Placement
from tests import factories as make
from tests.every_form import FORMS, check_each, worlds_of
from tests.hostile_answers import Answer, Form, check
from tests.residents.house import signed_in
from tests.residents.safe_house import text
from tests.residents.test_move_on_pages import today, way

pytestmark = pytest.mark.django_db

__all__ = ["today", "way"]

AREAS = ("move-on", "safety", "meeting")
OF_A_STAY = ("stay: resolve reason", "stay: change reason", "stay: cancel reason", "stay: cancel extension")
NAMES = [name for name in FORMS if name.split(":")[0] in AREAS] + [name for name in OF_A_STAY if name in FORMS]
CANCELLING = [name for name in NAMES if "cancel" in name]


def record_of(form: Form) -> Any:
    """What the page of a form is about, where that can be cancelled."""
    match = resolve(form.address)
    kind = getattr(match.func, "view_class", None)
    if kind is None:
        return None
    request: Any = RequestFactory().get(form.address)
    request.user, request.scope = form.user, form.user.scope()
    page = kind()
    page.setup(request, **match.kwargs)
    page.scope = request.scope
    page.subject = page.find(**match.kwargs)
    found = page.about
    return found if isinstance(found, Cancellable) and not isinstance(found, Placement) else None


@pytest.mark.parametrize("world", worlds_of(NAMES))
def test_what_was_typed_about_a_cancelled_record_is_still_there(world: str, request: Any) -> None:
    check_each(NAMES, world, request, what_was_typed_is_still_there)


def what_was_typed_is_still_there(form: Form) -> None:
    record = record_of(form)
    if record is None:
        return
    take_back(record, "Meant for somebody else", by=make.make_user(email="kim@example.org"))
    client = signed_in(form.user)

    response: Any = client.get(form.address, follow=True)
    assert response.redirect_chain
    assert "cancelled by kim@example.org" in text(response)
    assert "Meant for somebody else" in text(response)

    response = client.post(form.address, form.answers)
    assert response.status_code == 200
    assert "cancelled by kim@example.org" in text(response)
    check(form, Answer(200, response.context, response.content.decode()), form.answers)


@pytest.mark.parametrize("world", worlds_of(CANCELLING))
def test_cancelling_sent_twice_is_one(world: str, request: Any) -> None:
    check_each(CANCELLING, world, request, sent_twice_is_one)


def sent_twice_is_one(form: Form) -> None:
    record, client = record_of(form), signed_in(form.user)
    assert client.post(form.address, form.answers).status_code == 302
    record.refresh_from_db()
    assert client.post(form.address, form.answers).status_code == 302
    moment = record.updated_at
    record.refresh_from_db()
    assert record.updated_at == moment

    other = client.post(form.address, {**form.answers, "reason": "For quite another reason"})
    assert other.status_code == 200
    assert f"cancelled by {form.user}" in text(other)
    assert "For quite another reason" in text(other)
