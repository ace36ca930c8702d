from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users and memberships; lives under the roof, and no app imports it."""

    name = "stepdown.accounts"
    label = "accounts"
    verbose_name = "People who sign in"
