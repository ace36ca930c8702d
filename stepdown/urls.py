"""All addresses of the service."""

from django.contrib import admin
from django.urls import include, path

from stepdown import health

admin.site.site_header = "Stepdown administration"
admin.site.site_title = "Stepdown"
admin.site.index_title = "Records"

urlpatterns = [
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("", include("reporting.urls")),
    path("", include("residents.urls")),
    path("", include("beds.urls")),
]
