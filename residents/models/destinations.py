"""What a place to which somebody moves on means for the measures."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from residents.models.departures import Discharge


class CountsAs(models.TextChoices):
    """The outcomes that the review counts (001, section 4: discharge to home, supported or independent living)."""

    HOME = "home", "Home"
    SUPPORTED = "supported", "Supported living"
    INDEPENDENT = "independent", "Independent living"
    OTHER = "other", "Other"


@dataclass(frozen=True, slots=True)
class Meaning:
    """Whether a destination is settled, what it counts as, and its national code.

    `settled`: somewhere to stay for the foreseeable future with a right to it, as the national measures of adults in
    mental health services have it: mainstream or supported housing and a place with the family are; a care home,
    temporary accommodation, hospital and prison are not.
    `national_code`: DESTINATION OF DISCHARGE (HOSPITAL PROVIDER SPELL) of the NHS Data Dictionary, one of `NATIONAL`.
    Homes with and without nursing (55, 56) are one destination here and go out as 56.
    """

    counts_as: CountsAs
    national_code: str
    settled: bool

    @property
    def national(self) -> str:
        """The national code with what it stands for."""
        return f"{self.national_code}, {NATIONAL[self.national_code]}"


NATIONAL = {
    "19": "usual place of residence",
    "29": "temporary place of residence",
    "40": "penal establishment",
    "53": "NHS ward for people who are mentally ill or have learning disabilities",
    "56": "care home without nursing",
    "79": "died",
    "99": "not known",
}
"""What the national codes stand for, in the words of the NHS Data Dictionary, shortened."""


Goes = Discharge.Destination

MEANINGS: dict[str, Meaning] = {
    Goes.HOME: Meaning(CountsAs.HOME, "19", settled=True),
    Goes.INDEPENDENT_SOCIAL: Meaning(CountsAs.INDEPENDENT, "19", settled=True),
    Goes.INDEPENDENT_PRIVATE: Meaning(CountsAs.INDEPENDENT, "19", settled=True),
    Goes.SUPPORTED_HIGH: Meaning(CountsAs.SUPPORTED, "19", settled=True),
    Goes.SUPPORTED_MEDIUM: Meaning(CountsAs.SUPPORTED, "19", settled=True),
    Goes.SUPPORTED_LOW: Meaning(CountsAs.SUPPORTED, "19", settled=True),
    Goes.FAMILY: Meaning(CountsAs.HOME, "19", settled=True),
    Goes.TEMPORARY: Meaning(CountsAs.OTHER, "29", settled=False),
    Goes.CARE_HOME: Meaning(CountsAs.OTHER, "56", settled=False),
    Goes.HOSPITAL: Meaning(CountsAs.OTHER, "53", settled=False),
    Goes.PRISON: Meaning(CountsAs.OTHER, "40", settled=False),
    Goes.LEFT: Meaning(CountsAs.OTHER, "99", settled=False),
    Goes.DIED: Meaning(CountsAs.OTHER, "79", settled=False),
    Goes.OTHER: Meaning(CountsAs.OTHER, "99", settled=False),
}
"""By the code of the destination; a test asks that each has its meaning."""

PLACES_TO_LIVE = tuple(code for code in MEANINGS if code not in (Goes.HOSPITAL, Goes.PRISON, Goes.LEFT, Goes.DIED))
"""The codes of the destinations that a move-on plan may aim at: people leave to the others, and nobody plans that."""

SETTLED = tuple(code for code, meaning in MEANINGS.items() if meaning.settled)
"""The codes of the settled destinations, for a query."""


def meanings() -> list[tuple[str, Meaning]]:
    """Each destination by its label, in the order of the list, with what it means."""
    return [(Goes(code).label, meaning) for code, meaning in MEANINGS.items()]


def meaning_of(destination: str) -> Meaning:
    """What a destination means. Raises KeyError for a code that is not on the list."""
    return MEANINGS[destination]
