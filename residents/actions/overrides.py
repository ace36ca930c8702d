"""Rule 3's exception: somebody is admitted in an emergency without a plan or a worker, for a reason from the list."""

from __future__ import annotations

from beds.acting import one_of
from beds.refusal import Refusal
from residents.models import Placement

OverrideCode = Placement.OverrideCode
WHY = "Say why this admission cannot wait."


def override_given(code: str, words: str) -> tuple[str, str]:
    """The code and the reason as they are kept: words alone are "other", and a code alone speaks for itself.

    Both are empty when there is no emergency. Raises `Refusal` for an unknown code, and for "other" without words.
    """
    words = words.strip()
    if not code:
        return (OverrideCode.OTHER if words else "", words)
    one_of(code, OverrideCode.values, "Select why this admission cannot wait.", "override_code")
    if code == OverrideCode.OTHER and not words:
        raise Refusal(WHY, field="override_reason")
    return code, words or str(OverrideCode(code).label)
