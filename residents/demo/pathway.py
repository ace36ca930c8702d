"""How the people of a demonstration came: what the ward wrote, each step of the referral, and the assessment.

Everything here draws from random numbers of its own, so that the beds, dates and references that the stays
are made of, and the figures that follow from them, are the same with and without it.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from beds.nights import move_on_due
from residents.demo.records import Records
from residents.models import (
    Absence,
    Assessment,
    BedStay,
    Booking,
    Discharge,
    Extension,
    OverstayReason,
    Placement,
    Referral,
    ReferralStep,
    Resident,
)

DAY = dt.timedelta(days=1)
T = TypeVar("T")

Before = Referral.Accommodation
Substance = Referral.SubstanceMisuse
Level = Referral.NeedsLevel
Status = Referral.Status
Suitability = Assessment.Suitability

BEFORE = {
    Before.SOCIAL_TENANCY: 30,
    Before.PRIVATE_TENANCY: 14,
    Before.OWNER: 4,
    Before.FAMILY: 18,
    Before.SUPPORTED: 9,
    Before.TEMPORARY: 13,
    Before.SLEEPING_ROUGH: 6,
    Before.PRISON: 2,
    Before.NOT_KNOWN: 4,
}
SUBSTANCE = {
    Substance.NONE: 52,
    Substance.PAST: 17,
    Substance.IN_TREATMENT: 13,
    Substance.UNTREATED: 10,
    Substance.NOT_KNOWN: 8,
}
MAIN_NEEDS = {
    Resident.Need.MOOD: 30,
    Resident.Need.PSYCHOSIS: 32,
    Resident.Need.BIPOLAR: 14,
    Resident.Need.PERSONALITY: 11,
    Resident.Need.TRAUMA: 8,
    Resident.Need.OTHER: 3,
    Resident.Need.NOT_KNOWN: 2,
}
NEEDS = (
    "Prompting with medication; support to keep appointments.",
    "Help with benefits and a budget; gets anxious in shops and on buses.",
    "Structure to the day, cooking for one, and somebody to talk to in the evening.",
    "Support with the tenancy: letters unopened since the winter.",
    "Lives alone and has lost touch with family; needs company and encouragement to go out.",
    "Learning to manage early signs of becoming unwell; crisis plan made on the ward.",
)
RISKS = (
    "None known on the ward.",
    "Self-neglect when unwell.",
    "Risk to self when low; no harm in the last three months.",
    "Has been exploited by visitors at home; asks who is at the door.",
    "Shouts when frightened; calms when given time. No violence known.",
    "Went missing from the ward once and came back by himself or herself.",
)
SENT_ON_NOTE = "Needs more support through the night than a step-down house gives; the crisis house has a place."
DECLINE_NOTES = {
    Referral.DeclineReason.NEEDS_TOO_HIGH: "Needs staff awake at night.",
    Referral.DeclineReason.NO_VACANCY: "No bed in the next two weeks.",
    Referral.DeclineReason.NO_PLAN: "No plan for moving on and nobody to lead; may be referred again with one.",
    Referral.DeclineReason.RISK: "Risk to a resident who lives here now.",
    Referral.DeclineReason.BETTER_ELSEWHERE: "Floating support at home would serve better.",
    Referral.DeclineReason.OUT_OF_AREA: "Another council is responsible.",
}
UNSUITABLE = {Referral.DeclineReason.NEEDS_TOO_HIGH, Referral.DeclineReason.RISK}
ASSESSORS = ("Service manager", "Deputy manager", "Senior support worker", "Assessment worker")


@dataclass(eq=False, slots=True)
class Case:
    """One referral and what the stays already tell of it."""

    referral: Referral
    placement: Placement | None = None
    first_stay: BedStay | None = None
    discharge: Discharge | None = None
    booked_on: dt.date | None = None
    reasons: list[OverstayReason] = field(default_factory=list)
    extensions: list[Extension] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)

    @property
    def is_here(self) -> bool:
        return self.placement is not None and self.placement.discharged_on is None

    def nights(self, today: dt.date) -> int:
        """Nights stayed by the morning of `today`."""
        return self.placement.los_nights(today) if self.placement else 0

    def left_since(self, day: dt.date) -> bool:
        """Whether they left on that day or later."""
        left = self.placement.discharged_on if self.placement else None
        return left is not None and left >= day

    def last_day(self, today: dt.date) -> dt.date:
        """The last day on which something can have happened in the stay."""
        return (self.placement.discharged_on if self.placement else None) or today

    @property
    def due(self) -> dt.date:
        """When they are to move on; for somebody not admitted yet, as if they came a week after the referral."""
        if self.placement is None:
            return move_on_due(self.referral.received_on + 7 * DAY)
        return move_on_due(self.placement.admitted_on, self.placement.contract.stay_limit_nights)

    def has_reason(self, *codes: str) -> bool:
        return any(reason.code in codes for reason in self.reasons)


class Pathway:
    """The cases of a demonstration in the order of referral, and the random numbers of what is told about them."""

    def __init__(
        self,
        records: Records,
        seed: str,
        today: dt.date,
        home_areas: Sequence[str],
        except_for: Collection[str] = (),
    ) -> None:
        """`except_for`: the references of residents whose story is told elsewhere."""
        self.records = records
        self.rng = random.Random(f"pathway {seed}")  # noqa: S311 - invents data, guards nothing
        self.today = today
        self.home_areas = home_areas
        self.cases = [case for case in cases_of(records) if case.referral.resident.reference not in except_for]
        self.here = [case for case in self.cases if case.is_here]

    def chosen(self, weights: Mapping[T, int]) -> T:
        """One of the keys, as often as its weight says."""
        return self.rng.choices(list(weights), list(weights.values()))[0]

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def day_between(self, first: dt.date, last: dt.date) -> dt.date:
        """A day from `first` to `last`, both included; `first` when there is none between."""
        return first + self.rng.randint(0, max(0, (last - first).days)) * DAY

    def refer(self) -> None:
        """What the ward wrote of each person, the steps of each referral, and the assessments."""
        for case in self.cases:
            self._facts(case)
            self._steps(case)

    def _facts(self, case: Case) -> None:
        referral = case.referral
        if referral.resident.need == Resident.Need.NOT_KNOWN:
            referral.resident.need = self.chosen(MAIN_NEEDS)
        referral.accommodation_before = self._before(case)
        referral.out_of_area = self.chance(0.06)
        referral.home_area = "Outside the area" if referral.out_of_area else self.rng.choice(self.home_areas)
        referral.substance_misuse = self._substance(case)
        referral.needs_level = self._needs_level(case)
        referral.needs = self.rng.choice(NEEDS)
        referral.risks = self.rng.choice(RISKS)
        if case.first_stay is not None:
            bed = case.first_stay.bed
            referral.needs_step_free = bed.step_free and self.chance(0.3)
            referral.needs_self_contained = bed.self_contained and self.chance(0.3)
            referral.needs_women_only = bed.service.women_only and self.chance(0.7)
        share = 0.95 if case.placement else 0.7
        referral.has_identity_document = self.chance(share) and not case.has_reason(OverstayReason.Code.DOCUMENTS)
        referral.has_financial_documents = self.chance(share - 0.1)
        referral.has_referral_form = self.chance(share)

    def _before(self, case: Case) -> Before:
        if case.has_reason(OverstayReason.Code.REPAIRS, OverstayReason.Code.TENANCY):
            return Before.SOCIAL_TENANCY
        return self.chosen(BEFORE)

    def _substance(self, case: Case) -> Substance:
        if case.has_reason(OverstayReason.Code.STABILISATION):
            return self.rng.choice((Substance.IN_TREATMENT, Substance.UNTREATED))
        return self.chosen(SUBSTANCE)

    def _needs_level(self, case: Case) -> Level:
        if case.referral.decline_reason == Referral.DeclineReason.NEEDS_TOO_HIGH:
            return Level.HIGH
        if case.first_stay is not None and self.chance(0.85):
            return Level(case.first_stay.bed.service.needs_level)
        return self.rng.choice((Level.LOW, Level.MEDIUM, Level.MEDIUM, Level.HIGH))

    def _steps(self, case: Case) -> None:
        """received, assessing, and what became of it; nothing later than the admission or today."""
        referral = case.referral
        status = referral.status
        self._step(referral, Status.RECEIVED, referral.received_on)
        if status == Status.RECEIVED:
            return
        last = min(case.booked_on or self.today, self.today)
        if case.placement is not None:
            last = case.placement.admitted_on
        began = self.day_between(referral.received_on, min(referral.received_on + 3 * DAY, last))
        self._step(referral, Status.ASSESSING, began)
        if status == Status.ASSESSING:
            return
        decided = self.day_between(began, min(began + 4 * DAY, last))
        if status in (Status.ACCEPTED, Status.PLACED, Status.DECLINED):
            self._assessment(case, began, decided)
        if status in (Status.ACCEPTED, Status.PLACED):
            self._step(referral, Status.ACCEPTED, decided)
        if case.placement is not None:
            self._step(referral, Status.PLACED, case.placement.admitted_on)
        elif status == Status.DECLINED:
            reason = Referral.DeclineReason(referral.decline_reason)
            self._step(referral, Status.DECLINED, decided, DECLINE_NOTES.get(reason, ""))
        elif status == Status.WITHDRAWN:
            self._step(referral, Status.WITHDRAWN, decided)
        elif status == Status.REDIRECTED:
            self._step(referral, Status.REDIRECTED, decided, SENT_ON_NOTE)

    def _step(self, referral: Referral, status: Status, on: dt.date, note: str = "") -> None:
        self.records.add(ReferralStep(referral=referral, status=status, on=on, note=note), on)

    def _assessment(self, case: Case, began: dt.date, decided: dt.date) -> None:
        referral = case.referral
        reason = referral.decline_reason
        if reason and reason not in UNSUITABLE:
            return  # declined for something that needs no assessment to be known
        conditions = not reason and self.chance(0.2)
        level = referral.needs_level if referral.needs_level != Level.NOT_KNOWN else Level.MEDIUM
        on = self.day_between(began, decided)
        assessment = Assessment(referral=referral, assessed_on=on, assessor=self.rng.choice(ASSESSORS))
        assessment.suitability, assessment.needs_level = Suitability.SUITABLE, level
        if reason:
            assessment.suitability = Suitability.NOT_SUITABLE
            assessment.note = DECLINE_NOTES[Referral.DeclineReason(reason)]
        elif conditions:
            assessment.suitability = Suitability.WITH_CONDITIONS
            assessment.note = "If the care coordinator visits in the first week."
        self.records.add(assessment, on)


def cases_of(records: Records) -> list[Case]:
    """The cases, in the order in which the referrals were made."""
    cases = {id(referral): Case(referral) for referral in records.of(Referral)}
    of_placement: dict[int, Case] = {}
    for placement in records.of(Placement):
        case = of_placement[id(placement)] = cases[id(placement.referral)]
        case.placement = placement
    for stay in records.of(BedStay):
        case = of_placement[id(stay.placement)]
        case.first_stay = case.first_stay or stay
    for discharge in records.of(Discharge):
        of_placement[id(discharge.placement)].discharge = discharge
    for booking in records.of(Booking):
        cases[id(booking.referral)].booked_on = booking.created_at.date()
    for reason in records.of(OverstayReason):
        of_placement[id(reason.placement)].reasons.append(reason)
    for extension in records.of(Extension):
        of_placement[id(extension.placement)].extensions.append(extension)
    for absence in records.of(Absence):
        of_placement[id(absence.placement)].absences.append(absence)
    return sorted(cases.values(), key=lambda case: case.referral.received_on)


def by_resident(cases: Sequence[Case]) -> Mapping[int, list[Case]]:
    """The cases of each resident, by the identity of the record, in the order of referral."""
    grouped: dict[int, list[Case]] = defaultdict(list)
    for case in cases:
        grouped[id(case.referral.resident)].append(case)
    return grouped


def stay(case: Case) -> Placement:
    """The placement of somebody who was admitted."""
    assert case.placement is not None  # noqa: S101 - asked only of those who were admitted
    return case.placement
