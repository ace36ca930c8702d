"""Addresses of the provider's pages, and of what is done to a placement."""

from django.urls import path

from residents.views import admissions, corrections, extension_requests, overstays, stays

app_name = "residents"

urlpatterns = [
    path("my-beds/", admissions.my_beds, name="my_beds"),
    path("admissions/new/", admissions.Admit.as_view(), name="admit"),
    path("bookings/new/", admissions.Book.as_view(), name="book"),
    path("bookings/<int:pk>/cancel/", admissions.CancelBooking.as_view(), name="booking_cancel"),
    path("placements/<int:pk>/discharge/", stays.Discharge.as_view(), name="discharge"),
    path("placements/<int:pk>/move/", stays.Move.as_view(), name="move"),
    path("placements/<int:pk>/absence/", stays.Away.as_view(), name="absence"),
    path("placements/<int:pk>/return/", stays.Return.as_view(), name="return"),
    path("placements/<int:pk>/correct/", corrections.correct, name="correct"),
    path("placements/<int:pk>/correct/admission/", corrections.CorrectAdmission.as_view(), name="admission_correct"),
    path("placements/<int:pk>/correct/person/", corrections.CorrectDetails.as_view(), name="details_correct"),
    path("placements/<int:pk>/correct/departure/", corrections.CorrectDischarge.as_view(), name="discharge_correct"),
    path("placements/<int:pk>/undo-departure/", corrections.UndoDischarge.as_view(), name="discharge_undo"),
    path("placements/<int:pk>/moves/<int:stay>/correct/", corrections.CorrectMove.as_view(), name="move_correct"),
    path("placements/<int:pk>/moves/<int:stay>/undo/", corrections.UndoMove.as_view(), name="move_undo"),
    path(
        "placements/<int:pk>/absences/<int:absence>/correct/",
        corrections.CorrectAbsence.as_view(),
        name="absence_correct",
    ),
    path(
        "placements/<int:pk>/absences/<int:absence>/cancel/", corrections.CancelAbsence.as_view(), name="absence_cancel"
    ),
    path("placements/<int:pk>/cancel/", corrections.CancelPlacement.as_view(), name="cancel"),
    path("placements/<int:pk>/reason/", overstays.AddReason.as_view(), name="reason"),
    path("reasons/<int:pk>/resolve/", overstays.ResolveReason.as_view(), name="reason_resolve"),
    path("reasons/<int:pk>/cancel/", overstays.CancelReason.as_view(), name="reason_cancel"),
    path("placements/<int:pk>/extension/", overstays.GrantExtension.as_view(), name="extension"),
    path("extensions/<int:pk>/cancel/", overstays.CancelExtension.as_view(), name="extension_cancel"),
    path("placements/<int:pk>/extension/ask/", extension_requests.Ask.as_view(), name="extension_ask"),
    path("extension-requests/<int:pk>/withdraw/", extension_requests.Withdraw.as_view(), name="extension_withdraw"),
    path("extension-requests/<int:pk>/decide/", extension_requests.Decide.as_view(), name="extension_decide"),
    path("extensions/", extension_requests.extension_requests, name="extension_requests"),
]
