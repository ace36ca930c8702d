"""The chart of what Explore says: one that can be read, chosen by how many lines and periods there are."""

from __future__ import annotations

from reporting import spc
from reporting.cell_words import words_of
from reporting.content import Cell, Chart, Column, Row, Shape, Table
from reporting.explore_words import period_label, periods_in_words, title_of
from reporting.measures import Better
from reporting.periods import period_name
from reporting.queries.explore import Explored, Line
from reporting.shown import kind_of

MOST_LINES = 6
"""More lines in one chart cannot be told apart."""
MOST_BARS = 30
MOST_NAMED = 2
"""Of more that are level, none is named."""
SIGNALS = {True: "improvement", False: "concern", None: "change"}


def chart_of(explored: Explored) -> Chart | None:
    """Bars for one period; over time a control chart of one line with enough points, else as many lines as are read.

    A period that is not over is left out over time: it would look like a fall.
    """
    over = [at for at, period in enumerate(explored.question.periods) if period.until_date <= explored.question.as_at]
    if not explored.lines:
        return None
    if len(explored.question.periods) == 1:
        return _bars(explored)
    if len(over) < 2:
        return None
    (first, *others) = explored.lines
    values = [first.figures[at].reading.value for at in over]
    if not others and sum(value is not None for value in values) >= spc.FEWEST_POINTS:
        return _control(explored, first, over)
    return _lines(explored, over)


def _bars(explored: Explored) -> Chart:
    measure = explored.question.measure
    kind = kind_of(measure)
    shown = [line for line in explored.lines if not line.figures[0].too_small][:MOST_BARS]
    rows = tuple(Row((line.label, line.figures[0].reading.value)) for line in shown)
    columns = (Column("name", "Name"), Column("value", measure.label, kind, people=measure.people))
    table = Table("chart", title_of(explored), columns, rows, empty="There is nothing that could be compared.")
    return _chart(explored, Shape.BARS, table, _between(explored, shown, 0))


def _lines(explored: Explored, over: list[int]) -> Chart:
    measure, grain = explored.question.measure, explored.question.grain
    shown = explored.lines[:MOST_LINES]
    kind = kind_of(measure)
    columns = tuple(
        Column(name, line.label, kind, people=measure.people) for name, line in zip(_keys(shown), shown, strict=True)
    )
    rows = tuple(
        Row(
            (
                period_label(explored.question.periods[at], grain),
                *(_drawn(line, at, alone=len(shown) == 1) for line in shown),
            )
        )
        for at in over
    )
    table = Table("chart", title_of(explored), (Column("period", "Period"), *columns), rows)
    return _chart(explored, Shape.LINE, table, _between(explored, shown, over[-1]))


def _keys(lines: tuple[Line, ...]) -> list[str]:
    """What each line is called in a CSV, where the columns have no other heading; two of one name get a number."""
    labels = [line.label for line in lines]
    return [
        label if labels.count(label) == 1 else f"{label} ({labels[: at + 1].count(label)})"
        for at, label in enumerate(labels)
    ]


def _drawn(line: Line, at: int, *, alone: bool) -> Cell:
    """Beside other lines a value that is too small to compare is a gap."""
    figure = line.figures[at]
    return None if figure.too_small and not alone else figure.reading.value


def _control(explored: Explored, line: Line, over: list[int]) -> Chart:
    measure, grain = explored.question.measure, explored.question.grain
    control = spc.control([line.figures[at].reading.value for at in over])
    higher = {Better.HIGHER: True, Better.LOWER: False, Better.NEITHER: None}[measure.better]
    kind = kind_of(measure)
    keys = {"value": measure.label, "mean": "Mean", "lower": "Lower limit", "upper": "Upper limit"}
    columns = (Column("period", "Period"), *(Column(key, label, kind) for key, label in keys.items()))
    rows = tuple(
        Row(
            (
                period_label(explored.question.periods[at], grain),
                *(point.value, point.mean, point.lower, point.upper, _signal(point, higher_is_better=higher)),
            )
        )
        for at, point in zip(over, control.points, strict=True)
    )
    variation = control.variation(higher_is_better=higher)
    latest = control.latest
    mean = f"The mean is {words_of(latest.mean, kind)}. " if latest else ""
    table = Table("chart", title_of(explored), (*columns, Column("signal", "Signal")), rows)
    return _chart(explored, Shape.SPC, table, f"{mean}The latest point: {variation.lower()}.")


def _signal(point: spc.Point, *, higher_is_better: bool | None) -> str:
    """Whether a point says more than chance would, and which way."""
    if not point.signals:
        return ""
    if higher_is_better is None:
        return SIGNALS[None]
    worse = point.falls if higher_is_better else point.rises
    return SIGNALS[not worse]


def _between(explored: Explored, lines: tuple[Line, ...] | list[Line], at: int) -> str:
    """Which is highest and lowest in a period, of those that are drawn."""
    kind, period = kind_of(explored.question.measure), explored.question.periods[at]
    values = [
        (figure.reading.value, line.label) for line in lines if (figure := line.figures[at]).reading.value is not None
    ]
    when = "" if len(explored.question.periods) == 1 else f"In {period_name(period)}: "
    if not values:
        return f"{when}There is nothing to compare."
    most, least = (words_of(find(values)[0], kind) for find in (max, min))
    if most == least:
        return f"{when}{most}."
    highest, lowest = ([name for value, name in values if words_of(value, kind) == words] for words in (most, least))
    verb = "is" if len(highest) == 1 else "are"
    return f"{when}{_names(highest)} {verb} highest with {most}, {_names(lowest)} lowest with {least}."


def _names(tied: list[str]) -> str:
    """Both names where two have the same number to a reader's eye; of more, how many they are."""
    return " and ".join(tied) if len(tied) <= MOST_NAMED else f"{len(tied)} of them"


def _chart(explored: Explored, shape: Shape, table: Table, says: str) -> Chart:
    """The chart, saying what it leaves out."""
    question = explored.question
    drawn = len(table.columns) - 1 if shape is Shape.LINE else len(table.rows)
    left_out = 0 if shape is Shape.SPC else len(explored.lines) - drawn
    more = f" {left_out} more {'is' if left_out == 1 else 'are'} in the table below." if left_out > 0 else ""
    return Chart(
        "explore",
        f"{title_of(explored)}, {periods_in_words(explored)}",
        f"{says}{more}",
        shape,
        table,
        kind_of(question.measure),
        explored.target,
        "Target",
    )
