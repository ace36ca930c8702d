"""How long people stay: those who left and those who are here are counted apart, and never averaged together."""

from __future__ import annotations

from reporting.measures.definition import Better, Measure, Rows, Unit, centile, mean, median
from reporting.measures.people import DISCHARGES, PEOPLE

STAY = "Length of stay"

RESIDENTS_HERE = Rows(
    name="residents_here",
    what="Residents on the morning after the last night",
    shown={
        "reference": "Resident",
        "service": "Service",
        "ward": "Ward",
        "admitted_on": "Admitted",
        "nights_so_far": "Nights so far",
        "stay_limit": "Limit",
    },
    splits=PEOPLE,
)
"""One row for each placement that holds the last night of the period and had not ended by the morning after it."""

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
        target_field="stay_limit_nights",
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
        target_field="stay_limit_nights",
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
    Measure(
        "los_current_mean",
        "Length of stay of residents, mean",
        STAY,
        "Nights so far of those in a placement on the morning after the last night of the period, shared out evenly; "
        "whoever came on that day or left by that morning is left out.",
        Unit.NIGHTS,
        Better.LOWER,
        numerator="Nights from admission to that morning",
        denominator="Residents on that morning",
        rows=RESIDENTS_HERE,
        calculation=mean("nights_so_far"),
    ),
    Measure(
        "los_current_median",
        "Length of stay of residents, median",
        STAY,
        "Half of those in a placement on the morning after the last night of the period had stayed for as many nights "
        "as this or fewer by then.",
        Unit.NIGHTS,
        Better.LOWER,
        rows=RESIDENTS_HERE,
        calculation=median("nights_so_far"),
    ),
)
