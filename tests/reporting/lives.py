"""What befalls people around the placements of a random history: where they came from, how they fared, how they left.

A history of `tests/reporting/histories.py` says who was in which bed. Here each of its people gets, at random, a
referral with its steps, assessments, a departure, reasons, feedback, support, incidents and so on; some are taken back.
Others are referred and never come.
"""

from __future__ import annotations

import datetime as dt
import itertools
import random
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import models

from beds import models as supply
from residents import models as demand
from tests.factories import make_worker
from tests.oracle import History
from tests.reporting.histories import SPAN, Times, days, taken_back, write

WAITING = 4
"""How many are referred beside those who are placed, at most."""
LATER = 1000
"""Numbers that no history uses."""
AWAKE = ["made", "assessment", "matched", "interview", "offer"]


class Life:
    """Writes all that befalls the people of a history."""

    def __init__(self, chance: random.Random, history: History, times: Times) -> None:
        self.chance, self.history, self.times = chance, history, times
        self.rows: dict[type[models.Model], list[Any]] = {}
        self.numbers = itertools.count(1)

    def write(self) -> None:
        """The history, and everything around it."""
        write(self.history, self.times)
        self._more_supply()
        self.workers = [make_worker(supply.Provider.objects.get()) for _ in range(2)]
        self._referrals()
        placements = list(demand.Placement.objects.order_by("pk").prefetch_related("absences"))
        for placement in placements:
            self._placement(placement)
        demand.Placement.objects.bulk_update(placements, ["override_code", "override_reason", "miles_from_home"])
        for kind, rows in self.rows.items():
            kind._default_manager.bulk_create(rows)

    # Chance ----------------------------------------------------------------------------------------------------

    def often(self, share: float) -> bool:
        return self.chance.random() < share

    def one_of(self, choices: type[models.TextChoices]) -> str:
        return str(self.chance.choice(choices.values))

    def day(self, first: int = -20, last: int = SPAN) -> dt.date:
        return self.times.start + days(self.chance.randint(first, last))

    def day_after(self, day: dt.date, most: int = 60) -> dt.date:
        return day + days(self.chance.choice([0, 1, self.chance.randint(0, most)]))

    def taken_back(self) -> dict[str, Any]:
        return taken_back(self.often(0.15))

    def add(self, kind: type[models.Model], /, **values: Any) -> Any:
        """A row that is written in the end, with its number already, so that others may name it."""
        row = kind(pk=next(self.numbers), **values)
        self.rows.setdefault(kind, []).append(row)
        return row

    # Before they come ------------------------------------------------------------------------------------------

    def _more_supply(self) -> None:
        """What contracts cost, who pays for voids, and posts."""
        contracts, voids = list(supply.Contract.objects.all()), list(supply.Void.objects.all())
        for contract in contracts:
            contract.annual_value = None if self.often(0.2) and contract.funding == "spot" else self._pounds()
        for void in voids:
            void.payer = self.chance.choice(supply.Void.Payer.values)
        supply.Contract.objects.bulk_update(contracts, ["annual_value"])
        supply.Void.objects.bulk_update(voids, ["payer"])
        for number in range(self.chance.randint(0, 4)):
            start = self.day(-60)
            until = self.day_after(start, 200) if self.often(0.7) else None
            ends = until if until is None or until > start else start + days(1)
            self.add(
                supply.Post, commissioner=self.council, employer="Trust", role=f"Nurse {number}",
                contract_type=self.one_of(supply.Post.ContractType), from_date=start, until_date=ends,
                vacant_since=start if self.often(0.4) else None, **self.taken_back(),
            )  # fmt: skip

    @cached_property
    def council(self) -> supply.Commissioner:
        return supply.Commissioner.objects.get()

    def _pounds(self) -> Decimal:
        return Decimal(self.chance.choice([52000000, 10000001, 3650000, 99])) / 100

    def _referrals(self) -> None:
        near = demand.Ward.objects.get()
        away = demand.Ward.objects.create(name="Far ward", hospital="Far hospital", out_of_area=True)
        placed = {placement.referral_id: placement for placement in demand.Placement.objects.all()}
        for number in range(self.chance.randint(0, WAITING)):
            resident = demand.Resident.objects.create(pk=LATER + number, reference=f"R-W{number}")
            demand.Referral.objects.create(
                pk=LATER + number, resident=resident, ward=near, commissioner=self.council,
                provider=supply.Provider.objects.get(), received_on=self.day(),
            )  # fmt: skip
        referrals = list(demand.Referral.objects.select_related("resident").order_by("pk"))
        for referral in referrals:
            self._person(referral.resident)
            self._referral(referral, placed.get(referral.pk), self.chance.choice([near, near, away]))
        residents = [referral.resident for referral in referrals]
        demand.Resident.objects.bulk_update(residents, ["gender", "age_band", "ethnicity", "need"])

    def _person(self, resident: demand.Resident) -> None:
        resident.gender = self.one_of(demand.Resident.Gender)
        resident.age_band = self.one_of(demand.Resident.AgeBand)
        resident.ethnicity = self.one_of(demand.Resident.Ethnicity)
        resident.need = self.one_of(demand.Resident.Need)

    def _referral(self, referral: demand.Referral, placement: demand.Placement | None, ward: demand.Ward) -> None:
        referral.ward, referral.out_of_area = ward, self.often(0.3)
        if placement is not None:
            referral.received_on = placement.admitted_on - days(self.chance.choice([0, 3, 20, -1]))
        referral.clinically_ready_on = (
            None if self.often(0.3) else referral.received_on + days(self.chance.randint(-9, 9))
        )
        referral.move_on_plan, referral.allocated_worker = (
            self.chance.choice(["", "Home"]),
            self.chance.choice(["", "Lee"]),
        )
        day = self._steps(referral, placement)
        self._end(referral, placement, day)
        referral.save()
        for _ in range(self.chance.choice([0, 1, 1, 2])):
            self.add(
                demand.Assessment, referral=referral, assessor="Lee", suitability="suitable", needs_level="medium",
                assessed_on=referral.received_on + days(self.chance.randint(-2, 20)), **self.taken_back(),
            )  # fmt: skip
        for _ in range(self.chance.choice([0, 0, 1, 2])):
            self._application(referral)
        if self.often(0.4):
            self.add(
                demand.MoveOnPlan, referral=referral, goal="home", target_on=self.day() if self.often(0.6) else None
            )

    def _steps(self, referral: demand.Referral, placement: demand.Placement | None) -> dt.date:
        """Received, perhaps accepted and, if so, perhaps opened again; gives the day of the last step."""
        day = referral.received_on
        self._step(referral, "received", day)
        if self.often(0.5):
            day = self.day_after(day, 15)
            day = (
                min(day, placement.admitted_on) if placement and placement.admitted_on >= referral.received_on else day
            )
            self._step(referral, "accepted", day)
            referral.status = "accepted"
        if placement is None and self.often(0.2):
            self._step(referral, "declined", day, reason="risk")
            day = self.day_after(day, 5)
            self._step(referral, "received", day, reopened=True)
            referral.status = "received"
        return day

    def _step(self, referral: demand.Referral, status: str, on: dt.date, **more: Any) -> None:
        self.add(demand.ReferralStep, referral=referral, status=status, on=on, **more)

    def _end(self, referral: demand.Referral, placement: demand.Placement | None, day: dt.date) -> None:
        if placement is not None:
            if placement.cancelled_at is None:
                referral.status = "placed"
                self._step(referral, "placed", placement.admitted_on)
            return
        end = self.chance.choice(["", "declined", "withdrawn", "redirected"])
        if not end:
            return
        referral.status = end
        referral.decline_reason = self.one_of(demand.Referral.DeclineReason) if end == "declined" else ""
        if end == "withdrawn":
            referral.withdraw_reason = self.one_of(demand.Referral.WithdrawReason)
        referral.redirected_to = "Elsewhere" if end == "redirected" else ""
        self._step(referral, end, self.day_after(day, 30), reason=referral.decline_reason or referral.withdraw_reason)

    def _application(self, referral: demand.Referral) -> None:
        """Through the stages, with rejections, challenges and mistakes on the way."""
        asked = self.add(
            demand.MoveOnApplication, referral=referral, kind="social", housing_provider="Homes", owner="housing",
            **self.taken_back(),
        )  # fmt: skip
        day, stages = self.day_after(referral.received_on, 60), ["made"]
        self._stage(asked, "made", day)
        for _ in range(self.chance.randint(0, 5)):
            day = self.day_after(day, 12)
            before, won, reason = stages[-1], None, ""
            if before == "rejected":
                stage = self.chance.choice(["challenged", "withdrawn"])
            elif before == "challenged":
                won = self.often(0.5)
                stage = "offer" if won else "rejected"
                reason = "" if won else "risk"
            elif before in AWAKE:
                stage = self.chance.choice([*AWAKE[1:], "rejected", "rejected", "refused", "moved"])
                reason = self.one_of(demand.MoveOnApplication.RejectReason) if stage == "rejected" else ""
            else:
                break
            step = self._stage(asked, stage, day, reject_reason=reason, challenge_won=won)
            if self.often(0.15):
                self._stage(asked, before, day, undoes=step)
            else:
                stages.append(stage)
        asked.stage = stages[-1]
        asked.reject_reason = "risk" if asked.stage in ("rejected", "challenged") else ""

    def _stage(self, application: demand.MoveOnApplication, stage: str, on: dt.date, **more: Any) -> Any:
        return self.add(demand.ApplicationStage, application=application, stage=stage, on=on, **more)

    # While they are there, and after ---------------------------------------------------------------------------

    def _placement(self, placement: demand.Placement) -> None:
        if self.often(0.2):
            placement.override_code, placement.override_reason = "other", "No time"
        placement.miles_from_home = None if self.often(0.3) else self.chance.randint(0, 40)
        self._departure(placement)
        self._reasons(placement)
        self._care(placement)
        self._safety(placement)
        absences = list(placement.absences.all())
        for absence in absences:
            absence.kind = self.chance.choice(["hospital", "missing", "missing"])
        demand.Absence.objects.bulk_update(absences, ["kind"])

    def _departure(self, placement: demand.Placement) -> None:
        if placement.discharged_on is None or self.often(0.1):
            return
        improvement = self.one_of(demand.Discharge.Improvement)
        self.add(
            demand.Discharge, placement=placement, improvement=improvement,
            destination=self.chance.choice([*demand.Discharge.Destination.values, "hospital", "died", "home"]),
            social_care_need=self.one_of(demand.Discharge.YesNoUnknown),
            no_improvement_reason="unwell" if improvement == "none" else "", note=self.chance.choice(["", "Abroad"]),
        )  # fmt: skip
        for day in {placement.discharged_on + days(self.chance.choice([0, 13, 14, 29, 30])) for _ in range(2)}:
            if self.often(0.5):
                self.add(demand.Readmission, placement=placement, readmitted_on=day, **self.taken_back())

    def _reasons(self, placement: demand.Placement) -> None:
        for code in {self.one_of(demand.OverstayReason.Code) for _ in range(self.chance.randint(0, 3))}:
            since = self.day_after(placement.admitted_on)
            resolved = self.day_after(since) if self.often(0.5) else None
            reason = self.add(
                demand.OverstayReason, placement=placement, code=code, since=since, resolved_on=resolved,
                owner=self.one_of(demand.OverstayReason.Owner), **self.taken_back(),
            )  # fmt: skip
            if self.often(0.5):
                self.add(
                    demand.EarlierOwner, overstay_reason=reason, owner=self.one_of(demand.OverstayReason.Owner),
                    until_date=self.day_after(since),
                )  # fmt: skip

    def _care(self, placement: demand.Placement) -> None:
        for _ in range(self.chance.choice([0, 1, 2])):
            self.add(
                demand.Feedback, placement=placement, giver=self.one_of(demand.support.Giver),
                received_on=self.day_after(placement.admitted_on), verdict=self.one_of(demand.Feedback.Verdict),
                was_good=self.chance.choice(["", "The staff"]), could_be_better=self.chance.choice(["", "Food"]),
                anything_else=self.chance.choice(["", "No"]), **self.taken_back(),
            )  # fmt: skip
        for _ in range(self.chance.randint(0, 3)):
            status = self.one_of(demand.SupportRecord.Status)
            on = self.day_after(placement.admitted_on)
            self.add(
                demand.SupportRecord, placement=placement, on=on, nature=self.one_of(demand.SupportRecord.Nature),
                kind=self.chance.choice(["group", "group", "gp"]), status=status, **self.taken_back(),
            )  # fmt: skip
        self._scores(placement)

    def _scores(self, placement: demand.Placement) -> None:
        told: set[tuple[str, str, dt.date]] = set()
        for _ in range(self.chance.randint(0, 6)):
            measure = self.chance.choice(["reqol_10", "reqol_10", "dialog", "gbo"])
            goal = self.chance.choice(["Cook", "Work"]) if measure == "gbo" else ""
            point, on = (
                self.chance.choice(["entry", "entry", "review", "exit"]),
                self.day_after(placement.admitted_on, 9),
            )
            if (measure, goal, on) not in told:
                told.add((measure, goal, on))
                score = Decimal(self.chance.randint(1, 7 if measure == "dialog" else 10))
                self.add(
                    demand.OutcomeScore, placement=placement, measure=measure, point=point, taken_on=on,
                    score=score, goal=goal, **self.taken_back(),
                )  # fmt: skip

    def _safety(self, placement: demand.Placement) -> None:
        for _ in range(self.chance.choice([0, 0, 1, 3])):
            self.add(
                demand.Incident, placement=placement, happened_on=self.day_after(placement.admitted_on),
                kind=self.chance.choice(["missing", "safeguarding", "other"]), severity="low", account="It happened.",
                safeguarding=self.often(0.3), **self.taken_back(),
            )  # fmt: skip
        for _ in range(self.chance.choice([0, 0, 1, 2])):
            review = self.add(
                demand.Review, placement=placement, kind="care", held_on=self.day_after(placement.admitted_on),
                held=self.often(0.7), **self.taken_back(),
            )  # fmt: skip
            for party in ("provider", "clinical"):
                if self.often(0.6):
                    attended = self.chance.choice([True, False, None])
                    self.add(demand.ReviewParty, review=review, party=party, attended=attended)
        for _ in range(self.chance.choice([0, 0, 1])):
            self._alert(placement)

    def _alert(self, placement: demand.Placement) -> None:
        raised = self.day_after(placement.admitted_on)
        ended = self.day_after(raised) if self.often(0.4) else None
        alert = self.add(
            demand.RiskAlert, placement=placement, level="high", text="Fire", precautions="Watch", raised_on=raised,
            ended_on=ended, ended_why="Over" if ended else "", **self.taken_back(),
        )  # fmt: skip
        for worker in self.workers:
            if self.often(0.6):
                at = dt.datetime.combine(self.day_after(raised, 9), dt.time(12), dt.UTC)
                self.add(demand.AlertAcknowledgement, alert=alert, user=worker, acknowledged_at=at)
