"""Values of measures and cells of their rows, in words."""

from __future__ import annotations

from django import template

from reporting import dictionary
from reporting.cell_words import words_of
from reporting.measures import MEASURES, Measure
from reporting.queries.measure_rows import RowCell
from reporting.readings import Reading
from reporting.shown import reading_in_words

register = template.Library()


@register.filter
def shown(cell: RowCell) -> str:
    """A cell of a row as a reader sees it."""
    return words_of(cell.value, cell.kind)


@register.filter
def value_of(reading: Reading, measure: Measure) -> str:
    """`45.8% (11 of 24)`: the value with the numbers behind it, where it has a denominator."""
    return reading_in_words(reading, measure)


register.filter(dictionary.target_of)
register.filter(dictionary.dimensions_of)
register.filter(dictionary.splits_of)


@register.filter
def measures_of(keys: str) -> list[Measure]:
    """The measures of these keys, which are set apart by blanks."""
    return [MEASURES[key] for key in keys.split()]
