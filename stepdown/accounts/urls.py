"""Addresses of a person's tokens for the data feed."""

from django.urls import path

from stepdown.accounts import views

app_name = "tokens"

urlpatterns = [
    path("account/tokens/new/", views.NewToken.as_view(), name="new"),
    path("account/tokens/<int:pk>/revoke/", views.RevokeToken.as_view(), name="revoke"),
]
