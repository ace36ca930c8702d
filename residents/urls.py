"""Addresses of the provider's pages, and of what is done to a placement."""

from django.urls import path

from residents.views import admissions, corrections, leaving, matching, overstays, stays
from residents.views import admissions, corrections, deciding, overstays, referrals, referring, stays

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
    path("matching/", matching.matching, name="matching"),
    path("admissions/overrides/", matching.overrides, name="overrides"),
    path("placements/<int:pk>/departure/", leaving.DischargeDetails.as_view(), name="discharge_details"),
    path("placements/<int:pk>/aftercare/", leaving.aftercare, name="aftercare"),
    path("placements/<int:pk>/aftercare/contact/", leaving.LogContact.as_view(), name="aftercare_contact"),
    path("placements/<int:pk>/aftercare/readmission/", leaving.RecordReadmission.as_view(), name="readmission"),
    path("aftercare-contacts/<int:pk>/cancel/", leaving.CancelContact.as_view(), name="aftercare_contact_cancel"),
    path("readmissions/<int:pk>/cancel/", leaving.CancelReadmission.as_view(), name="readmission_cancel"),
    path("referrals/", referrals.referrals, name="referrals"),
    path("referrals/new/", referring.ReferralNew.as_view(), name="referral_new"),
    path("referrals/drafts/<int:pk>/discard/", referrals.DiscardDraft.as_view(), name="draft_discard"),
    path("referrals/<int:pk>/", referrals.referral, name="referral"),
    path("referrals/<int:pk>/edit/", referring.CorrectReferral.as_view(), name="referral_edit"),
    path("referrals/<int:pk>/start/", deciding.Start.as_view(), name="referral_start"),
    path("referrals/<int:pk>/assess/", deciding.Assess.as_view(), name="referral_assess"),
    path("referrals/<int:pk>/accept/", deciding.Accept.as_view(), name="referral_accept"),
    path("referrals/<int:pk>/decline/", deciding.Decline.as_view(), name="referral_decline"),
    path("referrals/<int:pk>/redirect/", deciding.Redirect.as_view(), name="referral_redirect"),
    path("referrals/<int:pk>/withdraw/", deciding.Withdraw.as_view(), name="referral_withdraw"),
    path("referrals/<int:pk>/reopen/", deciding.Reopen.as_view(), name="referral_reopen"),
    path("assessments/<int:pk>/correct/", deciding.CorrectAssessment.as_view(), name="assessment_correct"),
    path("assessments/<int:pk>/cancel/", deciding.CancelAssessment.as_view(), name="assessment_cancel"),
]
