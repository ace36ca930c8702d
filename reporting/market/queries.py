"""Which market statements there are, and the page of one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Min, QuerySet

from beds.access import Scope
from beds.models import Commissioner, Contract
from reporting.content import Content, from_json
from reporting.market.content import Issue, drawn_up
from reporting.market.facts import MarketFacts, market_facts
from reporting.models import MarketWording, PublishedStatement
from reporting.periods import Span, financial_year_name, financial_year_of
from reporting.queries.capacity import last_night_with_figures

NIGHT = dt.timedelta(days=1)
FIRST_YEAR, LAST_YEAR = 1900, 2198


@dataclass(frozen=True, slots=True)
class Year:
    """A year for which there is, or could be, a statement."""

    span: Span
    edition: int | None
    """Of the newest words; None where nobody has written any."""
    published: int | None
    """The number of the last version; None where there is none."""
    is_shown: bool

    @property
    def name(self) -> str:
        return financial_year_name(self.span)


@dataclass(frozen=True, slots=True)
class StatementPage:
    """The draft of one commissioner and year, and what else there is."""

    commissioner: Commissioner
    others: list[Commissioner]
    year: Span
    content: Content
    wording: MarketWording | None
    published: list[PublishedStatement]
    """The versions of this year, the newest first."""
    is_published: bool
    """Whether the newest of them says all that this draft does."""
    years: list[Year]
    may_write: bool
    last_night: dt.date | None
    """The last night with figures, where the year is shown because no later one has any."""

    @property
    def year_name(self) -> str:
        return financial_year_name(self.year)


def year_from(number: int) -> Span | None:
    """The financial year that begins in this calendar year; None for one that cannot be."""
    if not FIRST_YEAR <= number <= LAST_YEAR:
        return None
    return financial_year_of(dt.date(number, 12, 1))


def statement_page(scope: Scope, commissioner_id: int | None, year_number: int | None, as_at: dt.date) -> StatementPage:
    """The draft of the commissioner and year that are asked for, else of the first and the last year with figures.

    Raises Commissioner.DoesNotExist where the person belongs to none, or not to the one asked for.
    """
    own = Commissioner.objects.within(scope)
    commissioner = own.get(pk=commissioner_id) if commissioner_id is not None else own.first()
    if commissioner is None:
        raise Commissioner.DoesNotExist
    possible = _years(commissioner, as_at)
    year, last_night = year_from(year_number) if year_number is not None else None, None
    if year is None:
        year, last_night = _usual(commissioner, possible, as_at)
    wording = newest_wording(scope, commissioner, year)
    published = list(published_within(scope).filter(commissioner=commissioner, from_date=year.from_date))
    facts = market_facts(commissioner, year, as_at)
    return StatementPage(
        commissioner=commissioner,
        others=[each for each in own if each != commissioner],
        year=year,
        content=drawn_up(facts, wording),
        wording=wording,
        published=published,
        is_published=bool(published) and says_the_same(published[0], facts, wording),
        years=_told(scope, commissioner, possible, year),
        may_write=scope.may_decide_for(commissioner.pk) and as_at > year.from_date,
        last_night=last_night,
    )


def says_the_same(published: PublishedStatement, facts: MarketFacts, wording: MarketWording | None) -> bool:
    """Whether a version has just these words and figures, so that publishing them again would make its double."""
    return from_json(published.content) == drawn_up(facts, wording, Issue.of(published))


def published_as_it_is(scope: Scope, commissioner: Commissioner, year: Span, as_at: dt.date) -> int | None:
    """The number of the last version where it says what would be published now."""
    last = published_within(scope).filter(commissioner=commissioner, from_date=year.from_date).first()
    wording = newest_wording(scope, commissioner, year)
    if last is None or not says_the_same(last, market_facts(commissioner, year, as_at), wording):
        return None
    return last.number


def newest_wording(scope: Scope, commissioner: Commissioner, year: Span) -> MarketWording | None:
    """What counts of what people wrote for this year."""
    return editions(scope, commissioner, year).first()


def editions(scope: Scope, commissioner: Commissioner, year: Span) -> QuerySet[MarketWording]:
    """Everything that people wrote for this year, the newest first."""
    return MarketWording.objects.within(scope).select_related("updated_by").of(commissioner, year)


def published_within(scope: Scope) -> QuerySet[PublishedStatement]:
    """What this person may read of what was published, by commissioner, the newest year and version first."""
    return PublishedStatement.objects.within(scope).select_related("commissioner", "published_by").defer("content")


def _years(commissioner: Commissioner, as_at: dt.date) -> list[Span]:
    """From the year of the first contract to the present one, the newest first."""
    present = financial_year_of(as_at - NIGHT)
    first = Contract.objects.filter(commissioner=commissioner).aggregate(first=Min("from_date"))["first"] or as_at
    years = [present]
    while years[-1].from_date > first:
        years.append(financial_year_of(years[-1].from_date - NIGHT))
    return years


def _usual(commissioner: Commissioner, possible: list[Span], as_at: dt.date) -> tuple[Span, dt.date | None]:
    """The last whole year, or the last one with figures if it has none, with their last night.

    The present year where there was none before it.
    """
    whole = [year for year in possible if year.until_date <= as_at] or possible[-1:]
    last = last_night_with_figures(Scope(commissioners=frozenset({commissioner.pk})), as_at)
    if last is None or last >= whole[0].from_date:
        return whole[0], None
    return next((year for year in whole if year.from_date <= last), whole[0]), last


def _told(scope: Scope, commissioner: Commissioner, possible: list[Span], shown: Span) -> list[Year]:
    """The years with how far their statements have come."""
    written = dict(
        MarketWording.objects.within(scope)
        .filter(commissioner=commissioner)
        .order_by("edition")
        .values_list("from_date", "edition")
    )
    published = dict(
        PublishedStatement.objects.within(scope)
        .filter(commissioner=commissioner)
        .order_by("number")
        .values_list("from_date", "number")
    )
    return [
        Year(year, written.get(year.from_date), published.get(year.from_date), is_shown=year == shown)
        for year in possible
    ]
