"""Who the residents are, to be compared with referrals and admissions told apart in the same way."""

from __future__ import annotations

from reporting.measures.definition import Measure, Rows, Unit, distinct
from reporting.measures.people import PEOPLE
from reporting.measures.sources import REVIEW

EQUALITY = "Equality"

RESIDENTS = Rows(
    name="residents",
    what="Placements of the period's residents",
    shown={
        "reference": "Resident",
        "service": "Service",
        "ward": "Ward",
        "admitted_on": "Admitted",
        "discharged_on": "Left",
        "gender": "Gender",
        "age_band": "Age",
        "ethnicity": "Ethnicity",
        "need": "Main need",
        "activities": "Group activities",
    },
    splits=PEOPLE,
)
"""One row for each placement on a night of the period, or that began and ended on one day of it."""

MEASURES = (
    Measure(
        "residents",
        "Residents in the period",
        EQUALITY,
        "Different people who had a placement on a night of the period, or came and left on one day of it; somebody "
        "with two placements counts once. Gender, age, ethnicity and need are as recorded now.",
        Unit.PEOPLE,
        source=f"{REVIEW}, section 2.4",
        rows=RESIDENTS,
        calculation=distinct("resident_id"),
        people=True,
    ),
)
