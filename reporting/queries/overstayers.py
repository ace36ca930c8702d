"""Who has overstayed by a morning: the one question behind the page, its downloads and the export command."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from beds.access import Scope
from beds.models import ContractBed, Service
from beds.nights import Band
from reporting.elsewhere import ELSEWHERE
from reporting.figures import Figures, figures_as_at, final
from reporting.prices import FiguresSeen, has_hidden_nights, seen_by
from reporting.queries.capacity import last_night_with_figures
from reporting.statements import statement
from residents.models import OverstayReason, Placement

NO_REASON = "none"
"""Asks for those without a recorded reason."""

BANDS = tuple(band for band in Band if band.is_overstay)
ROWS_AT_A_TIME = 2000


class Who(StrEnum):
    """Which overstayers: those in a bed on the morning, those who have left, or all."""

    HERE = "here"
    LEFT = "left"
    EVERYONE = "everyone"

    @property
    def label(self) -> str:
        return {"here": "Still here", "left": "Left", "everyone": "Everyone who overstayed"}[self.value]


class Authorised(StrEnum):
    """How much of an overstay an approved extension covers."""

    FULLY = "fully"
    PARTLY = "partly"
    NOT = "not"

    @property
    def label(self) -> str:
        return {"fully": "Fully authorised", "partly": "Partly authorised", "not": "Not authorised"}[self.value]


class Funding(StrEnum):
    """Who pays for the nights of a placement, in the words of pages and exports."""

    SPOT = "Spot"
    BLOCK = "Block funded"
    PART_BLOCK = "Part block funded"
    UNPRICED = "No rate in force"
    HIDDEN = "Price not shown"


SORTS = {
    "reference": "reference",
    "provider": "lower(provider)",
    "service": "lower(service)",
    "ward": "lower(ward)",
    "admitted_on": "admitted_on",
    "discharged_on": "discharged_on",
    "move_on_due": "move_on_due",
    "los_nights": "los_nights",
    "overstay_nights": "overstay_nights",
    "authorised_nights": "authorised_nights",
    "unauthorised_nights": "unauthorised_nights",
    "band": f"array_position(ARRAY{[str(band) for band in BANDS]}, band)",
    "reason": "reason_position",
    "overstay_cost": "overstay_cost",
}
"""What can be sorted by, and its expression; rows without a value come last either way."""

LONGEST_FIRST = "-overstay_nights"


@dataclass(frozen=True, slots=True)
class Choice:
    """Which rows, and in what order. Empty values keep everything; `sort` is a key of SORTS, "-" for descending."""

    who: Who = Who.HERE
    provider: int | None = None
    service: int | None = None
    ward: int | None = None
    reason: str = ""
    band: str = ""
    authorised: str = ""
    reference: str = ""
    sort: str = LONGEST_FIRST

    @property
    def order(self) -> str:
        """The ORDER BY of these rows, made of expressions of this module only."""
        column = SORTS[self.sort.removeprefix("-")]
        direction = "DESC" if self.sort.startswith("-") else "ASC"
        return f"{column} {direction} NULLS LAST, reference, placement_id"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody has not moved on, and whose move it is."""

    label: str
    owner: str


