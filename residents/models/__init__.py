from residents.models.overstays import Extension, OverstayReason
from residents.models.people import Resident, ResidentIdentity, Ward
from residents.models.placements import Absence, BedStay, Booking, Discharge, Placement
from residents.models.referrals import Referral

__all__ = [
    "Absence",
    "BedStay",
    "Booking",
    "Discharge",
    "Extension",
    "OverstayReason",
    "Placement",
    "Referral",
    "Resident",
    "ResidentIdentity",
    "Ward",
]
