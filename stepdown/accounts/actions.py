"""What an administrator does to people's accounts."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from allauth.account.models import EmailAddress

from beds.acting import action, reason_given
from beds.refusal import Refusal
from stepdown.accounts.models import AccessToken, User, digest_of

TOKENS_AT_MOST = 20
TOKEN_BEGINS = "sd_"  # noqa: S105 - no secret
"""So that a token is recognised as one where it should not be, in code or in a log."""


@action
def save_user(*, by: Any, user: User) -> User:
    """Save somebody who signs in. Whoever runs the administration site is a superuser, and nobody else is.

    Raises Refusal for an address that differs from another's in capital letters only, and when an administrator
    would shut themselves out.
    """
    user.email = user.email.strip().lower()
    if User.objects.filter(email__iexact=user.email).exclude(pk=user.pk).exists():
        raise Refusal("Somebody already signs in with this e-mail address.", field="email")
    if user.pk == by.pk and not (user.is_superuser and user.is_active):
        raise Refusal("You would shut yourself out. Ask another administrator to do this.", field="is_superuser")
    user.is_staff = user.is_superuser
    user.save()
    # an address that somebody had before must not open their account any longer
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    return user


@action
def make_token(*, by: User, now: dt.datetime, name: str, days: int, shared: bool) -> tuple[AccessToken, str]:
    """Make a token for a person's own programs; the secret itself is returned this once and kept nowhere.

    Raises Refusal without a name, and for somebody who has as many as anybody needs.
    """
    name = reason_given(name, "Give the token a name, such as Power BI on my laptop.", "name")
    if AccessToken.objects.of(by).alive(now).count() >= TOKENS_AT_MOST:
        raise Refusal(f"You have {TOKENS_AT_MOST} tokens. Revoke one that you do not use any more.")
    secret = TOKEN_BEGINS + secrets.token_urlsafe(32)
    token = AccessToken.objects.create(
        user=by,
        name=name,
        digest=digest_of(secret),
        ending=secret[-4:],
        shared=shared or not by.scope().sees_figures,
        created_at=now,
        expires_at=now + dt.timedelta(days=days),
    )
    return token, secret


@action
def revoke_token(*, by: User, now: dt.datetime, token: AccessToken) -> AccessToken:
    """End a token for good; one that is ended stays as it is. Raises Refusal for somebody else's."""
    if token.user_id != by.pk:
        raise Refusal("This token is somebody else's.")
    if token.revoked_at is None:
        token.revoked_at = now
        token.save(update_fields=["revoked_at"])
    return token
