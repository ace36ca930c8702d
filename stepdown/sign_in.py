"""The forms of signing in, in the look of the other pages."""

from allauth.account import forms

from beds.govuk import GovFormMixin


class LoginForm(GovFormMixin, forms.LoginForm):
    """Sign in."""


class ChangePasswordForm(GovFormMixin, forms.ChangePasswordForm):
    """Choose a new password when signed in."""


class ResetPasswordForm(GovFormMixin, forms.ResetPasswordForm):
    """Ask for the letter that lets a forgotten password be replaced."""


class ResetPasswordKeyForm(GovFormMixin, forms.ResetPasswordKeyForm):
    """Choose a new password from the letter."""
