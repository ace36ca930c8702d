"""Make the notices that are due, send letters, remove old ones: `manage.py notices [--letters] [--remove-old]`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from stepdown.notices import actions, letters, telling


class Command(BaseCommand):
    help = "Make the notices that are due; with --letters also send letters, with --remove-old also remove old notices."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--letters", action="store_true", help="send them now, without waiting for half past seven")
        parser.add_argument("--remove-old", action="store_true", help="remove what was read more than a year ago")

    def handle(self, *args: Any, **options: Any) -> None:
        made = telling.tell_everybody(today=timezone.localdate())
        self.stdout.write(f"{made:,} new notices")
        if options["letters"]:
            done = letters.send_letters(now=timezone.now(), at_once=True)
            self.stdout.write(
                f"{done.sent:,} letters sent, {done.refused:,} refused, {done.uncertain:,} that may not have been sent"
            )
        if options["remove_old"]:
            self.stdout.write(f"{actions.remove_old(now=timezone.now()):,} old notices removed")
