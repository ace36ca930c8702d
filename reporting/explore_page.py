"""What the page of Explore shows beside its form: the table with its headings that sort, the chart, the examples."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse

from reporting.cell_words import words_of
from reporting.comparing import PER
from reporting.content import Chart, Kind, Shape
from reporting.dictionary import split_name
from reporting.explore_chart import chart_of
from reporting.explore_words import notes, period_label, periods_in_words, rate_note, title_of
from reporting.measures import MEASURES
from reporting.queries.explore import BY_NAME, Explored, Figure, Line
from reporting.shown import behind, value_in_words

MOST_ROWS = 100
"""Rows of one page; files have all of them."""

EXAMPLES = (
    ("How full each service was, month by month", "occupancy", {"by": "service"}),
    ("Who stays past the limit, by provider", "overstayers", {"by": "provider"}),
    ("Where people go when they leave, by quarter", "discharges", {"split": "counts_as", "grain": "quarter"}),
    ("Days from referral to admission, by ward, this year", "days_to_admission", {"by": "ward", "grain": "range"}),
    ("Why beds were out of service, by quarter", "void_nights", {"split": "reason", "grain": "quarter"}),
)
"""Views to begin with: what they show, the measure, and what else is asked."""


@dataclass(frozen=True, slots=True)
class Example:
    """A view to begin with, and its address."""

    text: str
    address: str


def examples() -> list[Example]:
    """Views to begin with, for somebody who comes for the first time."""
    address = reverse("reporting:explore")
    return [Example(text, f"{address}?{urlencode({'measure': key, **asked})}") for text, key, asked in EXAMPLES]


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a column; `sorts_by` is what its link asks for, empty where it does not sort."""

    text: str
    sorts_by: str = ""
    direction: str = ""
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure in words: its period, its value, and the numbers behind it."""

    label: str
    value: str
    behind: str
    too_small: bool
    opens: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: whose it is, of which kind, and its figures."""

    name: str
    told: str
    label: str
    figures: list[Shown]


@dataclass(frozen=True)
class ExplorePage:
    """The answer as the page shows it."""

    explored: Explored

    @cached_property
    def chart(self) -> Chart | None:
        return chart_of(self.explored)

    @property
    def tells_chart(self) -> bool:
        """Whether the table has all that the chart is drawn from; it has no limits of a control chart."""
        return self.chart is not None and self.chart.shape is not Shape.SPC

    @property
    def title(self) -> str:
        return title_of(self.explored)

    @property
    def periods(self) -> str:
        return periods_in_words(self.explored)

    @property
    def rate_note(self) -> str:
        return rate_note(self.explored)

    @property
    def notes(self) -> list[str]:
        return notes(self.explored)

    @property
    def rows(self) -> list[Row]:
        return [self._row(line) for line in self.explored.lines[:MOST_ROWS]]

    @property
    def totals(self) -> list[Row]:
        return [self._row(line) for line in self.explored.totals]

    def _row(self, line: Line) -> Row:
        question = self.explored.question
        measure = question.measure
        figures = [
            Shown(
                period_label(figure.period, question.grain),
                value_in_words(figure.reading, measure),
                behind(figure.reading, measure) or _rate(figure),
                figure.too_small,
                figure.opens if figure.reading.value is not None else "",
            )
            for figure in line.figures
        ]
        whose = line.name if question.by or not line.told else line.told
        return Row(whose, line.told if question.by else "", line.label, figures)

    @property
    def hidden(self) -> int:
        """How many lines only the files have."""
        return max(0, len(self.explored.lines) - MOST_ROWS)

    @property
    def sorts(self) -> bool:
        """Whether there is anything to sort."""
        return len(self.explored.lines) > 1

    @property
    def headings(self) -> list[Heading]:
        """Those of the units, the codes and the periods."""
        question = self.explored.question
        who = self._heading(str(question.by).capitalize(), BY_NAME) if question.by else None
        told = Heading(split_name(question.split)) if question.split else None
        first = who or told or Heading("Who")
        periods = [
            self._heading(period_label(period, question.grain), period.from_date.isoformat(), numeric=True)
            for period in question.periods
        ]
        return [first, *([told] if who and told else []), *periods]

    def _heading(self, text: str, key: str, *, numeric: bool = False) -> Heading:
        """The first click on a period shows the highest first, the first on a name goes from A to Z."""
        order = self.explored.question.order
        if not self.sorts:
            return Heading(text, numeric=numeric)
        direction = {key: "ascending", f"-{key}": "descending"}.get(order, "")
        wanted = f"-{key}" if (order == key or (numeric and order != f"-{key}")) else key
        return Heading(text, wanted, direction, numeric)


def _rate(figure: Figure) -> str:
    """`3.2 per 1,000`; nothing where there is no rate."""
    return "" if figure.rate is None else f"{words_of(figure.rate, Kind.DECIMAL)} per {PER:,}"


assert {key for _, key, _ in EXAMPLES} <= MEASURES.keys()  # noqa: S101 - an example that opens nothing is none
