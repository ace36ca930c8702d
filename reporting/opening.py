"""The address of the rows behind a value: every number that is shown can be opened."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache
from urllib.parse import urlencode

from django.urls import reverse

from reporting.content import Block, Chart, Content, Table
from reporting.measures import Dimension
from reporting.periods import Span
from reporting.readings import WHOLE, Part


def rows_address(
    measure_key: str, period: Span, as_at: dt.date, *, part: Part = WHOLE, split: str = "", code: str = ""
) -> str:
    """Where the rows behind the value of a measure in a period are, as at a morning, of a part and one code of a split.

    `/measures/occupancy/rows/?from=2023-03-01&until=2023-04-01&as_at=2023-04-01&contract=3`.
    """
    # put together by hand, as a page has hundreds: dates and ids need no quoting
    parts = "".join(f"&{name}={pk}" for name in Dimension for pk in part.ids.get(name, ()))
    told = f"&{urlencode({'split': split, 'code': code})}" if split and code else ""
    dates = f"from={period.from_date}&until={period.until_date}&as_at={as_at}"
    return f"{_rows_page(measure_key)}?{dates}{parts}{told}"


def opened_from_signed(content: Content) -> Content:
    """The same, where the rows behind each figure say that they are of today and the figure is not."""
    return replace(
        content,
        sections=tuple(
            replace(section, blocks=tuple(_from_signed(block) for block in section.blocks))
            for section in content.sections
        ),
    )


def _from_signed(block: Block) -> Block:
    if isinstance(block, Chart):
        return replace(block, table=_marked(block.table))
    return _marked(block) if isinstance(block, Table) else block


def _marked(table: Table) -> Table:
    return replace(table, rows=tuple(replace(row, opens=_with_signed(row.opens)) for row in table.rows))


def _with_signed(address: str) -> str:
    """`components/as_at.html` says it where the address has this."""
    return address and f"{address}{'&' if '?' in address else '?'}signed=1"


@cache
def _rows_page(measure_key: str) -> str:
    return reverse("reporting:measure_rows", args=[measure_key])
