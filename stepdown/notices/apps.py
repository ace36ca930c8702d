from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """The `notices` app."""

    name = "stepdown.notices"
    label = "notices"
