"""The roof: settings, addresses, schedule, accounts and the local launcher."""

from stepdown.celery import app as celery_app

# Celery's shared tasks bind to this application as soon as the package is imported.
__all__ = ["celery_app"]
