"""What a measure is: its words, and how it is calculated over the rows behind it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Unit(StrEnum):
    """What a measure counts."""

    BEDS = "beds"
    BED_NIGHTS = "bed-nights"
    NIGHTS = "nights"
    PEOPLE = "people"
    REFERRALS = "referrals"
    RECORDS = "records"
    POSTS = "posts"
    PER_CENT = "per cent"
    POUNDS = "pounds"
    DAYS = "days"
    MILES = "miles"
    STAYS_A_BED = "stays a bed"


class Better(StrEnum):
    """Which way is good."""

    HIGHER = "Higher is better"
    LOWER = "Lower is better"
    NEITHER = "Neither higher nor lower is better by itself"


class Form(StrEnum):
    """How the top and the bottom of a calculation make the value."""

    SUM = "sum"
    """The value is the top, 0 where there is nothing; there is no bottom."""
    RATIO = "ratio"
    """The top divided by the bottom, and no value where the bottom is 0; times 100 where the unit is per cent."""
    STATISTIC = "statistic"
    """The value is the top, a median for example; the bottom says of how many, and without any there is no value."""


@dataclass(frozen=True, slots=True)
class Calculation:
    """Numerator and denominator as SQL aggregates over the columns of the rows.

    `counts` and `among` are SQL conditions on one row: whether it is in the top, and whether it is in the bottom.
    They tell the page that opens a number which rows to show.
    """

    form: Form
    top: str
    bottom: str = "NULL::numeric"
    counts: str = "TRUE"
    among: str = "TRUE"


def number(counts: str = "TRUE") -> Calculation:
    """How many rows there are of a kind."""
    return Calculation(Form.SUM, f"count(*) FILTER (WHERE {counts})", counts=counts, among=counts)


def distinct(column: str, counts: str = "TRUE") -> Calculation:
    """How many different ones there are in the rows of a kind: residents, for example, or beds."""
    return Calculation(Form.SUM, f"count(DISTINCT {column}) FILTER (WHERE {counts})", counts=counts, among=counts)


def total(column: str, counts: str = "TRUE") -> Calculation:
    """What a column adds up to."""
    top = f"coalesce(sum({column}) FILTER (WHERE {counts}), 0)"
    return Calculation(Form.SUM, top, counts=counts, among=counts)


def share(counts: str, among: str = "TRUE") -> Calculation:
    """How many of the rows that qualify are of a kind."""
    both = f"({counts}) AND ({among})"
    return Calculation(
        Form.RATIO, f"count(*) FILTER (WHERE {both})", f"count(*) FILTER (WHERE {among})", counts=both, among=among
    )


def ratio(top: str, bottom: str, among: str = "TRUE") -> Calculation:
    """What one column adds up to, divided by what another does."""
    return Calculation(
        Form.RATIO,
        f"coalesce(sum({top}) FILTER (WHERE {among}), 0)",
        f"coalesce(sum({bottom}) FILTER (WHERE {among}), 0)",
        counts=among,
        among=among,
    )


def mean(column: str, among: str = "TRUE") -> Calculation:
    """The mean of a column, over the rows where it is known."""
    known = f"({among}) AND {column} IS NOT NULL"
    return Calculation(
        Form.RATIO,
        f"coalesce(sum({column}) FILTER (WHERE {known}), 0)",
        f"count(*) FILTER (WHERE {known})",
        counts=known,
        among=known,
    )


def centile(column: str, at: str, among: str = "TRUE") -> Calculation:
    """The value below which the share `at` of a column lies, between two neighbours where it must (PostgreSQL)."""
    known = f"({among}) AND {column} IS NOT NULL"
    top = f"percentile_cont({at}) WITHIN GROUP (ORDER BY {column}) FILTER (WHERE {known})"
    return Calculation(
        Form.STATISTIC, f"({top})::numeric", f"count(*) FILTER (WHERE {known})", counts=known, among=known
    )


def median(column: str, among: str = "TRUE") -> Calculation:
    """The middle value of a column."""
    return centile(column, "0.5", among)


class Dimension(StrEnum):
    """By what a measure may be told apart; each is a column `<dimension>_id` of the rows."""

    COMMISSIONER = "commissioner"
    PROVIDER = "provider"
    SERVICE = "service"
    CONTRACT = "contract"
    WARD = "ward"


EVERY_DIMENSION = tuple(Dimension)
SUPPLY = (Dimension.COMMISSIONER, Dimension.PROVIDER, Dimension.SERVICE, Dimension.CONTRACT)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows that measures are calculated over: `sql/rows/<name>.sql`, one row for each period that it falls in.

    `per` is for money: the columns `adds` are summed for each value of `per` before anything is calculated, so that an
    amount is rounded once for each placement. `shown` are the columns that a reader sees, with their headings, and
    `splits` those by which a number may be broken down, with the labels of their codes.
    """

    name: str
    what: str
    """What one row is, in the plural: `Discharges`."""
    shown: dict[str, str]
    dimensions: tuple[Dimension, ...] = EVERY_DIMENSION
    splits: dict[str, dict[str, str]] = field(default_factory=dict)
    per: str = ""
    adds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: `definition` is a sentence; a rate also says what it divides by what.

    `calculation` over `rows` gives its value in a period; a measure without them is only shown on a page of its own.
    `split` is the column by which it is always broken down in packs. `target_field` names the contract's field with
    its target. `people` says that it counts people, who are not to be recognised in small numbers.
    """

    key: str
    label: str
    group: str
    definition: str
    unit: Unit
    better: Better = Better.NEITHER
    numerator: str = ""
    denominator: str = ""
    target: str = ""
    source: str = ""
    rows: Rows | None = None
    calculation: Calculation | None = None
    split: str = ""
    target_field: str = ""
    people: bool = False

    @property
    def has_direction(self) -> bool:
        """Whether higher or lower is better by itself."""
        return self.better != Better.NEITHER

    @property
    def is_calculated(self) -> bool:
        """Whether it has a value in any period."""
        return self.rows is not None and self.calculation is not None
