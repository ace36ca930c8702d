"""The data dictionary: everything that is said of a measure, as one row of a file, and the search through it."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from io import StringIO

from beds.files import BYTE_ORDER_MARK, harmless
from reporting.measures import Dimension, Measure, by_group

TARGETS = {
    "occupancy_target": "The occupancy target of the contract",
    "stay_limit_nights": "The stay limit of the contract",
}
"""What a field of the contract with a target is called."""

SPLITS = {
    "age_band": "age",
    "counts_as": "kind of destination",
    "need": "main need",
    "owner": "whose move it is",
    "payer": "who pays",
    "scale": "questionnaire",
}
"""What a split is called where its column is not a word that a reader would use."""


def dimensions_of(measure: Measure) -> list[Dimension]:
    """By what its values may be told apart; nothing for one without a value in any period."""
    return list(measure.rows.dimensions) if measure.rows and measure.is_calculated else []


def split_name(split: str) -> str:
    """`Whose move it is`: what a split is called."""
    return SPLITS.get(split, split.replace("_", " ")).capitalize()


def splits_of(measure: Measure) -> list[str]:
    """By what its value may be broken down, in words."""
    return (
        [split_name(split).lower() for split in measure.rows.splits] if measure.rows and measure.is_calculated else []
    )


def target_of(measure: Measure) -> str:
    """Its lines, and the field of the contract that has its target."""
    return "; ".join(filter(None, [measure.target, TARGETS.get(measure.target_field, "")]))


ALSO_SAID = {
    "limit": "six weeks 6 42 nights",
    "overstay": "blocked delayed stuck long stayers",
    "length of stay": "los how long",
    "discharge": "leave leavers left moved on",
    "void": "out of service repair",
    "vacant": "empty free",
    "occupancy": "how full used",
    "spend": "cost price budget money",
    "declines": "refused rejected turned down",
    "readmitted": "back in hospital",
    "hospital again": "readmission readmitted",
    "distance": "how far",
    "posts": "staff staffing workforce",
    "improvement": "recovery",
    "feedback": "satisfaction complaints compliments",
}
"""Other words by which a measure is looked for, where its label, group or sentence has the first ones."""


COLUMNS: dict[str, Callable[[Measure], str]] = {
    "key": lambda measure: measure.key,
    "label": lambda measure: measure.label,
    "group": lambda measure: measure.group,
    "definition": lambda measure: measure.definition,
    "unit": lambda measure: measure.unit,
    "direction": lambda measure: measure.better,
    "target": target_of,
    "source": lambda measure: measure.source,
    "numerator": lambda measure: measure.numerator,
    "denominator": lambda measure: measure.denominator,
    "rows": lambda measure: measure.rows.what if measure.rows else "",
    "in_any_period": lambda measure: "yes" if measure.is_calculated else "no",
    "by": lambda measure: "; ".join(dimensions_of(measure)),
    "broken_down_by": lambda measure: "; ".join(splits_of(measure)),
    "counts_people": lambda measure: "yes" if measure.people else "no",
}
"""The columns of the dictionary, in order, and what each says of a measure."""


def matching(asked: str) -> list[tuple[str, list[Measure]]]:
    """The measures, by group, that have every word asked for in their key, label, group or sentence, or its like."""
    words = asked.lower().split()
    found = [(group, [each for each in measures if _has(each, words)]) for group, measures in by_group()]
    return [(group, measures) for group, measures in found if measures]


def _has(measure: Measure, words: Iterable[str]) -> bool:
    text = f"{measure.key} {measure.label} {measure.group} {measure.definition}".lower()
    text += " ".join(f" {also}" for said, also in ALSO_SAID.items() if said in text)
    return all(word in text for word in words)


def data_dictionary() -> str:
    """The dictionary as CSV, one row a measure, in the order of the catalogue."""
    file = StringIO(newline="")
    file.write(BYTE_ORDER_MARK)
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for _, measures in by_group():
        writer.writerows([harmless(say(measure)) for say in COLUMNS.values()] for measure in measures)
    return file.getvalue()
