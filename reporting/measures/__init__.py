"""The catalogue of measures, each defined once: pages, packs, exports, the definitions page and the data dictionary
all read this.

A file for each group of DOMAIN.md, section 6; each gives its measures as `MEASURES`.
"""

from __future__ import annotations

from reporting.measures import (
    capacity,
    equality,
    experience,
    flow,
    housing,
    money,
    outcome,
    overstay,
    place,
    quality,
    stay,
    support,
    workforce,
)
from reporting.measures.definition import (
    SUPPLY,
    Better,
    Calculation,
    Dimension,
    Form,
    Measure,
    Rows,
    Unit,
)

__all__ = [
    "GROUPS",
    "MEASURES",
    "SUPPLY",
    "Better",
    "Calculation",
    "Dimension",
    "Form",
    "Measure",
    "Rows",
    "Unit",
    "by_group",
    "calculated",
]

_GROUPS = (
    capacity,
    flow,
    stay,
    overstay,
    money,
    outcome,
    experience,
    support,
    housing,
    place,
    equality,
    workforce,
    quality,
)
_ALL = tuple(measure for group in _GROUPS for measure in group.MEASURES)

MEASURES: dict[str, Measure] = {measure.key: measure for measure in _ALL}
GROUPS = tuple(dict.fromkeys(measure.group for measure in _ALL))


def by_group() -> list[tuple[str, list[Measure]]]:
    """The measures under the headings of the definitions page."""
    return [(group, [measure for measure in _ALL if measure.group == group]) for group in GROUPS]


def calculated() -> list[Measure]:
    """Those that have a value in any period, in the order of the catalogue."""
    return [measure for measure in _ALL if measure.is_calculated]
