"""The addresses of the feed. Each reads its question, makes one call and writes the page."""

from __future__ import annotations

import datetime as dt
from functools import wraps
from typing import Any, cast

from django.http import Http404, HttpRequest
from ninja import Field, Query, Router, Schema

from reporting.feed import readings, records
from reporting.feed.paging import Paging, Rows, answer
from reporting.feed.problems import FeedProblem, wrong
from reporting.feed.reader import FeedRequest, Reader
from reporting.feed.rows import (
    BedNightsRow,
    ContractRow,
    MeasureRow,
    Page,
    PlacementRow,
    Problem,
    ReadingRow,
    ServiceRow,
)
from reporting.measures import Dimension
from reporting.periods import Grain

router = Router()
WRITING = ["POST", "PUT", "PATCH", "DELETE"]
PROBLEMS = {401: Problem, 403: Problem, 422: Problem, 429: Problem}


class AskedReadings(Paging):
    """Which readings."""

    measure: list[str] = Field(description="The key of a measure, once for each measure wanted.")
    from_: dt.date = Field(alias="from", description="A day of the first period, such as 2023-04-01.")
    until: dt.date = Field(description="The day after the last one: 2024-04-01 for all of March 2024.")
    grain: Grain = Field(Grain.MONTH, description="How long each period is; quarters and years begin in April.")
    by: Dimension | None = Field(None, description="One row for each of these; without it all together.")
    split: str = Field("", max_length=30, description="One row for each code of this column, such as `reason`.")
    as_at: dt.date | None = Field(None, description="The morning of which they speak; today without it.")


class AskedPlacements(Paging):
    """Which placements."""

    as_at: dt.date | None = Field(None, description="The morning of which the figures speak; today without it.")


class AskedNights(Paging):
    """Which nights."""

    from_: dt.date = Field(alias="from", description="The first night, such as 2023-04-01.")
    until: dt.date = Field(description="The night after the last one.")


def reader(request: HttpRequest) -> Reader:
    """Whoever the token stands for."""
    return cast("FeedRequest", request).auth


def only_reads(request: HttpRequest) -> None:
    """Nothing is written through the feed. Raises FeedProblem."""
    raise FeedProblem(405, "The data feed is read only.", "Send a GET request.")


def nothing_here(request: HttpRequest) -> None:
    """The address above all others. Raises Http404."""
    raise Http404


def no_such_address(request: HttpRequest, rest: str) -> None:
    """Any other address. Raises Http404."""
    raise Http404


def reads(path: str, row: type[Schema], summary: str) -> Any:
    """An address that gives pages of these rows."""
    router.add_api_operation(path, WRITING, only_reads, auth=None, include_in_schema=False)
    page = Page[row]  # type: ignore[valid-type]
    register = router.get(path, response={200: page, **PROBLEMS}, summary=summary, url_name=path.strip("/"))

    def checked(view: Any) -> Any:
        @wraps(view)
        def answered(request: HttpRequest, asked: Paging) -> Any:
            refuse_unknown(request, asked)
            return view(request, asked)

        return register(answered)

    return checked


def refuse_unknown(request: HttpRequest, asked: Paging) -> None:
    """Raise FeedProblem for a parameter that would be passed over: the answer would be taken for a narrower one."""
    known = [field.alias or name for name, field in type(asked).model_fields.items()]
    unknown = [name for name in request.GET if name not in known]
    if unknown:
        names = ", ".join(f"“{name}”" for name in unknown)
        raise wrong(f"This address does not know {names}.", f"It takes: {', '.join(known)}.")


@reads("/measures", MeasureRow, "The catalogue of measures")
def measures(request: HttpRequest, asked: Query[Paging]) -> Any:
    """What each figure means: the data dictionary. Its `key` is asked for in readings."""
    return _page(request, MeasureRow, records.measures(asked.cursor, asked.limit), asked)


@reads("/readings", ReadingRow, "Readings of measures")
def readings_(request: HttpRequest, asked: Query[AskedReadings]) -> Any:
    """The values of measures in each month, quarter or financial year that has a day of the period asked for.

    One row is one value, with its numerator and denominator. Rates are added up from those, never averaged.
    """
    who = reader(request)
    wanted = readings.question(
        who, asked.measure, asked.grain, asked.from_, asked.until, asked.as_at, asked.by, asked.split
    )
    return _page(request, ReadingRow, readings.page_of_readings(who, wanted, asked.cursor, asked.limit), asked)


@reads("/placements", PlacementRow, "The figures of placements")
def placements(request: HttpRequest, asked: Query[AskedPlacements]) -> Any:
    """Nights, overstay and cost of every placement that had begun by a morning, without names."""
    return _page(
        request, PlacementRow, records.placements(reader(request), asked.as_at, asked.cursor, asked.limit), asked
    )


@reads("/bed-nights", BedNightsRow, "Beds, night by night")
def bed_nights(request: HttpRequest, asked: Query[AskedNights]) -> Any:
    """How many beds each service had under each contract on each night, and what they were used for."""
    found = records.bed_nights(reader(request), asked.from_, asked.until, asked.cursor, asked.limit)
    return _page(request, BedNightsRow, found, asked)


@reads("/contracts", ContractRow, "Contracts")
def contracts(request: HttpRequest, asked: Query[Paging]) -> Any:
    """What is bought, from whom and until when."""
    return _page(request, ContractRow, records.contracts(reader(request), asked.cursor, asked.limit), asked)


@reads("/services", ServiceRow, "Services")
def services(request: HttpRequest, asked: Query[Paging]) -> Any:
    """The houses and schemes with beds."""
    return _page(request, ServiceRow, records.services(reader(request), asked.cursor, asked.limit), asked)


def _page(request: HttpRequest, row: type[Schema], page: Rows, asked: Paging) -> Any:
    return answer(request, row, page, asked)


# last, so that it takes only what no address above does
router.add_api_operation("/", ["GET", *WRITING], nothing_here, auth=None, include_in_schema=False)
router.add_api_operation("/{path:rest}", ["GET", *WRITING], no_such_address, auth=None, include_in_schema=False)
