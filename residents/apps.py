from django.apps import AppConfig


class ResidentsConfig(AppConfig):
    """The `residents` app."""

    name = "residents"
