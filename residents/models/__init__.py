from residents.models.aftercare import AftercareContact, Readmission
from residents.models.departures import Discharge, UndoneDeparture
from residents.models.meetings import Action, Meeting, Note
from residents.models.move_on import (
    ApplicationStage,
    HomeTrack,
    HomeTrackDate,
    MoveOnApplication,
    MoveOnPlan,
    MoveOnStep,
    PlanWording,
)
from residents.models.overrides import OverrideTakenBack
from residents.models.overstays import EarlierOwner, Extension, ExtensionRequest, OverstayReason
from residents.models.people import Resident, ResidentIdentity, Ward
from residents.models.placements import Absence, BedStay, Booking, Placement
from residents.models.referrals import Assessment, Referral, ReferralDraft, ReferralStep
from residents.models.safety import (
    AlertAcknowledgement,
    AlertWording,
    GpHandover,
    Incident,
    IncidentWording,
    Review,
    ReviewParty,
    RiskAlert,
)
from residents.models.support import Feedback, FeedbackLink, Giver, OutcomeScore, SupportRecord

__all__ = [
    "Absence",
    "Action",
    "AftercareContact",
    "AlertAcknowledgement",
    "AlertWording",
    "ApplicationStage",
    "Assessment",
    "BedStay",
    "Booking",
    "Discharge",
    "EarlierOwner",
    "Extension",
    "ExtensionRequest",
    "Feedback",
    "FeedbackLink",
    "Giver",
    "GpHandover",
    "HomeTrack",
    "HomeTrackDate",
    "Incident",
    "IncidentWording",
    "Meeting",
    "MoveOnApplication",
    "MoveOnPlan",
    "MoveOnStep",
    "Note",
    "OutcomeScore",
    "OverrideTakenBack",
    "OverstayReason",
    "Placement",
    "PlanWording",
    "Readmission",
    "Referral",
    "ReferralDraft",
    "ReferralStep",
    "Resident",
    "ResidentIdentity",
    "Review",
    "ReviewParty",
    "RiskAlert",
    "SupportRecord",
    "UndoneDeparture",
    "Ward",
]
