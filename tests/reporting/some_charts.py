"""A chart of each shape, with long names, missing numbers and much to show."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from reporting.content import Cell, Chart, Column, Kind, Level, Row, Shape, Table
from reporting.periods import last_months

MONTHS = [f"{month.from_date:%b %Y}" for month in last_months(dt.date(2023, 3, 31), 24)]


def chart(shape: Shape, columns: list[tuple[str, str, Kind]], rows: list[tuple[Cell, ...]], **options) -> Chart:
    """A chart of rows; its first column is of words."""
    key = options.pop("key", str(shape))
    title = f"{shape.capitalize()} chart"
    heads = (Column("label", "Month"), *(Column(*each) for each in columns))
    table = Table(key, title, heads, tuple(Row(cells) for cells in rows))
    return Chart(key, title, "What it shows, with figures.", shape, table, **options)


def occupancy(columns: int = 1, months: int = 24) -> Chart:
    """Lines of occupancy, with a gap and a target."""
    names = ["Cedar House", "Willow Lodge and the Annexe at the Old Hospital Site", "Ash", "Elm", "Oak", "Yew", "Fir"]
    rows: list[tuple[Cell, ...]] = [
        (
            label,
            *(None if (at + which) % 11 == 7 else Decimal(70 + (at * 7 + which * 9) % 30) for which in range(columns)),
        )
        for at, label in enumerate(MONTHS[-months:])
    ]
    heads = [(f"line{which}", names[which], Kind.PER_CENT) for which in range(columns)]
    return chart(
        Shape.LINE,
        heads,
        rows,
        key=f"line-{columns}",
        kind=Kind.PER_CENT,
        target=Decimal(90),
        target_label="Target of the contract 90%",
        levels=(Level(Decimal(85), "85% recommended"), Level(Decimal(95), "95% alarm")),
    )


def control(*, limits: bool = True) -> Chart:
    """A control chart with each signal, or a run chart."""
    signals = {3: "improvement", 9: "concern", 15: "change"}
    heads = [("value", "Overstay nights", Kind.COUNT), ("mean", "Mean", Kind.COUNT)]
    heads += [
        ("lower", "Lower limit", Kind.COUNT),
        ("upper", "Upper limit", Kind.COUNT),
        ("signal", "Signal", Kind.WORDS),
    ]
    rows: list[tuple[Cell, ...]] = []
    for at, label in enumerate(MONTHS):
        mean = Decimal(60 if at < 12 else 45)
        around = (mean, mean - 30, mean + 30) if limits else (None, None, None)
        rows.append((label, Decimal(40 + at * 13 % 37), *around, signals.get(at, "") if limits else ""))
    return chart(Shape.SPC, heads, rows, key=f"spc-{limits}", target=Decimal(50), target_label="Target 50")


def bars(count: int = 7) -> Chart:
    """Two bars a row, with a hidden number and a very long name."""
    names = [
        "Repairs to own home",
        "Reluctance to move (institutionalisation), and nobody to talk it over with",
        "Other",
    ]
    rows: list[tuple[Cell, ...]] = [
        (names[at] if at < 3 else f"Reason {at}", "*" if at == 2 else at * 37 % 101, at * 23 % 90)
        for at in range(count)
    ]
    heads = [("now", "This month", Kind.COUNT), ("before", "Month before", Kind.COUNT)]
    return chart(Shape.BARS, heads, rows, key=f"bars-{count}", target=Decimal(40), target_label="Most agreed 40")


def stacked() -> Chart:
    """The bed-nights of 24 months in five states."""
    names = ["Occupied", "Held", "Void", "Vacant", "Bought for one placement only"]
    heads = [(name.lower(), name, Kind.COUNT) for name in names]
    rows: list[tuple[Cell, ...]] = [
        (label, 180 + at, 12, 9 + at % 5, 40 - at, at % 3 * 5) for at, label in enumerate(MONTHS)
    ]
    return chart(Shape.STACKED, heads, rows)


def funnel() -> Chart:
    """The steps from referral to leaving within the limit."""
    steps = [
        ("Referrals received", 48),
        ("Assessed", 40),
        ("Accepted", 31),
        ("Admitted", 26),
        ("Left within 6 weeks", 9),
    ]
    return chart(Shape.FUNNEL, [("people", "Referrals", Kind.COUNT)], list(steps))


def histogram() -> Chart:
    """Lengths of stay in weeks."""
    rows: list[tuple[Cell, ...]] = [
        (f"{7 * at + 1} to {7 * at + 7}", 3 + at * 5 % 13, "Stay limit, 42 nights" if at == 5 else None)
        for at in range(14)
    ]
    return chart(Shape.HISTOGRAM, [("stays", "Stays", Kind.COUNT), ("limit", "Limit", Kind.WORDS)], rows)


def timeline(beds: int = 60, nights: int = 90) -> Chart:
    """What beds did over three months."""
    states = ["Occupied", "Past due", "Held", "Void", "Booked", "Vacant", "Not in a contract"]
    start, until = dt.date(2023, 1, 1), dt.date(2023, 1, 1) + dt.timedelta(days=nights)
    rows: list[tuple[Cell, ...]] = []
    for bed in range(beds):
        day = start
        while day < until:
            end = min(until, day + dt.timedelta(days=3 + (bed * 7 + len(rows) * 5) % 30))
            state = states[len(rows) % len(states)]
            rows.append((f"Cedar House room {bed + 1}", state, day, end, f"R-{len(rows) + 1000}"))
            day = end
    heads = tuple(
        Column(*each)
        for each in [
            ("bed", "Bed", Kind.WORDS),
            ("state", "State", Kind.WORDS),
            ("from_date", "From", Kind.DATE),
            ("until_date", "Until", Kind.DATE),
            ("words", "Who", Kind.WORDS),
        ]
    )
    key = f"timeline-{beds}"
    table = Table(key, "Beds night by night", heads, tuple(Row(cells) for cells in rows))
    return Chart(key, "Beds night by night", "What each bed did.", Shape.TIMELINE, table)


def every_shape() -> list[Chart]:
    """One or more of each."""
    return [
        occupancy(),
        occupancy(7),
        control(),
        control(limits=False),
        bars(),
        bars(40),
        stacked(),
        funnel(),
        histogram(),
        timeline(8, 42),
        timeline(60, 90),
    ]
