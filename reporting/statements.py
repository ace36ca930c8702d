"""The SQL statements of the figures, each a file in `sql/` that begins with the question it answers.

A line `-- include: name` stands for the text of another file, so that a night is defined once. Parameters are named.
"""

from __future__ import annotations

import re
from collections import namedtuple
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection

FOLDER = Path(__file__).parent / "sql"
INCLUDE = re.compile(r"^-- include: ([\w/]+)$", re.MULTILINE)


@cache
def statement(name: str) -> str:
    """The text of `sql/<name>.sql`, with what it includes."""
    text = (FOLDER / f"{name}.sql").read_text(encoding="utf-8")
    return INCLUDE.sub(lambda match: statement(match[1]), text)


@cache
def row_type(columns: tuple[str, ...]) -> Callable[..., Any]:
    """A named tuple of these columns."""
    return namedtuple("Row", columns)


def read(name: str, **parameters: Any) -> list[Any]:
    """The rows that the statement gives, each with its columns as attributes."""
    with connection.cursor() as cursor:
        cursor.execute(statement(name), parameters)
        row = row_type(tuple(column.name for column in cursor.description))
        return [row(*values) for values in cursor.fetchall()]


def write(name: str, **parameters: Any) -> int:
    """Execute the statement; the number of rows that it wrote."""
    with connection.cursor() as cursor:
        cursor.execute(statement(name), parameters)
        return cursor.rowcount
