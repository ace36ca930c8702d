"""What stands where a name is not for this reader: somebody was there, or is there now, under whom they do not see."""

from __future__ import annotations

ELSEWHERE = "Another provider"
"""A service or provider that is not for this person to see: somebody here now was there on that morning."""
NOW_ELSEWHERE = "Now with another provider"
"""A resident who had the nights here and has gone on. `sql/rows/whose_nights.sql` says the same, and the next."""
PLACED_BY_OTHERS = "Placed by another commissioner"
"""A resident under this commissioner's contract whose stay began under another's."""
