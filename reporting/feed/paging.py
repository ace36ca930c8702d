"""Pages of rows as JSON or CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from ninja import Field, Schema

from beds.files import BYTE_ORDER_MARK, harmless

ROWS_A_PAGE = 1_000
MOST_ROWS_A_PAGE = 10_000

Item = TypeVar("Item")


class FileFormat(StrEnum):
    """How the rows are written."""

    JSON = "json"
    CSV = "csv"


class Paging(Schema):
    """What every address with rows takes."""

    limit: int = Field(ROWS_A_PAGE, ge=1, le=MOST_ROWS_A_PAGE, description="Rows a page, 10,000 at the most.")
    cursor: str = Field("", max_length=60, description="Where the page begins. Take it from `next`; do not make it.")
    format: FileFormat | None = Field(None, description="`csv` or `json`; without it, what the header Accept asks for.")


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a page, and where the next one begins; empty on the last."""

    rows: Sequence[Schema]
    next: str = ""


def cut(found: Sequence[Item], limit: int) -> tuple[Sequence[Item], bool]:
    """The rows of a page, of which one more was asked for than it has; and whether there are more."""
    return found[:limit], len(found) > limit


def answer(request: HttpRequest, row: type[Schema], page: Rows, asked: Paging) -> HttpResponse | dict[str, Any]:
    """The page as CSV, or as values that become JSON. Both say where the next page is; the CSV by a header Link."""
    following = _address(request, page.next) if page.next else None
    wanted = asked.format or _accepted(request)
    if wanted is FileFormat.JSON:
        return {"rows": page.rows, "next": following}
    response = HttpResponse(_csv(row, page.rows), content_type="text/csv; charset=utf-8")
    if following:
        response["Link"] = f'<{following}>; rel="next"'
    return response


def _accepted(request: HttpRequest) -> FileFormat:
    accepts = request.headers.get("Accept", "")
    return FileFormat.CSV if "text/csv" in accepts and "application/json" not in accepts else FileFormat.JSON


def _address(request: HttpRequest, cursor: str) -> str:
    asked = request.GET.copy()
    asked["cursor"] = cursor
    return request.build_absolute_uri(f"{request.path}?{asked.urlencode()}")


def _csv(row: type[Schema], rows: Sequence[Schema]) -> str:
    text = io.StringIO(newline="")
    text.write(BYTE_ORDER_MARK)
    lines = csv.writer(text)
    names = list(row.model_fields)
    lines.writerow(names)
    for each in rows:
        lines.writerow([_cell(getattr(each, name)) for name in names])
    return text.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return harmless(value)
