"""What is checked in the records, why it matters, and how each finding is put right.

A check looks at each record that it applies to, and the record passes or not: `sql/rows/data_quality.sql` says which.
The score is the share of these that pass (`docs/decisions/0012-data-quality-score.md`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Mender(StrEnum):
    """Who may send the form that puts a finding right."""

    ADMINISTRATOR = "An administrator of the commissioner"
    WORKER = "The provider's workers"
    BOTH_SIDES = "The provider's workers, and those who decide for the commissioner"
    COUNCIL_TOO = "The provider's workers, the council's housing officers, and those who decide for the commissioner"


class Severity(StrEnum):
    """What a finding does to the figures. The worst comes first."""

    WRONG = "Figures are wrong"
    INCOMPLETE = "Figures are incomplete"
    LATE = "Figures come late"


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `checked` says what it looks at, in words.

    `mend` names the address where a finding is put right, which takes the id of the placement or of the referral
    (`of_referral`); without it there is only the record to look at.
    """

    key: str
    label: str
    checked: str
    to_do: str
    severity: Severity
    mend: str = ""
    mender: Mender = Mender.WORKER
    of_referral: bool = False


RESIDENTS = "Placements in the period"
CAME = "Admissions in the period"
WENT = "Departures in the period"
HERE = "Residents on the last morning"
DETAILS = "residents:details_correct"
DEPARTURE = "residents:discharge_details"
MOVE_ON = "residents:move_on"
REFERRAL = "residents:referral"

LATE_AFTER_DAYS = 2
DECIDED_WITHIN_DAYS = 14


def _not_known(key: str, label: str) -> Check:
    """Something of the person is not known."""
    return Check(
        key,
        f"{label} not known",
        RESIDENTS,
        "Ask the person or the ward, and correct the details of the person.",
        Severity.INCOMPLETE,
        DETAILS,
    )


_ALL = (
    Check(
        "contract",
        "Nights in a bed without a contract",
        RESIDENTS,
        "An administrator enters the contract that buys the bed on these nights, or the day is corrected.",
        Severity.WRONG,
        mender=Mender.ADMINISTRATOR,
    ),
    Check(
        "rate",
        "Nights without a rate",
        "Placements with a night in the period under a contract",
        "An administrator enters the rate that was agreed for these nights.",
        Severity.WRONG,
        mender=Mender.ADMINISTRATOR,
    ),
    Check(
        "destination",
        "Destination missing or not told",
        WENT,
        "Enter where the person went. “Other” is enough only with a note that says where.",
        Severity.WRONG,
        "residents:discharge_correct",
    ),
    Check(
        "booking_passed",
        "Booked arrival that did not happen",
        "Beds booked for somebody who has not arrived",
        "Admit the person, or cancel the booking: until then the bed is kept for nobody.",
        Severity.WRONG,
        REFERRAL,
        of_referral=True,
    ),
    Check(
        "overstay_reason",
        "Overstay without an open reason",
        "Residents beyond their limit on the last morning",
        "Say why the person cannot move on, and whose move it is.",
        Severity.INCOMPLETE,
        "residents:reason",
        Mender.BOTH_SIDES,
    ),
    Check(
        "plan",
        "Admitted, and still no move-on plan or worker",
        CAME,
        "Enter the plan and who the allocated worker is.",
        Severity.INCOMPLETE,
        DETAILS,
    ),
    Check(
        "undecided",
        f"Referral without a decision for more than {DECIDED_WITHIN_DAYS} days",
        "Referrals that waited for a decision on the last morning",
        "Accept, decline or send on, or record that it was withdrawn.",
        Severity.INCOMPLETE,
        REFERRAL,
        Mender.BOTH_SIDES,
        of_referral=True,
    ),
    Check(
        "improvement",
        "Improvement not recorded on leaving",
        f"{WENT}, except by death",
        "Ask whoever worked with the person, and enter it with the departure.",
        Severity.INCOMPLETE,
        DEPARTURE,
    ),
    Check(
        "social_care",
        "Need for social care on leaving not known",
        f"{WENT}, except by death",
        "Ask the clinical team or social care, and enter it with the departure.",
        Severity.INCOMPLETE,
        DEPARTURE,
    ),
    Check(
        "clinically_ready",
        "Day of being clinically ready not known",
        CAME,
        "Ask the ward, and enter the day.",
        Severity.INCOMPLETE,
        DETAILS,
    ),
    _not_known("gender", "Gender"),
    _not_known("age_band", "Age"),
    _not_known("ethnicity", "Ethnicity"),
    _not_known("need", "Main need"),
    Check(
        "target_passed",
        "Day to move by has passed",
        f"{HERE} whose plan has a day to move by",
        "Set another day in the move-on plan, or record that the person left.",
        Severity.INCOMPLETE,
        MOVE_ON,
        Mender.COUNCIL_TOO,
        of_referral=True,
    ),
    Check(
        "home_passed",
        "Date of repairs or tenancy has passed",
        "Work on people's homes that has a date and was not done on the last morning",
        "Record that it is done, or enter the date that housing gives now.",
        Severity.INCOMPLETE,
        MOVE_ON,
        Mender.COUNCIL_TOO,
        of_referral=True,
    ),
    Check(
        "admission_late",
        f"Admission entered more than {LATE_AFTER_DAYS} days later",
        f"{CAME} that a person entered",
        "Nothing can be put right now. Enter the next one on the day: until then the bed looks empty.",
        Severity.LATE,
    ),
    Check(
        "discharge_late",
        f"Departure entered more than {LATE_AFTER_DAYS} days later",
        f"{WENT} that a person entered",
        "Nothing can be put right now. Enter the next one on the day: until then the bed looks occupied.",
        Severity.LATE,
    ),
)

CHECKS: dict[str, Check] = {check.key: check for check in _ALL}
