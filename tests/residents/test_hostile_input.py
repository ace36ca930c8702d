"""Each form of the service under careless and hostile input, and each page asked oddly by its address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.beds.test_registers_pages import registers
from tests.every_form import ASKED, FORMS, Entry
from tests.hostile import ask_its_page_oddly, ask_oddly, attack
from tests.hostile_answers import Form
from tests.residents.test_move_on_pages import today, way

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

__all__ = ["registers", "today", "way"]

WITHOUT_QUESTIONS = {
    "health-live", "health-ready", "account_inactive", "account_reset_password_done",
    "account_reset_password_from_key_done",
}  # fmt: skip
"""Pages that read nothing of what is sent. The administration is Django's own, with tests of ours in test_admin;
the data feed takes no forms, and tests/reporting/test_feed.py asks it oddly."""


@pytest.fixture(autouse=True)
def any_number_of_times(settings: Any) -> None:
    """Three hundred people do not sign in at the same desk."""
    settings.ACCOUNT_RATE_LIMITS = False


def patterns(resolver: Any, names: tuple[str, ...] = ()) -> Iterator[tuple[str, URLPattern]]:
    """Each address of the service by its name."""
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield ":".join([*names, one.name or str(one.pattern)]), one
        elif isinstance(one, URLResolver) and one.namespace not in ("admin", "feed"):
            yield from patterns(one, (*names, one.namespace) if one.namespace else names)


def answers(pattern: URLPattern, method: str) -> bool:
    """Whether the view takes this method."""
    kind = getattr(pattern.callback, "view_class", None)
    if kind is not None:
        return hasattr(kind, method)
    request = getattr(RequestFactory(), method)("/")
    request.user = AnonymousUser()
    args = dict.fromkeys(pattern.pattern.converters, 0)
    try:
        return pattern.callback(request, **args).status_code != 405
    except Http404:
        return True


ADDRESSES = dict(patterns(get_resolver()))


def made(entry: Entry, request: Any) -> Form:
    world, form = entry
    return form(request.getfixturevalue(world))


@pytest.mark.parametrize("name", FORMS)
def test_a_form_survives_anything(name: str, request: Any) -> None:
    form = made(FORMS[name], request)
    attack(form)
    if form.client is None and answers(ADDRESSES[resolve(form.address.partition("?")[0]).view_name], "get"):
        ask_its_page_oddly(form)


@pytest.mark.parametrize("name", ASKED)
def test_a_page_answers_whatever_its_address_asks(name: str, request: Any) -> None:
    ask_oddly(made(ASKED[name], request))


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(secret=st.text(min_size=1, max_size=60).filter(lambda text: "/" not in text and text not in {".", ".."}))
def test_no_address_of_a_feedback_link_breaks(secret: str) -> None:
    assert Client().get(reverse("residents:feedback_give", args=[secret])).status_code in (200, 404)


def names(entries: dict[str, Entry], request: Any) -> set[str]:
    """The names of the addresses of these."""
    found = set()
    for world, _ in entries.values():
        request.getfixturevalue(world)  # made before anything is rolled back
    for entry in entries.values():
        with transaction.atomic():
            found.add(resolve(made(entry, request).address.partition("?")[0]).view_name)
            transaction.set_rollback(True)
    return found


def test_no_form_and_no_page_is_forgotten(request: Any) -> None:
    forms, pages = names(FORMS, request), names(ASKED, request)
    take = {method: {name for name, one in ADDRESSES.items() if answers(one, method)} for method in ("get", "post")}
    assert take["post"] - WITHOUT_QUESTIONS == forms
    assert take["get"] - WITHOUT_QUESTIONS - forms == pages
