"""Make the notices that are due, and send the letters of the day: `manage.py notices [--letters]`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from stepdown.notices import letters, telling


class Command(BaseCommand):
    help = "Make the notices that are due; with --letters also send the letters of the day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--letters", action="store_true", help="send them now, without waiting for half past seven")

    def handle(self, *args: Any, **options: Any) -> None:
        made = telling.tell_everybody(today=timezone.localdate())
        self.stdout.write(f"{made:,} new notices")
        if options["letters"]:
            done = letters.send_letters(now=timezone.now(), at_once=True)
            self.stdout.write(
                f"{done.sent:,} letters sent, {done.refused:,} refused, {done.uncertain:,} that may not have been sent"
            )
