"""What residents and carers say of their stays."""

from __future__ import annotations

from reporting.measures.definition import Better, Measure, Rows, Unit, number, share
from reporting.measures.people import PEOPLE
from reporting.measures.sources import REVIEW
from residents.models import Feedback
from residents.models.support import Giver

EXPERIENCE = "Experience"
SECTION = f"{REVIEW}, section 4"

FEEDBACK = Rows(
    name="feedback",
    what="Feedback",
    shown={
        "reference": "Resident",
        "service": "Service",
        "on_date": "Received",
        "giver": "From",
        "verdict": "The experience was",
        "was_good": "What was good",
        "could_be_better": "What could be better",
        "anything_else": "What else they told us",
    },
    splits={"verdict": dict(Feedback.Verdict.choices), "giver": dict(Giver.choices), **PEOPLE},
)
"""One row for each piece of feedback, by the day on which it was received."""

RECEIVED = (
    "by the day on which it was received, which may be after the stay. Each belongs to the service that has the "
    "person, or had them last, and to the contract under which the stay began."
)


def _answered(question: str, label: str) -> Measure:
    """How much feedback answers one of the three questions."""
    return Measure(
        f"feedback_{question}",
        f"Feedback on {label}",
        EXPERIENCE,
        f"Feedback of the period that says something on the question {label}, {RECEIVED}",
        Unit.RECORDS,
        source=SECTION,
        rows=FEEDBACK,
        calculation=number(f"{question} <> ''"),
        people=True,
    )


MEASURES = (
    Measure(
        "feedback_count",
        "Feedback",
        EXPERIENCE,
        f"How often residents and carers gave feedback in the period, {RECEIVED}",
        Unit.RECORDS,
        Better.HIGHER,
        source=SECTION,
        rows=FEEDBACK,
        calculation=number(),
        split="verdict",
        people=True,
    ),
    Measure(
        "feedback_positive",
        "Feedback that is positive",
        EXPERIENCE,
        f"The share of the feedback of the period in which the experience was good, neither mixed nor poor, {RECEIVED}",
        Unit.PER_CENT,
        Better.HIGHER,
        numerator="Feedback that says that the experience was good",
        denominator="Feedback of residents and carers",
        source=SECTION,
        rows=FEEDBACK,
        calculation=share("verdict = 'positive'"),
        people=True,
    ),
    Measure(
        "feedback_carers",
        "Feedback of carers",
        EXPERIENCE,
        f"How often carers or the family gave feedback in the period, {RECEIVED}",
        Unit.RECORDS,
        Better.HIGHER,
        source=SECTION,
        rows=FEEDBACK,
        calculation=number("giver = 'carer'"),
        people=True,
    ),
    _answered("was_good", "what was good"),
    _answered("could_be_better", "what could be better"),
    _answered("anything_else", "what else they would like to tell"),
)
