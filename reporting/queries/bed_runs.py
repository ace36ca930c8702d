"""What the beds of contracts did night by night, as a chart: by reference, never by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from beds.access import Scope
from beds.models import ContractBed
from reporting.bed_timeline import BedFacts, OutOfService, Run, State, Stay, runs
from reporting.content import Chart, Column, Kind, Row, Shape, Table
from reporting.elsewhere import NOW_ELSEWHERE
from reporting.periods import Span
from reporting.queries.bed_board import bed_facts
from residents.models import Placement

NOT_SHOWN = {State.UNCONTRACTED, State.NOT_YOURS, State.CLOSED}
PAST_DUE = "Past due"
NOTHING = "No bed was in the contract on these nights."
COLUMNS = (
    Column("bed", "Bed"),
    Column("state", "State"),
    Column("from_date", "From", Kind.DATE),
    Column("until_date", "Until", Kind.DATE),
    Column("words", "Who or why"),
)


def bed_runs_chart(key: str, title: str, scope: Scope, links: Iterable[ContractBed], period: Span) -> Chart:
    """The nights of a period on which these beds were in their contracts, by service and bed."""
    ordered = sorted(links, key=lambda link: (link.bed.service.name, link.bed.label, link.from_date))
    facts = dict(_facts(scope, ordered, period))
    known = _known(facts.values(), scope)
    several = len({link.bed.service_id for link in ordered}) > 1
    found = [
        (f"{link.bed.service.name}, {link.bed.label}" if several else link.bed.label, run)
        for link in ordered
        for run in _runs(facts[link.bed_id], link, period)
    ]
    table = Table(key, title, COLUMNS, tuple(_row(*each, known) for each in found), empty=NOTHING, about_people=True)
    return Chart(key, title, _in_words(found), Shape.TIMELINE, table)


def _in_words(found: list[tuple[str, Run]]) -> str:
    """`4 beds. Nights: occupied 220, void 13.`"""
    nights: Counter[str] = Counter()
    for _, run in found:
        nights[_state(run)] += run.nights
    beds = len({bed for bed, _ in found})
    said = ", ".join(f"{state.lower()} {count:,}" for state, count in nights.most_common())
    return f"{beds} bed{'' if beds == 1 else 's'}. Nights: {said}." if found else NOTHING


def _facts(scope: Scope, links: list[ContractBed], period: Span) -> list[tuple[int, BedFacts]]:
    beds = {link.bed_id: link.bed for link in links}
    return [(bed.pk, facts) for bed, facts in bed_facts(beds.values(), scope, period)]


def _known(beds: Iterable[BedFacts], scope: Scope) -> set[int]:
    """The placements whose reference the reader may know: not of somebody who is now with another provider."""
    stays = [stay.placement_id for bed in beds for stay in bed.stays if stay.placement_id]
    return set(Placement.objects.within(scope).filter(pk__in=stays).values_list("pk", flat=True))


def _runs(bed: BedFacts, link: ContractBed, period: Span) -> list[Run]:
    first, until = max(link.from_date, period.from_date), min(link.until_date, period.until_date)
    return [run for run in runs(bed, first, until) if run.state not in NOT_SHOWN] if first < until else []


def _row(bed: str, run: Run, known: set[int]) -> Row:
    source = run.night.source
    words = source.reason if isinstance(source, OutOfService) else source.reference if source else ""
    if isinstance(source, Stay) and source.placement_id and source.placement_id not in known:
        words = NOW_ELSEWHERE
    return Row((bed, _state(run), run.from_date, run.until_date, words))


def _state(run: Run) -> str:
    return PAST_DUE if run.night.past_due and run.state is State.OCCUPIED else run.label
