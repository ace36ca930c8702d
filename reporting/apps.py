from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """The `reporting` app."""

    name = "reporting"
    verbose_name = "Figures"
