from django.apps import AppConfig


class BedsConfig(AppConfig):
    """The `beds` app."""

    name = "beds"
    verbose_name = "Beds and contracts"
