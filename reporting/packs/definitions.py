"""The definitions of the measures, short enough to be read: what several end with is said once, as a rule."""

from __future__ import annotations

import re
from collections import Counter

from reporting.content import Column, Row, Table
from reporting.measures import Measure, calculated

SEVERAL, LONG = 3, 100
"""How many definitions must end alike, and in how many letters, for that to be a rule of its own."""
AFTER_SENTENCE = re.compile(r"(?<=\.) (?=[A-Z])")


def definitions() -> list[Table]:
    """The definitions, each with the letter of its rule, and the rules."""
    measures = calculated()
    rules = _rules(measures)
    named = {rule: chr(ord("A") + at) for at, rule in enumerate(dict.fromkeys(rules.values()))}
    rows = tuple(
        Row((measure.label, _says(measure, rules.get(measure.key, ""), named), measure.source or None))
        for measure in measures
    )
    columns = (
        Column("measure", "Measure"),
        Column("definition", "Definition"),
        Column("source", "Source"),
    )
    of_rules = (Column("rule", "Rule"), Column("says", "What it says"))
    return [
        Table("definitions", "Definitions of the measures", columns, rows),
        Table(
            "rules",
            "Rules that several measures follow",
            of_rules,
            tuple(Row((letter, rule)) for rule, letter in named.items()),
        ),
    ]


def _rules(measures: list[Measure]) -> dict[str, str]:
    """By key of the measure, the longest ending that it shares with several others."""
    alike = Counter(ending for measure in measures for ending in _endings(measure.definition))
    found = {
        measure.key: next((each for each in _endings(measure.definition) if alike[each] >= SEVERAL), "")
        for measure in measures
    }
    return {key: rule for key, rule in found.items() if rule}


def _endings(definition: str) -> list[str]:
    """All that stands after its first sentence, after its second, and so on, where that is long."""
    sentences = AFTER_SENTENCE.split(definition)
    endings = (" ".join(sentences[at:]) for at in range(1, len(sentences)))
    return [ending for ending in endings if len(ending) >= LONG]


def _says(measure: Measure, rule: str, named: dict[str, str]) -> str:
    """Its definition, what is divided by what, and the letter of its rule in place of the rule."""
    said = [measure.definition.removesuffix(rule).rstrip()]
    if measure.denominator:
        said.append(f"{measure.numerator}, divided by {measure.denominator[0].lower()}{measure.denominator[1:]}.")
    return " ".join([*said, f"Rule {named[rule]}."] if rule else said)
