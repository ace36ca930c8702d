"""What allauth asks this service. Apart from the forms, which allauth loads through this class."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

if TYPE_CHECKING:
    from stepdown.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs themselves up: residents' records are behind this door."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The e-mail address or the password is not right. Check both, and try again",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """A housing officer begins with the ways out that wait for a home; everybody else where `/` leads them."""
        scope = cast("User", request.user).scope()
        if scope.houses_for and not scope.decides_for:
            return reverse("residents:housing")
        return super().get_login_redirect_url(request)
