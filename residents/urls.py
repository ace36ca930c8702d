"""Addresses of the provider's pages, and of what is done to a placement."""

from django.urls import path

from residents.views import admissions, alerts, corrections, incidents, overstays, reviews, safety, stays

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
    path("placements/<int:pk>/safety/", safety.safety, name="safety"),
    path("incidents/", safety.incidents, name="incidents"),
    path("placements/<int:pk>/incidents/new/", incidents.RecordIncident.as_view(), name="incident_new"),
    path("incidents/<int:pk>/correct/", incidents.CorrectIncident.as_view(), name="incident_correct"),
    path("incidents/<int:pk>/close/", incidents.CloseIncident.as_view(), name="incident_close"),
    path("incidents/<int:pk>/reopen/", incidents.ReopenIncident.as_view(), name="incident_reopen"),
    path("incidents/<int:pk>/cancel/", incidents.CancelIncident.as_view(), name="incident_cancel"),
    path("alerts/", safety.alerts, name="alerts"),
    path("placements/<int:pk>/alerts/new/", alerts.RaiseAlert.as_view(), name="alert_new"),
    path("alerts/<int:pk>/acknowledge/", safety.acknowledge, name="alert_acknowledge"),
    path("alerts/<int:pk>/correct/", alerts.CorrectAlert.as_view(), name="alert_correct"),
    path("alerts/<int:pk>/end/", alerts.EndAlert.as_view(), name="alert_end"),
    path("alerts/<int:pk>/cancel/", alerts.CancelAlert.as_view(), name="alert_cancel"),
    path("placements/<int:pk>/reviews/plan/", reviews.PlanReview.as_view(), name="review_plan"),
    path("placements/<int:pk>/reviews/new/", reviews.RecordReview.as_view(), name="review_new"),
    path("reviews/<int:pk>/held/", reviews.HoldReview.as_view(), name="review_hold"),
    path("reviews/<int:pk>/correct/", reviews.CorrectReview.as_view(), name="review_correct"),
    path("reviews/<int:pk>/cancel/", reviews.CancelReview.as_view(), name="review_cancel"),
    path("placements/<int:pk>/gp-handover/", reviews.RecordHandover.as_view(), name="handover_new"),
    path("gp-handovers/<int:pk>/correct/", reviews.CorrectHandover.as_view(), name="handover_correct"),
    path("gp-handovers/<int:pk>/cancel/", reviews.CancelHandover.as_view(), name="handover_cancel"),
]
