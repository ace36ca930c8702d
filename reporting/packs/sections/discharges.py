"""Where people go, whether they return to hospital, and what has become better."""

from __future__ import annotations

from reporting.content import Column, Kind, Row, Section, Table
from reporting.packs.figures import Figures
from reporting.packs.tables import labels_of_rows, measure_table, section, share_table, split_table, told
from residents.models.destinations import MEANINGS


def discharges(figures: Figures) -> Section:
    """Where those who left went."""
    measures = measure_table(
        figures,
        "discharges",
        "Discharges",
        ("discharges", "discharges_within_limit", "discharges_within_limit_rate", "throughput"),
    )
    groups = split_table(
        figures, "groups", "By kind of destination", "discharges", "counts_as", "Went to", empty="Nobody left."
    )
    settled = share_table(figures, "settled", "Settled destinations", ("settled_rate",))
    return section("discharges", "Discharges by destination", [measures, groups, _destinations(figures), settled])


def _destinations(figures: Figures) -> Table:
    readings = figures.split("discharges", "destination")
    labels, kinds = labels_of_rows("discharges", "destination"), labels_of_rows("discharges", "counts_as")
    columns = (
        Column("destination", "Destination"),
        Column("counts_as", "Counts as"),
        Column("settled", "Settled"),
        Column("month", figures.month_name, Kind.COUNT, people=True),
        Column("year", figures.year_name, Kind.COUNT, people=True, cumulative=True),
    )
    rows = []
    for code in readings.codes("discharges"):
        meaning = MEANINGS.get(code)
        settled = "Not known" if meaning is None else "Settled" if meaning.settled else "Not settled"
        counts_as = kinds["not_recorded"] if meaning is None else meaning.counts_as.label
        numbers = (int(readings.value("discharges", each, code=code) or 0) for each in (figures.month, figures.year))
        opens = figures.opens("discharges", split="destination", code=code)
        rows.append(Row((labels[code], counts_as, settled, *numbers), opens=opens, key=code))
    if rows:
        totals = (told(figures, "discharges", each) for each in (figures.month, figures.year))
        opens = figures.opens("discharges")
        rows.append(Row(("All", "", "", *totals), opens=opens, is_total=True))
    return Table(
        "destinations",
        "By destination",
        columns,
        tuple(rows),
        empty="Nobody has left in the financial year so far.",
        regroups=True,
    )


def readmissions(figures: Figures) -> Section:
    """Who went back to hospital."""
    table = share_table(
        figures,
        "readmissions",
        "Back in hospital",
        ("readmitted_from_stepdown", "readmitted_14_days", "readmitted_30_days"),
        note="“Out of” says how many leavers a share is of. Those who left less than 14 or 30 days before the date of "
        "the figures are not in it yet, so the latest month has few of them or none.",
    )
    return section("readmissions", "Readmissions", [table])


def outcomes(figures: Figures) -> Section:
    """What has become better for those who left."""
    shares = share_table(
        figures,
        "outcomes",
        "Outcomes of those who left",
        (
            "improvement_good",
            "improvement_moderate",
            "improvement_none",
            "settled_rate",
            "no_social_care_rate",
            "reliable_improvement",
            "reliable_deterioration",
        ),
        note="“Out of” says how many leavers, or pairs of scores, a share is of: those for whom it is known.",
    )
    scores = split_table(
        figures, "scores", "Scores at entry and on leaving", "scores_paired", "scale", "Measure",
        empty="No score was taken both at entry and on leaving.",
    )  # fmt: skip
    return section("outcomes", "Outcomes", [shares, scores])
