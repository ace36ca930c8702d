"""The market statement as a report: the sections of a published statement, drawn from figures and written words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from beds.models import Commissioner, Service
from beds.wording import long_date
from reporting.content import Block, Cell, Chart, Column, Content, Facts, Kind, Row, Section, Shape, Table, Words
from reporting.market import sentences
from reporting.market.facts import MarketFacts, market_facts
from reporting.market.sentences import FEWEST, average_stay, few_in_spot_beds, few_lived
from reporting.models import MarketWording, PublishedStatement
from reporting.opening import rows_address
from reporting.periods import Span, financial_year_name, so_far

NOT_GIVEN = "Not given"
TOO_FEW = f"Fewer than {FEWEST} left"
TOO_FEW_LIVED = f"Fewer than {FEWEST} lived there"
NO_BED = "No bed available"
TOO_FEW_IN_SPOT_BEDS = f"Fewer than {FEWEST} in spot beds"
SMALL_NUMBERS = (
    f"A market statement is for everybody to read. It tells of nothing that fewer than {FEWEST} people did, where that "
    "might say who they were."
)
AS_RECORDED = "Support hours, levels of need and ratings are as they were recorded when this was drawn up."


@dataclass(frozen=True, slots=True)
class Issue:
    """The version as which a statement is published, by whom and when. A draft has none."""

    number: int
    by: Any
    on: dt.date

    @classmethod
    def of(cls, published: PublishedStatement) -> Issue:
        """As which version it was published."""
        return cls(published.number, published.published_by, published.published_on)


def market_statement(
    commissioner: Commissioner, year: Span, as_at: dt.date, *, wording: MarketWording | None, issue: Issue | None = None
) -> Content:
    """The statement of a year with the figures of a morning, and these words. The numbers of a draft can be opened."""
    return drawn_up(market_facts(commissioner, year, as_at), wording, issue)


def drawn_up(facts: MarketFacts, wording: MarketWording | None, issue: Issue | None = None) -> Content:
    """The statement of these facts."""
    state = f"Version {issue.number}, published on {long_date(issue.on)}" if issue else "Draft, not published"
    blocks = NOTHING_BOUGHT if facts.is_empty else BOUGHT
    found = [(key, title, draw(facts, wording, issue)) for key, title, draw in blocks]
    return Content(
        title=f"Market statement of {facts.commissioner}, {facts.name}",
        subtitle=f"Mental health step-down. {state}.",
        as_at=facts.as_at,
        sections=tuple(
            Section(number, key, title, tuple(drawn)) for number, (key, title, drawn) in enumerate(found, start=1)
        ),
    )


# The sections ----------------------------------------------------------------------------------------------------


def _context(facts: MarketFacts, wording: MarketWording | None, issue: Issue | None) -> list[Block]:
    columns = (
        Column("service", "Service"),
        Column("locality", "Locality"),
        Column("provider", "Provider"),
        Column("beds", "Beds", Kind.COUNT),
        Column("support", "Support"),
        Column("needs", "Level of need"),
        Column("contract", "Contract"),
    )
    rows = [_house(house.service, house.beds, ", ".join(house.contracts)) for house in facts.houses]
    if rows:
        rows.append(Row(("All services", None, None, facts.beds, None, None, None), is_total=True))
    beds = Table("capacity", "Beds", columns, tuple(rows), note=AS_RECORDED, empty="No bed was in a contract.")
    return [_words(sentences.capacity(facts), wording, "context"), beds]


def _house(service: Service, beds: int, contracts: str) -> Row:
    return Row(
        (
            service.name,
            service.locality,
            str(service.provider),
            beds,
            service.support_hours or NOT_GIVEN,
            service.get_needs_level_display(),
            contracts,
        )
    )


def _rating(facts: MarketFacts, wording: MarketWording | None, issue: Issue | None) -> list[Block]:
    services = [house.service for house in facts.houses]
    quality = _ratings([(each.get_market_quality_display(), each.name) for each in services])
    supply = _ratings([(each.get_market_supply_display(), each.name) for each in services])
    rated = Facts((("Market quality", quality), ("Market supply", supply)), (Kind.WORDS, Kind.WORDS))
    return [rated, *_text(wording, "rating")]


def _ratings(rated: list[tuple[str, str]]) -> str:
    """One rating where all services have the same, else each with the services that have it."""
    named: dict[str, list[str]] = {}
    for rating, service in rated:
        named.setdefault(rating or "Not rated", []).append(service)
    if len(named) < 2:
        return next(iter(named), "Not rated")
    return "; ".join(f"{rating}: {', '.join(services)}" for rating, services in named.items())


def _status(facts: MarketFacts, wording: MarketWording | None, issue: Issue | None) -> list[Block]:
    return [_words(sentences.contracts(facts), wording, "status")]


def _data(facts: MarketFacts, wording: MarketWording | None, issue: Issue | None) -> list[Block]:
    before = financial_year_name(facts.before)
    columns = (
        Column("figure", "Figure"),
        Column("year", facts.name, Kind.BY_ROW),
        Column("before", before, Kind.BY_ROW),
    )
    lines = (
        ("beds_contracted", "Beds on the last night", Kind.COUNT),
        ("spend", "Spend", Kind.POUNDS),
        ("los_leavers_mean", "Average length of stay of those who left, in nights", Kind.DECIMAL),
        ("occupancy", "Occupancy", Kind.PER_CENT),
    )
    rows = [
        Row(
            (label, _cell(facts, key, facts.year), _cell(facts, key, facts.before)),
            kind,
            opens=_opens(facts, key, issue),
        )
        for key, label, kind in lines
    ]
    so = "" if facts.is_over else " so far"
    said = Words((f"All data is as at the morning of {long_date(facts.as_at)}.",))
    table = Table("data", f"Figures of {facts.name}{so} and of {before}", columns, tuple(rows))
    return [said, table, _occupancy(facts)]


def _cell(facts: MarketFacts, key: str, year: Span) -> Cell:
    """The value in a year; empty for the year before the first contract."""
    if year == facts.before and not facts.is_bought_before:
        return None
    reading = facts.readings.of(key, year)
    if key == "occupancy" and reading.value is not None and few_lived(facts, year):
        return TOO_FEW_LIVED
    if key == "spend" and few_in_spot_beds(facts, year):
        return TOO_FEW_IN_SPOT_BEDS
    if key != "los_leavers_mean":
        return reading.value
    mean = average_stay(reading)
    return TOO_FEW if mean is None else mean


def _opens(facts: MarketFacts, key: str, issue: Issue | None) -> str:
    """The rows behind a figure; of what is published they would be those of another day."""
    return "" if issue else rows_address(key, facts.year, facts.as_at, part=facts.part)


def _occupancy(facts: MarketFacts) -> Chart:
    readings = [(f"{month.from_date:%b %Y}", _occupancy_of(facts, month)) for month in facts.months]
    known = [(value, month) for month, value in readings if isinstance(value, Decimal)]
    said = "There are no readings."
    if known:
        low, high = min(known, key=_value), max(known, key=_value)
        said = (
            f"From {sentences.plain(low[0])}% in {low[1]} to {sentences.plain(high[0])}% in {high[1]}, over "
            f"{sentences.several(len(known), 'month')}."
        )
    columns = (Column("month", "Month"), Column("occupancy", "Occupancy", Kind.PER_CENT))
    rows = tuple(Row(reading) for reading in readings)
    target = facts.targets[0] if len(facts.targets) == 1 else None
    return Chart(
        "occupancy",
        "Occupancy by month",
        said,
        Shape.LINE,
        Table("occupancy", "Occupancy by month", columns, rows),
        Kind.PER_CENT,
        target=target,
        target_label="" if target is None else f"Target {sentences.plain(target)}%",
    )


def _occupancy_of(facts: MarketFacts, month: Span) -> Decimal | str:
    """That of a month, or why it is not told."""
    value = facts.readings.value("occupancy", month)
    if value is None:
        return NO_BED
    return TOO_FEW_LIVED if few_lived(facts, month) else value


def _value(pair: tuple[Any, str]) -> Any:
    return pair[0]


def _objectives(facts: MarketFacts, wording: MarketWording | None, issue: Issue | None) -> list[Block]:
    return [_words(sentences.objectives(facts), wording, "objectives")]


def _risks(facts: MarketFacts, wording: MarketWording | None, issue: Issue | None) -> list[Block]:
    return [_words(sentences.risks(facts), wording, "risks")]


def _focus(facts: MarketFacts, wording: MarketWording | None, issue: Issue | None) -> list[Block]:
    return [_words([], wording, "focus")]


def _nothing(facts: MarketFacts, wording: MarketWording | None, issue: Issue | None) -> list[Block]:
    begins = long_date(facts.year.from_date)
    said = f"No contract of {facts.commissioner} had a night in {facts.name}, so there is no data to show."
    if not so_far(facts.year, facts.as_at).nights:
        said = f"{facts.name} begins on {begins}: there is no data to show yet."
    return [Words((said,))]


def _about(facts: MarketFacts, wording: MarketWording | None, issue: Issue | None) -> list[Block]:
    written = "Nobody yet"
    if wording is not None:
        on = timezone.localtime(wording.updated_at).date()
        written = f"{_name(wording.updated_by)}, on {long_date(on)} (edition {wording.edition})"
    version = f"{issue.number}, published by {_name(issue.by)} on {long_date(issue.on)}" if issue else "Draft"
    pairs = (("Figures as at the morning of", facts.as_at), ("Words last written by", written), ("Version", version))
    return [Facts(pairs, (Kind.DATE, Kind.WORDS, Kind.WORDS)), Words((SMALL_NUMBERS,))]


def _name(user: Any) -> str:
    return str(user) if user else "Stepdown"


Draw = Callable[[MarketFacts, MarketWording | None, Issue | None], list[Block]]
ABOUT: tuple[str, str, Draw] = ("about", "About this statement", _about)
BOUGHT: tuple[tuple[str, str, Draw], ...] = (
    ("context", "Market context", _context),
    ("rating", "Market rating", _rating),
    ("status", "Current market status", _status),
    ("data", "Market data", _data),
    ("objectives", "Distance from desired commissioning objectives", _objectives),
    ("risks", "Market risks", _risks),
    ("focus", "Current areas of focus for commissioners", _focus),
    ABOUT,
)
NOTHING_BOUGHT: tuple[tuple[str, str, Draw], ...] = (("data", "Market data", _nothing), ABOUT)


# Words -----------------------------------------------------------------------------------------------------------


def _words(generated: list[str], wording: MarketWording | None, name: str) -> Words:
    """What the figures say, then what people wrote; or that nobody wrote anything."""
    written = [paragraph for block in _text(wording, name) for paragraph in block.paragraphs]
    return Words((*generated, *written) or ("Nothing is written here yet.",))


def _text(wording: MarketWording | None, name: str) -> list[Words]:
    """The paragraphs of a text, one a line."""
    lines = [line.strip() for line in getattr(wording, name, "").splitlines()]
    paragraphs = tuple(line for line in lines if line)
    return [Words(paragraphs)] if paragraphs else []
