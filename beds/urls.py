"""Addresses of what is done to a bed."""

from django.urls import path

from beds import views

app_name = "beds"

urlpatterns = [
    path("beds/<int:pk>/void/", views.RecordVoid.as_view(), name="void_new"),
    path("voids/<int:pk>/end/", views.EndVoid.as_view(), name="void_end"),
    path("voids/<int:pk>/correct/", views.CorrectVoid.as_view(), name="void_correct"),
    path("voids/<int:pk>/cancel/", views.CancelVoid.as_view(), name="void_cancel"),
]
