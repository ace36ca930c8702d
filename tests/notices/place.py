"""A house with one person in each role around it, and whom the notices about it reach."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from beds.access import Role
from residents.models import Referral
from stepdown.accounts.models import Membership, User
from stepdown.notices.audience import Audience
from stepdown.notices.kinds import BY_KEY
from stepdown.notices.models import Notice
from stepdown.notices.telling import tell
from tests import factories as make


@pytest.fixture
def today() -> dt.date:
    return timezone.localdate()


class Place:
    """A house, and one person in each role around it, by the name of the role."""

    def __init__(self) -> None:
        self.bed = make.make_contracted_bed(service=make.make_service("Elm House"))
        self.provider = self.bed.service.provider
        self.contract = self.bed.contract_beds.get().contract
        self.council = self.contract.commissioner
        self.ward = make.make_ward("Goshawk Ward")
        self.provider.lead = make.make_provider()
        self.provider.save()
        self.people = {
            "worker": make.make_worker(self.provider),
            "viewer": make.make_worker(self.provider, role=Role.PROVIDER_VIEWER),
            "lead": make.make_worker(self.provider.lead),
            "commissioner": make.make_official(self.council),
            "manager": make.make_official(self.council, role=Role.CONTRACT_MANAGER),
            "administrator": make.make_official(self.council, role=Role.ADMINISTRATOR),
            "housing": make.make_official(self.council, role=Role.HOUSING_OFFICER),
            "referrer": self.referrer(self.ward),
            "site": make.make_user(is_superuser=True),
        }
        # none of these may be told anything
        make.make_worker(make.make_provider())
        make.make_official(make.make_commissioner())
        self.referrer(make.make_ward())
        make.make_worker(self.provider, is_active=False)
        make.make_official(self.council, is_active=False)

    @staticmethod
    def referrer(ward: Any) -> User:
        user = make.make_user()
        Membership.objects.create(user=user, ward=ward, role=Role.REFERRER)
        return user

    def referral(self, **facts: Any) -> Referral:
        return make.make_referral(commissioner=self.council, provider=self.provider, ward=self.ward, **facts)

    def placement(self, admitted_on: dt.date, **facts: Any) -> Any:
        facts.setdefault("resident", make.make_resident(name="Ann Lee"))
        return make.make_placement(self.bed, admitted_on=admitted_on, contract=self.contract, **facts)


@pytest.fixture
def place() -> Place:
    return Place()


def told(place: Place, kind: str, today: dt.date) -> set[str]:
    """Who was told of this kind of thing, having told everybody anew."""
    Notice.objects.all().delete()
    tell(BY_KEY[kind], Audience.now(), today=today)
    names = {user.pk: name for name, user in place.people.items()}
    return {names[pk] for pk in Notice.objects.values_list("user", flat=True)}


def any_notice() -> Notice:
    """One of those that were made."""
    return Notice.objects.all()[0]


def ago(today: dt.date, days: int) -> dt.date:
    return today - dt.timedelta(days=days)
