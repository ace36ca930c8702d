"""Who is referred: the person by name, kept apart, and what the measures need of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction

from beds.acting import write
from beds.refusal import Refusal
from beds.wording import long_date
from residents.models import Resident, ResidentIdentity

NOT_KNOWN = "not_known"
OLDEST = 120
"""Years; a birth longer ago than this is a slip of the pen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who somebody is. An NHS number is ten digits, or empty."""

    name: str = ""
    date_of_birth: dt.date | None = None
    nhs_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody as a referral form describes them. Whatever is not known yet says so."""

    identity: Identity = field(default_factory=Identity)
    age_band: str = Resident.AgeBand.NOT_KNOWN
    gender: str = Resident.Gender.NOT_KNOWN
    ethnicity: str = Resident.Ethnicity.NOT_KNOWN
    need: str = Resident.Need.NOT_KNOWN

    def check(self, received_on: dt.date) -> None:
        """Refuse a date of birth that cannot be, and an NHS number that nothing confirms."""
        born = self.identity.date_of_birth
        if born is not None and born >= received_on:
            raise Refusal(
                f"The date of birth must be before the day of the referral, {long_date(received_on)}.",
                field="date_of_birth",
            )
        if born is not None and received_on.year - born.year > OLDEST:
            raise Refusal(f"Check the year of birth: {born.year} is too long ago.", field="date_of_birth")
        if self.identity.nhs_number and born is None:
            raise Refusal("Enter the date of birth too: it confirms the NHS number.", field="date_of_birth")

    def facts(self, on: dt.date) -> dict[str, str]:
        """What the measures need, by the names of `Resident`; an age band that is not given follows from the birth."""
        born = self.identity.date_of_birth
        band = age_band(born, on) if born is not None and self.age_band == NOT_KNOWN else self.age_band
        return {"age_band": band, "gender": self.gender, "ethnicity": self.ethnicity, "need": self.need}

    def as_recorded(self, on: dt.date) -> dict[str, Any]:
        """How this person is found again from a referral."""
        facts: dict[str, Any] = {f"resident__{name}": value for name, value in self.facts(on).items()}
        return facts | {
            "resident__identity__name": self.identity.name.strip(),
            "resident__identity__date_of_birth": self.identity.date_of_birth,
            "resident__identity__nhs_number": self.identity.nhs_number or None,
        }


def age_band(born: dt.date, on: dt.date) -> str:
    """The age band of somebody on a day."""
    age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    bands = [band for band in Resident.AgeBand if band != NOT_KNOWN]
    return bands[min(max(age // 10 - 1, 0), len(bands) - 1)]


def find_known(identity: Identity) -> Resident | None:
    """The person with this NHS number, if anybody has it. Says nothing of where they are known.

    A date of birth that differs means a wrong number: without that check a slip would open another person's record.
    """
    if not identity.nhs_number:
        return None
    known = ResidentIdentity.objects.filter(nhs_number=identity.nhs_number).select_related("resident").first()
    if known is None:
        return None
    if known.date_of_birth is not None:
        fits = known.date_of_birth == identity.date_of_birth
    else:
        fits = known.name.casefold() == identity.name.strip().casefold()
    if not fits:
        raise Refusal(
            "The NHS number does not go with this name and date of birth. Check all three. If they are right, leave "
            "the NHS number empty, and tell the provider.",
            field="nhs_number",
        )
    return known.resident


def record_person(known: Resident | None, person: Person, on: dt.date, *, by: Any) -> Resident:
    """The resident of a new referral: somebody new, or somebody known, of whom only what is new is written."""
    resident = known or Resident()
    for name, value in person.facts(on).items():
        if known is None or value != NOT_KNOWN:
            setattr(resident, name, value)
    write(resident, by=by)
    identity = ResidentIdentity.objects.filter(resident=known).first() if known else None
    if identity is None:
        identity = ResidentIdentity(resident=resident, name=person.identity.name.strip())
        identity.nhs_number = person.identity.nhs_number or None
    identity.date_of_birth = identity.date_of_birth or person.identity.date_of_birth
    _write_identity(identity, by)
    return resident


def correct_person(resident: Resident, person: Person, on: dt.date, *, by: Any) -> None:
    """Correct what is known of somebody. An empty name leaves alone who they are: the writer may not know it."""
    for name, value in person.facts(on).items():
        setattr(resident, name, value)
    write(resident, by=by)
    said = person.identity
    if not said.name.strip():
        return
    others = ResidentIdentity.objects.exclude(resident=resident)
    if said.nhs_number and others.filter(nhs_number=said.nhs_number).exists():
        raise Refusal(
            "Somebody with this NHS number is in Stepdown already. Check the number. If it is right, withdraw this "
            "referral as made by mistake, and refer the person again with the number.",
            field="nhs_number",
        )
    identity = ResidentIdentity.objects.filter(resident=resident).first() or ResidentIdentity(resident=resident)
    identity.name, identity.date_of_birth = said.name.strip(), said.date_of_birth
    identity.nhs_number = said.nhs_number or None
    _write_identity(identity, by)


def _write_identity(identity: ResidentIdentity, by: Any) -> None:
    try:
        with transaction.atomic():
            write(identity, by=by)
    except IntegrityError as error:
        raise Refusal(
            "Somebody with this NHS number was entered a moment ago. Send the form again.", field="nhs_number"
        ) from error
