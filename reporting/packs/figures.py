"""The figures of one pack: all that has a value by the month is read at once, what is broken down when it is asked for.

Everything is as at the morning after the month: records made or corrected since are in it, later events are not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from beds.models import Commissioner, Contract, Service
from reporting.elsewhere import ELSEWHERE
from reporting.measures import MEASURES, Dimension, Measure, Unit, calculated
from reporting.measures.definition import number
from reporting.measures.money import SPOT_PEOPLE
from reporting.measures.overstay import OVERSTAY, OVERSTAY_NIGHTS
from reporting.opening import rows_address
from reporting.packs.parts import Subject
from reporting.periods import Span, financial_year_name, financial_year_of, last_months, so_far
from reporting.readings import Part, Reading, Readings, read_measures, rows_of
from residents.models import Placement

MONTHS_OF_HISTORY = 24
KEY_MEASURES = (
    "occupancy",
    "void_nights",
    "turnaround_nights",
    "referrals",
    "days_to_admission",
    "admissions",
    "discharges",
    "discharges_within_limit_rate",
    "los_leavers_median",
    "overstayers",
    "overstay_nights",
    "unauthorised",
    "overstay_cost",
    "settled_rate",
    "readmitted_from_stepdown",
    "spend",
)
"""Those of the summary, followed over the months."""
STATES = {"occupied_nights": "Occupied", "held_nights": "Held", "vacant_nights": "Vacant", "void_nights": "Void"}
"""Each contracted bed-night is one of these."""
OVERSTAYS_WITH = {
    nights: Measure(
        f"overstays_with_{nights}",
        "Placements with such overstay nights",
        OVERSTAY,
        "How many people the overstay nights of a period are of.",
        Unit.PEOPLE,
        rows=OVERSTAY_NIGHTS,
        calculation=number(f"{nights} > 0"),
    )
    for nights in ("nights", "authorised", "unauthorised", "priced_nights")
}
"""In no catalogue: the version for outsiders hides the nights and costs of a few."""


class Figures:
    """What the sections of a pack are made of."""

    def __init__(self, subject: Subject, month: Span) -> None:
        self.subject = subject
        self.month = month
        self.as_at = month.until_date
        self.scope, self.part = subject.scope, subject.part
        self.year = so_far(financial_year_of(month.from_date), self.as_at)

    @cached_property
    def commissioner(self) -> Commissioner:
        return Commissioner.objects.get(pk=self.subject.commissioner_id)

    @cached_property
    def contracts(self) -> list[Contract]:
        """The contract of the pack, or all that have a night in the month. Raises Contract.DoesNotExist."""
        contracts = Contract.objects.within(self.scope).select_related("provider")
        if self.subject.contract_id is not None:
            return [contracts.get(pk=self.subject.contract_id)]
        return list(contracts.overlapping(self.month.from_date, self.month.until_date))

    @cached_property
    def providers(self) -> frozenset[int] | None:
        """The provider that reads the pack too, and its partners; None for a pack that the commissioner alone reads.

        Where a resident has gone on to another, the pack says no more than the provider may know.
        """
        if self.subject.contract_id is None:
            return None
        provider = self.contracts[0].provider
        return frozenset({provider.pk, *provider.partners.values_list("pk", flat=True)})

    def name_of(self, service: Service) -> str:
        """Its name, where all readers of the pack may know of it."""
        known = self.providers is None or service.provider_id in self.providers
        return service.name if known else ELSEWHERE

    @property
    def about(self) -> str:
        """Whose month it is, in words."""
        if self.subject.contract_id is None:
            return f"{self.commissioner}, all contracts together"
        (contract,) = self.contracts
        return f"{self.commissioner}, contract {contract.reference} with {contract.provider}"

    @cached_property
    def first_admission(self) -> dt.date | None:
        """When records begin: the first admission under the contract, or under any of the commissioner's."""
        placements = Placement.objects.within(self.scope).in_force().filter(admitted_on__lt=self.as_at)
        if self.subject.contract_id is not None:
            placements = placements.filter(contract=self.subject.contract_id)
        return placements.order_by("admitted_on").values_list("admitted_on", flat=True).first()

    @cached_property
    def months(self) -> list[Span]:
        """The last 24 months, oldest first; those before records begin are left out."""
        first = self.first_admission or self.month.from_date
        return [month for month in last_months(self.month.from_date, MONTHS_OF_HISTORY) if month.until_date > first]

    @property
    def previous(self) -> Span | None:
        """The month before, where there are records of it."""
        return self.months[-2] if len(self.months) > 1 else None

    @property
    def month_name(self) -> str:
        return f"{self.month.from_date:%B %Y}"

    @property
    def month_before(self) -> Span:
        """The month before, whether or not there are records of it."""
        return last_months(self.month.from_date, 2)[0]

    @property
    def previous_name(self) -> str:
        return f"{self.month_before.from_date:%B %Y}"

    @property
    def year_name(self) -> str:
        """`2022/23`, with `so far` until March."""
        whole = financial_year_of(self.month.from_date)
        return f"{financial_year_name(whole)}{'' if whole == self.year else ' so far'}"

    @cached_property
    def readings(self) -> Readings:
        """Every measure that has a value in a period: in the month, the one before it and the financial year so far.

        Those that are followed over the months are read in each month of history, and all others of the same rows with
        them, as that is one statement.
        """
        followed = {_rows_name(MEASURES[key]) for key in (*KEY_MEASURES, *STATES)}
        history: list[str] = []
        others: list[str] = []
        for measure in calculated():
            (history if _rows_name(measure) in followed else others).append(measure.key)
        recent = [*self.months[-2:], self.year]
        found = read_measures(others, self.scope, recent, self.as_at, part=self.part)
        return Readings(
            found
            | read_measures(
                history,
                self.scope,
                [*self.months, self.year],
                self.as_at,
                part=self.part,
                beside=(*OVERSTAYS_WITH.values(), SPOT_PEOPLE),
            )
        )

    def of(self, key: str, period: Span | None = None) -> Reading:
        """A reading, of the month unless another period is given."""
        return self.readings.of(key, period or self.month)

    def value(self, key: str, period: Span | None = None) -> Decimal | None:
        return self.of(key, period).value

    def number(self, key: str, period: Span | None = None) -> int:
        """The value of a count."""
        return int(self.of(key, period).value or 0)

    def split(self, key: str, split: str, periods: Sequence[Span] = ()) -> Readings:
        """A measure broken down by a column of its rows: in the month and the year so far unless periods are given."""
        return self._read((key,), periods, split=split)

    def by(self, dimension: Dimension, *keys: str, periods: Sequence[Span] = ()) -> Readings:
        """Measures told apart by service, contract or ward: in the month and the year so far."""
        return self._read(keys, periods, by=dimension)

    def _read(
        self, keys: Sequence[str], periods: Sequence[Span], *, by: Dimension | None = None, split: str = ""
    ) -> Readings:
        periods = periods or (self.month, self.year)
        return read_measures(keys, self.scope, periods, self.as_at, part=self.part, by=by, split=split)

    def rows(self, key: str, period: Span | None = None) -> list[Any]:
        """The rows behind a value."""
        return rows_of(MEASURES[key], self.scope, period or self.month, self.as_at, part=self.part)

    def placements_with(self, nights: str, period: Span) -> int:
        """How many placements have such overstay nights in a period: a key of OVERSTAYS_WITH."""
        return self.readings.number(OVERSTAYS_WITH[nights].key, period)

    def spot_people(self, period: Span) -> int:
        """How many residents have a priced night under a spot contract in a period."""
        return self.readings.number(SPOT_PEOPLE.key, period)

    def opens(self, key: str, period: Span | None = None, *, split: str = "", code: str = "", **unit: int) -> str:
        """The address of the rows behind a value, of one code of a split or of one `service`, `contract` or `ward`."""
        part = Part({**self.part.ids, **Part.of(**unit).ids})
        return rows_address(key, period or self.month, self.as_at, part=part, split=split, code=code)

    def target(self, key: str) -> Decimal | None:
        """What the contracts ask for; None where they ask for different things, or nothing."""
        field = MEASURES[key].target_field
        asked = {getattr(contract, field) for contract in self.contracts} if field else set()
        return Decimal(asked.pop()) if len(asked) == 1 else None


def _rows_name(measure: Measure) -> str:
    return measure.rows.name if measure.rows else ""
