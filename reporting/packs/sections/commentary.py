"""What the provider says of the figures, and what the commissioner answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from reporting.content import Column, Content, Kind, Row, Section, Table
from reporting.packs.parts import Comment
from reporting.packs.tables import section

COLUMNS = (
    Column("by", "Who"),
    Column("side", "For the"),
    Column("on", "On", Kind.DATE),
    Column("about", "About"),
    Column("text", "What they say"),
)
WHOLE = "The whole pack"


def commentary(comments: Sequence[Comment], titles: Mapping[str, str]) -> Section:
    """The comments in the order in which they were made. `titles` are those of the sections, by their keys."""
    rows = tuple(
        Row((each.by, each.side.label, each.on, titles.get(each.section, WHOLE), each.text)) for each in comments
    )
    table = Table(
        "comments", "Comments", COLUMNS, rows, empty="Nobody has commented on this pack yet.", about_people=True
    )
    return section("commentary", "Commentary by the provider, reply by the commissioner", [table])


def with_comments(content: Content, comments: Sequence[Comment]) -> Content:
    """The same pack with these comments instead."""
    (before,) = (each for each in content.sections if each.key == "commentary")
    titles = {each.key: each.title for each in content.sections}
    return content.with_section(replace(commentary(comments, titles), number=before.number))
