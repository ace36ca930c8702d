"""Beds and bed-nights: what each bed does on a night, sums of nights, and why beds were out of service."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Max, QuerySet, Sum
from django.db.models.functions import TruncMonth

from beds.access import Scope
from beds.models import Contract, ContractBed, Void
from reporting.bed_nights import BedNights
from reporting.models import ServiceNight
from reporting.periods import Span
from reporting.statements import read
from residents.models import Absence, Placement

COUNTS = ("contracted", "void", "occupied", "held", "overstay", "placement_only")


@dataclass(frozen=True, slots=True)
class BedOnNight:
    """One contracted bed on one night: its state, and who has it."""

    contract_id: int
    contract_reference: str
    funding: str
    basis: str
    service_id: int
    service_name: str
    bed_id: int
    bed_label: str
    state: str
    """`occupied`, `held`, `void` or `vacant`."""
    void_reason: str | None
    absence_kind: str | None
    placement_id: int | None
    resident_reference: str | None
    admitted_on: dt.date | None
    los_nights: int | None
    overstay: bool

    @property
    def is_used(self) -> bool:
        return self.state in ("occupied", "held")

    @property
    def night_of_stay(self) -> int | None:
        """Which night of the stay it is; None where the reader may not see whose stay."""
        return self.los_nights + 1 if self.placement_id and self.los_nights is not None else None

    @property
    def placement_only(self) -> bool:
        return self.basis == ContractBed.Basis.PLACEMENT

    @property
    def explanation(self) -> str:
        """Why the bed is void, or why its resident is away."""
        if self.void_reason:
            return str(Void.Reason(self.void_reason).label)
        return str(Absence.Kind(self.absence_kind).label) if self.absence_kind else ""

    @property
    def bed_nights(self) -> BedNights:
        used = self.state in ("occupied", "held")
        return BedNights(
            contracted=1,
            void=int(self.state == "void"),
            occupied=int(self.state == "occupied"),
            held=int(self.state == "held"),
            overstay=int(used and self.overstay),
            placement_only=int(used and self.placement_only),
        )


@dataclass(frozen=True, slots=True)
class VoidNights:
    """One void's contracted nights within a period."""

    void_id: int
    service_id: int
    service_name: str
    bed_label: str
    contract_id: int
    contract_reference: str
    reason: str
    payer: str
    note: str
    from_date: dt.date
    until_date: dt.date | None
    nights: int

    @property
    def reason_label(self) -> str:
        return str(Void.Reason(self.reason).label)

    @property
    def payer_label(self) -> str:
        return str(Void.Payer(self.payer).label)


def contract_ids(scope: Scope) -> list[int]:
    """The contracts whose beds this person may see."""
    return list(Contract.objects.within(scope).order_by().values_list("pk", flat=True))


def beds_on(contracts: list[int], night: dt.date) -> list[BedOnNight]:
    """Each bed in one of these contracts on a night, from the records as they are now."""
    return [BedOnNight(**row._asdict()) for row in read("beds_on_night", contracts=contracts, night=night)]


def beds_seen_on(scope: Scope, contracts: list[int], night: dt.date) -> list[BedOnNight]:
    """The same for a person: whoever may not be seen fills the bed without a word about them."""
    beds = beds_on(contracts, night)
    placements = [bed.placement_id for bed in beds if bed.placement_id is not None]
    seen = set(Placement.objects.within(scope).filter(pk__in=placements).order_by().values_list("pk", flat=True))
    return [bed if bed.placement_id in seen else _unnamed(bed) for bed in beds]


def _unnamed(bed: BedOnNight) -> BedOnNight:
    return replace(
        bed, placement_id=None, resident_reference=None, admitted_on=None, los_nights=None, absence_kind=None
    )


def void_nights(contracts: list[int], period: Span) -> list[VoidNights]:
    """The voids of a period, with the nights on which they kept a contracted bed empty."""
    rows = read("void_nights", contracts=contracts, from_date=period.from_date, until_date=period.until_date)
    return [VoidNights(**row._asdict()) for row in rows]


def by_reason(voids: Iterable[VoidNights]) -> list[tuple[str, str, int]]:
    """Reason, label and nights, most nights first."""
    nights: Counter[str] = Counter()
    for void in voids:
        nights[void.reason] += void.nights
    return [(reason, str(Void.Reason(reason).label), count) for reason, count in nights.most_common()]


def total(beds: Iterable[BedOnNight]) -> BedNights:
    """What the beds add up to."""
    return sum((bed.bed_nights for bed in beds), BedNights())


def stored_nights(scope: Scope, period: Span) -> QuerySet[ServiceNight]:
    """The stored nights of a period under the contracts this person may see."""
    return ServiceNight.objects.within(scope).filter(night__gte=period.from_date, night__lt=period.until_date)


def by_month(nights: QuerySet[ServiceNight]) -> dict[dt.date, BedNights]:
    """Sums by month, under its first day."""
    rows = nights.annotate(month=TruncMonth("night")).order_by().values("month")
    return {row.pop("month"): BedNights(**row) for row in rows.annotate(**_sums()).values("month", *COUNTS)}


def by_night(nights: QuerySet[ServiceNight]) -> dict[dt.date, BedNights]:
    """Sums by night."""
    rows = nights.order_by("night").values("night").annotate(**_sums())
    return {row.pop("night"): BedNights(**row) for row in rows}


def by_service(nights: QuerySet[ServiceNight]) -> dict[int, BedNights]:
    """Sums by service."""
    rows = nights.order_by().values("service_id").annotate(**_sums())
    return {row.pop("service_id"): BedNights(**row) for row in rows}


def last_night_with_figures(scope: Scope, before: dt.date) -> dt.date | None:
    """The last night before a date that has stored figures under this person's contracts."""
    nights = ServiceNight.objects.within(scope).filter(night__lt=before, contracted__gt=0)
    last: dt.date | None = nights.aggregate(last=Max("night"))["last"]
    return last


def morning_of_last_figures(scope: Scope, as_at: dt.date, *, since: dt.date) -> dt.date | None:
    """The morning after the last night with a bed in a contract; None where there was one since that day, or never."""
    last = last_night_with_figures(scope, as_at)
    return last + dt.timedelta(days=1) if last is not None and last < since else None


def _sums() -> dict[str, Any]:
    # An aggregate may bear a field's name only when the rows hold no field of that name, as in values().
    return {name: Sum(name) for name in COUNTS}
