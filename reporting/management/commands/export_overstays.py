"""Writes the overstayers of a commissioner as on a morning: the rows of the overstayers page, for other programs."""

from __future__ import annotations

import contextlib
import datetime as dt
import shutil
import sys
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from beds.access import SYSTEM, Scope
from beds.files import Format
from beds.models import Commissioner
from reporting.exports import Export
from reporting.queries.overstayers import Choice, Overstayers, Who


def past_morning(text: str) -> dt.date:
    """A date that has come, from `2023-04-01`."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"'{text}' is not a date; write it as 2023-04-01.") from None
    if day > timezone.localdate():
        raise ArgumentTypeError(f"{day} is in the future: its nights have not happened yet.")
    return day


class Command(BaseCommand):
    help = "Write a commissioner's overstayers as at a date, the rows of the overstayers page, as CSV, XLSX or ODS."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--commissioner", required=True, help="the commissioner's short name")
        parser.add_argument(
            "--as-at", type=past_morning, metavar="DATE", help="the morning, as 2023-04-01; today by default"
        )
        parser.add_argument("--format", choices=[str(kind) for kind in Format], default="csv", help="csv by default")
        parser.add_argument(
            "--who", choices=[str(who) for who in Who], default="here", help="here (default), left, or everyone"
        )
        parser.add_argument("--output", type=Path, metavar="FILE", help="the file to write; standard output by default")

    def handle(self, *args: Any, **options: Any) -> None:
        commissioner = self.find(options["commissioner"])
        who = Who(options["who"])
        as_at = options["as_at"] or timezone.localdate()
        if isinstance(as_at, str):  # called from code
            as_at = past_morning(as_at)
        scope = Scope(commissioners=frozenset({commissioner.pk}))
        export = Export(
            Overstayers(scope, as_at, Choice(who=who)), [("Commissioner", commissioner.name), ("Who", who.label)]
        )
        self.write(export, Format(options["format"]), options["output"])

    def find(self, slug: str) -> Commissioner:
        """The commissioner of this short name. Raises CommandError, naming those there are."""
        commissioners = Commissioner.objects.within(SYSTEM)
        if found := commissioners.filter(slug=slug).first():
            return found
        known = ", ".join(commissioners.order_by("slug").values_list("slug", flat=True))
        raise CommandError(
            f"There is no commissioner '{slug}'. " + (f"Known: {known}." if known else "There is none yet.")
        )

    def write(self, export: Export, kind: Format, output: Path | None) -> None:
        """Write to the file or to standard output; plain UTF-8 without a mark, since a program reads it."""
        if output:
            try:
                self.write_file(export, kind, output)
            except OSError as error:
                raise CommandError(f"Cannot write {output}: {error.strerror}.") from error
            rows = len(export.overstayers)
            self.stderr.write(f"Wrote {rows} row{'' if rows == 1 else 's'} to {output}.")
        elif kind is Format.CSV:
            # A reader that has seen enough, such as head, may leave; that is no error.
            with contextlib.suppress(BrokenPipeError):
                export.write_csv(self.stdout)
        elif sys.stdout.isatty():
            raise CommandError("A workbook cannot be shown on a terminal: add --output FILE.")
        else:
            with export.as_file(kind) as file:
                sys.stdout.buffer.write(file.read())

    def write_file(self, export: Export, kind: Format, output: Path) -> None:
        if kind is Format.CSV:
            with output.open("w", encoding="utf-8", newline="") as file:
                export.write_csv(file)
        else:
            with output.open("wb") as file, export.as_file(kind) as written:
                shutil.copyfileobj(written, file)
