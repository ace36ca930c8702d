"""Who stays longer than the limit, for how many nights."""

from __future__ import annotations

from reporting.measures.definition import Better, Measure, Rows, Unit, distinct, number, total
from reporting.measures.sources import REVIEW
from residents.models import OverstayReason

OVERSTAY = "Overstays"

NONE_RECORDED = {"none": "None recorded"}

OVERSTAYERS = Rows(
    name="overstayers",
    what="Overstayers and the reasons for it",
    shown={
        "reference": "Resident",
        "service": "Service",
        "ward": "Ward",
        "admitted_on": "Admitted",
        "due_on": "Move-on due",
        "overstay_nights": "Overstay nights",
        "reason": "Reason",
        "owner": "Whose move it is",
    },
    splits={
        "reason": dict(OverstayReason.Code.choices) | NONE_RECORDED,
        "owner": dict(OverstayReason.Owner.choices) | NONE_RECORDED,
    },
)
"""One row for each overstayer on the morning after the period and each reason that is open then."""

OVERSTAY_NIGHTS = Rows(
    name="overstay_nights",
    what="Overstay nights by placement",
    shown={
        "reference": "Resident",
        "service": "Service",
        "contract": "Contract",
        "admitted_on": "Admitted",
        "due_on": "Move-on due",
        "nights": "Overstay nights",
        "authorised": "Authorised",
        "unauthorised": "Unauthorised",
        "priced_nights": "Nights with a price",
        "cost": "Cost",
    },
    per="placement_id",
    adds=("nights", "authorised", "unauthorised", "priced_nights", "sevenths"),
)
"""One row a placement, contract and service with overstay nights in the period."""

LIMITS_REACHED = Rows(
    name="limits_reached",
    what="Placements at their limit",
    shown={
        "reference": "Resident",
        "service": "Service",
        "ward": "Ward",
        "admitted_on": "Admitted",
        "due_on": "Move-on due",
        "discharged_on": "Left",
    },
)
"""One row for each overstay that began or ended in the period, and for each limit that comes soon after it."""

MORNING = "In a period: on the morning after its last night so far."
IN_PERIOD = (
    "A period has those whose night lies in it. Each belongs to the contract of the bed on that night or, without a "
    "bed in a contract, to the one under which the stay began."
)

MEASURES = (
    Measure(
        "overstayers",
        "Overstayers",
        OVERSTAY,
        "Residents in a placement on the date whose stay is longer than its limit: 42 nights unless the contract says "
        f"otherwise; exactly 42 nights is not an overstay. {MORNING}",
        Unit.PEOPLE,
        Better.LOWER,
        source=REVIEW,
        rows=OVERSTAYERS,
        calculation=distinct("placement_id"),
        people=True,
    ),
    Measure(
        "overstay_beds",
        "Beds with an overstayer",
        OVERSTAY,
        "Contracted beds occupied by, or held for, an overstayer on the night of the date. In a period: on the night "
        "after its last night so far.",
        Unit.BEDS,
        Better.LOWER,
        rows=OVERSTAYERS,
        calculation=distinct("bed_id", "bed_id IS NOT NULL"),
        people=True,
    ),
    Measure(
        "overstay_nights",
        "Overstay nights",
        OVERSTAY,
        "Nights of a placement beyond its limit: night 43 of a 42-night limit is overstay night 1. Moving between beds "
        f"does not restart the count, and an extension does not shorten it. {IN_PERIOD}",
        Unit.NIGHTS,
        Better.LOWER,
        source=REVIEW,
        rows=OVERSTAY_NIGHTS,
        calculation=total("nights"),
    ),
    Measure(
        "authorised",
        "Authorised overstay nights",
        OVERSTAY,
        "Overstay nights before the date until which the commissioner agreed an extension.",
        Unit.NIGHTS,
        rows=OVERSTAY_NIGHTS,
        calculation=total("authorised"),
    ),
    Measure(
        "unauthorised",
        "Unauthorised overstay nights",
        OVERSTAY,
        "Overstay nights that no extension covers.",
        Unit.NIGHTS,
        Better.LOWER,
        rows=OVERSTAY_NIGHTS,
        calculation=total("unauthorised"),
    ),
    Measure(
        "due_soon",
        "Move-on due in the next 14 days",
        OVERSTAY,
        "Residents not yet past their limit whose move-on due date, the morning after the last night within the limit "
        f"(night 42), is the date itself or one of the 14 days after it. {MORNING}",
        Unit.PEOPLE,
        Better.LOWER,
        rows=LIMITS_REACHED,
        calculation=number("event = 'due'"),
        people=True,
    ),
    Measure(
        "overstays_new",
        "New overstays",
        OVERSTAY,
        "Placements whose first night beyond the limit, night 43 of a 42-night limit, lies in the period.",
        Unit.PEOPLE,
        Better.LOWER,
        rows=LIMITS_REACHED,
        calculation=number("event = 'new'"),
        people=True,
    ),
    Measure(
        "overstays_ended",
        "Overstays ended",
        OVERSTAY,
        "Placements that ended in the period, by the day of leaving, after more nights than their limit.",
        Unit.PEOPLE,
        Better.NEITHER,
        rows=LIMITS_REACHED,
        calculation=number("event = 'ended'"),
        people=True,
    ),
)
