"""Moves that wait for housing: delays, and applications for a home to move on to."""

from __future__ import annotations

from reporting.measures.definition import Better, Measure, Rows, Unit, distinct, median, number, total
from reporting.measures.flow import WHOSE
from reporting.measures.people import PEOPLE
from reporting.measures.sources import REVIEW
from residents.models import MoveOnApplication, OverstayReason

HOUSING = "Housing"
SECTION = f"{REVIEW}, section 3"

OWNERS = dict(OverstayReason.Owner.choices)

DELAYS = Rows(
    name="housing_delays",
    what="Overstays that wait for housing",
    shown={
        "reference": "Resident",
        "service": "Service",
        "contract": "Contract",
        "ward": "Ward",
        "admitted_on": "Admitted",
        "due_on": "Move-on due",
        "owner": "Whose move it was",
        "nights": "Nights",
    },
    splits={
        "owner": {
            "housing": OWNERS["housing"],
            "supported_housing": OWNERS["supported_housing"],
            "both": "Both at once",
        }
    },
)
"""One row a placement and owner, with the overstay nights of the period on which it was their move."""

APPLICATIONS = Rows(
    name="applications",
    what="Open applications for a home",
    shown={
        "reference": "Resident",
        "provider": "Provider",
        "housing_provider": "Housing provider",
        "kind": "Kind of home",
        "made_on": "Made",
        "stage": "Stage",
        "since": "Since",
        "owner": "Whose move it is",
        "days": "Days",
    },
    splits={
        "stage": {stage.value: stage.label for stage in MoveOnApplication.Stage},
        "kind": dict(MoveOnApplication.Kind.choices),
        "owner": OWNERS,
        **PEOPLE,
    },
)
"""One row for each application that was open on the morning after the last night of the period."""

REJECTIONS = Rows(
    name="rejections",
    what="Rejections and challenges won",
    shown={
        "reference": "Resident",
        "provider": "Provider",
        "housing_provider": "Housing provider",
        "kind": "Kind of home",
        "on_date": "Date",
        "event": "What",
        "reason": "Reason of the rejection",
    },
    splits={
        "reason": dict(MoveOnApplication.RejectReason.choices),
        "kind": dict(MoveOnApplication.Kind.choices),
        "event": {"rejected": "Rejected by provider", "won": "Challenge won"},
        **PEOPLE,
    },
)
"""One row for each rejection by a housing provider and each challenge that was won, by its day."""

HELD_UP = (
    "a reason for it was open that was for the council's housing team or a supported-housing provider to resolve, by "
    "whose move it was on that day. It belongs to the contract under which the stay began."
)
OPEN = (
    "Applications for a home that had not ended on the morning after the last night of the period, a challenged "
    "rejection among them, of people who had not left by then"
)

MEASURES = (
    Measure(
        "housing_delays",
        "Delays due to housing",
        HOUSING,
        f"Placements with an overstay night in the period on which {HELD_UP}",
        Unit.PEOPLE,
        Better.LOWER,
        source=f"{REVIEW}, section 4",
        rows=DELAYS,
        calculation=distinct("placement_id"),
        people=True,
    ),
    Measure(
        "housing_delay_nights",
        "Nights of delay due to housing",
        HOUSING,
        f"Overstay nights in the period on which {HELD_UP}",
        Unit.NIGHTS,
        Better.LOWER,
        source=f"{REVIEW}, section 4",
        rows=DELAYS,
        calculation=total("nights"),
        split="owner",
    ),
    Measure(
        "applications",
        "Open applications for a home",
        HOUSING,
        f"{OPEN}, by the stage at which each was. {WHOSE}",
        Unit.RECORDS,
        source=SECTION,
        rows=APPLICATIONS,
        calculation=number(),
        split="stage",
        people=True,
    ),
    Measure(
        "applications_age",
        "Age of open applications",
        HOUSING,
        f"{OPEN}: half of them had been made as many days before that morning as this, or fewer. {WHOSE}",
        Unit.DAYS,
        Better.LOWER,
        source=SECTION,
        rows=APPLICATIONS,
        calculation=median("days"),
    ),
    Measure(
        "rejections",
        "Applications rejected",
        HOUSING,
        "Rejections by a housing provider in the period, by the day of each; one that was taken back as a mistake does "
        f"not count, one that was challenged does. {WHOSE}",
        Unit.RECORDS,
        Better.LOWER,
        source=SECTION,
        rows=REJECTIONS,
        calculation=number("event = 'rejected'"),
        split="reason",
        people=True,
    ),
    Measure(
        "challenges_won",
        "Challenges won",
        HOUSING,
        "Rejections that the council challenged and that were withdrawn in the period, by the day of the answer. "
        + WHOSE,
        Unit.RECORDS,
        Better.HIGHER,
        source=SECTION,
        rows=REJECTIONS,
        calculation=number("event = 'won'"),
        people=True,
    ),
)