@dataclass(frozen=True, slots=True)
class Overstay:
    """One placement that has overstayed, as on the morning asked for. Nights are whole nights, costs are pounds."""

    placement_id: int
    resident_id: int
    reference: str
    provider: str
    service: str
    ward: str
    """With its hospital."""
    ward_name: str
    admitted_on: dt.date
    discharged_on: dt.date | None
    move_on_due: dt.date
    limit_nights: int
    bed_id: int | None
    los_nights: int
    overstay_nights: int
    authorised_nights: int
    unauthorised_nights: int
    spot_nights: int
    block_nights: int
    unpriced_nights: int
    overstay_spot_nights: int
    overstay_block_nights: int
    hidden_overstay_nights: int
    """Under contracts whose prices the reader may not see; no other count of spot, block or unpriced holds them."""
    overstay_cost: Decimal | None
    band: Band
    reasons: tuple[Reason, ...]

    @property
    def overstay_unpriced_nights(self) -> int:
        """Overstay nights in a bed without a contract or a rate in force: an error in the records.

        Nights without a bed have no price either and are no error, so they are not counted where that can be told.
        """
        with_price = self.overstay_spot_nights + self.overstay_block_nights + self.hidden_overstay_nights
        return min(self.unpriced_nights, self.overstay_nights - with_price)

    @property
    def funding(self) -> Funding:
        """Who pays for the placement as a whole."""
        if self.block_nights:
            return Funding.PART_BLOCK if self.spot_nights else Funding.BLOCK
        if self.spot_nights:
            return Funding.SPOT
        return Funding.HIDDEN if self.hidden_overstay_nights and not self.unpriced_nights else Funding.UNPRICED

    @property
    def part_block_words(self) -> str:
        """How much of the overstay is block funded, where spot and block both have nights of the placement."""
        if self.funding != Funding.PART_BLOCK:
            return ""
        return f"{Funding.PART_BLOCK}: {self.overstay_block_nights:,} of {nights(self.overstay_nights)}"

    @property
    def funding_words(self) -> str:
        """The funding, and which overstay nights the cost leaves out: without a rate, or with a hidden price."""
        left_out = {Funding.UNPRICED: self.overstay_unpriced_nights, Funding.HIDDEN: self.hidden_overstay_nights}
        beside = [
            f"{why.value.lower()} for {nights(count)}"
            for why, count in left_out.items()
            if count and why != self.funding
        ]
        return f"{self.funding.value} ({', '.join(beside)})" if beside else self.funding.value

    @property
    def cost_or_words(self) -> Decimal | str:
        """The cost of the priced overstay nights, or in words why they have none."""
        if self.overstay_cost is not None:
            return self.overstay_cost
        if self.overstay_block_nights:
            return Funding.BLOCK.value
        hidden = self.hidden_overstay_nights and not self.overstay_unpriced_nights
        return (Funding.HIDDEN if hidden else Funding.UNPRICED).value


@dataclass(frozen=True, slots=True)
class Summary:
    """What all the chosen rows add up to. The cost is the sum of the rows' rounded costs."""

    placements: int
    people: int
    beds: int
    overstay_nights: int
    costed_nights: int
    block_nights: int
    unpriced_nights: int
    hidden_nights: int
    authorised_nights: int
    unauthorised_nights: int
    overstay_cost: Decimal


SUMMARY = """
SELECT
    count(*) AS placements,
    count(DISTINCT resident_id) AS people,
    count(DISTINCT bed_id) AS beds,
    COALESCE(sum(overstay_nights), 0)::int AS overstay_nights,
    COALESCE(sum(overstay_spot_nights), 0)::int AS costed_nights,
    COALESCE(sum(overstay_block_nights), 0)::int AS block_nights,
    COALESCE(sum(LEAST(
        unpriced_nights,
        overstay_nights - overstay_spot_nights - overstay_block_nights - hidden_overstay_nights
    )), 0)::int AS unpriced_nights,
    COALESCE(sum(hidden_overstay_nights), 0)::int AS hidden_nights,
    COALESCE(sum(authorised_nights), 0)::int AS authorised_nights,
    COALESCE(sum(unauthorised_nights), 0)::int AS unauthorised_nights,
    COALESCE(sum(overstay_cost), 0) AS overstay_cost
FROM chosen
"""


