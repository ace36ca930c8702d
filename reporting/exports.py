"""The overstayers as files: the rows of the page, in its order, as CSV or as an Excel workbook.

Both have the same columns, named by FIELDS. A number is a number and a date a date; what has no price says so in words.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import IO, Any, Protocol

import xlsxwriter
from django.utils.text import slugify
from xlsxwriter.worksheet import Worksheet

from beds.access import Scope
from beds.files import BYTE_ORDER_MARK, Format, Value, harmless, head, lay_out, put
from beds.models import Commissioner, Provider
from beds.wording import long_date
from reporting.measures import MEASURES
from reporting.queries.overstayers import Overstay, Overstayers

FIELDS: dict[str, Callable[[Overstay], Value]] = {
    "reference": lambda row: row.reference,
    "provider": lambda row: row.provider,
    "admitted": lambda row: row.admitted_on,
    "discharged": lambda row: row.discharged_on,
    "los_nights": lambda row: row.los_nights,
    "overstay_nights": lambda row: row.overstay_nights,
    "authorised_nights": lambda row: row.authorised_nights,
    "funding": lambda row: row.funding_words,
    "overstay_cost": lambda row: row.cost_or_words,
}
"""The columns of the files, in order, and what each says of a row."""

DEFINED = ("overstayers", "overstay_nights", "authorised", "unauthorised", "overstay_cost")
"""The measures whose definitions travel with the figures."""

WIDTHS = (14, 30, 14, 14, 12, 16, 18, 22, 16)
NOTE_WIDTH = 90
LINE_HEIGHT = 16
IN_MEMORY_BYTES = 5_000_000


class TakesText(Protocol):
    """A file, or what a command writes to."""

    def write(self, text: str, /) -> Any: ...


@dataclass(frozen=True)
class Export:
    """A file to be written: its rows, and what was asked for, as pairs of question and answer."""

    overstayers: Overstayers
    asked: Sequence[tuple[str, Value]]

    @property
    def title(self) -> str:
        return f"Overstayers as at {long_date(self.overstayers.as_at)}"

    def file_name(self, kind: Format) -> str:
        """Whose rows and of which morning: `overstayers-hammersmith-fulham-2023-04-01.csv`."""
        return f"overstayers-{short_name(self.overstayers.scope)}-{self.overstayers.as_at.isoformat()}.{kind}"

    def as_file(self, kind: Format) -> IO[bytes]:
        """The whole file, ready to be read: a download is complete or an error, never cut short."""
        file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115 - whoever reads it closes it
        if kind is Format.XLSX:
            self.write_xlsx(file)
        else:
            with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as text:
                text.write(BYTE_ORDER_MARK)
                self.write_csv(text)
                text.seek(0)
                for line in text:
                    file.write(line.encode())
        file.seek(0)
        return file

    def write_csv(self, file: TakesText) -> None:
        """A header and one line a row, nothing else, so that a program can read it."""
        lines = csv.writer(file)
        lines.writerow(FIELDS)
        for row in self.overstayers:
            lines.writerow([harmless(value(row)) for value in FIELDS.values()])

    def write_xlsx(self, file: IO[bytes]) -> None:
        """A sheet of rows to sort and filter, and a sheet About with what was asked, totals and definitions."""
        with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
            book.set_properties({"title": self.title})
            formats = {
                "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
                "date": book.add_format({"num_format": "d mmm yyyy", "align": "left"}),
                "pounds": book.add_format({"num_format": "£#,##0.00"}),
                "count": book.add_format({"num_format": "#,##0"}),
                "words": book.add_format({"indent": 1}),
                "words beside pounds": book.add_format({"align": "right"}),
            }
            self._rows(book.add_worksheet("Overstays"), formats)
            top = {"text_wrap": True, "valign": "top", "align": "left"}
            plain = {"date": "d mmm yyyy", "pounds": "£#,##0.00", "count": "#,##0", "words": "@"}
            notes = {name: book.add_format({**top, "num_format": shown}) for name, shown in plain.items()}
            self._about(book.add_worksheet("About"), formats | notes)

    def _rows(self, sheet: Worksheet, formats: dict[str, Any]) -> None:
        lay_out(sheet, WIDTHS)
        head(sheet, list(FIELDS), formats["head"], self.title)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, len(self.overstayers), len(FIELDS) - 1)
        for number, row in enumerate(self.overstayers, start=1):
            for column, (name, value) in enumerate(FIELDS.items()):
                words = "words beside pounds" if name == "overstay_cost" else "words"
                put(sheet, number, column, value(row), formats, words)

    def _about(self, sheet: Worksheet, formats: dict[str, Any]) -> None:
        lay_out(sheet, (34, NOTE_WIDTH))
        number = 0
        for heading, facts in self.about():
            sheet.write_string(number, 0, heading, formats["head"])
            for name, value in facts:
                number += 1
                # the height for the words to wrap, which a spreadsheet does not find by itself in such a file
                sheet.set_row(number, LINE_HEIGHT * (1 + len(str(value)) // (NOTE_WIDTH - 10)))
                sheet.write_string(number, 0, name, formats["words"])
                put(sheet, number, 1, value, formats)
            number += 2

    def about(self) -> list[tuple[str, list[tuple[str, Value]]]]:
        """What a reader needs to know of the rows, under headings."""
        total = self.overstayers.summary
        sort = self.overstayers.choice.sort
        order = f"{sort.removeprefix('-')}, {'highest' if sort.startswith('-') else 'lowest'} first"
        totals: list[tuple[str, Value]] = [
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
        ]
        return [
            (self.title, [("As at the morning of", self.overstayers.as_at), *self.asked, ("Sorted by", order)]),
            ("Totals", totals),
            ("Definitions", [(MEASURES[key].label, MEASURES[key].definition) for key in DEFINED]),
        ]


def short_name(scope: Scope) -> str:
    """The commissioner or provider of a scope for a file name; `all` when there are several."""
    commissioners = list(Commissioner.objects.within(scope).values_list("slug", flat=True)[:2])
    if len(commissioners) == 1 and not scope.providers:
        return commissioners[0]
    providers = list(Provider.objects.filter(pk__in=scope.providers).values_list("name", flat=True)[:2])
    return slugify(providers[0]) if len(providers) == 1 and not commissioners else "all"
