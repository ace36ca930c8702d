"""Addresses of what is done to a bed, of a service, and of the registers."""

from django.urls import path

from beds import views
from beds.registers import views as registers

app_name = "beds"

urlpatterns = [
    path("beds/<int:pk>/void/", views.RecordVoid.as_view(), name="void_new"),
    path("voids/<int:pk>/end/", views.EndVoid.as_view(), name="void_end"),
    path("voids/<int:pk>/correct/", views.CorrectVoid.as_view(), name="void_correct"),
    path("voids/<int:pk>/cancel/", views.CancelVoid.as_view(), name="void_cancel"),
    path("registers/", registers.registers, name="registers"),
    path("services/<int:pk>/", registers.service, name="service"),
    path("services/<int:pk>/responsibilities/<slug:area>/", registers.NameResponsible.as_view(), name="responsibility"),
    path("posts/new/", registers.AddPost.as_view(), name="post_new"),
    path("posts/<int:pk>/correct/", registers.CorrectPost.as_view(), name="post_correct"),
    path("posts/<int:pk>/end/", registers.EndPost.as_view(), name="post_end"),
    path("posts/<int:pk>/vacant/", registers.VacantPost.as_view(), name="post_vacant"),
    path("posts/<int:pk>/filled/", registers.FilledPost.as_view(), name="post_filled"),
    path("posts/<int:pk>/cancel/", registers.CancelPost.as_view(), name="post_cancel"),
    path("agreements/new/", registers.AddAgreement.as_view(), name="agreement_new"),
    path("agreements/<int:pk>/correct/", registers.CorrectAgreement.as_view(), name="agreement_correct"),
    path("agreements/<int:pk>/cancel/", registers.CancelAgreement.as_view(), name="agreement_cancel"),
]
