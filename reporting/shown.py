"""How the value of a measure is shown: as what kind of number, and in words."""

from __future__ import annotations

from decimal import Decimal

from reporting.cell_words import words_of
from reporting.content import Kind
from reporting.measures import Form, Measure, Unit
from reporting.readings import Reading

NO_VALUE = "nothing to count"
"""Where there is nothing to divide by, or nobody whose median could be taken."""


def kind_of(measure: Measure) -> Kind:
    """What kind of number the value of a measure is."""
    if measure.unit is Unit.PER_CENT:
        return Kind.PER_CENT
    if measure.unit is Unit.POUNDS:
        return Kind.POUNDS
    calculated = measure.calculation is not None and measure.calculation.form is not Form.SUM
    return Kind.DECIMAL if calculated else Kind.COUNT


def number_in_words(value: Decimal) -> str:
    """A numerator or denominator: whole where it is whole, else with two decimals."""
    return f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,.2f}"


def behind(reading: Reading, measure: Measure) -> str:
    """`11 of 24` for a ratio, `of 24` for a median; nothing for a count."""
    form = measure.calculation.form if measure.calculation else Form.SUM
    if form is Form.SUM or not reading.bottom:
        return ""
    of = number_in_words(reading.bottom)
    if form is Form.STATISTIC or reading.top is None:
        return f"of {of}"
    return (
        f"{number_in_words(reading.top)} of {of}"
        if measure.unit is Unit.PER_CENT
        else (f"{number_in_words(reading.top)} divided by {of}")
    )


def reading_in_words(reading: Reading, measure: Measure) -> str:
    """`45.8% (11 of 24)`: the value, and the numbers behind a rate."""
    if reading.value is None:
        return NO_VALUE
    behind_it = behind(reading, measure)
    value = words_of(reading.value, kind_of(measure))
    return f"{value} ({behind_it})" if behind_it else value