class Overstayers:
    """The chosen overstayers of a scope on a morning, in order: count them, take a slice, go through all of them.

    Filter, order and page are the database's work. What is asked twice is computed once.
    """

    def __init__(self, scope: Scope, as_at: dt.date, choice: Choice = Choice()) -> None:
        self.scope = scope
        self.as_at = as_at
        self.choice = choice

    @cached_property
    def summary(self) -> Summary:
        """The totals over all chosen rows."""
        with connection.cursor() as cursor:
            cursor.execute(statement("overstayers") + SUMMARY, self._parameters)
            return Summary(*cursor.fetchone())

    @cached_property
    def last_morning(self) -> dt.date | None:
        """Where no bed is in a contract any more: that of the last night with one. For a reader who finds nobody."""
        if ContractBed.objects.within(self.scope).on(self.as_at).exists():
            return None
        return last_night_with_figures(self.scope, self.as_at)

    def __len__(self) -> int:
        return self.summary.placements

    def __iter__(self) -> Iterator[Overstay]:
        """Every row, a part at a time from a cursor of the database, so that a long file needs no more memory."""
        with connection.chunked_cursor() as cursor:
            yield from self._rows(cursor, "", {})

    def __getitem__(self, wanted: slice) -> list[Overstay]:
        start = wanted.start or 0
        size = (len(self) if wanted.stop is None else wanted.stop) - start
        page = {"start": start, "size": max(0, size)}
        with connection.cursor() as cursor:
            return list(self._rows(cursor, " LIMIT %(size)s OFFSET %(start)s", page))

    def _rows(self, cursor: Any, limit: str, parameters: dict[str, int]) -> Iterator[Overstay]:
        select = f"SELECT * FROM chosen ORDER BY {self.choice.order}{limit}"  # noqa: S608 - made of constants
        cursor.execute(statement("overstayers") + select, {**self._parameters, **parameters})
        columns: list[str] = []
        while batch := cursor.fetchmany(ROWS_AT_A_TIME):
            columns = columns or [column.name for column in cursor.description]
            for values in batch:
                yield _overstay(dict(zip(columns, values, strict=True)))

    @cached_property
    def _parameters(self) -> dict[str, Any]:
        live, leavers = _figures(self.scope, self.as_at, self.choice.who)
        choice = {field.name: getattr(self.choice, field.name) for field in fields(self.choice)}
        return choice | {
            "as_at": self.as_at,
            "live": json.dumps([_as_json(figures) for figures in live if figures.overstay_nights > 0]),
            "leavers": leavers,
            "services": list(Service.objects.within(self.scope).values_list("pk", flat=True)),
            "reason_codes": sorted(OverstayReason.Code.values, key=lambda code: OverstayReason.Code(code).label),
        }


def _figures(scope: Scope, as_at: dt.date, who: Who) -> tuple[list[FiguresSeen], list[int]]:
    """Figures computed for this morning, and the ids of the leavers whose stored figures hold."""
    placements = Placement.objects.within(scope)
    live: dict[int, Figures] = {}
    leavers: list[int] = []
    if who != Who.LEFT:
        live |= figures_as_at(placements.overstaying(as_at), as_at, live=True)
    if who != Who.HERE:
        stored = Exists(final(as_at).filter(placement=OuterRef("pk")))
        for_all_to_see = Q(stored) & ~has_hidden_nights(scope)
        left = list(placements.left_after_overstay(as_at).annotate(stored=for_all_to_see).values_list("pk", "stored"))
        leavers = [pk for pk, stored in left if stored]
        missing = [pk for pk, stored in left if not stored]
        if missing:
            live |= figures_as_at(placements.filter(pk__in=missing), as_at, live=True)
    hidden_in = placements.filter(has_hidden_nights(scope), pk__in=live).values_list("pk", flat=True)
    return seen_by(scope, live.values(), hidden_in, as_at), leavers


def _as_json(figures: Figures) -> dict[str, Any]:
    """The figures for the statement; a cost as text, so that no float comes near it."""
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in asdict(figures).items()}


def _overstay(row: dict[str, Any]) -> Overstay:
    """One row of the statement, with codes turned into words."""
    codes, owners = row.pop("reason_codes"), row.pop("reason_owners")
    del row["reason_position"]
    row["provider"] = row["provider"] or ELSEWHERE
    row["service"] = row["service"] or ELSEWHERE
    row["band"] = Band(row["band"])
    reasons = tuple(
        Reason(OverstayReason.Code(code).label, OverstayReason.Owner(owner).label)
        for code, owner in zip(codes, owners, strict=True)
    )
    return Overstay(**row, reasons=reasons)


def nights(count: int) -> str:
    """A count of nights in words: "1 night", "1,204 nights"."""
    return f"{count:,} night" if count == 1 else f"{count:,} nights"
