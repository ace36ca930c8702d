"""How the value of a measure is shown, with the numbers behind it. Pure, no Django."""

from __future__ import annotations

from reporting.cell_words import words_of
from reporting.content import Kind
from reporting.measures import Form, Measure, Unit
from reporting.readings import Reading

NO_VALUE = "nothing to count"
"""Where there is nothing to divide by, or nobody whose median could be taken."""

NO_PRICE = "no price"
"""Where no night has a price: block-funded ones have none."""


def form_of(measure: Measure) -> Form:
    """How its value is made; that of a count for a measure without a value in any period."""
    return measure.calculation.form if measure.calculation else Form.SUM


def kind_of(measure: Measure) -> Kind:
    """What kind of number the value of a measure is."""
    if measure.unit is Unit.PER_CENT:
        return Kind.PER_CENT
    if measure.unit is Unit.POUNDS:
        return Kind.POUNDS
    return Kind.COUNT if form_of(measure) is Form.SUM else Kind.DECIMAL


def kinds_behind(measure: Measure) -> tuple[Kind, Kind]:
    """What kind of numbers its numerator and denominator are."""
    if measure.key == "spend_share":
        return Kind.POUNDS, Kind.POUNDS
    if measure.key == "throughput":
        return Kind.COUNT, Kind.DECIMAL
    return Kind.POUNDS if measure.unit is Unit.POUNDS else Kind.COUNT, Kind.COUNT


def value_in_words(reading: Reading, measure: Measure) -> str:
    """The value alone, or why there is none."""
    if reading.value is not None:
        return words_of(reading.value, kind_of(measure))
    return NO_PRICE if form_of(measure) is Form.SUM else NO_VALUE


def behind(reading: Reading, measure: Measure) -> str:
    """`11 of 24` for a rate, `11 ÷ 24` for a mean, `of 24` for a median; nothing for a count."""
    if form_of(measure) is Form.SUM or not reading.bottom:
        return ""
    top, bottom = kinds_behind(measure)
    of = words_of(reading.bottom, bottom)
    if form_of(measure) is Form.STATISTIC:
        return f"of {of}"
    return f"{words_of(reading.top, top)} {'of' if measure.unit is Unit.PER_CENT else '÷'} {of}"


def reading_in_words(reading: Reading, measure: Measure) -> str:
    """`45.8% (11 of 24)`: the value, and the numbers behind a rate."""
    numbers = behind(reading, measure)
    value = value_in_words(reading, measure)
    return f"{value} ({numbers})" if numbers else value
