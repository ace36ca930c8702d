"""What an administrator does to people's accounts."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress

from beds.acting import action
from beds.refusal import Refusal
from stepdown.accounts.models import User


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
