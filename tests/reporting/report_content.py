"""A report with one of everything that a report can hold, for the tests of its files."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from reporting.content import Chart, Column, Content, Facts, Kind, Row, Section, Shape, Table, Words

AS_AT = dt.date(2023, 4, 1)
FORMULA = '=HYPERLINK("http://example.org")'
MARKUP = "#panic() $x$ *bold* _it_ `raw` <label> @ref // \\ [a] and 😀 in Ealing & Fulham"

SUMMARY = Table(
    "summary",
    "Summary of measures",
    (
        Column("measure", "Measure"),
        Column("value", "March 2023", Kind.BY_ROW),
        Column("target", "Target", Kind.BY_ROW),
        Column("note", "Said"),
    ),
    (
        Row(("Occupancy", Decimal("45.8333"), Decimal(85), FORMULA), Kind.PER_CENT),
        Row(("Admissions", 1234, None, "-1+1"), Kind.COUNT, people=True),
        Row(("Spend", Decimal("79738.13"), "Block funded", MARKUP), Kind.POUNDS),
        Row(("Mean stay", Decimal("77.95"), None, "@SUM"), Kind.DECIMAL),
    ),
    note="Targets are the contract's.",
)
OVERSTAYS = Table(
    "overstays",
    "Overstays: by resident / reference",
    (
        Column("resident", "Resident"),
        *(Column(f"words_{number}", f"Whose move it is {number}") for number in range(8)),
        Column("due", "Move-on due", Kind.DATE),
        Column("nights", "Overstay nights", Kind.COUNT),
        Column("cost", "Cost", Kind.POUNDS),
    ),
    (
        Row(("R-1", *["Repairs to own home"] * 8, dt.date(2023, 3, 1), 25, Decimal("3220.36"))),
        Row(("R-2", *["Housing"] * 8, dt.date(2023, 2, 1), 49, "Block funded")),
        Row(("Total", *[None] * 8, None, 74, Decimal("3220.36")), is_total=True),
    ),
    about_people=True,
)
EMPTY = Table("voids", "Voids", (Column("bed", "Bed"), Column("nights", "Nights", Kind.COUNT)), (), empty="No voids.")


def months(*columns: tuple[str, Kind], rows: int = 14) -> Table:
    """A table of months whose numbers are all different."""
    heads = tuple(Column(key, key.title(), kind) for key, kind in columns)
    cells = [
        tuple(
            f"{number + 1}" if kind is Kind.WORDS else Decimal(number * 7 % 60 + at)
            for at, (_, kind) in enumerate(columns)
        )
        for number in range(rows)
    ]
    return Table(f"of_{columns[-1][0]}", "Months", heads, tuple(map(Row, cells)))


def chart(shape: Shape, table: Table, kind: Kind = Kind.COUNT, target: Decimal | None = None) -> Chart:
    said = f"A chart of the shape {shape}."
    return Chart(
        f"chart_{table.key}", f"Drawn as {shape}", said, shape, table, kind, target, "Target" if target else ""
    )


NAMES = ("month", Kind.WORDS)
SIGNALS = ("concern", "improvement", "change", *[""] * 11)
CONTROL = months(NAMES, *((key, Kind.COUNT) for key in ("value", "mean", "lower", "upper")), ("signal", Kind.WORDS))
CONTROLLED = replace(
    CONTROL,
    rows=tuple(
        replace(row, cells=(row.cells[0], row.cells[1], 25, 3, 55, signal))
        for row, signal in zip(CONTROL.rows, SIGNALS, strict=True)
    ),
)
BEDS = Table(
    "timeline",
    "Beds",
    (
        Column("bed", "Bed"),
        Column("state", "State"),
        Column("from_date", "From", Kind.DATE),
        Column("until_date", "Until", Kind.DATE),
        Column("words", "Who"),
    ),
    (Row(("Room 1", "occupied", dt.date(2023, 3, 1), AS_AT, "R-1")),),
)
CHARTS = (
    chart(Shape.LINE, months(NAMES, ("occupancy", Kind.PER_CENT)), Kind.PER_CENT, Decimal(85)),
    chart(Shape.SPC, CONTROLLED),
    chart(Shape.BARS, months(NAMES, ("declines", Kind.COUNT), rows=6), target=Decimal(20)),
    chart(
        Shape.STACKED,
        months(NAMES, ("occupied", Kind.COUNT), ("held", Kind.COUNT), ("void", Kind.COUNT)),
        target=Decimal(150),
    ),
    chart(Shape.FUNNEL, months(NAMES, ("people", Kind.COUNT), rows=5)),
    chart(Shape.HISTOGRAM, months(NAMES, ("leavers", Kind.COUNT), rows=9)),
)


def every_kind(*, more_rows: int = 0) -> Content:
    """The report; with `more_rows` its table of overstays is longer than a page."""
    facts = Facts(
        (
            ("Contract", "HF-1"),
            ("Signed off on", AS_AT),
            ("Data quality", Decimal("97.25")),
            ("Value", Decimal(520000)),
        ),
        (Kind.WORDS, Kind.DATE, Kind.PER_CENT, Kind.POUNDS),
    )
    longer = Table(
        OVERSTAYS.key,
        OVERSTAYS.title,
        OVERSTAYS.columns,
        (OVERSTAYS.rows[0],) * more_rows + OVERSTAYS.rows,
    )
    return Content(
        "Contract review",
        "Hammersmith and Fulham, March 2023",
        AS_AT,
        (
            Section(1, "cover", "Cover", (facts,)),
            Section(2, "summary", "Summary", (Words(("Occupancy was 45.8%.", MARKUP, FORMULA), "In short"), SUMMARY)),
            Section(3, "voids", "Voids", (EMPTY,)),
            Section(8, "overstays", "Overstays", (longer,)),
            Section(16, "trends", "Trends", CHARTS),
            Section(20, "beds", "Beds", (chart(Shape.TIMELINE, BEDS),)),
        ),
    )
