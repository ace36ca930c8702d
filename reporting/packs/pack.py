"""The pack as a whole: its sections, in the order in which a review meeting goes through them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from reporting.content import Content, Section
from reporting.packs.figures import Figures
from reporting.packs.parts import Comment, Cover, Subject
from reporting.packs.sections.commentary import commentary
from reporting.packs.sections.cover import cover_section
from reporting.packs.sections.summary import summary
from reporting.periods import Span

OF_FIGURES: tuple[Callable[[Figures], Section], ...] = (summary,)
"""Sections 2 to 19."""
AFTER_THE_COMMENTS: tuple[Callable[[Figures], Section], ...] = ()
"""Section 21."""


def pack_content(subject: Subject, month: Span, *, cover: Cover, comments: Sequence[Comment] = ()) -> Content:
    """The pack of a month, as on the morning after its last night.

    Raises Contract.DoesNotExist where the contract is not the commissioner's.
    """
    figures = Figures(subject, month)
    sections = [
        cover_section(figures, cover),
        *(make(figures) for make in OF_FIGURES),
        commentary(comments),
        *(make(figures) for make in AFTER_THE_COMMENTS),
    ]
    return Content(
        title=f"Contract review pack, {figures.month_name}",
        subtitle=figures.about,
        as_at=figures.as_at,
        sections=tuple(replace(each, number=number) for number, each in enumerate(sections, start=1)),
    )
