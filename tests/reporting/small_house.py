"""A house small enough to count by hand, as at 20 November 2024. Its figures stand beside the records.

Four rooms in one spot contract from 1 April 2024 at £100 a night and £146,000 a year, which is £400 a night.

| room | what | in November, nights 1 to 19 |
|---|---|---|
| 1 | R-ONE, from 1 October, agreed until 15 November | 19 occupied; due 12 November: 8 overstay nights, 3 authorised |
| 2 | R-TWO, from 10 November, away with the bed kept from 18 November | 8 occupied, 2 held |
| 3 | out of service for a repair from 15 November | 5 void |
| 4 | R-LEFT, from 10 to 20 October | none |
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from beds.access import Scope
from beds.models import Commissioner, Contract, Service
from reporting.runs import recompute_all
from residents.models import Placement
from tests.factories import (
    make_absence,
    make_bed,
    make_commissioner,
    make_contract,
    make_contract_bed,
    make_extension,
    make_overstay_reason,
    make_placement,
    make_rate,
    make_resident,
    make_service,
    make_void,
)

AS_AT = dt.date(2024, 11, 20)


@dataclass(frozen=True)
class SmallHouse:
    council: Commissioner
    service: Service
    contract: Contract
    one: Placement
    two: Placement
    left: Placement

    @property
    def scope(self) -> Scope:
        return Scope(commissioners=frozenset({self.council.pk}))


def november(day: int) -> dt.date:
    return dt.date(2024, 11, day)


def october(day: int) -> dt.date:
    return dt.date(2024, 10, day)


def make_small_house() -> SmallHouse:
    """The house, with its figures stored to the night of 19 November."""
    council = make_commissioner()
    service = make_service("Lantern House")
    contract = make_contract(
        commissioner=council,
        provider=service.provider,
        from_date=dt.date(2024, 4, 1),
        until_date=dt.date(2026, 4, 1),
        annual_value=Decimal(146_000),
    )
    make_rate(contract, "100.00")
    rooms = [make_bed(f"Room {number}", service=service) for number in (1, 2, 3, 4)]
    for room in rooms:
        make_contract_bed(contract, room)
    one = make_placement(rooms[0], admitted_on=october(1), resident=make_resident("R-ONE"))
    two = make_placement(rooms[1], admitted_on=november(10), resident=make_resident("R-TWO", name="Ada Lane"))
    left = make_placement(
        rooms[3], admitted_on=october(10), discharged_on=october(20), resident=make_resident("R-LEFT")
    )
    make_extension(one, november(15))
    make_overstay_reason(one, november(12))
    make_absence(two, november(18))
    make_void(rooms[2], november(15))
    recompute_all(today=AS_AT)
    return SmallHouse(council, service, contract, one, two, left)
