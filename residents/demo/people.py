"""Names, dates of birth and NHS numbers that belong to nobody.

Given names are those of birds, trees and flowers; the surnames say that they are examples. NHS numbers
begin with 999, which is set aside for tests and never given to a person.
"""

from __future__ import annotations

import datetime as dt
import random

from residents.models import Resident

GIVEN = (
    "Alder", "Ash", "Aster", "Birch", "Bracken", "Briar", "Bryony", "Campion", "Cedar", "Celandine",
    "Clover", "Comfrey", "Coriander", "Dunlin", "Elder", "Fern", "Finch", "Firecrest", "Gorse",
    "Hawthorn", "Hazel", "Heather", "Ivy", "Juniper", "Kestrel", "Larch", "Lark", "Linden", "Linnet",
    "Mallow", "Marigold", "Martin", "Merlin", "Myrtle", "Olive", "Osprey", "Plover", "Poppy", "Robin",
    "Rowan", "Rush", "Saffron", "Sage", "Sorrel", "Sparrow", "Swift", "Tansy", "Teal", "Thistle",
    "Willow", "Wren", "Yarrow",
)  # fmt: skip
SURNAMES = (
    "Demoway", "Exampleton", "Fictionby", "Imaginson", "Inventley", "Makebelieve", "Mockford",
    "Placeholder", "Pretendham", "Sampleford", "Specimen", "Testley", "Trialworth",
)  # fmt: skip
WORKERS = (
    "A. Caseworker", "B. Keyworker", "C. Coordinator", "D. Socialworker", "E. Floating-Support",
    "F. Housing-Link", "G. Transitions", "H. Recovery",
)  # fmt: skip

YEARS = {
    Resident.AgeBand.UNDER_20: (18, 19),
    Resident.AgeBand.TWENTIES: (20, 29),
    Resident.AgeBand.THIRTIES: (30, 39),
    Resident.AgeBand.FORTIES: (40, 49),
    Resident.AgeBand.FIFTIES: (50, 59),
    Resident.AgeBand.SIXTIES: (60, 69),
    Resident.AgeBand.SEVENTY_UP: (70, 84),
}


def invent_worker(rng: random.Random) -> str:
    """The title of an allocated worker, in the shape of a name."""
    return rng.choice(WORKERS)


def nhs_number(series: int, number: int) -> str:
    """A number of the test range 999, different for each `series` (0 to 9) and `number` (0 to 9,999).

    The ninth digit is the first for which a check digit exists (modulus 11 leaves one in eleven without).
    """
    for ninth in range(10):
        body = f"999{series}{number:04d}{ninth}"
        check = -sum(int(digit) * weight for digit, weight in zip(body, range(10, 1, -1), strict=True)) % 11
        if check < 10:
            return f"{body}{check}"
    raise AssertionError("two neighbouring ninth digits never both lack a check digit")


def invent_identity(
    rng: random.Random, series: int, number: int, *, age_band: str, gender: str, on: dt.date
) -> dict[str, object]:
    """A name, a date of birth that gives this age on that day (None when not known) and a test NHS number."""
    birth = None
    if age_band in YEARS:
        low, high = YEARS[Resident.AgeBand(age_band)]
        age_days = rng.randint(low * 366, (high + 1) * 365 - 5)
        birth = on - dt.timedelta(days=age_days)
    return {
        "name": f"{rng.choice(GIVEN)} {rng.choice(SURNAMES)}",
        "date_of_birth": birth,
        "nhs_number": nhs_number(series, number),
    }
