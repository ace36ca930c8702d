"""What residents and carers say and do, and whether residents are safe."""

from __future__ import annotations

from reporting.content import Column, Kind, Row, Section, Table
from reporting.packs.figures import Figures
from reporting.packs.tables import labels_of_rows, measure_table, section, share_table, split_table

ANSWERS = (
    Column("on", "Received", Kind.DATE),
    Column("giver", "From"),
    Column("verdict", "The experience was"),
    Column("was_good", "What was good"),
    Column("could_be_better", "What could be better"),
    Column("anything_else", "What else they told us"),
)
NO_SUPPORT = "No activity or intervention is recorded."
NO_INCIDENT = "No incident is recorded."


def experience(figures: Figures) -> Section:
    """Feedback, and what residents take part in."""
    return section("experience", "Experience and support", [*_feedback(figures), *_support(figures)])


def _feedback(figures: Figures) -> list[Table]:
    counts = measure_table(
        figures,
        "feedback",
        "Feedback of residents and carers",
        (
            "feedback_count",
            "feedback_carers",
            "feedback_was_good",
            "feedback_could_be_better",
            "feedback_anything_else",
        ),
    )
    positive = share_table(figures, "feedback_positive", "How the experience was", ("feedback_positive",))
    verdicts = split_table(
        figures, "verdicts", "By verdict", "feedback_count", "verdict", "The experience was",
        empty="Nobody gave feedback.",
    )  # fmt: skip
    return [counts, positive, verdicts, _answers(figures)]


def _support(figures: Figures) -> list[Table]:
    activity = measure_table(
        figures,
        "activity",
        "Structured community activity",
        ("residents", "residents_in_activity", "residents_in_activity_rate"),
    )
    support = split_table(
        figures, "support", "Activities and interventions", "interventions", "kind", "Type", empty=NO_SUPPORT
    )
    nature = split_table(
        figures, "support_nature", "Clinical or social", "interventions", "nature", "Nature", empty=NO_SUPPORT
    )
    return [activity, support, nature]


def _answers(figures: Figures) -> Table:
    givers, verdicts = (labels_of_rows("feedback_count", split) for split in ("giver", "verdict"))
    rows = tuple(
        Row(
            (
                row.on_date,
                givers.get(row.giver, row.giver),
                verdicts.get(row.verdict, row.verdict),
                row.was_good or None,
                row.could_be_better or None,
                row.anything_else or None,
            )
        )
        for row in sorted(figures.rows("feedback_count"), key=lambda row: row.on_date)
        if figures.providers is None or row.provider_id in figures.providers
    )
    return Table(
        "answers",
        f"What they said in {figures.month_name}",
        ANSWERS,
        rows,
        empty="Nobody gave feedback in the month.",
        about_people=True,
    )


def safety(figures: Figures) -> Section:
    """Incidents, safeguarding and reviews."""
    measures = measure_table(
        figures,
        "safety",
        "Incidents, safeguarding and alerts",
        ("incidents", "safeguarding", "missing", "alerts_unacknowledged", "reviews"),
    )
    kinds = split_table(figures, "incident_kinds", "Incidents by kind", "incidents", "kind", "Kind", empty=NO_INCIDENT)
    severity = split_table(
        figures, "incident_severity", "Incidents by severity", "incidents", "severity", "Severity", empty=NO_INCIDENT
    )
    present = share_table(figures, "reviews", "Reviews with the provider present", ("reviews_with_provider",))
    return section("safety", "Incidents and safeguarding", [measures, kinds, severity, present])
