"""Who stays longer than the limit, for how many nights."""

from __future__ import annotations

from reporting.measures.definition import Better, Measure, Unit
from reporting.measures.sources import REVIEW

OVERSTAY = "Overstays"

MEASURES = (
    Measure(
        "overstayers",
        "Overstayers now",
        OVERSTAY,
        "Residents in a placement on the date whose stay is longer than its limit: 42 nights unless the contract says "
        "otherwise; exactly 42 nights is not an overstay.",
        Unit.PEOPLE,
        Better.LOWER,
        source=REVIEW,
    ),
    Measure(
        "overstay_beds",
        "Beds they occupy",
        OVERSTAY,
        "Contracted beds occupied by, or held for, an overstayer on the night of the date.",
        Unit.BEDS,
        Better.LOWER,
    ),
    Measure(
        "overstay_nights",
        "Overstay nights",
        OVERSTAY,
        "Nights of a placement beyond its limit: night 43 of a 42-night limit is overstay night 1. Moving between beds "
        "does not restart the count, and an extension does not shorten it.",
        Unit.NIGHTS,
        Better.LOWER,
        source=REVIEW,
    ),
    Measure(
        "authorised",
        "Authorised overstay nights",
        OVERSTAY,
        "Overstay nights before the date until which the commissioner agreed an extension.",
        Unit.NIGHTS,
    ),
    Measure(
        "unauthorised",
        "Unauthorised overstay nights",
        OVERSTAY,
        "Overstay nights that no extension covers.",
        Unit.NIGHTS,
        Better.LOWER,
    ),
    Measure(
        "due_soon",
        "Move-on due in the next 14 days",
        OVERSTAY,
        "Residents not yet past their limit whose move-on due date, the morning after the last night within the limit "
        "(night 42), is the date itself or one of the 14 days after it.",
        Unit.PEOPLE,
        Better.LOWER,
    ),
)
