"""What the Hammersmith and Fulham review says of the workforce (section 2.5), of agreements, and of who answers.

The posts are those of its table, with employer, role, kind of contract and end as published. Where it says only
"finished", the post ends on the morning on which the nights were counted; a start is worked out from the length of
the contract, or invented for agency posts. Nobody is named for oversight, contract monitoring and quality: the review
found that nobody knew who was.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from beds.models import Agreement, Commissioner, Post, Provider, Responsibility, Service
from residents.demo.records import Records

STARTS, COUNTED_ON, ENDS = dt.date(2022, 6, 1), dt.date(2023, 4, 1), dt.date(2023, 7, 1)
SOURCE = "Service review of April 2023, section 2.5"
Type, Area, Kind = Post.ContractType, Responsibility.Area, Agreement.Kind


class Row(NamedTuple):
    """One post of the published table. `until_date` is the first day without it."""

    employer: str
    role: str
    contract_type: str
    length: str
    from_date: dt.date
    until_date: dt.date

    @property
    def is_finished(self) -> bool:
        return self.until_date == COUNTED_ON


def first_of(year: int, month: int) -> dt.date:
    return dt.date(year, month, 1)


POSTS = (
    Row("SHP", "Private Rented Sector Worker", Type.FIXED_TERM, "1 year STC", first_of(2022, 4), COUNTED_ON),
    Row("SHP", "Stepdown staff, matrix managed by WLT Manager", Type.FIXED_TERM, "1 year STC",
        first_of(2022, 7), first_of(2023, 7)),
    Row("SHP", "Stepdown staff, matrix managed by WLT Manager", Type.FIXED_TERM, "1 year STC",
        first_of(2022, 10), first_of(2023, 10)),
    Row("SHP", "Stepdown staff, managed by SHP", Type.FIXED_TERM, "1 year STC", first_of(2022, 4), COUNTED_ON),
    Row("LBHF", "Social Worker", Type.AGENCY, "Agency", STARTS, first_of(2023, 10)),
    Row("LBHF", "Senior Social Worker", Type.AGENCY, "Agency", STARTS, first_of(2023, 5)),
    Row("LBHF", "Programme Lead, commissioning", Type.FIXED_TERM, "1 year STC", first_of(2022, 7), first_of(2023, 7)),
    Row("LBHF", "Mental Health Housing Officer", Type.FIXED_TERM, "2 year STC", first_of(2023, 2), first_of(2025, 2)),
    Row("Hestia", "MH specialist floating support worker", Type.FIXED_TERM, "1 year STC",
        first_of(2022, 4), COUNTED_ON),
    Row("Turning Point", "Get connected programme: paid staff", Type.FIXED_TERM, "2 year funding",
        first_of(2022, 5), first_of(2024, 5)),
    Row("Turning Point", "Get connected programme: volunteer with lived experience", Type.VOLUNTEER, "2 year funding",
        first_of(2022, 5), first_of(2024, 5)),
    Row("Turning Point", "Get connected programme: volunteer with lived experience", Type.VOLUNTEER, "2 year funding",
        first_of(2022, 5), first_of(2024, 5)),
)  # fmt: skip

NAMED = (
    (Area.SUPPORT, "Step-down workers (SHP) with the provider's own staff"),
    (Area.MOVE_ON, "Mental Health Housing Officer (LBHF)"),
    (Area.CLINICAL, "West London NHS Trust, clinical teams and care coordinators"),
)


def keep_registers(records: Records, commissioner: Commissioner) -> None:
    """Posts, agreements, and those who answer for something in each house."""
    for row in POSTS:
        post = Post(commissioner=commissioner, employer=row.employer, role=row.role, contract_type=row.contract_type)
        post.from_date, post.until_date = row.from_date, row.until_date
        post.note = f"{row.length}{'; finished' if row.is_finished else ''}. {SOURCE}."
        records.add(post, max(row.from_date, STARTS))
    protocol = Agreement(
        commissioner=commissioner,
        kind=Kind.PROTOCOL,
        title="Protocol for Step Down Bed (LBHF), draft as of 8 September 2022",
        from_date=dt.date(2022, 9, 8),
    )
    records.add(protocol, protocol.from_date)
    for provider in records.of(Provider):
        sharing = Agreement(commissioner=commissioner, provider=provider, kind=Kind.DATA_SHARING)
        sharing.title, sharing.from_date, sharing.until_date = f"Data sharing with {provider.name}", STARTS, ENDS
        records.add(sharing, STARTS)
    for service in records.of(Service):
        for area, who in NAMED:
            records.add(Responsibility(service=service, area=area, who=who), STARTS)
