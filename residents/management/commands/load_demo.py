"""Load the demonstrations: `manage.py load_demo [NAME ...] [--today DATE]`."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from beds.models import Bed, Provider
from beds.refusal import Refusal
from residents.demo import DEMONSTRATIONS, load
from residents.models import Placement


class Command(BaseCommand):
    help = "Load demonstration commissioners with their history; those already there are left as they are."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "names", nargs="*", metavar="name", help=f"any of {', '.join(DEMONSTRATIONS)}; all by default"
        )
        parser.add_argument("--today", type=dt.date.fromisoformat, help="load as if it were this day (YYYY-MM-DD)")

    def handle(self, *args: Any, **options: Any) -> None:
        names = options["names"] or list(DEMONSTRATIONS)
        if unknown := set(names) - set(DEMONSTRATIONS):
            known = ", ".join(DEMONSTRATIONS)
            raise CommandError(f"There is no demonstration {', '.join(sorted(unknown))}. Choose from {known}.")
        today = options["today"] or timezone.localdate()
        for name in names:
            self.load(name, today)

    def load(self, name: str, today: dt.date) -> None:
        """Load one and say what was written."""
        started = time.monotonic()
        try:
            written = load(name, today=today)
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        if written is None:
            self.stdout.write(f"{name}: already loaded.")
            return
        self.stdout.write(
            f"{name}: {written[Provider]} providers, {written[Bed]} beds, {written[Placement]} placements,"
            f" in {time.monotonic() - started:.1f} seconds."
        )
