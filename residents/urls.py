"""Addresses of the provider's pages, and of what is done to a placement."""

from django.urls import path

from residents.views import admissions, cases, corrections, meetings, my_work, overstays, stays

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
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/new/", meetings.StartMeeting.as_view(), name="meeting_new"),
    path("meetings/<int:pk>/", meetings.meeting, name="meeting"),
    path("meetings/<int:pk>/cases/<int:referral>/", meetings.MeetingCase.as_view(), name="meeting_case"),
    path("meetings/<int:pk>/general/", meetings.General.as_view(), name="meeting_general"),
    path("meetings/<int:pk>/close/", meetings.CloseMeeting.as_view(), name="meeting_close"),
    path("meetings/<int:pk>/reopen/", meetings.ReopenMeeting.as_view(), name="meeting_reopen"),
    path("meetings/<int:pk>/cancel/", meetings.CancelMeeting.as_view(), name="meeting_cancel"),
    path("meetings/<int:pk>/minutes/", meetings.minutes_of, name="minutes"),
    path("meetings/<int:pk>/minutes/download/<str:format>", meetings.download, name="minutes_download"),
    path("referrals/<int:pk>/notes/", cases.Case.as_view(), name="case"),
    path("notes/<int:pk>/correct/", cases.CorrectNote.as_view(), name="note_correct"),
    path("notes/<int:pk>/cancel/", cases.CancelNote.as_view(), name="note_cancel"),
    path("actions/<int:pk>/done/", cases.CompleteAction.as_view(), name="action_done"),
    path("actions/<int:pk>/undo/", cases.UndoAction.as_view(), name="action_undo"),
    path("actions/<int:pk>/correct/", cases.CorrectAction.as_view(), name="action_correct"),
    path("actions/<int:pk>/cancel/", cases.CancelAction.as_view(), name="action_cancel"),
    path("my-work/", my_work.my_work, name="my_work"),
]
