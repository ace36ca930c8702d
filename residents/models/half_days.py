"""A stay counted in half-days, in the database."""

from django.contrib.postgres.fields import IntegerRangeField
from django.db.models import F, Func


def half_days(from_field: str, until_field: str) -> Func:
    """A stay as a range of half-days, for exclusion constraints.

    An empty date range overlaps nothing, so a stay of no nights would slip into a bed in which somebody else is
    living. Counted in half-days, with arrival in the afternoon and departure in the morning, a same-day stay takes
    the middle of its day: it may follow a departure and precede an arrival, and clashes with whoever stays over.
    """
    return Func(
        F(from_field),
        F(until_field),
        template=(
            f"INT4RANGE(2 * ({from_field} - DATE '2000-01-01') + ({until_field} IS DISTINCT FROM {from_field})::int, "
            f"2 * ({until_field} - DATE '2000-01-01') + ({until_field} = {from_field})::int)"
        ),
        output_field=IntegerRangeField(),
    )
