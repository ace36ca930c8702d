"""Moves that wait for housing."""

from __future__ import annotations

from reporting.content import Section, Table
from reporting.packs.figures import Figures
from reporting.packs.tables import measure_table, section, split_table


def housing(figures: Figures) -> Section:
    """Delays due to housing, and applications for a home."""
    measures = measure_table(
        figures,
        "housing",
        "Housing",
        (
            "housing_delays",
            "housing_delay_nights",
            "applications",
            "applications_age",
            "rejections",
            "challenges_won",
        ),
    )
    owners = split_table(
        figures,
        "delay_owners",
        "Nights of delay by whose move it was",
        "housing_delay_nights",
        "owner",
        "Whose move",
        empty="No night of overstay waited for housing.",
    )
    return section("housing", "Housing delays and applications", [measures, owners, *_applications(figures)])


def _applications(figures: Figures) -> list[Table]:
    stages = split_table(
        figures,
        "stages",
        "Open applications by stage",
        "applications",
        "stage",
        "Stage",
        earlier=figures.month_before,
        earlier_name=figures.previous_name,
        note="On the morning after the period.",
        empty="No application was open.",
    )
    reasons = split_table(
        figures, "rejections", "Rejections by reason", "rejections", "reason", "Reason",
        empty="No application was rejected.",
    )  # fmt: skip
    return [stages, reasons]
