"""People on their way out, and those who may write about it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from beds.access import Role, Scope
from residents.actions import applications, home_tracks, move_on
from residents.models import HomeTrack, MoveOnApplication, MoveOnPlan, MoveOnStep, Placement, Referral
from stepdown.accounts.models import Membership
from tests import factories as make
from tests.factories import TODAY

Stage = MoveOnApplication.Stage
WRITERS = ("worker", "official", "housing officer", "referrer")


def ago(days: int, today: dt.date = TODAY) -> dt.date:
    return today - dt.timedelta(days=days)


@dataclass
class Way:
    """One referral, with the actions on it ready to be called by the system, or by whoever `scope` says."""

    referral: Referral
    placement: Placement | None = None
    today: dt.date = TODAY
    by: Any = None
    scope: Scope = field(default_factory=lambda: Scope(everything=True))

    @property
    def known(self) -> dict[str, Any]:
        return {"by": self.by, "scope": self.scope, "today": self.today}

    def plan(self, **facts: Any) -> MoveOnPlan:
        known: dict[str, Any] = {"goal": "supported_low", "referral": self.referral}
        return move_on.set_plan(**(known | self.known | facts))

    def step(self, **facts: Any) -> MoveOnStep:
        known: dict[str, Any] = {"text": "Get proof of identity", "owner": "provider", "referral": self.referral}
        return move_on.add_step(**(known | self.known | facts))

    def application(self, made: int = 10, **facts: Any) -> MoveOnApplication:
        known: dict[str, Any] = {"kind": "supported_low", "housing_provider": "Hestia", "owner": "supported_housing"}
        known |= {"referral": self.referral, "made_on": ago(made, self.today)}
        return applications.start_application(**(known | self.known | facts))

    def stage(self, application: MoveOnApplication, stage: str, days: int = 0, **facts: Any) -> MoveOnApplication:
        known: dict[str, Any] = {"application": application, "stage": stage, "on": ago(days, self.today)}
        return applications.record_stage(**(known | self.known | facts))

    def reject(self, application: MoveOnApplication, days: int = 0, **facts: Any) -> MoveOnApplication:
        known: dict[str, Any] = {"application": application, "on": ago(days, self.today), "reject_reason": "risk"}
        return applications.reject_application(**(known | self.known | facts))

    def challenge(self, application: MoveOnApplication, days: int = 0, **facts: Any) -> MoveOnApplication:
        known: dict[str, Any] = {"application": application, "on": ago(days, self.today), "reason": "An old risk"}
        return applications.challenge_rejection(**(known | self.known | facts))

    def answer(self, application: MoveOnApplication, *, won: bool, days: int = 0, **facts: Any) -> MoveOnApplication:
        known: dict[str, Any] = {"application": application, "on": ago(days, self.today), "won": won}
        return applications.answer_challenge(**(known | self.known | facts))

    def undo(self, application: MoveOnApplication, **facts: Any) -> MoveOnApplication:
        last = MoveOnApplication.objects.get(pk=application.pk).steps_taken[-1]
        known: dict[str, Any] = {"application": application, "stage": last, "reason": "Wrong person"}
        return applications.undo_stage(**(known | self.known | facts))

    def track(self, kind: str = HomeTrack.Kind.REPAIRS, reported: int = 10, **facts: Any) -> HomeTrack:
        known: dict[str, Any] = {"kind": kind, "reported_on": ago(reported, self.today), "referral": self.referral}
        return home_tracks.start_track(**(known | self.known | facts))

    def application_at(self, stage: str, *, stands: bool = False, **facts: Any) -> MoveOnApplication:
        """An application that has come to this stage in the proper way."""
        application = self.application(**facts)
        if stage in (Stage.REJECTED, Stage.CHALLENGED):
            application = self.reject(self.stage(application, Stage.ASSESSMENT, 6), 4)
            if stands or stage == Stage.CHALLENGED:
                application = self.challenge(application, 2)
            return self.answer(application, won=False, days=1) if stands else application
        if stage in (Stage.REFUSED, Stage.WITHDRAWN):
            end = {
                Stage.REFUSED: applications.refuse_application,
                Stage.WITHDRAWN: applications.withdraw_application,
            }[Stage(stage)]
            return end(application=application, on=ago(2, self.today), note="Too far", **self.known)
        for following in (Stage.ASSESSMENT, Stage.MATCHED, Stage.INTERVIEW, Stage.OFFER, Stage.MOVED):
            if application.stage == stage:
                break
            application = self.stage(application, following, 3)
        return application


def on_the_ward(today: dt.date = TODAY) -> Way:
    """Somebody accepted, and not admitted yet."""
    return Way(make.make_referral(received_on=ago(20, today)), today=today)


def in_a_bed(nights: int = 30, today: dt.date = TODAY, rate: str | None = "135.71", **facts: Any) -> Way:
    """Somebody who has stayed so many nights, at £135.71 each."""
    bed = facts.pop("bed", None) or make.make_contracted_bed(rate=rate)
    placement = make.make_placement(bed, admitted_on=ago(nights, today), **facts)
    Referral.objects.filter(pk=placement.referral_id).update(received_on=ago(nights + 10, today))
    return Way(Referral.objects.get(pk=placement.referral_id), placement, today)


def many(number: int, today: dt.date = TODAY) -> list[Way]:
    """People with one of everything each."""
    ways = []
    for each in range(number):
        way = in_a_bed(20 + each, today)
        way.plan()
        way.step(due_on=ago(each - 5, today))
        way.application_at(Stage.INTERVIEW, made=40 + each)
        way.reject(way.application(housing_provider="Peabody"))
        way.track()
        ways.append(way)
    return ways


def person_with(role: str, way: Way) -> Any:
    """A user who writes about this way out in one of the ways in which one may, or who may not."""
    referral = way.referral
    if role == "referrer":
        user = make.make_user()
        Membership.objects.create(user=user, ward=referral.ward, role=Role.REFERRER)
        return user
    roles = {"official": Role.COMMISSIONER, "housing officer": Role.HOUSING_OFFICER, "manager": Role.CONTRACT_MANAGER}
    if role in roles:
        return make.make_official(referral.commissioner, role=roles[role])
    reads = Role.PROVIDER_VIEWER if role == "viewer" else Role.PROVIDER_WORKER
    return make.make_worker(make.make_provider() if role == "outsider" else referral.provider, role=reads)
