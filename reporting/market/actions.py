"""Writing a market statement, and publishing it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied

from beds.access import Scope
from beds.acting import action, unchanged_since, write
from beds.models import Commissioner
from beds.refusal import Refusal
from reporting.content import to_json
from reporting.market.content import Issue, drawn_up
from reporting.market.facts import market_facts, statement_date
from reporting.market.queries import says_the_same
from reporting.models import MarketWording, PublishedStatement
from reporting.models.market import TEXTS
from reporting.periods import Span


@action
def write_statement(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    commissioner: Commissioner,
    year: Span,
    texts: Mapping[str, str],
    version: dt.datetime | None = None,
) -> MarketWording:
    """Write the words of a year's statement: a new edition, the earlier ones being kept.

    `version` is the `updated_at` of the edition that the writer saw. Sending the same words again changes nothing.
    Raises `Refusal` when somebody else was quicker or when a first edition would be empty, PermissionDenied for who
    does not decide for the commissioner.
    """
    newest = _locked(commissioner, year, scope)
    _begun(year, today)
    said = {name: texts[name].strip() for name in TEXTS}
    if newest is None and not any(said.values()):
        raise Refusal("Nothing is written yet. Write at least one of the texts.", field=TEXTS[0])
    if newest is not None:
        if all(getattr(newest, name) == text for name, text in said.items()):
            return newest
        unchanged_since(newest, version)
    edition = newest.edition + 1 if newest else 1
    return write(MarketWording(commissioner=commissioner, from_date=year.from_date, edition=edition, **said), by=by)


@action
def publish_statement(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    commissioner: Commissioner,
    year: Span,
    version: dt.datetime | None = None,
) -> PublishedStatement:
    """Publish the newest words with the figures of this morning, as a version that stays as it is.

    Of a year that is over the figures are those of the morning after its last night. Sending it again publishes
    nothing twice. Raises `Refusal` when nobody has written anything, or somebody has since `version`.
    """
    wording = _locked(commissioner, year, scope)
    _begun(year, today)
    if wording is None:
        raise Refusal("Nobody has written anything for this year. Write the statement first, then publish it.")
    last = PublishedStatement.objects.filter(commissioner=commissioner, from_date=year.from_date).first()
    facts = market_facts(commissioner, year, today)
    if last is not None and says_the_same(last, facts, wording):
        return last
    unchanged_since(wording, version)
    issue = Issue(last.number + 1 if last else 1, by, today)
    return PublishedStatement.objects.create(
        wording=wording,
        commissioner=commissioner,
        from_date=year.from_date,
        number=issue.number,
        as_at=statement_date(year, today),
        content=to_json(drawn_up(facts, wording, issue)),
        published_on=today,
        published_by=by,
    )


def _locked(commissioner: Commissioner, year: Span, scope: Scope) -> MarketWording | None:
    """The newest edition, while whoever else writes for this commissioner waits."""
    if not scope.may_decide_for(commissioner.pk):
        raise PermissionDenied("Only the commissioner writes its market statement.")
    Commissioner.objects.select_for_update(no_key=True).get(pk=commissioner.pk)
    return MarketWording.objects.select_related("updated_by", "commissioner").of(commissioner, year).first()


def _begun(year: Span, today: dt.date) -> None:
    if today <= year.from_date:
        raise Refusal("This year has not had a night yet. Its statement can be written once it has begun.")
