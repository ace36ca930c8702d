"""The forms of signing in and of a person's tokens, for which the house is only there: part of `every_form`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.test import Client

from tests import factories as make
from tests.form_entries import Entry, official, to, worker
from tests.hostile_answers import Form

NEW = "an entirely new one 7"


def signing(
    name: str, answers: Mapping[str, Any], user: Callable[[Any], Any] = lambda house: None, **facts: Any
) -> Entry:
    return "house", lambda house: Form(to(name), {"next": "", **answers}, user(house), client=Client(), **facts)


def signing_in(house: Any) -> Form:
    """The form of somebody who has an account."""
    answers = {"next": "", "login": make.make_user().email, "password": make.PASSWORD}
    return Form(to("account_login"), answers, client=Client())


def forgotten(house: Any) -> Form:
    """The form that a letter leads to."""
    user, client = make.make_user(), Client()
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    address = client.get(f"/accounts/password/reset/key/{key}/")["Location"]  # without the key, which a browser keeps
    return Form(address, {"password1": NEW, "password2": NEW}, client=client)


NEW_TOKEN = {"name": "Power BI", "days": "90", "shared": "on"}

SIGNING_IN: dict[str, Entry] = {
    "sign in": ("house", signing_in),
    "sign up": signing("account_signup", {}, shows_what_is_done=True),
    "sign out": signing("account_logout", {}, worker),
    "confirm password": signing("account_reauthenticate", {"password": make.PASSWORD}, worker),
    "change password": signing(
        "account_change_password", {"oldpassword": make.PASSWORD, "password1": NEW, "password2": NEW}, worker
    ),
    "forgot password": signing("account_reset_password", {"email": "ada@example.org"}),
    "new password": ("house", forgotten),
}


def revoked(house: Any) -> Form:
    user = worker(house)
    return Form(to("tokens:revoke", make.make_token(user).pk), {}, user)


TOKENS: dict[str, Entry] = {
    "new token": ("house", lambda house: Form(to("tokens:new"), NEW_TOKEN, official(house), shows_what_is_done=True)),
    "revoke token": ("house", revoked),
}
