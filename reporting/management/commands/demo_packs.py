"""Draft, comment and sign packs of the demonstrations that are loaded: `manage.py demo_packs`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from reporting.demo_packs import demonstration_packs, make_pack


class Command(BaseCommand):
    help = "Make review packs for the demonstrations that are loaded; those already there are left as they are."

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        made = [make_pack(wanted, today=today) for wanted in demonstration_packs(today)]
        for pack in filter(None, made):
            self.stdout.write(f"{pack}")
