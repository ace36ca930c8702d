"""Setting a baseline."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied

from beds.access import Scope
from beds.acting import action, not_in_future, one_of, reason_given
from beds.models import Commissioner
from beds.refusal import Refusal
from beds.written import Kind, shown
from reporting.models import BenefitBaseline
from reporting.models.benefits import SHOWN_AS

MAY_BE_NONE = {BenefitBaseline.Kind.AREA_NIGHTS, BenefitBaseline.Kind.AREA_NIGHTS_NOW}
"""What may be counted as 0."""
MOST = Decimal(9_999_999)
EXACT = {
    Kind.POUNDS: "pounds and pence",
    Kind.DECIMAL: "a number with one decimal at most",
    Kind.COUNT: "a whole number",
}


@action
def set_baseline(
    *,
    by: Any,
    scope: Scope,
    today: dt.date,
    commissioner: Commissioner,
    kind: str,
    value: Decimal,
    source: str,
    from_date: dt.date,
) -> BenefitBaseline:
    """Set what benefits are measured against from a day on. It takes the place of one that holds from the same day.

    Sending what already counts changes nothing. Raises `Refusal`, or PermissionDenied for who does not decide for the
    commissioner.
    """
    if not scope.may_decide_for(commissioner.pk):
        raise PermissionDenied("Only the commissioner sets a baseline.")
    one_of(kind, BenefitBaseline.Kind.values, "Select which baseline it is.", "kind")
    source = reason_given(source, "Say where the number comes from.", "source")
    not_in_future(from_date, today, "The day from which it holds", "from_date")
    _check_value(kind, value)
    Commissioner.objects.select_for_update(no_key=True).get(pk=commissioner.pk)
    facts = {"value": value, "source": source, "from_date": from_date}
    last = BenefitBaseline.objects.filter(commissioner=commissioner, kind=kind, from_date=from_date).first()
    if last is not None and all(getattr(last, name) == fact for name, fact in facts.items()):
        return last
    return BenefitBaseline.objects.create(commissioner=commissioner, kind=kind, set_by=by, **facts)


@action
def take_baseline_back(
    *, by: Any, scope: Scope, today: dt.date, commissioner: Commissioner, baseline: BenefitBaseline, reason: str
) -> BenefitBaseline:
    """Let a baseline count no more, so that one of an earlier day does again, or none.

    Sending it again changes nothing. Raises `Refusal`, also where another was set meanwhile from the same day, or
    PermissionDenied for who does not decide for the commissioner.
    """
    if not scope.may_decide_for(commissioner.pk) or baseline.commissioner_id != commissioner.pk:
        raise PermissionDenied("Only the commissioner takes a baseline back.")
    reason = reason_given(reason, "Say why it is taken back.", "reason")
    Commissioner.objects.select_for_update(no_key=True).get(pk=commissioner.pk)
    facts = {"commissioner": commissioner, "kind": baseline.kind, "from_date": baseline.from_date}
    last = BenefitBaseline.objects.filter(**facts).first()
    if last is not None and last.value is None:
        return last
    if last != baseline:
        raise Refusal("Another one was set meanwhile from the same day. Look which counts now.", field="baseline")
    return BenefitBaseline.objects.create(value=None, source=reason, set_by=by, **facts)


def _check_value(kind: str, value: Decimal) -> None:
    """A number as exact as it is shown, so that a working can be followed with pen and paper."""
    shown_as = SHOWN_AS[BenefitBaseline.Kind(kind)]
    if value < 0:
        raise Refusal("The value must be 0 or more.", field="value")
    if value == 0 and kind not in MAY_BE_NONE:
        raise Refusal("The value must be more than 0: nothing is avoided against a cost or a stay of 0.", field="value")
    if value > MOST:
        raise Refusal(f"The value must be {MOST:,} or less.", field="value")
    if shown(value, shown_as) != value:
        raise Refusal(f"Give this one as {EXACT[shown_as]}.", field="value")
