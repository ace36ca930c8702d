"""An empty house of one council, for measures whose records a test lays out itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

from beds.access import Scope
from reporting.periods import month_of
from reporting.readings import Readings, read_measures
from residents.models import Placement, Referral, ReferralStep
from tests import factories as make
from tests.factories import day

OCTOBER, NOVEMBER = month_of(day("2024-10-01")), month_of(day("2024-11-01"))

LATER = day("2025-06-01")


class Place:
    """A house of one council, and all that it may see."""

    def __init__(self) -> None:
        self.council = make.make_commissioner()
        self.service = make.make_service()
        self.contract = make.make_contract(commissioner=self.council, provider=self.service.provider)
        self.scope = Scope(commissioners=frozenset({self.council.pk}))

    def read(self, *keys: str, as_at: dt.date = LATER, **narrowed: Any) -> Readings:
        return read_measures(list(keys), self.scope, [OCTOBER, NOVEMBER], as_at, **narrowed)

    def stay(self, admitted: str, left: str = "", goes: str = "home", **facts: Any) -> Placement:
        bed = make.make_contracted_bed(service=self.service, contract=self.contract)
        until = day(left) if left else None
        return make.make_placement(bed, admitted_on=day(admitted), discharged_on=until, destination=goes, **facts)

    def referral(self, on: str, *steps: tuple[str, str], **facts: Any) -> Referral:
        referral = make.make_referral(
            commissioner=self.council, provider=self.service.provider, received_on=day(on), **facts
        )
        for status, when in steps:
            ReferralStep.objects.create(referral=referral, status=status, on=day(when))
        return referral
