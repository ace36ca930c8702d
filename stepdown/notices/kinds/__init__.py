"""The catalogue of notices: every kind, in the order in which people choose among them."""

from __future__ import annotations

from stepdown.notices.kinds import endings, exports, extensions, nights, overdue, packs, referrals, safety, system
from stepdown.notices.kinds.base import Kind, News

KINDS: tuple[Kind, ...] = (
    *nights.KINDS,
    *referrals.KINDS,
    *extensions.KINDS,
    *safety.KINDS,
    *overdue.KINDS,
    *packs.KINDS,
    *exports.KINDS,
    *endings.KINDS,
    *system.KINDS,
)
BY_KEY = {kind.key: kind for kind in KINDS}

__all__ = ["BY_KEY", "KINDS", "Kind", "News"]
