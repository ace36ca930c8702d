"""How people sign in: by e-mail address and password, with accounts an administrator has made."""

from allauth.account import forms
from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from beds.govuk import GovFormMixin


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs themselves up: residents' records are behind this door."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class LoginForm(GovFormMixin, forms.LoginForm):
    """Sign in."""


class ChangePasswordForm(GovFormMixin, forms.ChangePasswordForm):
    """Choose a new password when signed in."""


class ResetPasswordForm(GovFormMixin, forms.ResetPasswordForm):
    """Ask for the letter that lets a forgotten password be replaced."""


class ResetPasswordKeyForm(GovFormMixin, forms.ResetPasswordKeyForm):
    """Choose a new password from the letter."""
