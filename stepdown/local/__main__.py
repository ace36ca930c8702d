"""``python -m stepdown.local``: start the whole service here and stay until it is stopped."""

import sys

from stepdown.local.errors import LocalError
from stepdown.local.run import run

if __name__ == "__main__":
    try:
        run()
    except LocalError as error:
        sys.exit(f"\n{error}")
