"""What Explore says, as a report: a chart that can be read, and every figure as a tidy table."""

from __future__ import annotations

from decimal import Decimal

from reporting.comparing import PER
from reporting.content import Cell, Column, Content, Facts, Kind, Row, Section, Table, Words
from reporting.dictionary import split_name
from reporting.explore_chart import chart_of
from reporting.explore_words import TOO_SMALL, notes, periods_in_words, title_of
from reporting.measures import Form
from reporting.periods import period_name
from reporting.queries.explore import Explored, Figure, Line
from reporting.shown import form_of, kind_of, kinds_behind

RATE = f"Per {PER:,} contracted bed-nights"


def content_of(explored: Explored) -> Content:
    """The whole answer as one report, for files."""
    question = explored.question
    chart = chart_of(explored)
    about = Section(1, "about", "What is shown", (_facts(explored), *([chart] if chart else [])))
    figures = Section(2, "figures", "Figures", (table_of(explored), Words(tuple(notes(explored)))))
    return Content(title_of(explored), periods_in_words(explored), question.as_at, (about, figures))


def _facts(explored: Explored) -> Facts:
    measure = explored.question.measure
    pairs: list[tuple[str, Cell]] = [("Measure", measure.label), ("Definition", measure.definition)]
    if measure.denominator:
        pairs += [("Numerator", measure.numerator), ("Denominator", measure.denominator)]
    kinds = [Kind.WORDS] * len(pairs)
    if explored.target is not None:
        pairs.append(("Target", explored.target))
        kinds.append(kind_of(measure))
    pairs.append(("As at the morning of", explored.question.as_at))
    return Facts(tuple(pairs), (*kinds, Kind.DATE))


# The table -----------------------------------------------------------------------------------------------------------


def table_of(explored: Explored) -> Table:
    """One row a unit, code and period, with the numbers behind each value."""
    question = explored.question
    measure, people = question.measure, question.measure.people
    top, bottom = kinds_behind(measure)
    who = [Column("unit", str(question.by).capitalize())] if question.by else []
    told = [Column("told", split_name(question.split))] if question.split else []
    columns = [
        *who,
        *told,
        Column("period", "Period"),
        Column("from_date", "From", Kind.DATE),
        Column("until_date", "Until", Kind.DATE),
        Column("value", measure.label, kind_of(measure), people=people),
    ]
    if form_of(measure) is not Form.SUM:
        columns += [Column("top", "Numerator", top, people=people)] if form_of(measure) is Form.RATIO else []
        columns += [Column("bottom", "Denominator", bottom, people=people), Column("note", "Note")]
    if _has_nights(explored):
        columns += [
            Column("nights", "Contracted bed-nights", Kind.COUNT),
            Column("rate", RATE, Kind.DECIMAL, people=people),
            Column("note", "Note"),
        ]
    rows = [
        _row(explored, line, figure, is_total=line in explored.totals)
        for line in explored.all_lines
        for figure in line.figures
    ]
    return Table("figures", title_of(explored), tuple(columns), tuple(rows), empty="There is nothing to count.")


def _row(explored: Explored, line: Line, figure: Figure, *, is_total: bool) -> Row:
    question, reading = explored.question, figure.reading
    who: list[Cell] = [line.name] if question.by else []
    told: list[Cell] = [line.told or line.name] if question.split else []
    form = form_of(question.measure)
    behind: list[Cell] = [] if form is Form.SUM else [_exact(reading.bottom), TOO_SMALL if figure.too_small else ""]
    behind = [_exact(reading.top), *behind] if form is Form.RATIO else behind
    if _has_nights(explored):
        behind = [_exact(figure.nights), figure.rate, TOO_SMALL if figure.too_small else ""]
    when: list[Cell] = [period_name(figure.period), figure.period.from_date, figure.period.until_date]
    return Row((*who, *told, *when, reading.value, *behind), opens=figure.opens, is_total=is_total)


def _has_nights(explored: Explored) -> bool:
    """Whether counts stand beside bed-nights."""
    return any(figure.nights is not None for line in explored.all_lines for figure in line.figures)


def _exact(number: Decimal | None) -> Cell:
    """A whole number as one, so that a file holds 24 and not 24.0."""
    return int(number) if number is not None and number == number.to_integral_value() else number
