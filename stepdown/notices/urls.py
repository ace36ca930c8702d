"""Addresses of a person's notices."""

from django.urls import path

from stepdown.notices import views

app_name = "notices"

urlpatterns = [
    path("notices/", views.notices, name="list"),
    path("notices/read/", views.read_all, name="read_all"),
    path("notices/choices/", views.Choices.as_view(), name="choices"),
    path("notices/<int:pk>/open/", views.open_notice, name="open"),
]
