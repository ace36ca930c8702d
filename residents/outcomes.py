"""Outcome measures: what a total may be, and which change between two totals is more than chance. Pure arithmetic.

A change is *reliable* when it is larger than the error of the measure would explain (Jacobson and Truax, 1991,
doi:10.1037/0022-006X.59.1.12). Where no threshold is published, only the difference is shown and no verdict is given.
In all three measures more is better. Only totals are handled: the questions belong to others, see
`docs/decisions/0009-outcome-totals-only.md`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Verdict(StrEnum):
    """What a change amounts to."""

    IMPROVED = "improved"
    DETERIORATED = "deteriorated"
    NO_RELIABLE_CHANGE = "no_reliable_change"
    NO_THRESHOLD = "no_threshold"

    @property
    def label(self) -> str:
        return {
            Verdict.IMPROVED: "Reliable improvement",
            Verdict.DETERIORATED: "Reliable deterioration",
            Verdict.NO_RELIABLE_CHANGE: "No reliable change",
            Verdict.NO_THRESHOLD: "No published threshold",
        }[self]

    @property
    def colour(self) -> str:
        """The NHS's colour for it, which the label repeats in words: blue improvement, orange concern."""
        return {Verdict.IMPROVED: "blue", Verdict.DETERIORATED: "orange"}.get(self, "grey")


@dataclass(frozen=True, slots=True)
class Scale:
    """One measure: its lowest and highest total, the `step` between possible totals, and the least reliable change.

    `threshold` is None where none is published; `source` says where it comes from, `what` what the total is.
    """

    key: str
    label: str
    what: str
    lowest: Decimal
    highest: Decimal
    step: Decimal
    threshold: Decimal | None
    source: str
    has_goals: bool = False

    def takes(self, total: Decimal) -> bool:
        """Whether a total is possible."""
        return total.is_finite() and self.lowest <= total <= self.highest and total % self.step == 0


@dataclass(frozen=True, slots=True)
class Change:
    """The difference from the first total to the last, and what it amounts to."""

    difference: Decimal
    verdict: Verdict


REQOL_10 = Scale(
    key="reqol_10",
    label="ReQoL-10",
    what="the total of the ten items, 0 to 40, a whole number",
    lowest=Decimal(0),
    highest=Decimal(40),
    step=Decimal(1),
    threshold=Decimal(5),
    source="Keetharuth and others, 2018, British Journal of Psychiatry 212, doi:10.1192/bjp.2017.10",
)
"""Recovering Quality of Life, ten items of 0 to 4. A change of 5 points or more is reliable (Keetharuth and others,
2018, https://doi.org/10.1192/bjp.2017.10, and the guidance for users of its authors)."""

DIALOG = Scale(
    key="dialog",
    label="DIALOG",
    what="the mean of the eight items about life, 1 to 7, to two decimals",
    lowest=Decimal(1),
    highest=Decimal(7),
    step=Decimal("0.01"),
    threshold=None,
    source="Scoring: dialog.elft.nhs.uk; Priebe and others, 2012, BMC Psychiatry 12:113, doi:10.1186/1471-244X-12-113",
)
"""Satisfaction with eight parts of life, each 1 to 7: their mean is the score for subjective quality of life
(https://dialog.elft.nhs.uk/DIALOG-scale). The three items about treatment have a score of their own, which is not held
here. Priebe and others (2012) publish reliability (alpha 0.71) and no threshold of change for one person, so none is
used."""

GBO = Scale(
    key="gbo",
    label="Goal-based outcome",
    what="how far the person has come with one goal, 0 to 10, in halves",
    lowest=Decimal(0),
    highest=Decimal(10),
    step=Decimal("0.5"),
    threshold=Decimal("2.45"),
    source=(
        "Edbrooke-Childs and others, 2015, Child and Adolescent Mental Health 20(3). "
        "Found with children and young people"
    ),
    has_goals=True,
)
"""Progress towards a goal of the person's own choice. A change of 2.45 points or more is reliable (Edbrooke-Childs,
Jacob, Law, Deighton and Wolpert, 2015, "Interpreting standardized and idiographic outcome measures in CAMHS", Child and
Adolescent Mental Health 20(3)). It was found with children and young people; no threshold for adults was found."""

SCALES: dict[str, Scale] = {scale.key: scale for scale in (REQOL_10, DIALOG, GBO)}
"""Every measure by its key, in the order in which they are shown."""


def change_of(scale: Scale, totals: Sequence[Decimal]) -> Change | None:
    """The change from the first of these totals to the last; None for fewer than two."""
    if len(totals) < 2:
        return None
    difference = totals[-1] - totals[0]
    return Change(difference, _verdict(scale, difference))


def _verdict(scale: Scale, difference: Decimal) -> Verdict:
    if scale.threshold is None:
        return Verdict.NO_THRESHOLD
    if abs(difference) < scale.threshold:
        return Verdict.NO_RELIABLE_CHANGE
    return Verdict.IMPROVED if difference > 0 else Verdict.DETERIORATED
