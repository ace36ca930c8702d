"""By what people may be told apart, and the rows of placements: what several groups of measures share."""

from __future__ import annotations

from reporting.measures.definition import Rows
from residents.models import Discharge, Resident
from residents.models.destinations import CountsAs

PEOPLE = {
    "gender": dict(Resident.Gender.choices),
    "age_band": dict(Resident.AgeBand.choices),
    "ethnicity": dict(Resident.Ethnicity.choices),
    "need": dict(Resident.Need.choices),
}
"""The columns that say something of the person, each with the labels of its codes."""

NOT_RECORDED = {"not_recorded": "Not recorded"}
"""Somebody left, and nothing says where to."""

ADMISSIONS = Rows(
    name="admissions",
    what="Admissions",
    shown={
        "reference": "Resident",
        "service": "Service",
        "ward": "Ward",
        "received_on": "Referred",
        "clinically_ready_on": "Ready",
        "admitted_on": "Admitted",
        "miles_from_home": "Miles from home",
    },
    splits=PEOPLE,
)
"""One row for each placement that began in the period, by the day of admission."""

DISCHARGES = Rows(
    name="discharges",
    what="Discharges",
    shown={
        "reference": "Resident",
        "service": "Service",
        "ward": "Ward",
        "admitted_on": "Admitted",
        "discharged_on": "Left",
        "los_nights": "Nights",
        "stay_limit": "Limit",
    },
    splits={
        "destination": dict(Discharge.Destination.choices) | NOT_RECORDED,
        "counts_as": dict(CountsAs.choices) | NOT_RECORDED,
        **PEOPLE,
    },
)
"""One row for each placement that ended in the period: `[from, until)`, by the day of leaving."""
