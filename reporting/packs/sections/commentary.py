"""What the provider says of the figures, and what the commissioner answers."""

from __future__ import annotations

from collections.abc import Sequence

from reporting.content import Column, Kind, Row, Section, Table
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


def commentary(comments: Sequence[Comment], titles: Sequence[tuple[str, str]] = ()) -> Section:
    """The comments in the order in which they were made. `titles` are the sections' by their keys."""
    named = dict(titles)
    rows = tuple(
        Row((each.by, each.side.label, each.on, named.get(each.section, each.section) or WHOLE, each.text))
        for each in comments
    )
    table = Table("comments", "Comments", COLUMNS, rows, empty="Nobody has commented on this pack yet.")
    return section("commentary", "Commentary by the provider, reply by the commissioner", [table])
