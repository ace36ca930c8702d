"""What signing in refuses, and what a session leaves behind on a shared computer."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client

from beds.access import Role
from tests.factories import PASSWORD, make_commissioner, make_official, make_user

pytestmark = pytest.mark.django_db
SIGN_IN = "/accounts/login/"


def attempt(email: str, password: str, address: str) -> int:
    answer = Client().post(SIGN_IN, {"login": email, "password": password}, REMOTE_ADDR=address)
    return answer.status_code


def test_what_a_session_sees_is_stored_nowhere(client: Client) -> None:
    client.force_login(make_user())
    assert "no-store" in client.get("/")["Cache-Control"]


def test_colleagues_behind_one_address_sign_in_after_another_has_failed() -> None:
    colleague = make_user()
    for number in range(20):
        attempt(f"forgetful{number}@example.org", "wrong", "192.0.2.1")
    assert attempt(colleague.email, PASSWORD, "192.0.2.1") == 302


def test_one_account_is_not_guessed_at_for_ever() -> None:
    owner = make_user()
    for number in range(10):
        attempt(owner.email, "wrong", f"192.0.2.{number}")
    assert attempt(owner.email, PASSWORD, "192.0.2.99") == 200


def test_an_unknown_address_gets_no_letter(client: Client) -> None:
    client.post("/accounts/password/reset/", {"email": "stranger@example.org"})
    assert not mail.outbox


def test_a_housing_officer_begins_with_the_ways_out() -> None:
    council = make_commissioner()
    for role, first in ((Role.HOUSING_OFFICER, "/housing/"), (Role.COMMISSIONER, "/")):
        answers = {"login": make_official(council, role=role).email, "password": PASSWORD}
        assert Client().post(SIGN_IN, answers)["Location"] == first
