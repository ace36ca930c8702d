"""The overstayers as files: the rows of the page, in its order, as CSV or as a spreadsheet.

All have the same columns, named by FIELDS. A number is a number and a date a date; what has no price says so in words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import IO

from django.utils.text import slugify

from beds.access import Scope
from beds.files import FileColumn, Format, Sheet, TakesText, as_file, write_csv
from beds.models import Commissioner, Provider
from beds.progress import counted
from beds.table_files import about_sheet
from beds.wording import long_date
from beds.written import Cell, Kind
from reporting.measures import MEASURES
from reporting.queries.overstayers import Overstay, Overstayers

FIELDS: dict[str, tuple[Callable[[Overstay], Cell], Kind, int]] = {
    "reference": (lambda row: row.reference, Kind.WORDS, 14),
    "provider": (lambda row: row.provider, Kind.WORDS, 30),
    "admitted": (lambda row: row.admitted_on, Kind.DATE, 14),
    "discharged": (lambda row: row.discharged_on, Kind.DATE, 14),
    "los_nights": (lambda row: row.los_nights, Kind.COUNT, 12),
    "overstay_nights": (lambda row: row.overstay_nights, Kind.COUNT, 16),
    "authorised_nights": (lambda row: row.authorised_nights, Kind.COUNT, 18),
    "funding": (lambda row: row.funding_words, Kind.WORDS, 22),
    "overstay_cost": (lambda row: row.cost_or_words, Kind.POUNDS, 16),
}
"""The columns of the files, in order: what each says of a row, what that is, and its width."""

DEFINED = ("overstayers", "overstay_nights", "authorised", "unauthorised", "overstay_cost")
"""The measures whose definitions travel with the figures."""


@dataclass(frozen=True)
class Export:
    """A file to be written: its rows, and what was asked for, as pairs of question and answer."""

    overstayers: Overstayers
    asked: Sequence[tuple[str, Cell]]

    @property
    def title(self) -> str:
        return f"Overstayers as at {long_date(self.overstayers.as_at)}"

    def file_name(self, kind: Format) -> str:
        """Whose rows and of which morning: `overstayers-hammersmith-fulham-2023-04-01.csv`."""
        return f"overstayers-{short_name(self.overstayers.scope)}-{self.overstayers.as_at.isoformat()}.{kind}"

    def as_file(self, kind: Format) -> IO[bytes]:
        """The whole file, ready to be read."""
        return as_file(kind, self.title, self.sheets())

    def write_csv(self, file: TakesText) -> None:
        """A header and one line a row, nothing else, so that a program can read it."""
        write_csv(self.sheets()[0], file)

    def sheets(self) -> list[Sheet]:
        """The rows to sort and filter, and what was asked, with totals and definitions."""
        columns = [FileColumn(name, kind=kind, width=width) for name, (_, kind, width) in FIELDS.items()]
        overstays = counted(self.overstayers, len(self.overstayers))
        rows = ([(value(row), kind) for value, kind, _ in FIELDS.values()] for row in overstays)
        return [Sheet("Overstays", columns, rows), about_sheet(self.about())]

    def about(self) -> list[tuple[str, Cell]]:
        """What a reader needs to know of the rows."""
        total = self.overstayers.summary
        sort = self.overstayers.choice.sort
        return [
            ("As at the morning of", self.overstayers.as_at),
            *self.asked,
            ("Sorted by", f"{sort.removeprefix('-')}, {'highest' if sort.startswith('-') else 'lowest'} first"),
            ("Placements", total.placements),
            ("People", total.people),
            ("Beds they have", total.beds),
            ("Overstay nights", total.overstay_nights),
            ("of which costed", total.costed_nights),
            ("of which block funded", total.block_nights),
            ("of which without a rate", total.unpriced_nights),
            ("of which price not shown", total.hidden_nights),
            ("Authorised overstay nights", total.authorised_nights),
            ("Unauthorised overstay nights", total.unauthorised_nights),
            ("Overstay cost", total.overstay_cost),
            *((MEASURES[key].label, MEASURES[key].definition) for key in DEFINED),
        ]


def short_name(scope: Scope) -> str:
    """The commissioner or provider of a scope for a file name; `all` when there are several."""
    commissioners = list(Commissioner.objects.within(scope).values_list("slug", flat=True)[:2])
    if len(commissioners) == 1 and not scope.providers:
        return commissioners[0]
    providers = list(Provider.objects.filter(pk__in=scope.providers).values_list("name", flat=True)[:2])
    return slugify(providers[0]) if len(providers) == 1 and not commissioners else "all"
