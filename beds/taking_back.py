"""Records are taken back with a coded reason (rule 8) and count for nothing from then on; none is deleted."""

from __future__ import annotations

from typing import Any, Self, TypeVar, cast

from django.utils import timezone

from beds.acting import reason_given, write
from beds.models.base import Cancellable
from beds.refusal import Refusal
from beds.wording import long_date

CancelledCode = Cancellable.CancelledCode
Taken = TypeVar("Taken", bound=Cancellable)


class CodedReason(str):
    """Why something is cancelled, in the words in which it is read, with the code that it was chosen as.

    An action takes it as any other text, and what it cancels in the end is coded all the same.
    """

    code: str

    def __new__(cls, code: str, words: str = "") -> Self:
        """The label of the code, then the writer's own words; of "Other" the words alone."""
        label, words = str(CancelledCode(code).label), words.strip()
        text = words if words and code == CancelledCode.OTHER else ": ".join(filter(None, (label, words)))
        made = super().__new__(cls, text)
        made.code = code
        return made


def code_of(reason: str) -> str:
    """The code of a reason: words alone are "Other"."""
    return reason.code if isinstance(reason, CodedReason) else CancelledCode.OTHER


def take_back(record: Taken, reason: str, *, by: Any, code: str = "") -> Taken:
    """Cancel the record, saying why: with a `CodedReason`, or with words and their code, "other" unless given."""
    record.cancelled_at = timezone.now()
    record.cancelled_code, record.cancelled_reason = code or code_of(reason), str(reason)
    return cast("Taken", write(cast("Any", record), by=by))


def taken_back_before(record: Cancellable, reason: str, *, by: Any) -> bool:
    """Whether this person has cancelled the record in these very words: the form was sent twice.

    Raises `Refusal` where somebody has cancelled it otherwise.
    """
    if record.cancelled_at is None:
        return False
    if (record.cancelled_reason, cast("Any", record).updated_by) != (str(reason).strip(), by):
        refuse_cancelled(record)
    return True


def cancel(fresh: Taken, reason: str, why: str, *, by: Any) -> Taken:
    """Cancel a record that is locked; the same again by the same person changes nothing.

    Raises `Refusal` without a reason, in the words `why`, and for a record that somebody has cancelled otherwise.
    """
    if taken_back_before(fresh, reason, by=by):
        return fresh
    return take_back(fresh, reason_given(reason, why), by=by)


def refuse_cancelled(record: Any) -> None:
    """Raise `Refusal` for a record that was cancelled, saying who did it, when and why."""
    if why := why_cancelled(record):
        raise Refusal(why)


def why_cancelled(record: Any) -> str:
    """That a record was cancelled, by whom, when and why, in sentences; empty for any other."""
    if getattr(record, "cancelled_at", None) is None:
        return ""
    who = f" by {record.updated_by}" if record.updated_by else ""
    day = long_date(timezone.localtime(record.cancelled_at).date())
    return f"This was cancelled{who} on {day}: {record.cancelled_reason.rstrip('.')}. It cannot be changed any more."
