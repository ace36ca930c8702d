"""The pack as a whole: its sections, in the order in which a review meeting goes through them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from reporting.content import Content, Section
from reporting.packs.figures import Figures
from reporting.packs.parts import Comment, Cover, Subject
from reporting.packs.sections.actions import actions
from reporting.packs.sections.beds import capacity, voids
from reporting.packs.sections.care import experience, safety
from reporting.packs.sections.commentary import commentary, with_comments
from reporting.packs.sections.cover import cover_section
from reporting.packs.sections.discharges import discharges, outcomes, readmissions
from reporting.packs.sections.equality import equality
from reporting.packs.sections.finance import finance
from reporting.packs.sections.housing import housing
from reporting.packs.sections.overstays import overstays
from reporting.packs.sections.quality import quality
from reporting.packs.sections.referrals import admissions, referrals
from reporting.packs.sections.stay import stay
from reporting.packs.sections.summary import summary
from reporting.packs.sections.trends import trends
from reporting.packs.sections.workforce import workforce
from reporting.periods import Span

BEFORE: tuple[Callable[[Figures], Section], ...] = (
    summary,
    capacity,
    voids,
    referrals,
    admissions,
    stay,
    overstays,
    discharges,
    readmissions,
    outcomes,
    experience,
    safety,
    workforce,
    finance,
    trends,
    equality,
    housing,
    actions,
)
"""Sections 2 to 19, between the cover and the commentary."""
AFTER: tuple[Callable[[Figures], Section], ...] = (quality,)
"""Section 21."""


def pack_content(subject: Subject, month: Span, *, cover: Cover, comments: Sequence[Comment] = ()) -> Content:
    """The pack of a month, as on the morning after its last night.

    Raises Contract.DoesNotExist where the contract is not the commissioner's.
    """
    figures = Figures(subject, month)
    before, after = [make(figures) for make in BEFORE], [make(figures) for make in AFTER]
    sections = [cover_section(figures, cover), *before, commentary((), {}), *after]
    content = Content(
        title=f"Contract review pack, {figures.month_name}",
        subtitle=figures.about,
        as_at=figures.as_at,
        sections=tuple(replace(each, number=number) for number, each in enumerate(sections, start=1)),
    )
    return with_comments(content, comments)
