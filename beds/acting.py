"""What every action does alike: all or nothing, the writer noted, and the database's own refusals put into words."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Collection
from typing import Any, ParamSpec, TypeVar

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from beds.models.base import Recorded
from beds.refusal import Refusal
from beds.wording import WRONG, long_date, what_to_do

P = ParamSpec("P")
R = TypeVar("R")
Record = TypeVar("Record", bound=Recorded)

TRY_AGAIN = "It may have been changed a moment ago: look at the record, then try again."


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Make a write atomic, and turn a broken database constraint into the `Refusal` that its message is written for.

    The actions check every rule before they write; a constraint speaks only when something slipped past them.
    """

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with transaction.atomic():
                return function(*args, **kwargs)
        except IntegrityError as error:
            message = _constraint_message(error)
            if message is None:
                raise
            raise Refusal(f"{message} {TRY_AGAIN}") from error

    return run


def _constraint_message(error: IntegrityError) -> str | None:
    """What the constraint that was broken says to a person; None when it is not one of the models'."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    constraints = (constraint for model in apps.get_models() for constraint in model._meta.constraints)
    return next((str(c.violation_error_message) for c in constraints if c.name == name), None)


def write(record: Record, *, by: Any) -> Record:
    """Save a record with its writer noted. Raises `Refusal` for a value its fields do not take, such as a long text."""
    related = [field.name for field in record._meta.fields if isinstance(field, models.ForeignKey)]
    try:
        record.clean_fields(exclude=related)
    except ValidationError as error:
        field, errors = next(iter(error.error_dict.items()))
        label = str(getattr(record._meta.get_field(field), "verbose_name", field))
        label = f"{label[:1].upper()}{label[1:]}"
        code = errors[0].code or ""
        said = what_to_do(errors[0], label)
        raise Refusal(f"{said}." if code in WRONG else f"{label}: {said}", field=field) from error
    record.recorded_by(by).save()
    return record


def not_in_future(day: dt.date, today: dt.date, what: str, field: str) -> None:
    """Refuse a date after today: `what` begins the sentence, such as "The admission date"."""
    if day > today:
        raise Refusal(f"{what} must be today, {long_date(today)}, or in the past.", field=field)


def unchanged_since(record: Recorded, version: dt.datetime | None) -> None:
    """Refuse when somebody else has written `record` since a person opened it. `version` is its `updated_at` then."""
    if version is not None and record.updated_at != version:
        writer = f"{record.updated_by}" if record.updated_by else "Somebody"
        raise Refusal(
            f"{writer} changed this record while you were typing. What you typed is still here: check it against "
            "the record as it is now, then send it again.",
            field="version",
        )


def change(record: Recorded, values: dict[str, Any], version: dt.datetime | None) -> bool:
    """Put `values` into the record; False when it holds them already, so that a form sent twice changes it once.

    Raises `Refusal` when somebody else has written the record since `version`.
    """
    if all(getattr(record, name) == value for name, value in values.items()):
        return False
    unchanged_since(record, version)
    for name, value in values.items():
        setattr(record, name, value)
    return True


def reason_given(reason: str, why: str, field: str = "reason") -> str:
    """The reason, trimmed; refuses an empty one with the sentence `why`. A coded one keeps its code."""
    trimmed = reason.strip()
    if not trimmed:
        raise Refusal(why, field=field)
    return reason if reason == trimmed else trimmed


def one_of(value: str, choices: Collection[str], why: str, field: str) -> None:
    """Refuse a code that is not on the list."""
    if value not in choices:
        raise Refusal(why, field=field)
