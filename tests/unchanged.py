"""A database that stays as it is through many cases: what one writes is undone, and what was read is known.

As nothing is kept of what a case writes, the same question has the same answer in all of them. So only what has not
been asked before goes to the server, until the case writes something.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

WRITES = r"\b(INSERT|(?<!FOR )(?<!KEY )UPDATE|DELETE|MERGE)\b"
ONLY_READS = re.compile(rf"(\s|--[^\n]*\n)*(SELECT|WITH)\s(?!\s*pg_)(?!.*{WRITES})", re.IGNORECASE | re.DOTALL)
OF_TRANSACTIONS = re.compile(r"\s*(SAVEPOINT|RELEASE|ROLLBACK TO|SET CONSTRAINTS)\b", re.IGNORECASE)


class Known:
    """Stands in for a cursor, with rows that were read before."""

    def __init__(self, cursor: Any, rows: list[Any], description: Any) -> None:
        self.cursor = cursor
        self.description = description
        self.rowcount = len(rows)
        self._rows = iter(rows)

    def __iter__(self) -> Iterator[Any]:
        return self._rows

    def fetchone(self) -> Any:
        return next(self._rows, None)

    def fetchmany(self, size: int = 1) -> list[Any]:
        return [row for row, _ in zip(self._rows, range(size), strict=False)]

    def fetchall(self) -> list[Any]:
        return list(self._rows)

    def close(self) -> None:
        self.cursor.close()


class Unchanged:
    """What is known of the database inside `unchanged()`."""

    def __init__(self) -> None:
        self._known: dict[Any, tuple[list[Any], Any]] = {}
        self.changed = False
        """Whether the case has written something."""
        self._start = transaction.savepoint()

    @contextmanager
    def undone(self) -> Iterator[None]:
        """One case."""
        try:
            yield
        finally:
            transaction.set_rollback(False)
            if self.changed:
                transaction.savepoint_rollback(self._start)
                self.changed = False

    def ask(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        wrapper = context["cursor"]
        if isinstance(wrapper.cursor, Known):
            wrapper.cursor = wrapper.cursor.cursor
        if OF_TRANSACTIONS.match(sql):
            return execute(sql, params, many, context)
        if self.changed or many or not ONLY_READS.match(sql):
            self.changed = True
            return execute(sql, params, many, context)
        question = (sql, _exactly(params))
        if question not in self._known:
            self.changed = True  # should the question be refused, the transaction is broken
            execute(sql, params, many, context)
            self._known[question] = (wrapper.cursor.fetchall(), wrapper.cursor.description)
            self.changed = False
        wrapper.cursor = Known(wrapper.cursor, *self._known[question])
        return None


@contextmanager
def unchanged() -> Iterator[Unchanged]:
    """Many cases of one database, of which nothing is left."""
    with transaction.atomic():
        database = Unchanged()
        with connection.execute_wrapper(database.ask):
            yield database
        transaction.set_rollback(True)


def _exactly(value: Any) -> Any:
    """The value so that it equals none of another type, of which True and 1 are two."""
    if isinstance(value, list | tuple):
        return type(value), tuple(_exactly(one) for one in value)
    if isinstance(value, dict):
        return dict, tuple((name, _exactly(one)) for name, one in value.items())
    return type(value), value
