"""Every measure worked out by hand: `ORACLES` by key."""

from tests.by_hand import care, checks, leaving, supply, ways
from tests.by_hand.answers import ORACLES, Period, Records

__all__ = ["ORACLES", "Period", "Records", "care", "checks", "leaving", "supply", "ways"]
