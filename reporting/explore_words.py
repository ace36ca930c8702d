"""The titles and the notes of what Explore says."""

from __future__ import annotations

from reporting.comparing import PER, too_small_words
from reporting.content import Kind
from reporting.dictionary import split_name
from reporting.periods import Grain, Span, period_name
from reporting.queries.explore import Explored
from reporting.shown import kind_of

TOO_SMALL = "too small to compare"


def title_of(explored: Explored) -> str:
    """`Void nights by service and reason`."""
    question = explored.question
    told = [str(question.by)] if question.by else []
    told += [split_name(question.split).lower()] if question.split else []
    return f"{question.measure.label} by {' and '.join(told)}" if told else question.measure.label


def periods_in_words(explored: Explored) -> str:
    """`March 2023 to February 2024, by month`."""
    question = explored.question
    first, last = question.periods[0], question.periods[-1]
    names = period_name(first) if first == last else f"{period_name(first)} to {period_name(last)}"
    return f"{names}, by {question.grain.label.lower()}" if question.grain and first != last else names


def period_label(period: Span, grain: Grain | None) -> str:
    """`Mar 2023` where there are many beside each other."""
    return f"{period.from_date:%b %Y}" if grain is Grain.MONTH else period_name(period)


def rate_note(explored: Explored) -> str:
    """What “per 1,000” below a number is of; nothing where no rate is shown."""
    if not any(figure.nights for line in explored.all_lines for figure in line.figures):
        return ""
    return f"Below each number: how many for every {PER:,} contracted bed-nights, to compare large with small."


def notes(explored: Explored) -> list[str]:
    """What a reader must know to read the figures rightly."""
    question = explored.question
    small, said = too_small_words(question.measure), []
    if small and any(figure.too_small for line in explored.all_lines for figure in line.figures):
        said.append(f"“{TOO_SMALL.capitalize()}” is said of a figure with {small} behind it: chance moves it too far.")
    if question.compares:
        said.append("Only those with something to count in these periods are listed.")
    if _overlaps(explored):
        said.append("The rows add up to more than all together: whoever is in several of them is counted in each.")
    if question.periods[-1].until_date > question.as_at:
        said.append(f"{period_name(question.periods[-1])} is not over: it is counted as far as it has come.")
    return said


def _overlaps(explored: Explored) -> bool:
    """Whether what is counted is in several rows: a resident with two reasons to stay, for example."""
    question = explored.question
    if kind_of(question.measure) is not Kind.COUNT or len(explored.totals) != 1:
        return False
    whole = explored.totals[0].figures
    return any(
        sum(line.figures[at].reading.value or 0 for line in explored.lines) > (figure.reading.value or 0)
        for at, figure in enumerate(whole)
    )
