"""The pack of a monthly contract review: what it says, how it is frozen, and how it lives."""

from __future__ import annotations

from reporting.packs.pack import pack_content
from reporting.packs.parts import Comment, Cover, Side, Subject
from reporting.packs.sections.commentary import commentary
from reporting.packs.sections.cover import cover_section

__all__ = ["Comment", "Cover", "Side", "Subject", "commentary", "cover_section", "pack_content"]
