from django.apps import AppConfig


class ResidentsConfig(AppConfig):
    """The `residents` app."""

    name = "residents"
    verbose_name = "Residents and wards"

    def ready(self) -> None:
        """Tell `beds` who sleeps in them."""
        from beds.claims import register
        from residents.actions.claims import claims_of_residents

        register(claims_of_residents)
