"""A ward, a provider and a commissioner around a referral, on the day of the test."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import timezone

from beds.access import Role
from beds.models import Commissioner, Provider
from residents.actions import referrals as actions
from residents.models import Assessment, Referral, Ward
from stepdown.accounts.models import Membership
from tests import factories as make
from tests.residents.house import date_of

NHS_NUMBER = "9434765919"
OTHER_NHS_NUMBER = "9434765870"


def make_referrer(*wards: Ward, **facts: Any) -> Any:
    """A user who refers from these wards."""
    user = make.make_user(**facts)
    for ward in wards:
        Membership.objects.create(user=user, ward=ward, role=Role.REFERRER)
    return user


def make_place(name: str, commissioner: Commissioner) -> Provider:
    """A provider with a step-down service under a contract of this commissioner."""
    provider = make.make_provider(name)
    make.make_service(f"{name} house", provider=provider)
    make.make_contract(commissioner=commissioner, provider=provider)
    return provider


@dataclass
class Pathway:
    """Who takes part in a referral, and the words of one."""

    today: dt.date
    ward: Ward
    commissioner: Commissioner
    provider: Provider
    nurse: Any
    worker: Any
    official: Any

    def ago(self, days: int) -> dt.date:
        return self.today - dt.timedelta(days=days)

    def known(self, user: Any) -> dict[str, Any]:
        """What every action takes, for this user."""
        return {"by": user, "scope": user.scope(), "today": self.today}

    def words(self, **changes: Any) -> dict[str, Any]:
        """A whole referral, as the action takes it."""
        person = actions.Person(
            identity=actions.Identity(name="Ann Lee", date_of_birth=dt.date(1984, 3, 27), nhs_number=NHS_NUMBER),
            gender="female",
        )
        facts = actions.Facts(
            clinically_ready_on=self.ago(2), home_area="Fulham", move_on_plan="Council flat", allocated_worker="Jo May"
        )
        said = {"ward": self.ward, "commissioner": self.commissioner, "provider": self.provider}
        return said | {"received_on": self.ago(3), "person": person, "facts": facts} | changes

    def refer(self, user: Any = None, **changes: Any) -> Referral:
        return actions.refer(**self.words(**changes), **self.known(user or self.nurse))

    def typed(self, **changes: Any) -> dict[str, Any]:
        """A whole referral, as its form sends it."""
        return (
            date_of("received_on", self.ago(3))
            | date_of("date_of_birth", dt.date(1984, 3, 27))
            | date_of("clinically_ready_on", self.ago(2))
            | {
                "ward": self.ward.pk,
                "sent_to": f"{self.commissioner.pk}-{self.provider.pk}",
                "name": "Ann Lee",
                "nhs_number": "943 476 5919",
                "age_band": "not_known",
                "gender": "female",
                "ethnicity": "white",
                "need": "mood",
                "accommodation_before": "social_tenancy",
                "home_area": "Fulham",
                "needs_level": "medium",
                "needs": "Help with cooking",
                "substance_misuse": "none",
                "risks": "",
                "move_on_plan": "Back to the flat",
                "allocated_worker": "Jo May",
                "has_identity_document": "on",
            }
            | changes
        )

    def at(self, status: str, **facts: Any) -> Referral:
        """A referral in this state, laid out as the database holds it."""
        reasons = {
            "declined": {"decline_reason": "risk"},
            "withdrawn": {"withdraw_reason": "went_home"},
            "redirected": {"redirected_to": "The crisis house"},
        }
        facts = reasons.get(status, {}) | facts
        return make.make_referral(
            ward=self.ward,
            commissioner=self.commissioner,
            provider=facts.pop("provider", self.provider),
            status=status,
            received_on=facts.pop("received_on", self.ago(10)),
            **facts,
        )

    def assessed(self, referral: Referral, suitability: str = "suitable", **facts: Any) -> Assessment:
        facts = {"assessed_on": self.ago(1), "assessor": "Kim Ray", "needs_level": "medium"} | facts
        return Assessment.objects.create(referral=referral, suitability=suitability, **facts)


@pytest.fixture
def pathway() -> Pathway:
    commissioner = make.make_commissioner("The council")
    ward = make.make_ward("Goshawk Ward")
    ward.commissioners.add(commissioner)
    provider = make_place("Elm House Trust", commissioner)
    return Pathway(
        today=timezone.localdate(),
        ward=ward,
        commissioner=commissioner,
        provider=provider,
        nurse=make_referrer(ward, email="nurse@example.org"),
        worker=make.make_worker(provider, email="worker@example.org"),
        official=make.make_official(commissioner, email="official@example.org"),
    )
