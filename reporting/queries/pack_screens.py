"""A pack one section at a time: who opens it reads the summary first, and each other section on a screen of its own."""

from __future__ import annotations

from dataclasses import dataclass

from reporting.content import Section
from reporting.models import PackComment
from reporting.queries.packs import PackPage

OPENING = 2
"""How many sections stand on the first screen: what the pack is about, and its summary."""

Said = tuple[Section, list[PackComment]]
"""A section, and what has been said of it."""


@dataclass(frozen=True, slots=True)
class Screen:
    """What one screen shows of a version, and what comes before and after it.

    `section` is the one that has the screen for itself; None on the first screen and where all are on one page.
    """

    contents: list[Said]
    shown: list[Said]
    section: Section | None = None
    before: Section | None = None
    after: Section | None = None
    is_whole: bool = False

    @property
    def opening(self) -> list[Section]:
        """The sections of the first screen."""
        return [section for section, _ in self.contents[:OPENING]]

    @property
    def is_late(self) -> bool:
        """Whether all figures have been read, so that it is time to act: from the commentary on."""
        return self.section is not None and (self.section.key == "commentary" or self.after is None)


def screen(page: PackPage, key: str = "", *, whole: bool = False) -> Screen:
    """The screen of a section, the first one without a key. Raises LookupError where there is no such section."""
    sections = page.content.sections
    contents = [(each, [one for one in page.comments if one.section == each.key]) for each in sections]
    if whole:
        return Screen(contents, contents, is_whole=True)
    places = {each.key: place for place, each in enumerate(sections)} | {"": 0}
    first = places[key] < OPENING
    begins, ends = (0, OPENING) if first else (places[key], places[key] + 1)
    return Screen(
        contents,
        contents[begins:ends],
        section=None if first else sections[begins],
        before=None if first else sections[begins - 1],
        after=sections[ends] if ends < len(sections) else None,
    )
