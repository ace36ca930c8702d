"""The charts of the present pages: occupancy, and spend against value. Pure, no Django."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from reporting.bed_nights import BedNights
from reporting.cell_words import words_of
from reporting.content import Chart, Column, Kind, Level, Row, Shape, Table
from reporting.measures.capacity import ALARM_OCCUPANCY, RECOMMENDED_OCCUPANCY

OCCUPANCY = (
    Column("used", "Used", Kind.COUNT),
    Column("available", "Available", Kind.COUNT),
    Column("occupancy", "Occupancy", Kind.PER_CENT),
)
SPEND = (Column("month", "Month"), Column("spend", "Spend", Kind.POUNDS), Column("target", "Value", Kind.POUNDS))
LEVELS = (
    Level(Decimal(RECOMMENDED_OCCUPANCY), f"{RECOMMENDED_OCCUPANCY}% recommended"),
    Level(Decimal(ALARM_OCCUPANCY), f"{ALARM_OCCUPANCY}% alarm", is_alarm=True),
)


def occupancy_chart(
    key: str,
    title: str,
    periods: Sequence[tuple[str, BedNights]],
    *,
    target: Decimal | None = None,
    each: str = "Month",
) -> Chart:
    """Occupancy of periods by name, against the recommended and the alarm line. `key` is unique on the page."""
    columns = (Column("period", each), *OCCUPANCY)
    rows = tuple(Row((name, nights.used, nights.available, nights.occupancy)) for name, nights in periods)
    return Chart(
        key,
        title,
        _occupancy_in_words([(name, nights.occupancy) for name, nights in periods]),
        Shape.LINE,
        Table(key, title, columns, rows, empty="There are no readings."),
        Kind.PER_CENT,
        target=target,
        target_label="" if target is None else f"{target.normalize():f}% target",
        levels=tuple(level for level in LEVELS if level.value != target),
    )


def spend_chart(key: str, title: str, months: Sequence[tuple[str, Decimal, Decimal | None]]) -> Chart:
    """What each month has cost, against the contract's value for it."""
    rows = tuple(Row(month) for month in months)
    over = sum(value is not None and spend > value for _, spend, value in months)
    words = _from_to([(name, spend) for name, spend, _ in months], Kind.POUNDS)
    if valued := sum(value is not None for _, _, value in months):
        words += f" Of {valued} months with a value {over} cost more than it."
    return Chart(key, title, words, Shape.LINE, Table(key, title, SPEND, rows), Kind.POUNDS, target_label="Value")


def _occupancy_in_words(readings: Sequence[tuple[str, Decimal | None]]) -> str:
    """What a reader who cannot see the drawing should know of it."""
    known = [(name, value) for name, value in readings if value is not None]
    if not known:
        return "There are no readings."
    above = sum(value > RECOMMENDED_OCCUPANCY for _, value in known)
    alarm = sum(value > ALARM_OCCUPANCY for _, value in known)
    return (
        f"{_from_to(known, Kind.PER_CENT)} Of {len(known)} readings {above} are above {RECOMMENDED_OCCUPANCY}% "
        f"and {alarm} above {ALARM_OCCUPANCY}%."
    )


def _from_to(known: Sequence[tuple[str, Decimal]], kind: Kind) -> str:
    """The lowest, the highest and the last value."""
    values = [value for _, value in known]
    low, high = known[values.index(min(values))], known[values.index(max(values))]
    if low[1] == high[1]:
        return f"{words_of(low[1], kind)} throughout."
    ends = [f"{words_of(value, kind)} ({name})" for name, value in (low, high)]
    return f"From {ends[0]} to {ends[1]}, last {words_of(values[-1], kind)}."
