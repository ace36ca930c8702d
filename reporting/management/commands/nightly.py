"""Bring the figures up to date by hand: `manage.py nightly [--full] [--today DATE]`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from reporting import runs
from reporting.models import NightlyRun

WIDTH = 40


class Command(BaseCommand):
    help = "Compute the figures of the nights since the last run, and apply the corrections that wait."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--full", action="store_true", help="compute all figures anew")
        parser.add_argument(
            "--today", type=dt.date.fromisoformat, help="compute to the night before this day (YYYY-MM-DD)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        today = options["today"] or timezone.localdate()
        if today > timezone.localdate():
            raise CommandError("Nights that have not been yet cannot be computed. Give today or an earlier day.")
        run = runs.recompute_all if options["full"] else runs.run_nightly
        outcome = run(today=today, progress=self.bar)
        if outcome.busy:
            self.stdout.write("Another run is at work; nothing was done.")
        elif not outcome.runs:
            self.stdout.write("The figures are up to date.")
        for each in outcome.runs:
            self.stdout.write(self.describe(each))

    def bar(self, done: int, total: int) -> None:
        """Draw how far the work has got, when there is a terminal to draw on."""
        if total and self.stdout.isatty():
            filled = WIDTH * done // total
            end = "\r" if done < total else "\r\033[K"
            self.stdout.write(f"\r[{'#' * filled}{'.' * (WIDTH - filled)}] {done} of {total}", ending=end)
            self.stdout.flush()

    def describe(self, run: NightlyRun) -> str:
        """One line about a run that succeeded."""
        seconds = (run.finished_at - run.started_at).total_seconds() if run.finished_at else 0
        return (
            f"{run.get_kind_display()} to the night of {run.night:%-d %B %Y}: {run.placements:,} placements, "
            f"{run.service_nights:,} service nights, {seconds:.2f} s"
        )
