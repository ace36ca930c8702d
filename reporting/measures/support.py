"""The support that residents get."""

from __future__ import annotations

from reporting.measures.definition import Better, Calculation, Form, Measure, Rows, Unit, distinct, number
from reporting.measures.equality import RESIDENTS
from reporting.measures.people import PEOPLE
from reporting.measures.sources import REVIEW
from residents.models import SupportRecord

SUPPORT = "Support"
SECTION = f"{REVIEW}, section 4"

INTERVENTIONS = Rows(
    name="support",
    what="Activities and interventions",
    shown={
        "reference": "Resident",
        "service": "Service",
        "on_date": "Date",
        "kind": "Type",
        "nature": "Nature",
        "status": "State",
        "minutes": "Minutes",
    },
    splits={
        "kind": dict(SupportRecord.Kind.choices),
        "nature": dict(SupportRecord.Nature.choices),
        "status": dict(SupportRecord.Status.choices),
        **PEOPLE,
    },
)
"""One row for each activity or intervention, by the day on which it was given or, until then, asked for."""

ACTIVE = "activities > 0"
ENGAGED = (
    "residents in the period, each counted once, who took part in a group activity in the community that was delivered "
    "in it."
)

MEASURES = (
    Measure(
        "residents_in_activity",
        "Residents in structured community activity",
        SUPPORT,
        f"The {ENGAGED}",
        Unit.PEOPLE,
        Better.HIGHER,
        source=SECTION,
        rows=RESIDENTS,
        calculation=distinct("resident_id", ACTIVE),
        people=True,
    ),
    Measure(
        "residents_in_activity_rate",
        "Residents in structured community activity, share",
        SUPPORT,
        f"The share of the {ENGAGED}",
        Unit.PER_CENT,
        Better.HIGHER,
        numerator="Different residents with a group activity in the community",
        denominator="Different people who had a placement in the period",
        source=SECTION,
        rows=RESIDENTS,
        calculation=Calculation(
            Form.RATIO,
            f"count(DISTINCT resident_id) FILTER (WHERE {ACTIVE})",
            "count(DISTINCT resident_id)",
            counts=ACTIVE,
        ),
        people=True,
    ),
    Measure(
        "interventions",
        "Activities and interventions",
        SUPPORT,
        "Activities and interventions with residents, clinical and social, by the day on which each was given or, "
        "while it is only commissioned, asked for. Each belongs to the service that has the resident, or had them "
        "last, and to the contract under which the stay began.",
        Unit.RECORDS,
        source=SECTION,
        rows=INTERVENTIONS,
        calculation=number(),
        split="kind",
        people=True,
    ),
)
