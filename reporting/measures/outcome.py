"""What becomes of people: how they leave, whether they return to hospital, and what scores say."""

from __future__ import annotations

from reporting.measures.definition import Better, Measure, Rows, Unit, number, share
from reporting.measures.people import DISCHARGES, PEOPLE
from reporting.measures.sources import REVIEW
from residents.models import Discharge, OutcomeScore
from residents.models.aftercare import WITHIN_DAYS
from residents.models.destinations import SETTLED
from residents.outcomes import SCALES

OUTCOME = "Outcomes"

IMPROVEMENT_KNOWN = "improvement IN ('good', 'moderate', 'none')"
LIVES = f"destination <> '{Discharge.Destination.DIED}'"
WENT_SOMEWHERE = f"{LIVES} AND destination <> 'not_recorded'"
TO_HOSPITAL = f"destination = '{Discharge.Destination.HOSPITAL}'"
IN_SETTLED = f"destination IN ({', '.join(repr(str(code)) for code in SETTLED)})"
WITHIN_FORTNIGHT = 14

PAIRS = Rows(
    name="score_pairs",
    what="Scores at entry and on leaving",
    shown={
        "reference": "Resident",
        "service": "Service",
        "discharged_on": "Left",
        "scale": "Measure",
        "goal": "Goal",
        "entry_score": "At entry",
        "exit_score": "On leaving",
        "change": "Change",
    },
    splits={"scale": dict(OutcomeScore.Measure.choices), **PEOPLE},
)
"""One row for each placement that ended in the period, measure and goal with a score at entry and one on leaving."""

HAS_THRESHOLD = f"scale IN ({', '.join(repr(scale.key) for scale in SCALES.values() if scale.threshold is not None)})"
THRESHOLDS = [(scale.key, scale.threshold) for scale in SCALES.values() if scale.threshold is not None]
BETTER = " OR ".join(f"(scale = '{key}' AND change >= {threshold})" for key, threshold in THRESHOLDS)
WORSE = " OR ".join(f"(scale = '{key}' AND change <= -{threshold})" for key, threshold in THRESHOLDS)
PAIRED = (
    "Of those who left in the period, by the day of leaving: the change from the first score at entry to the last one "
    "on leaving, for each measure and, where it has goals, each goal."
)
THRESHOLD_SOURCES = "; ".join(scale.source for scale in SCALES.values() if scale.threshold is not None)


def _improvement(degree: str) -> Measure:
    """The share of leavers whose improvement is of one degree."""
    better = {"good": Better.HIGHER, "moderate": Better.NEITHER, "none": Better.LOWER}[degree]
    label = Discharge.Improvement(degree).label.lower()
    return Measure(
        f"improvement_{degree}",
        f"Improvement: {label}",
        OUTCOME,
        f"The share of those who left in the period, by the day of leaving, whose improvement was recorded as {label}.",
        Unit.PER_CENT,
        better,
        numerator=f"Leavers with improvement recorded as {label}",
        denominator="Leavers whose improvement is recorded as good, moderate or none",
        source=REVIEW,
        rows=DISCHARGES,
        calculation=share(f"improvement = '{degree}'", IMPROVEMENT_KNOWN),
        people=True,
    )


def _readmitted(days: int) -> Measure:
    """The share of leavers who were in hospital again within so many days."""
    return Measure(
        f"readmitted_{days}_days",
        f"In hospital again within {days} days",
        OUTCOME,
        f"The share of those who left in the period who were in a mental-health ward again on days 0 to {days - 1} "
        f"after leaving, the day of leaving being day 0. Only those who left at least {days} days before the date of "
        "the report, so that all these days have passed. Who left for hospital is counted as readmitted from step-down "
        "and not here; those who died are left out.",
        Unit.PER_CENT,
        Better.LOWER,
        numerator=f"Those of the denominator with a readmission on days 0 to {days - 1}, each once",
        denominator=f"Leavers with {days} days of follow-up who neither died nor left for hospital",
        rows=DISCHARGES,
        calculation=share(
            f"coalesce(readmitted_after < {days}, FALSE)",
            f"followed_up >= {days} AND {LIVES} AND NOT {TO_HOSPITAL}",
        ),
        people=True,
    )


MEASURES = (
    _improvement("good"),
    _improvement("moderate"),
    _improvement("none"),
    Measure(
        "settled_rate",
        "Settled destinations",
        OUTCOME,
        "The share of those who left in the period, by the day of leaving, for somewhere settled: their own home, "
        "independent or supported living, or the family. Those who died are left out, and those of whom nothing says "
        "where they went.",
        Unit.PER_CENT,
        Better.HIGHER,
        numerator="Leavers who went somewhere settled",
        denominator="Leavers who did not die, with a destination recorded",
        source="National measures of adults in mental-health services: settled accommodation",
        rows=DISCHARGES,
        calculation=share(IN_SETTLED, WENT_SOMEWHERE),
        people=True,
    ),
    Measure(
        "no_social_care_rate",
        "Left without a need for social care",
        OUTCOME,
        "The share of those who left in the period, by the day of leaving, who needed no adult social care from then "
        "on. Those who died are left out, and those of whom it is not known.",
        Unit.PER_CENT,
        Better.HIGHER,
        numerator="Leavers who need no adult social care",
        denominator="Leavers who did not die, of whom it is known whether they need it",
        rows=DISCHARGES,
        calculation=share("social_care_need = 'no'", f"social_care_need IN ('yes', 'no') AND {LIVES}"),
        people=True,
    ),
    Measure(
        "readmitted_from_stepdown",
        "Readmitted to hospital from step-down",
        OUTCOME,
        "The share of those who left in the period, by the day of leaving, who left for hospital. Those who died are "
        "left out, and those of whom nothing says where they went.",
        Unit.PER_CENT,
        Better.LOWER,
        numerator="Leavers who went to hospital",
        denominator="Leavers who did not die, with a destination recorded",
        rows=DISCHARGES,
        calculation=share(TO_HOSPITAL, WENT_SOMEWHERE),
        people=True,
    ),
    _readmitted(WITHIN_FORTNIGHT),
    _readmitted(WITHIN_DAYS),
    Measure(
        "scores_paired",
        "Scores at entry and on leaving",
        OUTCOME,
        f"{PAIRED} The number of such changes.",
        Unit.RECORDS,
        Better.HIGHER,
        rows=PAIRS,
        calculation=number(),
        split="scale",
        people=True,
    ),
    Measure(
        "reliable_improvement",
        "Reliable improvement",
        OUTCOME,
        f"{PAIRED} The share that is an improvement of at least the published threshold, more than chance explains.",
        Unit.PER_CENT,
        Better.HIGHER,
        numerator="Changes for the better of at least the threshold",
        denominator="Changes of a measure with a published threshold",
        source=THRESHOLD_SOURCES,
        rows=PAIRS,
        calculation=share(BETTER, HAS_THRESHOLD),
        split="scale",
        people=True,
    ),
    Measure(
        "reliable_deterioration",
        "Reliable deterioration",
        OUTCOME,
        f"{PAIRED} The share that is a change for the worse of at least the published threshold.",
        Unit.PER_CENT,
        Better.LOWER,
        numerator="Changes for the worse of at least the threshold",
        denominator="Changes of a measure with a published threshold",
        source=THRESHOLD_SOURCES,
        rows=PAIRS,
        calculation=share(WORSE, HAS_THRESHOLD),
        split="scale",
        people=True,
    ),
)
