"""The entry point of the web server."""

import logging
import os

from django.core.wsgi import get_wsgi_application

from stepdown.logs import WithoutSecrets

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stepdown.settings")

application = get_wsgi_application()

# The server writes its line for each request itself, past Django's settings.
logging.getLogger("gunicorn.access").addFilter(WithoutSecrets())
