"""How every record of a person is cancelled: once, with a reason, however often the form is sent."""

from __future__ import annotations

from typing import Any

from beds.acting import reason_given
from beds.taking_back import Taken, take_back, taken_back_before


def cancel(fresh: Taken, reason: str, why: str, *, by: Any) -> Taken:
    """Cancel a record that is locked; the same again by the same person changes nothing.

    Raises `Refusal` without a reason, in the words `why`, and for a record that somebody has cancelled otherwise.
    """
    if taken_back_before(fresh, reason, by=by):
        return fresh
    return take_back(fresh, reason_given(reason, why), by=by)
