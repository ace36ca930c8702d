"""Readings of measures as tidy rows: one for each measure, period, organisation and code."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from beds.govuk import FIRST_YEAR, LAST_YEAR
from reporting.feed.paging import Rows
from reporting.feed.problems import not_for_shared, wrong
from reporting.feed.reader import Reader
from reporting.feed.rows import ReadingRow
from reporting.feed.small_numbers import SharedReadings, is_shared_measure
from reporting.measures import MEASURES, Dimension, Measure
from reporting.part_forms import records_within
from reporting.periods import Grain, Span, periods_in
from reporting.readings import Key, Reading, Readings, read_measures

MOST_PERIODS = 240
"""Twenty years of months."""
DECIMAL_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: which measures, in which periods that have a night of `[from, until)`, told apart by what."""

    measures: tuple[Measure, ...]
    periods: tuple[Span, ...]
    as_at: dt.date
    by: Dimension | None = None
    split: str = ""


def question(
    reader: Reader,
    keys: Sequence[str],
    grain: Grain,
    from_date: dt.date,
    until_date: dt.date,
    as_at: dt.date | None,
    by: Dimension | None,
    split: str,
) -> Question:
    """The question, or FeedProblem with what is wrong with it."""
    measures = tuple(_measure(key, split) for key in dict.fromkeys(keys))
    if not measures:
        raise wrong("No measure was asked for.", "Add `measure=` with a key of /api/v1/measures.")
    if not FIRST_YEAR <= from_date.year <= until_date.year <= LAST_YEAR:
        raise wrong("The period is not of our time.", "Give dates that a stay could have.")
    if from_date >= until_date:
        raise wrong("The period is empty.", "Give a `from` before `until`; the day `until` is not in it.")
    if as_at and as_at > reader.today:
        raise wrong("`as_at` is in the future.", "Give today or a morning in the past.")
    if (until_date - from_date).days > MOST_PERIODS * grain.months * 31:
        raise wrong("The period is too long.", f"Ask for {MOST_PERIODS} periods at the most.")
    periods = tuple(periods_in(grain, from_date, until_date))
    asked = Question(measures, periods, as_at or reader.today, by, split)
    return _for_shared(reader, asked, grain) if reader.shared else asked


def _measure(key: str, split: str) -> Measure:
    measure = MEASURES.get(key)
    if measure is None or not measure.is_calculated or measure.rows is None:
        raise wrong(f"There are no readings of “{key}”.", "Take a key of /api/v1/measures.")
    if split and split not in measure.rows.splits:
        offered = ", ".join(measure.rows.splits) or "nothing"
        raise wrong(f"{key} is not split by “{split}”.", f"It is split by: {offered}.")
    return measure


def _for_shared(reader: Reader, asked: Question, grain: Grain) -> Question:
    """What readers who see no small numbers may ask: whole months that are over.

    Two groupings of the same people, a longer period beside its months, or one day more give small numbers away.
    """
    for measure in asked.measures:
        if not is_shared_measure(measure):
            raise not_for_shared(measure.label)
    if asked.split:
        raise not_for_shared("A split")
    if asked.by not in (None, Dimension.CONTRACT):
        raise not_for_shared(f"Readings by {asked.by}")
    if grain is not Grain.MONTH:
        raise not_for_shared(f"A {grain.label.lower()} beside its months")
    if asked.as_at != reader.today:
        raise not_for_shared("A past morning")
    over = tuple(period for period in asked.periods if period.until_date <= reader.today)
    return Question(asked.measures, over, reader.today, asked.by)


def page_of_readings(reader: Reader, asked: Question, cursor: str, limit: int) -> Rows:
    """A page of the answer. `cursor` says at which measure and which of its rows the page begins."""
    number, skipped = _begins(cursor, len(asked.measures))
    names = _names(reader, asked.by)
    rows: list[ReadingRow] = []
    while number < len(asked.measures) and asked.periods:
        found = list(_rows(reader, asked, asked.measures[number], names))
        wanted = found[skipped : skipped + limit - len(rows)]
        rows += wanted
        if skipped + len(wanted) < len(found):
            return Rows(rows, f"{number}.{skipped + len(wanted)}")
        number, skipped = number + 1, 0
        if len(rows) == limit and number < len(asked.measures):
            return Rows(rows, f"{number}.0")
    return Rows(rows)


def _begins(cursor: str, measures: int) -> tuple[int, int]:
    if not cursor:
        return 0, 0
    first, _, second = cursor.partition(".")
    if not (first.isdecimal() and second.isdecimal() and int(first) < measures):
        raise wrong("There is no such page.", "Take the address of a page from `next` of the page before it.")
    return int(first), int(second)


def _names(reader: Reader, by: Dimension | None) -> dict[int, str]:
    """What the organisations are called that the reader may know of."""
    return {record.pk: str(record) for record in records_within(reader.scope, by)} if by else {}


def _rows(reader: Reader, asked: Question, measure: Measure, names: dict[int, str]) -> Iterator[ReadingRow]:
    """All rows of one measure, by period. Who has rows in one period has them in all, be it with nothing."""
    found = read_measures([measure.key], reader.scope, asked.periods, asked.as_at, by=asked.by, split=asked.split)
    # a contract that is left out has nobody, and that is a small number
    pairs = [(unit, None) for unit in sorted(names)] if reader.shared and asked.by else _pairs(found, asked)
    shared = (
        SharedReadings(reader.scope, measure, found, asked.periods, asked.as_at, asked.by) if reader.shared else None
    )
    labels = measure.rows.splits.get(asked.split, {}) if measure.rows else {}
    for period in asked.periods:
        for unit, code in pairs:
            reading = found.of(measure.key, period, unit, code)
            hidden, shown = shared.shown(period, unit, reading) if shared else (False, reading)
            yield ReadingRow(
                measure=measure.key,
                period_from=period.from_date,
                period_until=period.until_date,
                as_at=asked.as_at,
                by=asked.by or "",
                unit_id=unit,
                unit=names.get(unit, "Not shown") if unit is not None else "",
                split=asked.split,
                code=code or "",
                code_label=labels.get(code, code) if code else "",
                numerator=_number(shown.top),
                denominator=_number(shown.bottom),
                value=_number(shown.value),
                hidden=hidden,
            )


def _pairs(found: Readings, asked: Question) -> Iterable[tuple[int | None, str | None]]:
    """The organisations and codes of the answer, in order; all together where neither is asked by."""
    if asked.by is None and not asked.split:
        return [(None, None)]
    pairs = {(key.unit, key.code) for key in found if _is_told(key, asked)}
    return sorted(pairs, key=lambda pair: (pair[0] or 0, pair[1] or ""))


def _is_told(key: Key, asked: Question) -> bool:
    """Whether a reading belongs to somebody; rows without the dimension, such as a post without a service, do not."""
    return (asked.by is None or key.unit is not None) and (not asked.split or key.code is not None)


def _number(value: Decimal | None) -> float | None:
    """A number for JSON and CSV, to four decimals: a table program reads no exact decimals."""
    return None if value is None else float(value.quantize(DECIMAL_PLACES))


__all__ = ["Question", "Reading", "page_of_readings", "question"]
