"""Questions put to the database in SQL: one file a question, with named parameters."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from django.db import connection

Row = TypeVar("Row")

FOLDER = Path(__file__).resolve().parent


@cache
def read(name: str) -> str:
    """The text of `name`.sql."""
    return (FOLDER / f"{name}.sql").read_text()


def fetch(name: str, row: type[Row], parameters: Mapping[str, Any]) -> list[Row]:
    """Ask `name`.sql and answer one `row` for each row; its fields are the columns, by name."""
    with connection.cursor() as cursor:
        cursor.execute(read(name), parameters)
        columns = [column.name for column in cursor.description]
        return [row(**dict(zip(columns, values, strict=True))) for values in cursor.fetchall()]
