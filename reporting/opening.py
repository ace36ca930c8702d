"""The address of the rows behind a value: every number that is shown can be opened."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

from django.urls import reverse

from reporting.measures import Dimension
from reporting.periods import Span
from reporting.readings import WHOLE, Part


def rows_address(
    measure_key: str, period: Span, as_at: dt.date, *, part: Part = WHOLE, split: str = "", code: str = ""
) -> str:
    """Where the rows behind the value of a measure in a period are, as at a morning, of a part and one code of a split.

    `/measures/occupancy/rows/?from=2023-03-01&until=2023-04-01&as_at=2023-04-01&contract=3`.
    """
    asked = [("from", period.from_date), ("until", period.until_date), ("as_at", as_at)]
    parts = [(str(name), pk) for name in Dimension for pk in part.ids.get(name, ())]
    told = [("split", split), ("code", code)] if split and code else []
    return f"{reverse('reporting:measure_rows', args=[measure_key])}?{urlencode([*asked, *parts, *told])}"
