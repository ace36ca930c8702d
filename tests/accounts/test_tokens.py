"""Tokens for the data feed: made once, seen once, revoked for good."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from beds.access import Role
from beds.refusal import Refusal
from stepdown.accounts import actions
from stepdown.accounts.forms import TokenForm
from stepdown.accounts.models import AccessToken, digest_of
from tests import factories as make

pytestmark = pytest.mark.django_db

NEW = {"name": "Power BI on my laptop", "days": "365"}


@pytest.fixture
def official():
    return make.make_official(make.make_commissioner())


@pytest.fixture
def client(official):
    client = Client()
    client.force_login(official)
    return client


def test_a_token_is_shown_once_and_kept_as_a_hash(client, official):
    got = client.post(reverse("tokens:new"), NEW, follow=True)
    secret = got.context["secret"]
    token = AccessToken.objects.get()
    assert got.status_code == 200
    assert "no-store" in got["Cache-Control"]
    assert secret in got.content.decode()
    assert (token.user, token.digest, token.shared) == (official, digest_of(secret), False)
    assert (token.expires_at - token.created_at).days == 365
    ((made, _),) = got.redirect_chain
    assert not client.cookies.get("messages")
    again = client.get(made, follow=True)
    assert "was shown once" in again.text
    assert secret not in again.text
    assert AccessToken.objects.count() == 1
    listed = client.get(reverse("data_feed")).content.decode()
    assert "Power BI on my laptop" in listed
    assert secret not in listed
    assert Client().get("/api/v1/services", headers={"Authorization": f"Bearer {secret}"}).status_code == 200


def test_revoking_asks_first_and_holds_for_good(client, official):
    token = make.make_token(official)
    address = reverse("tokens:revoke", args=[token.pk])
    assert "cannot be undone" in client.get(address).content.decode()
    assert AccessToken.objects.filter(revoked_at=None).exists()
    assert client.post(address).status_code == 302
    token.refresh_from_db()
    first = token.revoked_at
    assert first is not None
    client.post(address)
    token.refresh_from_db()
    assert token.revoked_at == first
    assert client.get(reverse("tokens:revoke", args=[make.make_token(make.make_user()).pk])).status_code == 404
    assert "Revoked on" in client.get(reverse("data_feed")).content.decode()


def test_an_analyst_has_only_tokens_that_hide_small_numbers():
    analyst = make.make_official(make.make_commissioner(), role=Role.ANALYST)
    client = Client()
    client.force_login(analyst)
    assert "shared" not in client.get(reverse("tokens:new")).context["form"].fields
    client.post(reverse("tokens:new"), NEW)
    assert AccessToken.objects.get().shared
    assert analyst.scope().is_empty


def test_a_token_needs_a_name_and_nobody_needs_very_many(official):
    known = {"by": official, "now": timezone.now(), "days": 30, "shared": False}
    assert "Say what the token is for" in TokenForm({}, may_choose=False).errors["name"]
    with pytest.raises(Refusal, match="name"):
        actions.make_token(name=" ", **known)
    for number in range(actions.TOKENS_AT_MOST):
        actions.make_token(name=f"{number}", **known)
    with pytest.raises(Refusal, match="Revoke one"):
        actions.make_token(name="One more", **known)
    with pytest.raises(Refusal, match="one year"):
        make_too_long(official)
    with pytest.raises(Refusal, match="somebody else"):
        actions.revoke_token(by=make.make_user(), now=timezone.now(), token=AccessToken.objects.all()[0])


def make_too_long(official):
    AccessToken.objects.update(revoked_at=timezone.now())
    return actions.make_token(by=official, now=timezone.now(), name="Ever", days=400, shared=False)


def test_the_help_page_names_every_address(client):
    page = client.get(reverse("data_feed")).content.decode()
    assert page.count("GET /api/v1/") == 6
    assert "period_from" in page
