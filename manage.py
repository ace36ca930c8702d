#!/usr/bin/env python
"""Run a management command; on a laptop, with the local database found or started for it."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stepdown.settings")
    from django.core.management import execute_from_command_line

    from stepdown.local.services import for_command

    with for_command(sys.argv[1:]):
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
