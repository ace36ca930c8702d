"""Whether the records can be relied on, what every measure means, and how small numbers are treated."""

from __future__ import annotations

from reporting.content import Block, Section, Words
from reporting.packs.definitions import definitions
from reporting.packs.figures import Figures
from reporting.packs.tables import section, share_table, split_table

ISSUES, SCORE = "data_quality_issues", "data_quality_score"
SMALL_NUMBERS = (
    "This pack tells of few people. In the version for anybody outside the commissioner and the providers concerned, "
    "counts of people below 5 are shown as *, other counts of people are rounded to the nearest 5, what would give a "
    "hidden number away is hidden too, and lists of residents are left out. The pack itself is for the commissioner "
    "and the providers concerned: do not pass it on."
)


def quality(figures: Figures) -> Section:
    """Section 21."""
    blocks: list[Block] = [*_checks(figures), *definitions(), Words((SMALL_NUMBERS,), "Small numbers")]
    return section("quality", "Data quality, definitions and small numbers", blocks)


def _checks(figures: Figures) -> list[Block]:
    return [
        share_table(
            figures, "score", "Data-quality score", (SCORE,), note="“Out of” says how many records were checked."
        ),
        split_table(
            figures, "checks", "Records that do not pass a check", ISSUES, "check", "Check",
            empty="Every record passes every check.",
        ),
    ]  # fmt: skip
