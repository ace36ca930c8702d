"""Print the people to sign in as, having made those who are missing: `manage.py sign_ins`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from stepdown.accounts.demonstration import SignIn, installation_password, make_people

HEADINGS = ("E-mail address", "Sees", "First page")


class Command(BaseCommand):
    help = "Make and list the people to sign in as in the demonstrations that are loaded."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(
                "Demonstration people are never made in production. Make the first administrator with createsuperuser."
            )
        password = installation_password(settings.LOCAL_DIR)
        sign_ins = make_people(password)
        if not sign_ins:
            self.stdout.write("No demonstration is loaded, so there is nobody to sign in as: see manage.py load_demo.")
            return
        self.table([HEADINGS, *map(self.row, sign_ins)])
        self.stdout.write(f"\nPassword for all of them: {self.style.SUCCESS(password)}")
        if not all(sign_in.password_works for sign_in in sign_ins):
            self.stdout.write("* has a password of their own, or may not sign in any more")

    def row(self, sign_in: SignIn) -> tuple[str, ...]:
        """One line of the table; a star where the shared password does not open the door."""
        star = "" if sign_in.password_works else " *"
        return (sign_in.person.email + star, sign_in.person.sees, sign_in.person.first_page)

    def table(self, rows: list[tuple[str, ...]]) -> None:
        """Columns as wide as what is in them."""
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            line = "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True))
            self.stdout.write(line.rstrip())
