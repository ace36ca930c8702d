"""The pack of a monthly contract review: what it says, how it is frozen, and how it lives."""

from __future__ import annotations

from reporting.packs.pack import pack_content
from reporting.packs.parts import Comment, Cover, Side, Subject
from reporting.packs.sections.commentary import with_comments
from reporting.packs.sections.cover import with_cover

__all__ = ["Comment", "Cover", "Side", "Subject", "pack_content", "with_comments", "with_cover"]
