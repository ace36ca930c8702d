"""Addresses of the provider's pages, and of what is done to a placement."""

from django.urls import path

from residents.views import admissions, applications, corrections, move_on, overstays, stays

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
    path("referrals/<int:pk>/move-on/", move_on.move_on, name="move_on"),
    path("referrals/<int:pk>/move-on/plan/", move_on.SetPlan.as_view(), name="move_on_plan"),
    path("referrals/<int:pk>/move-on/steps/new/", move_on.AddStep.as_view(), name="move_on_step_new"),
    path("move-on-steps/<int:pk>/change/", move_on.ChangeStep.as_view(), name="move_on_step_change"),
    path("move-on-steps/<int:pk>/done/", move_on.FinishStep.as_view(), name="move_on_step_done"),
    path("move-on-steps/<int:pk>/not-done/", move_on.ReopenStep.as_view(), name="move_on_step_reopen"),
    path("move-on-steps/<int:pk>/cancel/", move_on.CancelStep.as_view(), name="move_on_step_cancel"),
    path("referrals/<int:pk>/move-on/home/new/", move_on.StartTrack.as_view(), name="home_track_new"),
    path("home-tracks/<int:pk>/agreed/", move_on.AgreeTrack.as_view(), name="home_track_agreed"),
    path("home-tracks/<int:pk>/date/", move_on.BookTrack.as_view(), name="home_track_booked"),
    path("home-tracks/<int:pk>/done/", move_on.FinishTrack.as_view(), name="home_track_done"),
    path("home-tracks/<int:pk>/change/", move_on.ChangeTrack.as_view(), name="home_track_change"),
    path("home-tracks/<int:pk>/cancel/", move_on.CancelTrack.as_view(), name="home_track_cancel"),
    path(
        "referrals/<int:pk>/move-on/applications/new/", applications.StartApplication.as_view(), name="application_new"
    ),
    path("applications/<int:pk>/stage/", applications.RecordStage.as_view(), name="application_stage"),
    path("applications/<int:pk>/refused/", applications.Refuse.as_view(), name="application_refused"),
    path("applications/<int:pk>/rejected/", applications.Reject.as_view(), name="application_rejected"),
    path("applications/<int:pk>/withdraw/", applications.Withdraw.as_view(), name="application_withdraw"),
    path("applications/<int:pk>/ask/", applications.AskForChallenge.as_view(), name="application_ask"),
    path("applications/<int:pk>/challenge/", applications.Challenge.as_view(), name="application_challenge"),
    path("applications/<int:pk>/stands/", applications.LetStand.as_view(), name="application_stands"),
    path("applications/<int:pk>/result/", applications.AnswerChallenge.as_view(), name="application_answer"),
    path("applications/<int:pk>/stages/<int:stage>/undo/", applications.UndoStage.as_view(), name="application_undo"),
    path("applications/<int:pk>/change/", applications.ChangeApplication.as_view(), name="application_change"),
    path("applications/<int:pk>/cancel/", applications.CancelApplication.as_view(), name="application_cancel"),
    path("housing/", applications.housing, name="housing"),
]
