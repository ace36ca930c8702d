"""What is written down about invented people: referrals, admissions, discharges, reasons, extensions,
bookings.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from beds.models import Bed, Contract
from residents.demo.records import Records
from residents.models import (
    Booking,
    Discharge,
    Extension,
    OverstayReason,
    Placement,
    Referral,
    Resident,
    Ward,
)

if TYPE_CHECKING:
    from residents.demo.life import Place

DAY = dt.timedelta(days=1)
Code, Owner, Goes, Status = OverstayReason.Code, OverstayReason.Owner, Discharge.Destination, Referral.Status

DESTINATIONS = {
    Goes.HOME: 20,
    Goes.INDEPENDENT_SOCIAL: 12,
    Goes.INDEPENDENT_PRIVATE: 7,
    Goes.SUPPORTED_HIGH: 8,
    Goes.SUPPORTED_MEDIUM: 11,
    Goes.SUPPORTED_LOW: 9,
    Goes.FAMILY: 9,
    Goes.TEMPORARY: 8,
    Goes.CARE_HOME: 2,
    Goes.HOSPITAL: 7,
    Goes.LEFT: 3,
    Goes.PRISON: 1,
    Goes.OTHER: 1,
}
UNPLANNED = {Goes.HOSPITAL, Goes.LEFT, Goes.PRISON}
REASONS = (
    (Code.REPAIRS, Owner.HOUSING, "Boiler and kitchen to be replaced before the return."),
    (Code.TENANCY, Owner.HOUSING, "Notice on the old tenancy not yet given."),
    (Code.STABILISATION, Owner.CLINICAL, "Treatment plan being settled."),
    (Code.RELUCTANCE, Owner.PROVIDER, "Anxious about living alone; visits to the new home begun."),
    (Code.NO_ACCESSIBLE_HOUSING, Owner.HOUSING, "Needs a step-free home."),
    (Code.NO_HIGH_SUPPORT, Owner.SUPPORTED_HOUSING, "Next vacancy expected, no date yet."),
    (Code.WAITING_LIST, Owner.SUPPORTED_HOUSING, "On the list since admission."),
    (Code.WAITING_LIST, Owner.SUPPORTED_HOUSING, ""),
    (Code.REFUSED_BY_RESIDENT, Owner.RESIDENT, "Turned down the first offer: too far from family."),
    (Code.REJECTED_BY_PROVIDER, Owner.COMMISSIONER, "Reason for rejection being challenged."),
    (Code.DISPUTE, Owner.SOCIAL_CARE, "Level of support not agreed."),
    (Code.NO_PLAN, Owner.SOCIAL_CARE, "Worker allocated in the third week."),
    (Code.DOCUMENTS, Owner.PROVIDER, "Proof of identity ordered."),
    (Code.FUNDING, Owner.COMMISSIONER, "Panel meets fortnightly."),
)
EXTENSION_WHY = (
    "Move-in date agreed, awaiting keys.",
    "Interview with supported housing booked.",
    "Repairs have a start date.",
    "Clinical team asks for two more weeks.",
)
DECLINES = {
    Referral.DeclineReason.NEEDS_TOO_HIGH: 6,
    Referral.DeclineReason.NO_VACANCY: 6,
    Referral.DeclineReason.NO_PLAN: 3,
    Referral.DeclineReason.RISK: 2,
    Referral.DeclineReason.BETTER_ELSEWHERE: 2,
    Referral.DeclineReason.OUT_OF_AREA: 1,
}


class Entries:
    """Writes down what happens, mostly on the day, now and then some days late."""

    def __init__(self, records: Records, wards: list[Ward], women_only_ward: int) -> None:
        self.records = records
        self.rng = records.rng
        self.wards = wards
        self.women_only_ward = women_only_ward
        self.today = dt.date.min
        self.bookings = 0
        self.gone: list[tuple[dt.date, Resident]] = []

    def admission(self, bed: Bed, contract: Contract, day: dt.date) -> Placement:
        """Somebody new, or now and then somebody who was here before, moves into this bed."""
        unplanned = self.rng.random() < 0.03
        facts = {"allocated_worker": "", "move_on_plan": ""} if unplanned else {}
        referral = self._referral(bed, contract, day - self.rng.randint(2, 14) * DAY, **facts)
        placement = self.records.admit(referral, contract, bed, day, entered_on=self._entered_on(day))
        if unplanned:
            placement.override_code = Placement.OverrideCode.OUT_OF_HOURS
            placement.override_reason = "Ward at capacity overnight; worker to be allocated on Monday."
        return placement

    def discharge(self, placement: Placement, day: dt.date) -> None:
        """The person leaves; a stay of no nights ends with the hospital or with no word."""
        destination = self.rng.choices(list(DESTINATIONS), list(DESTINATIONS.values()))[0]
        if placement.admitted_on == day:
            destination = self.rng.choice((Goes.HOSPITAL, Goes.LEFT))
        planned = destination not in UNPLANNED
        self.records.discharge(placement, day, destination, planned=planned, entered_on=self._entered_on(day))
        self.gone.append((day, placement.resident))

    def overstay(self, placement: Placement, reasons: list[OverstayReason], past_limit: int, day: dt.date) -> None:
        """From ten nights before the limit on: why, whose move it is, and perhaps until when it is authorised."""
        wanted = 0 if past_limit < -4 else 1 if past_limit < 38 else 2
        if len(reasons) < wanted and self.rng.random() < 0.3:
            self._next_reason(placement, reasons, day)
        if (past_limit == -2 and self.rng.random() < 0.38) or (past_limit == 30 and self.rng.random() < 0.25):
            until = day + self.rng.choice((14, 21, 28, 42)) * DAY
            why = self.rng.choice(EXTENSION_WHY)
            self.records.add(Extension(placement=placement, until_date=until, reason=why), day)

    def _next_reason(self, placement: Placement, reasons: list[OverstayReason], day: dt.date) -> None:
        """A further reason takes the place of the one before, most of the time."""
        if reasons and self.rng.random() < 0.7:
            reasons[-1].resolved_on = day
        taken = {reason.code for reason in reasons}
        code, owner, note = self.rng.choice([reason for reason in REASONS if reason[0] not in taken])
        reason = OverstayReason(placement=placement, code=code, owner=owner, since=day, note=note)
        reasons.append(self.records.add(reason, day))

    def booking(self, place: Place, today: dt.date) -> None:
        """Somebody accepted is expected in this bed on the day on which it is ready."""
        contract = place.contract(place.ready_on)
        assert contract is not None  # noqa: S101 - the caller looked
        referred_on = today - self.rng.randint(1, 6) * DAY
        referral = self._referral(place.bed, contract, referred_on, status=Status.ACCEPTED)
        self.records.add(Booking(referral=referral, bed=place.bed, arriving_on=place.ready_on), today)
        self.bookings += 1

    def other_referrals(self, place: Place, day: dt.date) -> None:
        """On some days a referral that comes to nothing here."""
        contract = place.contract(day)
        if contract is None or self.rng.random() > 0.2:
            return
        status = self.rng.choices((Status.DECLINED, Status.WITHDRAWN, Status.REDIRECTED), (6, 2, 2))[0]
        facts: dict[str, str] = {"status": status}
        if status == Status.DECLINED:
            facts["decline_reason"] = self.rng.choices(list(DECLINES), list(DECLINES.values()))[0]
        elif status == Status.WITHDRAWN:
            facts["withdraw_reason"] = Referral.WithdrawReason.ANOTHER_PLACE
        else:
            facts["redirected_to"] = "Crisis house, Demonstration Infirmary"
        if day < self.today - 7 * DAY:
            self._referral(place.bed, contract, day, **facts)

    def waiting(self, places: list[Place], today: dt.date) -> None:
        """With each provider: two people accepted, one being assessed and one just referred."""
        first_of = {place.bed.service.provider.name: place for place in places if place.contract(today)}
        for place in first_of.values():
            contract = place.contract(today)
            assert contract is not None  # noqa: S101 - chosen for having one
            for status, days in (
                (Status.ACCEPTED, 5),
                (Status.ACCEPTED, 3),
                (Status.ASSESSING, 2),
                (Status.RECEIVED, 0),
            ):
                self._referral(place.bed, contract, today - days * DAY, status=status)

    def _referral(self, bed: Bed, contract: Contract, on: dt.date, **facts: str) -> Referral:
        resident = self._somebody(bed, on)
        women_only = bed.service.women_only or resident.gender == Resident.Gender.FEMALE
        number = self.women_only_ward if women_only and self.rng.random() < 0.6 else self.rng.choice((0, 2, 3))
        referral = self.records.referral(resident, self.wards[number], contract, bed.service.provider, on, **facts)
        if referral.clinically_ready_on and referral.clinically_ready_on > self.today:
            referral.clinically_ready_on = None  # the team has not said so yet
        return referral

    def _somebody(self, bed: Bed, on: dt.date) -> Resident:
        """One in sixteen has been here before and left at least three weeks ago."""
        if self.rng.random() < 0.06:
            fitting = [
                (left_on, resident)
                for left_on, resident in self.gone
                if left_on <= on - 21 * DAY
                and (resident.gender == Resident.Gender.FEMALE or not bed.service.women_only)
            ]
            if fitting:
                known = self.rng.choice(fitting[-40:])
                self.gone.remove(known)
                return known[1]
        woman = bed.service.women_only or self.rng.random() < 0.3
        men = self.rng.choices(("male", "non_binary", "not_known"), (30, 1, 1))[0]
        return self.records.resident(
            on,
            age_band=self.rng.choices(Resident.AgeBand.values, (2, 14, 17, 16, 12, 6, 2, 1))[0],
            gender=Resident.Gender.FEMALE if woman else men,
            ethnicity=self.rng.choices(Resident.Ethnicity.values, (6, 5, 4, 50, 2, 4))[0],
        )

    def _entered_on(self, day: dt.date) -> dt.date:
        """Mostly the same day; one entry in thirty some days late."""
        late = self.rng.randint(3, 9) if self.rng.random() < 0.033 else 0
        return min(day + late * DAY, self.today)
