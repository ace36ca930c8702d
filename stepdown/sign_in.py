"""The forms of signing in, in the look of the other pages."""

from typing import Any

from allauth.account import forms

from beds.govuk import GovFormMixin


class SignInFormMixin(GovFormMixin):
    """Allauth's forms without their placeholders, which vanish when one begins to type, and their hints in HTML.

    Their questions are in sentence case, as all others are.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            field.help_text = ""
            field.label = str(field.label or "").capitalize()


class LoginForm(SignInFormMixin, forms.LoginForm):
    """Sign in."""


class ReauthenticateForm(SignInFormMixin, forms.ReauthenticateForm):
    """Say once more who one is."""


class ChangePasswordForm(SignInFormMixin, forms.ChangePasswordForm):
    """Choose a new password when signed in."""


class ResetPasswordForm(SignInFormMixin, forms.ResetPasswordForm):
    """Ask for the letter that lets a forgotten password be replaced."""


class ResetPasswordKeyForm(SignInFormMixin, forms.ResetPasswordKeyForm):
    """Choose a new password from the letter."""
