"""The checks of the records: how many pass, and the ones that do not, each with the way to put it right."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from io import StringIO
from typing import Any

from django.urls import reverse

from beds.access import Role, Scope
from beds.files import BYTE_ORDER_MARK, harmless
from beds.people import Whom, who_decides, who_logs
from beds.written import Cell
from reporting.data_quality import CHECKS, Check, Mender, Severity
from reporting.measures import MEASURES
from reporting.periods import Span
from reporting.queries.capacity import morning_of_last_figures
from reporting.readings import WHOLE, Part, read_measures, rows_of

ISSUES, SCORE = "data_quality_issues", "data_quality_score"


@dataclass(frozen=True, slots=True)
class Result:
    """What one check has found."""

    check: Check
    checked: int
    passed: int

    @property
    def issues(self) -> int:
        return self.checked - self.passed

    @property
    def share(self) -> Decimal | None:
        """Per cent of the records checked that pass; None without any."""
        return Decimal(100) * self.passed / self.checked if self.checked else None


@dataclass(frozen=True, slots=True)
class Overview:
    """All checks, in the order of the catalogue. Each row of the records belongs to one, so that they add up."""

    results: list[Result]
    last_morning: dt.date | None = None
    """Where nothing was checked, and no bed was in a contract since the period began: the morning after it last was."""

    @property
    def total(self) -> Result:
        """The sum of all, under the words of the first check."""
        checked, passed = (sum(getattr(each, name) for each in self.results) for name in ("checked", "passed"))
        return Result(self.results[0].check, checked, passed)

    @property
    def to_mend(self) -> list[Result]:
        """Those with issues: the worst for the figures first, then those with most."""
        order = list(Severity)
        found = [each for each in self.results if each.issues]
        return sorted(found, key=lambda each: (order.index(each.check.severity), -each.issues))

    @property
    def in_order(self) -> list[Result]:
        """Those that every record passes."""
        return [each for each in self.results if each.checked and not each.issues]


@dataclass(frozen=True, slots=True)
class Finding:
    """A record that does not pass a check, as one person sees it."""

    row: Any
    scope: Scope

    @property
    def check(self) -> Check:
        return CHECKS[self.row.check]

    @property
    def address(self) -> str:
        """The page of the record."""
        if self.row.placement_id:
            return reverse("reporting:placement", args=[self.row.placement_id])
        return reverse("residents:referral", args=[self.row.referral_id])

    @property
    def mend(self) -> str:
        """Where this person puts it right; empty where they may not."""
        check, row, scope = self.check, self.row, self.scope
        decides = scope.may_decide_for(row.commissioner_id)
        council = {
            Mender.BOTH_SIDES: decides,
            Mender.COUNCIL_TOO: decides or scope.may_house_for(row.commissioner_id),
        }
        may = scope.may_write_for(row.provider_id) or council.get(check.mender, False)
        about = row.referral_id if check.of_referral else row.placement_id
        return reverse(check.mend, args=[about]) if check.mend and may else ""


def overview(scope: Scope, period: Span, as_at: dt.date, part: Part = WHOLE) -> Overview:
    """What each check has found in a period, as far as it has come by the morning of `as_at`."""
    found = read_measures([SCORE], scope, [period], as_at, part=part, split="check")
    readings = {key: found.of(SCORE, period, code=key) for key in CHECKS}
    results = [Result(CHECKS[key], int(each.bottom or 0), int(each.top or 0)) for key, each in readings.items()]
    if any(each.checked for each in results):
        return Overview(results)
    return Overview(results, morning_of_last_figures(scope, as_at, since=period.from_date))


def findings(
    scope: Scope, period: Span, as_at: dt.date, part: Part = WHOLE, *, check: Check | None = None
) -> list[Finding]:
    """The records that do not pass one check, or any, in the order of the catalogue."""
    code = check.key if check else ""
    rows = rows_of(MEASURES[ISSUES], scope, period, as_at, part=part, split="check", code=code)
    order = list(CHECKS)
    return [Finding(row, scope) for row in sorted(rows, key=lambda row: order.index(row.check))]


def whom_to_ask(check: Check, found: list[Finding], scope: Scope) -> list[Whom]:
    """Who can put these findings right, where this reader can do so with none; commissioners of the reader alone."""
    if not found or any(one.mend for one in found):
        return []
    if check.mender is Mender.ADMINISTRATOR:
        concerned = {one.row.commissioner_id for one in found} & scope.commissioners
        return who_decides(concerned or scope.commissioners, [Role.ADMINISTRATOR])
    return who_logs({one.row.provider_id for one in found})


FIELDS: dict[str, Callable[[Finding], Cell]] = {
    "check": lambda one: one.check.label,
    "effect": lambda one: one.check.severity,
    "resident": lambda one: one.row.reference,
    "provider": lambda one: one.row.provider,
    "service": lambda one: one.row.service,
    "date": lambda one: one.row.on_date,
    "what": lambda one: one.row.detail,
    "to_do": lambda one: one.check.to_do,
}
"""The columns of the file, in order, and what each says of a finding."""


def as_csv(found: list[Finding]) -> str:
    """The findings as CSV: a header and one line each."""
    file = StringIO(newline="")
    file.write(BYTE_ORDER_MARK)
    lines = csv.writer(file)
    lines.writerow(FIELDS)
    lines.writerows([harmless(value(one)) for value in FIELDS.values()] for one in found)
    return file.getvalue()
