"""How near to home people are cared for."""

from __future__ import annotations

from reporting.measures.definition import Better, Measure, Unit, median, number
from reporting.measures.people import ADMISSIONS
from reporting.measures.sources import NEW_CARE_MODELS

PLACE = "Place"

MEASURES = (
    Measure(
        "out_of_area_placements",
        "Out-of-area placements",
        PLACE,
        "Placements that began in the period, by the date of admission, of people from outside the commissioner's "
        "area.",
        Unit.PEOPLE,
        Better.LOWER,
        source=NEW_CARE_MODELS,
        rows=ADMISSIONS,
        calculation=number("out_of_area"),
        people=True,
    ),
    Measure(
        "repatriations",
        "Repatriations",
        PLACE,
        "Placements that began in the period, by the date of admission, of people whose home is in the commissioner's "
        "area and who came from a ward in a hospital outside it.",
        Unit.PEOPLE,
        Better.HIGHER,
        source=NEW_CARE_MODELS,
        rows=ADMISSIONS,
        calculation=number("repatriated"),
        people=True,
    ),
    Measure(
        "distance_from_home",
        "Distance from home",
        PLACE,
        "Half of those admitted in the period, by the date of admission, came to a house as many whole miles from home "
        "as this or fewer; those whose distance is not recorded are left out.",
        Unit.MILES,
        Better.LOWER,
        source=NEW_CARE_MODELS,
        rows=ADMISSIONS,
        calculation=median("miles_from_home"),
    ),
)
