"""Draft the review packs of last month that are due and missing: `manage.py draft_packs [--today DATE]`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from reporting.packs import actions


class Command(BaseCommand):
    help = (
        "Draft the review packs of last month, from the first working day of this one on; those there are left alone."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--today", type=dt.date.fromisoformat, help="draft as if it were this day (YYYY-MM-DD)")

    def handle(self, *args: Any, **options: Any) -> None:
        today = options["today"] or timezone.localdate()
        if today > timezone.localdate():
            raise CommandError("A month that is not over has no pack. Give today or an earlier day.")
        for pack in actions.draft_due_packs(today=today):
            self.stdout.write(f"Drafted: {pack}")
