"""How long people stay: those who left and those who are here are counted apart, and never averaged together."""

from __future__ import annotations

from reporting.measures.definition import Better, Measure, Rows, Unit, centile, mean, median

STAY = "Length of stay"

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
)
"""One row for each placement that ended in the period: `[from, until)`, by the day of leaving."""

MEASURES = (
    Measure(
        "los_leavers_mean",
        "Length of stay of leavers, mean",
        STAY,
        "Nights from admission to discharge of those who left in the period, shared out evenly.",
        Unit.NIGHTS,
        Better.LOWER,
        numerator="Nights of the stays that ended in the period",
        denominator="Stays that ended in the period",
        rows=DISCHARGES,
        calculation=mean("los_nights"),
    ),
    Measure(
        "los_leavers_median",
        "Length of stay of leavers, median",
        STAY,
        "Half of those who left in the period had stayed for as many nights as this or fewer.",
        Unit.NIGHTS,
        Better.LOWER,
        rows=DISCHARGES,
        calculation=median("los_nights"),
    ),
    Measure(
        "los_leavers_90th",
        "Length of stay of leavers, 90th centile",
        STAY,
        "Nine in ten of those who left in the period had stayed for as many nights as this or fewer.",
        Unit.NIGHTS,
        Better.LOWER,
        rows=DISCHARGES,
        calculation=centile("los_nights", "0.9"),
    ),
)
