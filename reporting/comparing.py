"""When a rate says too little to be compared, kept in one place. Pure, no Django."""

from __future__ import annotations

from decimal import Decimal

from reporting.measures import Form, Measure, Unit
from reporting.readings import Reading

FEWEST_PEOPLE = 5
"""Of fewer than five people, referrals or records one more or less moves a rate by 20 points and more, so that two
services seem to differ where chance did; it is also the number below which counts are hidden from outsiders."""

FEWEST_BED_NIGHTS = 30
"""Fewer than one bed for a month: a single stay fills or empties it."""

BY_BED_NIGHT = frozenset({"occupancy", "utilisation", "occupancy_reserved", "cost_per_occupied_night"})
"""The measures whose denominator is bed-nights."""

PER = 1000
"""A count is also given for so many contracted bed-nights: beside a house of four beds one of forty has more of all."""

COUNTED = frozenset({Unit.PEOPLE, Unit.REFERRALS, Unit.RECORDS, Unit.NIGHTS})
"""The units of the counts for which that makes sense."""

NEITHER = frozenset({"spend_share", "throughput"})
"""The measures whose denominator is an amount of money, or beds: one bed for a year is enough."""


def fewest(measure: Measure) -> int:
    """The smallest denominator with which a value may be compared; 0 where there is none, or it does not matter."""
    form = measure.calculation.form if measure.calculation else Form.SUM
    if form is Form.SUM or measure.key in NEITHER:
        return 0
    return FEWEST_BED_NIGHTS if measure.key in BY_BED_NIGHT else FEWEST_PEOPLE


def has_rate(measure: Measure) -> bool:
    """Whether its counts are also given for so many contracted bed-nights."""
    is_count = measure.calculation is not None and measure.calculation.form is Form.SUM
    return is_count and measure.unit in COUNTED


def too_small(reading: Reading, measure: Measure, nights: Decimal | None = None) -> bool:
    """Whether a value has too little behind it to be compared; a count by the bed-nights that its rate is of."""
    if nights is not None:
        return nights < FEWEST_BED_NIGHTS
    return reading.value is not None and (reading.bottom or Decimal(0)) < fewest(measure)


def too_small_words(measure: Measure) -> str:
    """`fewer than 30 bed-nights`: what is too small, for a note; empty where nothing is."""
    least = FEWEST_BED_NIGHTS if has_rate(measure) else fewest(measure)
    if not least:
        return ""
    return f"fewer than {least}{f' {Unit.BED_NIGHTS}' if least == FEWEST_BED_NIGHTS else ''}"
