"""All addresses of the service."""

from allauth.account import views as account
from django.contrib import admin
from django.urls import include, path, re_path

from stepdown import health
from stepdown.feed import api
from stepdown.feed_help import data_feed

admin.site.site_header = "Stepdown administration"
admin.site.site_title = "Stepdown"
admin.site.index_title = "Records"

# Of allauth's pages only these: an administrator makes users and keeps their e-mail addresses.
sign_in = [
    path("login/", account.login, name="account_login"),
    path("signup/", account.signup, name="account_signup"),  # says that sign-up is closed
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
]

urlpatterns = [
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("admin/", admin.site.urls),
    path("accounts/", include(sign_in)),
    path("", include("stepdown.accounts.urls")),
    path("api/v1/", api.urls),
    path("data-feed/", data_feed, name="data_feed"),
    path("", include("reporting.urls")),
    path("", include("residents.urls")),
    path("", include("beds.urls")),
    path("", include("stepdown.notices.urls")),
]
