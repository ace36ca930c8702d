"""The posts that services depend on."""

from __future__ import annotations

from reporting.content import Column, Kind, Row, Section, Table
from reporting.packs.figures import Figures
from reporting.packs.tables import measure_table, section

COLUMNS = (
    Column("role", "Role"),
    Column("employer", "Employer"),
    Column("service", "Service"),
    Column("state", "State"),
    Column("vacant_since", "Vacant since", Kind.DATE),
    Column("until_date", "Paid for until", Kind.DATE),
)


def workforce(figures: Figures) -> Section:
    """How many posts are filled, vacant or ending, and which."""
    measures = measure_table(
        figures, "posts", "Posts", ("posts_filled", "posts_vacant", "vacancy_rate", "posts_ending")
    )
    rows = tuple(
        Row(
            (
                row.role,
                row.employer,
                row.service or "All services",
                _state(vacant=row.vacant, ending=row.ending),
                row.vacant_since if row.vacant else None,
                row.until_date,
            )
        )
        for row in figures.rows("vacancy_rate")
        if row.vacant or row.ending
    )
    listed = Table(
        "posts_listed",
        "Posts that are vacant, or end in the next 90 days",
        COLUMNS,
        rows,
        empty="No post is vacant, and none ends in the next 90 days."
        if figures.of("vacancy_rate").bottom
        else "No post is on the register.",
    )
    return section("workforce", "Workforce", [measures, listed])


def _state(*, vacant: bool, ending: bool) -> str:
    if vacant and ending:
        return "Vacant, and ending"
    return "Vacant" if vacant else "Ending"
